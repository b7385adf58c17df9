export { readXml } from "./reader.ts";
export { fitsXml, XmlWriter } from "./writer.ts";
