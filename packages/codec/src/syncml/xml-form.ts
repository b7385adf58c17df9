/**
 * What becomes of a message where XML cannot hold it: bytes, and text with characters XML lacks, travel as base64 that
 * a Meta calls so (protocol §3.4#11).
 */
import { encodeBase64 } from "../auth/base64.ts";
import type { MgmtTree } from "../tnds/model.ts";
import { treeInXml } from "../tnds/xml-form.ts";
import { fitsXml, textInXml } from "../xml/writer.ts";
import type { Message, Meta } from "./message.ts";

type Part = Readonly<Record<string, unknown>>;

/** The keys on the way to everything that has Data and a Meta to say what the Data is. */
const WAYS_DOWN = [
  "syncHdr",
  "syncBody",
  "commands",
  "cred",
  "target",
  "filter",
  "field",
  "record",
  "item",
  "items",
  "mapItems",
] as const;
/** Their Data is a number and has no Meta (protocol §3.3). */
const WITH_CODE: ReadonlySet<unknown> = new Set(["Alert", "Status"]);

/** The same message when XML holds all of it, so that the usual one costs nothing. */
export function inXmlForm(message: Message): Message {
  return partInXml(message as unknown as Part, undefined) as unknown as Message;
}

/** `around` is the Format that holds where the part names none of its own (protocol §3.4#9). */
function partInXml(part: Part, around: string | undefined): Part {
  const format = (part["meta"] as Meta | undefined)?.format ?? around;
  let changed: Record<string, unknown> | undefined;
  for (const key of WAYS_DOWN) {
    const inner = part[key];
    if (inner === undefined) continue;
    // Credentials are no Item: what holds for the Items of a command does not for them.
    const holding = key === "cred" ? undefined : format;
    const safe = Array.isArray(inner) ? listInXml(inner, holding) : partInXml(inner as Part, holding);
    if (safe !== inner) changed = { ...(changed ?? part), [key]: safe };
  }
  const whole = changed ?? part;
  return WITH_CODE.has(part["cmd"]) ? whole : dataInXml(whole, format);
}

function listInXml(parts: readonly Part[], around: string | undefined): readonly Part[] {
  let changed: Part[] | undefined;
  parts.forEach((part, index) => {
    const safe = partInXml(part, around);
    if (safe === part) return;
    changed ??= [...parts];
    changed[index] = safe;
  });
  return changed ?? parts;
}

function dataInXml(part: Part, format: string | undefined): Part {
  const { data } = part;
  let bytes: Uint8Array;
  if (data instanceof Uint8Array) {
    // Under b64 the bytes are base64 already, and text is what they mean.
    const text = format === "b64" ? textInXml(data) : undefined;
    if (text !== undefined) return { ...part, data: text };
    bytes = data;
  } else if (typeof data === "object") {
    const tree = treeInXml(data as MgmtTree);
    return tree === data ? part : { ...part, data: tree };
  } else if (typeof data === "string" && !fitsXml(data)) bytes = new TextEncoder().encode(data);
  else return part;
  return { ...part, meta: { ...(part["meta"] as Meta | undefined), format: "b64" }, data: encodeBase64(bytes) };
}
