/** Prose of others as a comment: it cannot end the comment, speak to the compiler, or hide what stands behind it. */

const WIDTH = 116;
/** Everything invisible, and marks that change the direction of writing. */
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff]+/gu;

/** Lines of a comment with these paragraphs, empty ones left out; no lines when nothing is left. */
export function comment(paragraphs: readonly (string | undefined)[], indent: string): readonly string[] {
  const lines = paragraphs
    .map((text) => wrap(safe(text ?? ""), WIDTH - indent.length - 3))
    .filter((paragraph) => paragraph.length > 0)
    .flatMap((paragraph, index) => (index === 0 ? paragraph : ["", ...paragraph]));
  if (lines.length === 0) return [];
  if (lines.length === 1 && lines[0]!.length <= WIDTH - indent.length - 7) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}

function safe(text: string): string {
  return text
    .replace(INVISIBLE, " ")
    .replaceAll("*/", "*\\/")
    .replace(/(^|[\s*/{])@/g, "$1\\@")
    .trim();
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
