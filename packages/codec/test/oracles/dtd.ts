/** xmllint's word on documents whose DTD knows no namespaces. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CORPUS } from "../../../../tools/needs.ts";
import type { InfosetElement } from "./infoset.ts";
import { runOnAll } from "./programs.ts";

export const DDF_DTD = "schema/dm_ddf-v1_2.dtd";
export const REPPRO_DTD = "schema/OMA-SUP-DTD_SyncML_RepPro-V1_2-20070221-A.dtd";

/** One message for each document; empty when it is valid. */
export async function validate(dtd: string, documents: readonly string[]): Promise<readonly string[]> {
  // Published files have their licence before the text declaration, where no parser takes it.
  const published = readFileSync(join(CORPUS, dtd), "utf8");
  const declarations = published.slice(Math.max(published.search(/^<\?xml[^>]*encoding/m), 0));
  const encoder = new TextEncoder();
  const verdicts = await runOnAll(
    "xmllint --noout --nonet --dtdvalid 0.in $1.in",
    [declarations, ...documents].map((text) => encoder.encode(text)),
  );
  return verdicts.slice(1).map(({ exit, message }) => (exit === 0 ? "" : message || "killed"));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};
const escaped = (text: string): string => text.replace(/[&<>"\r]/g, (character) => ESCAPES[character]!);

/** The document by local names; what `drop` names is left out with everything in it. */
export function printBare(element: InfosetElement, drop: (element: InfosetElement) => boolean): string {
  const attributes = Object.entries(element.attributes)
    .filter(([name]) => !name.startsWith("{"))
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join("");
  const children = element.children.map((child) => {
    if (typeof child === "string") return escaped(child);
    return drop(child) ? "" : printBare(child, drop);
  });
  return `<${element.name}${attributes}>${children.join("")}</${element.name}>`;
}
