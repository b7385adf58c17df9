/** Messages and TNDS objects against the C library of the field, and XML against the parser it stands on. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds } from "@oma-dm/codec/tnds";
import { BUNDLE_LIMIT, bundleSize } from "./bundle.mjs";
import { buildHarness, libwbxml } from "./libwbxml.mjs";
import { message, tree } from "./messages.mjs";
import { parse, saxes } from "./saxes.mjs";

/** Name → commands; the names are the length in WBXML. */
const SIZES = { "0.5 kB": 4, "2 kB": 20, "100 kB": 1_060 };

/** Rates relative to the other side. A figure of 1 at the smallest and the largest size: no slower, byte for byte. */
const ASKED = {
  "decode WBXML, 0.5 kB": { floor: 1 },
  "decode WBXML, 2 kB": { target: 2.3, floor: 2 },
  "decode WBXML, 100 kB": { floor: 1 },
  "encode WBXML, 0.5 kB": { floor: 1 },
  "encode WBXML, 2 kB": { floor: 2 },
  "encode WBXML, 100 kB": { floor: 1 },
  "decode XML, 0.5 kB": { floor: 0.6 },
  "decode XML, 2 kB": { floor: 0.6 },
  "decode XML, 100 kB": { floor: 0.6 },
};

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** libwbxml writes Data of a text type as OPAQUE, as long as our STR_I. */
function asText(value) {
  if (value instanceof Uint8Array) return utf8.decode(value);
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asText(part)]));
}

export async function figures(folder) {
  const harness = buildHarness(folder);
  const figure = (name, bytes, ours, rival) => ({
    name,
    bytes: bytes.length,
    ours: { name: "codec", run: ours },
    rival,
    ...ASKED[name],
  });
  /** Both sides see the same elements, and a message comes back whole: nobody is fast by leaving something out. */
  const sax = (wbxml, xml) => {
    const side = libwbxml(harness, folder, "sax", wbxml);
    if (side.work !== undefined) strictEqual(side.work().elements, parse(xml).elements);
    return side;
  };
  const fromTree = (wbxml, value) => {
    const side = libwbxml(harness, folder, "encode", wbxml);
    if (side.work !== undefined) deepStrictEqual(asText(decodeMessage(side.work().written).message), value);
    return side;
  };
  const rows = { read: [], write: [], readXml: [], writeXml: [] };
  for (const [size, commands] of Object.entries(SIZES)) {
    const value = message(commands);
    const wbxml = encodeMessage(value, "wbxml");
    const xml = encodeMessage(value, "xml");
    for (const bytes of [wbxml, xml]) deepStrictEqual(decodeMessage(bytes).message, value);
    rows.read.push(figure(`decode WBXML, ${size}`, wbxml, () => decodeMessage(wbxml), sax(wbxml, xml)));
    rows.write.push(
      figure(`encode WBXML, ${size}`, wbxml, () => encodeMessage(value, "wbxml"), fromTree(wbxml, value)),
    );
    rows.readXml.push(figure(`decode XML, ${size}`, xml, () => decodeMessage(xml), saxes(folder, xml)));
    rows.writeXml.push(figure(`encode XML, ${size}`, xml, () => encodeMessage(value, "xml")));
  }
  // Not everybody writes in ASCII, which is what strings are fastest in.
  const german = message(SIZES["2 kB"], "Größe");
  const umlauts = encodeMessage(german, "wbxml");
  const germanXml = encodeMessage(german, "xml");
  rows.read.push(figure("decode WBXML, 2 kB, umlauts", umlauts, () => decodeMessage(umlauts), sax(umlauts, germanXml)));
  rows.write.push(
    figure("encode WBXML, 2 kB, umlauts", umlauts, () => encodeMessage(german, "wbxml"), fromTree(umlauts, german)),
  );
  const object = tree(8);
  const wbxml = encodeTnds(object, "wbxml");
  const xml = encodeTnds(object, "xml");
  for (const bytes of [wbxml, xml]) deepStrictEqual(decodeTnds(bytes), object);
  return [
    ...Object.values(rows).flat(),
    figure("decode WBXML, TNDS", wbxml, () => decodeTnds(wbxml), sax(wbxml, xml)),
    figure("decode XML, TNDS", xml, () => decodeTnds(xml), saxes(folder, xml)),
    { name: "browser bundle", size: bundleSize, limit: BUNDLE_LIMIT },
  ];
}
