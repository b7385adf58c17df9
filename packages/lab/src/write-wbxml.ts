/**
 * WBXML by hand, in the forms a server may choose and our own encoder never does. Not fast, not clever, and it shares
 * nothing with the codec.
 *
 * Clause: protocol §4.1 (header), §4.2 (global tokens), §4.3, §4.4 (code pages).
 */
import { type Element, METINF_NS, SYNCML_NS } from "./element.ts";
import { METINF_TOKENS, SYNCML_1_2_ID, SYNCML_FPI, SYNCML_TOKENS } from "./read-wbxml.ts";

export interface WbxmlStyle {
  /** Minor version of the first byte; default 3. */
  readonly version?: 1 | 2 | 3;
  /** The public identifier as its number, or as text in the string table. Default `number`. */
  readonly publicId?: "number" | "text";
  /** Text as STR_I, as STR_T into the table, or as OPAQUE. Default `inline`. */
  readonly strings?: "inline" | "table" | "opaque";
}

const [SWITCH_PAGE, END, STR_I, STR_T, OPAQUE] = [0x00, 0x01, 0x03, 0x83, 0xc3];
const UTF8 = 0x6a;

/** @throws TypeError for an element that has no token */
export function writeWbxml(root: Element, style: WbxmlStyle = {}): Uint8Array {
  const { version = 3, publicId = "number", strings = "inline" } = style;
  const table: number[] = publicId === "text" ? [...zeroEnded(SYNCML_FPI)] : [];
  const body: number[] = [];
  let page = 0;

  const text = (value: string): number[] => {
    if (value === "") return [];
    const bytes = [...Buffer.from(value, "utf8")];
    if (strings === "opaque" || bytes.includes(0)) return [OPAQUE, ...number(bytes.length), ...bytes];
    if (strings === "inline") return [STR_I, ...bytes, 0];
    const at = table.length;
    table.push(...bytes, 0);
    return [STR_T, ...number(at)];
  };
  const element = ({ name, namespace, children, text: content }: Element): void => {
    const [wanted, token] = tokenOf(name, namespace);
    if (wanted !== page) body.push(SWITCH_PAGE, wanted);
    page = wanted;
    const hasContent = children.length > 0 || content !== "";
    body.push(hasContent ? token | 0x40 : token);
    if (!hasContent) return;
    body.push(...text(children.length > 0 ? content.trim() : content));
    for (const child of children) element(child);
    body.push(END);
  };
  element(root);

  const identifier = publicId === "number" ? number(SYNCML_1_2_ID) : [0, 0];
  return Uint8Array.from([version, ...identifier, UTF8, ...number(table.length), ...table, ...body]);
}

function tokenOf(name: string, namespace: string): [page: number, token: number] {
  const page = [SYNCML_NS, METINF_NS].indexOf(namespace);
  const at = (page === 0 ? SYNCML_TOKENS : METINF_TOKENS).indexOf(name);
  if (page < 0 || at < 0) throw new TypeError(`${name} in "${namespace}" has no WBXML token`);
  return [page, at + 5];
}

/** mb_u_int32: seven bits a byte, the high bit says that more follow. */
function number(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function zeroEnded(text: string): Buffer {
  return Buffer.from(`${text}\0`, "utf8");
}
