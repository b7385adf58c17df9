/** What a DOCTYPE may say: which DTD it means, and nothing of its own (decisions D13). Clause: XML 1.0 §2.8. */
import { isBlank } from "./white-space.ts";

export type DoctypeFault = "malformed" | "declares";

const LITERAL = `(?:"[^"]*"|'[^']*')`;
const HEAD = new RegExp(`^\\s+[^\\s[\\]<>"']+(?:\\s+(?:SYSTEM|PUBLIC\\s+${LITERAL})\\s+${LITERAL})?\\s*`);

/** `doctype` is what stands between `<!DOCTYPE` and its `>`. */
export function doctypeFault(doctype: string): DoctypeFault | undefined {
  const head = HEAD.exec(doctype)?.[0];
  if (head === undefined) return "malformed";
  const rest = doctype.slice(head.length);
  if (rest === "") return undefined;
  const end = rest.lastIndexOf("]");
  if (!rest.startsWith("[") || end < 0 || !isBlank(rest.slice(end + 1))) return "malformed";
  return subsetFault(rest, end);
}

/** Comments, processing instructions and white space, from the first bracket to the one at `end`. */
function subsetFault(text: string, end: number): DoctypeFault | undefined {
  let at = 1;
  while (at < end) {
    const [close, behind] = text.startsWith("<!--", at)
      ? [text.indexOf("-->", at + 4), 3]
      : text.startsWith("<?", at)
        ? [text.indexOf("?>", at + 2), 2]
        : [at, 1];
    if (behind === 1 && !isBlank(text.charAt(at))) return "declares";
    if (close < 0 || close + behind > end) return "malformed";
    at = close + behind;
  }
  return undefined;
}
