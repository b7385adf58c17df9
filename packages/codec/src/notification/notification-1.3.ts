/** The notification of DM 1.3 under a layout (bootstrap-push §3). Clause: DMNOTI 1.3 §6, never read. */
import { join } from "../auth/join.ts";
import { OctetReader, utf8Text } from "../octets/octet-reader.ts";
import type { DigestKey } from "./digest-key.ts";
import { INITIATORS, type Initiator, UI_MODES, type UiMode } from "./hints.ts";
import { type DigestName, type DigestRow, type NotificationLayout, type OptionRow, R1 } from "./layout-1.3.ts";
import type { Received } from "./notification-1.2.ts";

/** An option this codec has no row for, as it stood. */
export interface UnknownOption {
  readonly number: number;
  readonly value: Uint8Array;
}

/** A notification of DM 1.3 without its digest. */
export interface Notification13 {
  readonly format: "1.3";
  readonly version: number;
  readonly uiMode: UiMode;
  readonly initiator: Initiator;
  /** Bits that mean nothing yet; ignored when received. */
  readonly reserved: number;
  readonly sessionId: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** How long it holds; 0: no end is stated (bootstrap-push §3.5#4). */
  readonly timeoutDays: number;
  readonly serverId: string;
  /** Management objects the server means to work on, by number. */
  readonly targetedMos: readonly number[];
  /** Management objects whose data the server would like to have, by number. */
  readonly requestedMos: readonly number[];
  /** By number, the most wanted first. */
  readonly preferredBearers: readonly number[];
  readonly connectReason?: string;
  readonly vendorInfo?: Uint8Array;
  readonly unknownOptions: readonly UnknownOption[];
}

type Value = string | number | Uint8Array;

/** Throws `DecodeError`: the layout is strict (decisions D7). The digest is not judged. */
export function decodeNotification13(bytes: Uint8Array, layout: NotificationLayout = R1): Notification13 & Received {
  const reader = new OctetReader(bytes, ["Notification"]);
  const header = layout.header.decode(reader.take(layout.header.length, "header"));
  if (header.version !== layout.version) {
    throw reader.refuse("unsupported-version", `VER is ${header.version}`, "VER", 0);
  }
  const found = readOptions(reader, header.optionCount, layout);
  const digest = reader.rest();
  if (!layout.digests.some(({ length }) => length === digest.length)) {
    throw reader.refuse(
      "bad-length",
      `${digest.length} octets remain for the digest`,
      "digest",
      bytes.length - digest.length,
    );
  }
  const signed = bytes.subarray(0, bytes.length - digest.length);
  const { version, reserved, sessionId, timestamp, timeoutDays } = header;
  const hints = { uiMode: UI_MODES[header.uiMode]!, initiator: INITIATORS[header.initiator]! };
  return { format: "1.3", version, ...hints, reserved, sessionId, timestamp, timeoutDays, ...found, digest, signed };
}

type Options = Pick<
  Notification13,
  "serverId" | "targetedMos" | "requestedMos" | "preferredBearers" | "connectReason" | "vendorInfo" | "unknownOptions"
>;

/** In ascending order, each as often as its row allows; unknown ones are kept aside (bootstrap-push §3.3#11). */
function readOptions(reader: OctetReader, count: number, layout: NotificationLayout): Options {
  const values = new Map<OptionRow["name"], Value[]>();
  const unknownOptions: UnknownOption[] = [];
  let last = 0;
  for (let index = 0; index < count; index++) {
    const at = reader.offset;
    const { number, length } = layout.option.decode(reader.take(layout.option.length, "option"));
    if (number < last) throw reader.refuse("bad-value", `option ${number} stands behind option ${last}`, "option", at);
    last = number;
    const row = layout.options[number];
    if (row === undefined) {
      unknownOptions.push({ number, value: reader.take(length, "option") });
      continue;
    }
    const before = values.get(row.name) ?? [];
    if (row.occurs !== "zero-or-more" && before.length > 0) {
      throw reader.refuse("unexpected-element", "stands twice", row.name, at);
    }
    values.set(row.name, [...before, readValue(reader, row, length)]);
  }
  if (!values.has("serverId")) throw reader.refuse("missing-element", "no server is named", "serverId");
  const [connectReason, vendorInfo] = [values.get("connectReason")?.[0], values.get("vendorInfo")?.[0]];
  const numbers = (name: OptionRow["name"]): readonly number[] => (values.get(name) ?? []) as number[];
  return {
    serverId: values.get("serverId")![0] as string,
    targetedMos: numbers("targetedMo"),
    requestedMos: numbers("requestedMo"),
    preferredBearers: numbers("preferredBearer"),
    ...(connectReason === undefined ? {} : { connectReason: connectReason as string }),
    ...(vendorInfo === undefined ? {} : { vendorInfo: vendorInfo as Uint8Array }),
    unknownOptions,
  };
}

function readValue(reader: OctetReader, { name, format, min, max }: OptionRow, length: number): Value {
  if (length < min || length > max) {
    throw reader.refuse("bad-length", `${length} octets where ${min} to ${max} may stand`, name);
  }
  if (format === "uint") return reader.uint(length, name);
  const at = reader.offset;
  const octets = reader.take(length, name);
  if (format === "opaque") return octets;
  const text = utf8Text(octets);
  if (text === undefined) throw reader.refuse("bad-value", "the text is not UTF-8", name, at);
  return text;
}

const encoder = new TextEncoder();

/** The octets that are signed. Throws `RangeError`. */
export function encodeNotification13Body(
  notification: Omit<Notification13, "format">,
  layout: NotificationLayout = R1,
): Uint8Array {
  const many = (number: number, values: readonly Value[]): readonly [number, Value][] =>
    values.map((value) => [number, value]);
  const given: Readonly<Record<OptionRow["name"], readonly Value[]>> = {
    serverId: [notification.serverId],
    targetedMo: notification.targetedMos,
    requestedMo: notification.requestedMos,
    preferredBearer: notification.preferredBearers,
    connectReason: notification.connectReason === undefined ? [] : [notification.connectReason],
    vendorInfo: notification.vendorInfo === undefined ? [] : [notification.vendorInfo],
  };
  const known = Object.entries(layout.options).flatMap(([number, row]) => many(Number(number), given[row.name]));
  const unknown = notification.unknownOptions.map(({ number, value }): [number, Value] => [number, value]);
  const options = [...known, ...unknown].sort(([a], [b]) => a - b);
  const { version, reserved, sessionId, timestamp, timeoutDays } = notification;
  const header = layout.header.encode({
    version,
    optionCount: options.length,
    uiMode: UI_MODES.indexOf(notification.uiMode),
    initiator: INITIATORS.indexOf(notification.initiator),
    reserved,
    sessionId,
    timestamp,
    timeoutDays,
  });
  return join(header, ...options.map(([number, value]) => encodeOption(number, value, layout)));
}

function encodeOption(number: number, value: Value, layout: NotificationLayout): Uint8Array {
  const row = layout.options[number];
  const octets = octetsOf(value);
  if (row !== undefined && (octets.length < row.min || octets.length > row.max)) {
    throw new RangeError(`${row.name} has ${row.min} to ${row.max} octets`);
  }
  return join(layout.option.encode({ number, length: octets.length }), octets);
}

/** Numbers in their shortest form (bootstrap-push §3.3#7). */
function octetsOf(value: Value): Uint8Array {
  if (typeof value === "string") return encoder.encode(value);
  if (typeof value !== "number") return value;
  return value < 256 ? Uint8Array.of(value) : Uint8Array.of(value >> 8, value & 0xff);
}

/** A notification as it is sent. Throws `RangeError`. */
export function encodeNotification13(
  notification: Omit<Notification13, "format">,
  key: DigestKey,
  options: { readonly digest?: DigestName; readonly layout?: NotificationLayout } = {},
): Uint8Array {
  const { digest, layout = R1 } = options;
  const body = encodeNotification13Body(notification, layout);
  const row = digest === undefined ? layout.digests[0] : layout.digests.find(({ name }) => name === digest);
  if (row === undefined) throw new RangeError("the layout has no such digest");
  return join(body, row.make(body, key));
}

/** The rows whose digest can be that long, in the layout's order (bootstrap-push §3.4#1, #2). */
export function digestCandidates(digest: Uint8Array, layout: NotificationLayout = R1): readonly DigestRow[] {
  return layout.digests.filter(({ length }) => length === digest.length);
}
