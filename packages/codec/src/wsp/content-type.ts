/** The media type of a push, with its parameters (bootstrap-push §4.3). Clause: WAP-230-WSP §8.4.2.24. */
import { join } from "../auth/join.ts";
import { OctetReader } from "../octets/octet-reader.ts";
import { integer, readInteger, readName, readText, readValueLength, text, valueLength } from "./primitives.ts";
import { CONTENT_TYPES, codeOf, PARAMETERS } from "./well-known.ts";

/** A parameter that says nothing has no value. */
export interface WspParameter {
  /** As registered, such as `SEC`; of a token that is not, `unassigned/0x` and its number. */
  readonly name: string;
  readonly value?: string | number;
}

/** A media type by name, by number, or both. */
export interface WspContentType {
  /** Absent: a code nothing is registered for. */
  readonly type?: string;
  /** Absent: the type came as text. */
  readonly code?: number;
  readonly parameters: readonly WspParameter[];
}

/** SEC by number, for documents of the CP profile and, as the same numbers, of DM (bootstrap-push §4.3#9). */
export const SEC_METHODS = ["NETWPIN", "USERPIN", "USERNETWPIN", "USERPINMAC"] as const;
/** The same methods as DM spells them. */
const DM_SEC_METHODS = ["NETWORKID", "USERPIN", "USERPIN_NETWORKID"] as const;

const PATH = ["Content-Type"];

/** A content type alone; `length` says how many octets it takes. Throws `DecodeError`. */
export function decodeContentType(bytes: Uint8Array): WspContentType & { readonly length: number } {
  const reader = new OctetReader(bytes, PATH);
  const contentType = readContentType(reader);
  return { ...contentType, length: reader.offset };
}

export function readContentType(reader: OctetReader): WspContentType {
  const first = reader.peek("type");
  if (first >= 0x80) return { ...known(reader.octet("type") & 0x7f), parameters: [] };
  if (first >= 0x20) return { type: readName(reader, "type"), parameters: [] };
  const inner = reader.within(readValueLength(reader, "length"), "value");
  const media = readMedia(inner);
  const parameters: WspParameter[] = [];
  while (inner.left > 0) {
    if (parameters.length === MAX_PARAMETERS) {
      throw inner.refuse("limit", `more than ${MAX_PARAMETERS} parameters`);
    }
    parameters.push(readParameter(inner));
  }
  return { ...media, parameters };
}

const MAX_PARAMETERS = 32;

function readMedia(reader: OctetReader): Omit<WspContentType, "parameters"> {
  const first = reader.peek("type");
  return first >= 0x80 || first <= 30 ? known(readInteger(reader, "type")) : { type: readName(reader, "type") };
}

function known(code: number): Omit<WspContentType, "parameters"> {
  const type = CONTENT_TYPES[code];
  return type === undefined ? { code } : { type, code };
}

function readParameter(reader: OctetReader): WspParameter {
  const first = reader.peek("parameter");
  const isTyped = first >= 0x80 || first <= 30;
  const token = isTyped ? readInteger(reader, "parameter") : undefined;
  const name = token === undefined ? readName(reader, "parameter") : (PARAMETERS[token] ?? unassigned(token));
  const start = reader.peek("value");
  // A quality factor is a number whatever it begins with.
  if (token === 0 && start !== 0) return { name, value: readQ(reader) };
  if (start >= 0x80 || (start >= 1 && start <= 30)) return { name, value: readInteger(reader, "value") };
  if (start === 31) throw reader.refuse("bad-value", "a parameter's value begins with no octet 31", "value");
  const value = readText(reader, "value");
  if (value === "") return { name };
  return { name, value: value.startsWith('"') ? value.slice(1) : value };
}

/** One octet, or two of which the first has its high bit set; as it stands. Clause: WAP-230-WSP §8.4.2.3. */
function readQ(reader: OctetReader): number {
  const first = reader.octet("value");
  return first < 0x80 ? first : (first & 0x7f) * 128 + (reader.octet("value") & 0x7f);
}

function unassigned(token: number): string {
  return `unassigned/0x${token.toString(16).toUpperCase().padStart(2, "0")}`;
}

/** Short where it can be: one octet for a registered type without parameters. Throws `RangeError`. */
export function encodeContentType(contentType: WspContentType): Uint8Array {
  const { type, code, parameters } = contentType;
  const number = code ?? (type === undefined ? undefined : codeOf(CONTENT_TYPES, type));
  if (number === undefined && type === undefined) throw new RangeError("a content type has a name or a code");
  const media = number === undefined ? text(type!) : integer(number);
  if (parameters.length === 0 && (number === undefined || number < 0x80)) return media;
  const whole = join(media, ...parameters.map(encodeParameter));
  return join(valueLength(whole.length), whole);
}

function encodeParameter({ name, value }: WspParameter): Uint8Array {
  const number = /^unassigned\/0x([0-9A-F]+)$/i.exec(name)?.[1];
  const token = number === undefined ? codeOf(PARAMETERS, name) : Number.parseInt(number, 16);
  // Text where the token asks for a number goes under the name as text.
  const isNamed = token === undefined || (token === 0 && typeof value === "string");
  const head = isNamed ? text(name) : integer(token);
  if (value === undefined) return join(head, Uint8Array.of(0));
  if (typeof value === "string") return join(head, quoted(value));
  return join(head, token === 0 ? q(value) : integer(value));
}

/** A quote of its own would be taken for ours. */
function quoted(value: string): Uint8Array {
  return text(value.startsWith('"') || value === "" ? `"${value}` : value);
}

function q(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0x3fff) throw new RangeError("a quality factor has 14 bits");
  // A lone 0 would say that there is no value.
  return value > 0 && value < 0x80 ? Uint8Array.of(value) : Uint8Array.of((value >> 7) | 0x80, value & 0x7f);
}

/** As HTTP writes it: `application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=…`; `undefined` without a name. */
export function printContentType(contentType: WspContentType): string | undefined {
  const { type, parameters } = contentType;
  if (type === undefined) return undefined;
  const printed = parameters.map(({ name, value }) => {
    if (name.toUpperCase() === "SEC" && typeof value === "number") return `; SEC=${secName(type, value)}`;
    const plain = value === undefined || typeof value === "number" || /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value);
    return `; ${name}=${plain ? (value ?? "") : `"${String(value).replace(/["\\]/g, "\\$&")}"`}`;
  });
  return type + printed.join("");
}

/** DM and CP name the same numbers differently (bootstrap-push §4.3#9). */
function secName(type: string, value: number): string {
  const names: readonly string[] = /^application\/vnd\.syncml\./i.test(type) ? DM_SEC_METHODS : SEC_METHODS;
  return names[value] ?? String(value);
}

/** The other way round; SEC becomes its number, whichever family names it. Parameters without a name are left out. */
export function parseContentType(value: string): WspContentType {
  const [type = "", ...rest] = value.match(/(?:"(?:[^"\\]|\\.)*"|[^;"])+/g) ?? [];
  const parameters = rest.flatMap((part): readonly WspParameter[] => {
    const [, name = "", raw = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    if (name === "") return [];
    const given = raw.startsWith('"') ? raw.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1") : raw;
    return [{ name, ...(given === "" ? {} : { value: name.toUpperCase() === "SEC" ? secNumber(given) : given }) }];
  });
  return { type: type.trim(), parameters };
}

function secNumber(given: string): string | number {
  for (const names of [DM_SEC_METHODS, SEC_METHODS] as const) {
    const at = (names as readonly string[]).indexOf(given.toUpperCase());
    if (at >= 0) return at;
  }
  return given;
}
