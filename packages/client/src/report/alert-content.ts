/** What a device has to say unasked: its parts, and what must hold of them before anything is kept. */
import { decodeBase64 } from "@oma-dm/codec/auth";
import { NODE_FORMATS, type NodeFormat } from "@oma-dm/codec/tnds";
import { DeviceError } from "../device-error.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import { parseUri, printUri } from "../tree/uri.ts";
import { hasForm, valueBytes } from "../tree/value.ts";
import { MARKS, type Mark } from "./marks.ts";

/** Generic alert, client event, sessionless report (protocol §6.1#10, #12, #13). */
export type AlertCode = "1224" | "1226" | "1230";

/** Data with what it is. */
export interface ReportedData {
  /** What it is about: a URN, a registered MIME type, or the name a management object gives it (protocol §6.4#3). */
  readonly type: string;
  /** Format of `data`, such as `chr`, `int` or `xml`. */
  readonly format: string;
  /** Text in the form of `format`; bytes only with `bin`. */
  readonly data: string | Uint8Array;
  /** URI of the management object it is about; the node must exist. */
  readonly source?: string;
}

export interface GenericAlert extends ReportedData {
  readonly mark?: Mark;
  /** That of the asynchronous Exec this alert answers, and only then (protocol §6.4#7). */
  readonly correlator?: string;
  /** The server it is for; otherwise the first one that takes it. */
  readonly serverId?: string;
}

export interface ClientEvent extends ReportedData {
  /** The server it is for; otherwise the first one that takes it. */
  readonly serverId?: string;
}

export interface SessionlessReport extends ReportedData {
  /** The server it goes to; the only one when not given. */
  readonly serverId?: string;
}

/** As it is kept and sent. */
export interface CheckedAlert extends ReportedData {
  readonly code: AlertCode;
  readonly mark?: Mark;
  readonly correlator?: string;
}

export const ALERT_LIMITS = {
  /** Bytes of one alert's data: it must fit a message with what else stands there (protocol §6.4#8). */
  maxDataBytes: 16 * 1024,
  /** Characters of Type and Correlator. */
  maxNameLength: 255,
} as const;

/** Which parts an alert of a code may have besides those all have (protocol §6.3#1, §6.4, §14#2). */
const OPTIONAL_PARTS: Readonly<Record<AlertCode, readonly ("mark" | "correlator")[]>> = {
  "1224": [],
  "1226": ["mark", "correlator"],
  "1230": [],
};

/** Shapes of a Type that servers know (protocol §6.4#3). */
const KNOWN_TYPES: readonly RegExp[] = [
  /^urn:[a-z0-9][a-z0-9-]{0,31}:\S+$/i,
  /^[\w.+-]+\/[\w.+-]+(?:\s*;.*)?$/,
  /^Content-Type: [\w.+-]+\/[\w.+-]+/,
  /^Reversed-Domain-Name: [\w-]+(?:\.[\w-]+)+$/,
  /^[\w-]+(?:\.[\w-]+)+$/,
];

type Given = Omit<GenericAlert, "serverId">;

/** Throws `DeviceError` bad-option, which says what to give instead. */
export function checkAlert(code: AlertCode, given: Given, tree: ManagementTree): CheckedAlert {
  const { type, format, data, source, mark, correlator } = given;
  checkName("type", type);
  checkData(format, data);
  if (mark !== undefined && !(MARKS as readonly string[]).includes(mark)) {
    throw bad(`${JSON.stringify(mark)} is no mark; give one of ${MARKS.join(", ")}`);
  }
  if (correlator !== undefined) checkName("correlator", correlator);
  for (const part of ["mark", "correlator"] as const) {
    if (given[part] === undefined || OPTIONAL_PARTS[code].includes(part)) continue;
    throw bad(`an alert ${code} has no ${part}; leave it out, or send a generic alert`);
  }
  return {
    code,
    type,
    format,
    data,
    ...(source === undefined ? {} : { source: checkSource(source, tree) }),
    ...(mark === undefined ? {} : { mark }),
    ...(correlator === undefined ? {} : { correlator }),
  };
}

/** One line for a Type that is allowed and that hardly any server knows. */
export function typeWarning(type: string): string | undefined {
  if (KNOWN_TYPES.some((shape) => shape.test(type))) return undefined;
  return `the type ${JSON.stringify(type)} is no URN, MIME type or domain name; servers may not know it`;
}

function checkName(what: string, text: string): void {
  if (typeof text !== "string" || text.trim() === "") throw bad(`${what} must not be empty`);
  if ([...text].length > ALERT_LIMITS.maxNameLength) {
    throw bad(`${what} is longer than ${ALERT_LIMITS.maxNameLength} characters; shorten it`);
  }
  if (/\p{Cc}/u.test(text)) throw bad(`${what} has control characters; leave them out`);
}

function checkData(format: string, data: string | Uint8Array): void {
  const known = NODE_FORMATS.filter((each) => each !== "node");
  if (!(known as readonly string[]).includes(format)) {
    throw bad(`${JSON.stringify(format)} is no format of data; give one of ${known.join(", ")}`);
  }
  if (valueBytes(data) > ALERT_LIMITS.maxDataBytes) {
    throw bad(`the data has more than ${ALERT_LIMITS.maxDataBytes} bytes; send less`);
  }
  if (data instanceof Uint8Array) {
    if (format !== "bin") throw bad(`bytes have the format bin, not ${format}`);
    return;
  }
  const fits = format === "b64" ? decodeBase64(data) !== undefined : hasForm(format as NodeFormat, data);
  if (!fits) throw bad(`the data is no ${format}; give another format, or data of that form`);
}

/** The canonical URI. */
function checkSource(source: string, tree: ManagementTree): string {
  const address = parseUri(source);
  if (typeof address === "number" || address.prop !== undefined || address.list !== undefined) {
    throw bad(`${JSON.stringify(source)} is no URI of a node; give one such as ./Test`);
  }
  if (tree.nodeAt(address.path) === undefined) throw bad(`${source} does not exist; give the URI of a node that does`);
  return printUri(address.path);
}

function bad(message: string): DeviceError {
  return new DeviceError("bad-option", message);
}
