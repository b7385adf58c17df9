/**
 * XML as events, in and out. Nothing is fetched and no entity is expanded (decisions D13); namespaces are written where
 * they change. For what builds on it, see the modules `document` and `syncml`. Clause: XML 1.0; DMREPU 1.3 §6.1.
 */
export type { Attributes, EventSink, EventWriter, Locator, Tag } from "../events.ts";
export { readXml } from "./reader.ts";
export { fitsXml, XmlWriter } from "./writer.ts";
