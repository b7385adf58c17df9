/** libwbxml's two tools, told to change nothing: no trimming, no indentation, no string the codec would not expect. */
import { compactXml } from "./compact.ts";
import { runOnAll, type Verdict } from "./programs.ts";

/**
 * libwbxml compares every string with every other to find those worth a table, so a long document goes without one;
 * unless it holds an element libwbxml has no token for, whose name can stand nowhere else.
 */
const LONG = 10_000;
const WRITE = "xml2wbxml -v 1.3 -k";
const FILES = "-o $1.out $1.in";

export function encodeWithLibwbxml(documents: readonly string[]): Promise<readonly Verdict[]> {
  const encoder = new TextEncoder();
  return runOnAll(
    `sh -c '{ test $(wc -c < $1.in) -gt ${LONG} && ${WRITE} -n ${FILES}; } || exec ${WRITE} ${FILES}' sh $1`,
    documents.map((xml) => encoder.encode(compactXml(xml))),
  );
}

export function decodeWithLibwbxml(documents: readonly Uint8Array[]): Promise<readonly Verdict[]> {
  return runOnAll("wbxml2xml -m 0 -k -o $1.out $1.in", documents);
}
