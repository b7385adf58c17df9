/**
 * The fast lane from WBXML to values. It reads what nearly every message is made of — known elements by token, one
 * inline string or OPAQUE in each leaf, nothing missing and nothing twice — and gives up on anything else, without a
 * word; the reader and the binder then read the document from its beginning and say what it is. Both give the same
 * value for what the lane can read, which a test shows.
 */
import type { DecodeLimits } from "../limits.ts";
import { DM_TAGS } from "../wbxml/code-pages.ts";
import type { DocumentType } from "../wbxml/document-types.ts";
import type { WbxmlReader } from "../wbxml/reader.ts";
import type { TextWindow } from "../wbxml/text-window.ts";
import { ATTRIBUTES, CONTENT, END, OPAQUE, STR_I, SWITCH_PAGE, TOKEN_MASK } from "../wbxml/tokens.ts";
import { trimWhiteSpace } from "../xml/white-space.ts";
import type { ElementModel } from "./model.ts";

/** The value of the root element `model`, or undefined when the document is not that plain. */
export function readPlain(document: WbxmlReader, model: ElementModel, limits: DecodeLimits): unknown {
  return new PlainReader(document, limits).root(model);
}

class PlainReader {
  private readonly bytes: Uint8Array;
  private readonly strings: TextWindow;
  private readonly limits: DecodeLimits;
  /** Vocabulary × 64 by page on the wire, so that a token added to it is a tag's id. */
  private readonly pageIds: readonly (number | undefined)[];
  private pageId: number;
  private at: number;
  /** The root has been seen before the first record is read. */
  private elements = 1;
  private depth = 0;
  /** Fields of the open records, each record's behind its parent's. */
  private readonly values: unknown[] = new Array(32);
  private top = 0;

  constructor({ bytes, strings, header }: WbxmlReader, limits: DecodeLimits) {
    this.bytes = bytes;
    this.strings = strings;
    this.limits = limits;
    this.at = header.bodyOffset;
    this.pageIds = pageIdsOf(header.documentType);
    this.pageId = this.pageIds[0] ?? 0;
  }

  root(model: ElementModel): unknown {
    const { bytes } = this;
    if (bytes[this.at] === SWITCH_PAGE) {
      this.pageId = this.pageIds[bytes[this.at + 1] ?? -1] ?? -1;
      this.at += 2;
    }
    if (bytes[this.at] !== (model.tag.token | CONTENT) || this.pageId !== model.tag.vocabulary * 64) return undefined;
    this.at += 1;
    const value = this.record(model);
    return this.at === bytes.length ? value : undefined;
  }

  /**
   * A record whose start tag has been read, up to and with its END; undefined gives up. Leaves with a string, most of
   * all there is, are read here, with the place in a local variable.
   */
  private record(model: ElementModel): unknown {
    const { bytes, values, strings } = this;
    const { slots, slotOf } = model;
    const { length } = bytes;
    const base = this.top;
    this.top = base + model.fields.length;
    this.depth += 1;
    // Leaves are elements too: the deepest record leaves room for them.
    if (this.depth >= this.limits.maxDepth) return undefined;
    let present = 0;
    let at = this.at;
    for (;;) {
      const byte = bytes[at];
      if (byte === END) break;
      if (byte === SWITCH_PAGE) {
        const pageId = this.pageIds[bytes[at + 1] ?? -1];
        if (pageId === undefined) return undefined;
        this.pageId = pageId;
        at += 2;
        continue;
      }
      if (byte === undefined || byte >= ATTRIBUTES) return undefined;
      const number = slotOf[this.pageId + (byte & TOKEN_MASK)]!;
      if (number === 0) return undefined;
      this.elements += 1;
      at += 1;
      const { field, model: child } = slots[number - 1]!;
      let value: unknown;
      if (bytes[at] === STR_I && byte > CONTENT && child.holdsText) {
        const start = at + 1;
        let end = start;
        while (end < length && bytes[end] !== 0) end += 1;
        if (end + 1 >= length || bytes[end + 1] !== END) return undefined;
        at = end + 2;
        const text = strings.cut(start, end);
        const isLoose = child.kind === "text" && !isTight(bytes[start]!, bytes[end - 1]!);
        value = isLoose && text !== undefined ? trimWhiteSpace(text) : text;
      } else {
        this.at = at;
        value = this.child(child, byte);
        at = this.at;
      }
      if (value === undefined) return undefined;
      const { bit, many } = field;
      const place = base + field.index;
      if ((present & bit) === 0) {
        present |= bit;
        values[place] = many ? [value] : value;
      } else if (many) (values[place] as unknown[]).push(value);
      else return undefined;
    }
    this.at = at + 1;
    this.depth -= 1;
    this.top = base;
    if ((present & model.required) !== model.required || this.elements > this.limits.maxElements) return undefined;
    return model.shape.build(values, base, present);
  }

  /** Whatever is no string. */
  private child(model: ElementModel, byte: number): unknown {
    const isEmpty = byte < CONTENT;
    switch (model.kind) {
      case "record":
        return isEmpty ? undefined : this.record(model);
      case "text":
        return isEmpty ? "" : undefined;
      case "data":
      case "value":
        if (isEmpty) return "";
        return this.bytes[this.at] === OPAQUE ? this.opaque() : undefined;
      case "flag":
        return isEmpty ? true : undefined;
      case "token":
        return isEmpty ? undefined : this.token(model);
      default:
        return undefined;
    }
  }

  /** One empty element that the model knows, and the END behind it. */
  private token(model: ElementModel): string | undefined {
    const byte = this.bytes[this.at]!;
    if (this.depth + 1 >= this.limits.maxDepth) return undefined;
    const tag = byte < CONTENT ? DM_TAGS.byId[this.pageId + byte] : undefined;
    if (tag === undefined || !model.tokens.has(tag.name) || this.bytes[this.at + 1] !== END) return undefined;
    this.at += 2;
    this.elements += 1;
    return tag.name;
  }

  /** One OPAQUE and the END behind it; nothing is no bytes. */
  private opaque(): Uint8Array | string | undefined {
    const { bytes } = this;
    let at = this.at + 1;
    let length = 0;
    let byte: number | undefined;
    do {
      byte = bytes[at++];
      if (byte === undefined || at - this.at > 5) return undefined;
      length = length * 128 + (byte & 0x7f);
    } while (byte >= 0x80);
    if (bytes[at + length] !== END) return undefined;
    this.at = at + length + 1;
    return length === 0 ? "" : bytes.subarray(at, at + length);
  }
}

/** Whether text that begins and ends with these bytes has no white space around it. */
function isTight(first: number, last: number): boolean {
  return first > 0x20 && first < 0x7f && last > 0x20 && last < 0x7f;
}

const PAGE_IDS = new Map<DocumentType, readonly (number | undefined)[]>();

function pageIdsOf(type: DocumentType): readonly (number | undefined)[] {
  let ids = PAGE_IDS.get(type);
  if (ids === undefined) {
    ids = type.pages.map((page) => (page === undefined ? undefined : page.vocabulary * 64));
    PAGE_IDS.set(type, ids);
  }
  return ids;
}
