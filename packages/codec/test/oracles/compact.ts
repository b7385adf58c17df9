/**
 * A document without the white space between its elements, otherwise as written: CDATA, declarations and attributes
 * stay. libwbxml either trims every text or takes indentation for content; given this, it can be told to trim nothing.
 */
import { SaxesParser } from "saxes";

interface Open {
  readonly pieces: string[];
  /** Runs of character data: where in `pieces` each begins and ends, and whether it is nothing but white space. */
  readonly runs: { readonly from: number; to: number; blank: boolean }[];
  holdsElements: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};
export const escapeText = (text: string): string => text.replace(/[&<>\r]/g, (character) => ESCAPES[character]!);
export const escapeAttribute = (text: string): string =>
  text.replace(/[&<"\t\n\r]/g, (character) => ESCAPES[character]!);

export function compactXml(xml: string): string {
  const stack: Open[] = [{ pieces: [], runs: [], holdsElements: true }];
  const characters = (written: string, blank: boolean): void => {
    if (stack.length === 1) return;
    const { pieces, runs } = stack.at(-1)!;
    const last = runs.at(-1);
    if (last?.to === pieces.length) {
      last.to += 1;
      last.blank &&= blank;
    } else runs.push({ from: pieces.length, to: pieces.length + 1, blank });
    pieces.push(written);
  };
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("doctype", (doctype) => {
    stack[0]!.pieces.push(`<!DOCTYPE${doctype}>`);
  });
  parser.on("opentag", ({ name, attributes }) => {
    const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
    const parent = stack.at(-1)!;
    parent.holdsElements = true;
    parent.pieces.push(`<${name}${written.join("")}>`);
    stack.push({ pieces: [], runs: [], holdsElements: false });
  });
  parser.on("text", (text) => characters(escapeText(text), /^[\t\n\r ]*$/.test(text)));
  parser.on("cdata", (text) => characters(`<![CDATA[${text}]]>`, false));
  parser.on("closetag", ({ name }) => {
    const { pieces, runs, holdsElements } = stack.pop()!;
    if (holdsElements) for (const { from, to, blank } of runs) if (blank) pieces.fill("", from, to);
    stack.at(-1)!.pieces.push(...pieces, `</${name}>`);
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return stack[0]!.pieces.join("").trim();
}
