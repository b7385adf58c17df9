/**
 * A document as plain elements, for the judge only.
 *
 * The codec is lenient on purpose (protocol §3.5) and would hide what a client does wrong; the judge therefore reads
 * the bytes a second time with strict readers of its own.
 */

export const SYNCML_NS = "SYNCML:SYNCML1.2";
export const METINF_NS = "syncml:metinf";
export const DMDDF_NS = "syncml:dmddf1.2";

export interface Element {
  readonly name: string;
  readonly namespace: string;
  readonly children: readonly Element[];
  /** Character data directly inside, concatenated. */
  readonly text: string;
  /** Some of the content was a WBXML OPAQUE, or a CDATA section of XML. */
  readonly opaque: boolean;
}

/** The strict readers' only error: one sentence with the place in it. */
export class StrictReadError extends Error {
  override readonly name = "StrictReadError";
}

/** An element and everything below it, but not the content of Data, which belongs to the payload. */
export function* protocolElements(element: Element): Generator<Element> {
  yield element;
  if (element.name === "Data" && element.namespace === SYNCML_NS) return;
  for (const child of element.children) yield* protocolElements(child);
}

/** First child of that name. */
export function childOf(element: Element, name: string): Element | undefined {
  return element.children.find((child) => child.name === name);
}
