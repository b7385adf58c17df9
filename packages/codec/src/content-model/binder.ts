/**
 * Events to a value, by a content model. Order-independent and forgiving where real peers are sloppy (protocol §3.5),
 * strict where two readings would be possible: an element that may stand once is refused the second time.
 *
 * The fields of open records lie in one row of values, each record's behind its parent's, until the record closes and
 * its shape makes an object of them.
 */
import { ElementBuilder } from "../document/element.ts";
import { printElement } from "../document/write-xml.ts";
import { type DecodeCode, DecodeError } from "../errors.ts";
import { type Attributes, type EventSink, type Locator, NO_ATTRIBUTES, NOWHERE, type Tag } from "../events.ts";
import { DEFAULT_LIMITS } from "../limits.ts";
import { pageOfNamespace } from "../wbxml/code-pages.ts";
import { isBlank, isWhiteSpace, trimWhiteSpace } from "../xml/white-space.ts";
import { boundOf, type Frame, isBounded, isLayout, isUnknown } from "./frame.ts";
import type { ElementModel, Field, Slot } from "./model.ts";
import { addText, joined } from "./pieces.ts";

const BESIDE_A_TREE = "content beside the MgmtTree of a Data";
const MOST_PRINTED = 2 * DEFAULT_LIMITS.maxBytes;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Binder implements EventSink {
  private readonly frames: Frame[] = [];
  private depth = 0;
  /** The frame of the innermost open element. */
  private top: Frame | undefined;
  private readonly values: unknown[] = new Array(64).fill(undefined);
  private readonly root: Slot;
  private readonly wrappers: readonly string[];
  private locator: Locator = NOWHERE;
  private result: unknown;
  /** Names of the open elements from the first that nobody asked for. */
  private readonly skipped: string[] = [];
  /** Wrappers open around the root. */
  private wrapped = 0;
  /** Characters of markup inside Data, which may declare its namespaces again and again. */
  private printed = 0;
  /** Markup inside Data, or an extension, being collected. */
  private foreign: ElementBuilder | undefined;

  /** `wrappers` are root elements to look through, as in `<SyncML><MgmtTree>` (tree §9.4). */
  constructor(root: ElementModel, wrappers: readonly string[] = []) {
    const field: Field = {
      key: "root",
      index: 0,
      bit: 1,
      many: false,
      required: true,
      refuseAbsence: true,
      choice: false,
      models: [root],
      byCommand: {},
    };
    this.root = { field, model: root };
    this.wrappers = wrappers;
  }

  /** The value of the root element; call after the reader has returned. */
  finish(): unknown {
    if (this.result === undefined) {
      this.fail("missing-element", `${this.wrappers.join(" or ")} holds no ${this.root.model.name}`);
    }
    return this.result;
  }

  start(locator: Locator): void {
    this.locator = locator;
  }

  documentType(): void {}

  path(): readonly string[] {
    const open = this.frames.slice(0, this.depth).map(({ model }) => model.name);
    const frame = this.top;
    const bound = frame !== undefined && frame.wrapped > 0 ? boundOf(frame) : undefined;
    // Names inside Data are the peer's own: what it holds may be a secret with a "<" in it.
    const foreign = frame?.model.kind === "data" ? [] : (this.foreign?.path() ?? []);
    return [...open, ...(bound === undefined ? [] : [bound]), ...this.skipped, ...foreign];
  }

  open(tag: Tag, attributes: Attributes): void {
    if (this.skipped.length > 0) {
      this.skipped.push(tag.name);
      return;
    }
    if (this.foreign !== undefined) {
      this.foreign.openTag(tag, attributes);
      return;
    }
    const frame = this.top;
    if (frame === undefined) {
      this.openRoot(tag.name, "");
      return;
    }
    const { model } = frame;
    if (model.kind !== "record") this.openInside(frame, tag.name, tag.xmlns, tag.name, attributes);
    else {
      const number = model.slotOf[tag.id]!;
      // Where vendors' elements are kept, one of our own names from another page is no vendor's: XML takes it for ours too.
      const slot = number > 0 ? model.slots[number - 1] : model.extension && model.byName.get(tag.name);
      if (slot !== undefined) this.push(slot, "");
      else this.openOther(frame, tag.name, tag.xmlns, tag.name, attributes);
    }
  }

  openNamed(name: string, xmlns: string, prefixed: string, attributes: Attributes): void {
    if (this.skipped.length > 0) {
      this.skipped.push(name);
      return;
    }
    if (this.foreign !== undefined) {
      this.foreign.open(prefixed, xmlns, attributes);
      return;
    }
    const frame = this.top;
    if (frame === undefined) {
      this.openRoot(name, xmlns);
      return;
    }
    const { model } = frame;
    // A literal of WBXML says its namespace in an attribute.
    if (xmlns === "" && Object.hasOwn(attributes, "xmlns")) xmlns = attributes["xmlns"]!;
    if (model.kind !== "record") this.openInside(frame, name, xmlns, prefixed, attributes);
    else {
      // A missing or a wrong namespace is the commonest fault of servers (protocol §2.2); a vendor's own is not one.
      const slot = isForeign(xmlns, frame.xmlns, prefixed) ? undefined : model.byName.get(name);
      if (slot !== undefined) this.push(slot, xmlns);
      else this.openOther(frame, name, xmlns, prefixed, attributes);
    }
  }

  leaf(tag: Tag, text: string): void {
    const frame = this.top;
    if (frame !== undefined && this.skipped.length === 0 && this.foreign === undefined) {
      const number = frame.model.slotOf[tag.id];
      if (number !== undefined && number > 0) {
        const slot = frame.model.slots[number - 1]!;
        const { kind } = slot.model;
        if (kind === "text") {
          this.store(frame, slot, trimWhiteSpace(text));
          return;
        }
        if (kind === "data" || kind === "value") {
          this.store(frame, slot, text);
          return;
        }
      }
    }
    this.open(tag, NO_ATTRIBUTES);
    this.text(text);
    this.close();
  }

  close(): void {
    if (this.skipped.length > 0) {
      this.skipped.pop();
      return;
    }
    if (this.foreign !== undefined) {
      this.foreign.close();
      if (this.foreign.depth === 0) this.finishForeign(this.foreign);
      return;
    }
    const frame = this.top;
    if (frame === undefined) {
      this.wrapped -= 1;
      return;
    }
    if (frame.wrapped > 0) {
      if (frame.model.kind === "occurrence") this.endBound(frame);
      frame.wrapped -= 1;
      return;
    }
    const value = this.finishFrame(frame);
    this.depth -= 1;
    const parent = this.depth === 0 ? undefined : this.frames[this.depth - 1];
    this.top = parent;
    if (parent === undefined) this.result = value;
    else if (parent.model.kind === "data") parent.inner = value;
    else if (frame.isAstray) this.storeAstray(parent, frame.slot, value);
    else if (value !== undefined) this.store(parent, frame.slot, value);
  }

  text(text: string): void {
    if (this.skipped.length > 0) return;
    if (this.foreign !== undefined) {
      this.foreign.text(text);
      return;
    }
    const frame = this.top;
    if (frame === undefined) return;
    const { model } = frame;
    if (model.kind === "record" && model.bareText === undefined) {
      if (!isBlank(text) && !isUnknown(model)) {
        this.fail("unexpected-text", `text where ${model.name} holds elements only`);
      }
      return;
    }
    if (model.kind === "data" && frame.inner !== undefined) {
      if (!isBlank(text)) this.fail("unexpected-text", BESIDE_A_TREE);
      return;
    }
    if (frame.pieces !== undefined) addText(frame.pieces, text);
    else frame.text = frame.text === undefined ? text : frame.text + text;
  }

  opaque(bytes: Uint8Array): void {
    const frame = this.top;
    if (frame === undefined || this.skipped.length > 0) return;
    const { kind } = frame.model;
    if (isUnknown(frame.model)) return;
    if (this.foreign !== undefined || (kind !== "data" && kind !== "value")) this.text(this.utf8(bytes));
    else if (kind === "data" && frame.inner !== undefined) {
      if (!bytes.every(isWhiteSpace)) this.fail("unexpected-text", BESIDE_A_TREE);
    } else if (frame.pieces !== undefined) frame.pieces.push(bytes);
    else frame.pieces = frame.text === undefined ? [bytes] : [frame.text, bytes];
  }

  extension(token: number): void {
    this.fail("bad-token", `extension token 0x${token.toString(16)} has no meaning in SyncML`);
  }

  private openRoot(name: string, xmlns: string): void {
    if (this.result !== undefined) this.fail("unexpected-element", `a second ${this.root.model.name}`);
    if (name === this.root.model.name) this.push(this.root, xmlns);
    else if (this.wrappers.includes(name) && this.wrapped === 0) this.wrapped = 1;
    else {
      const where = this.wrapped === 0 ? "the root is" : `${this.wrappers.join(" or ")} holds`;
      this.fail("unexpected-element", `${where} ${show(name)}, not ${this.root.model.name}`);
    }
  }

  /** A child a record has no field for. */
  private openOther(frame: Frame, name: string, xmlns: string, prefixed: string, attributes: Attributes): void {
    const { model } = frame;
    const astray = model.astray?.model.byName.get(name);
    if (model.transparent.includes(name)) frame.wrapped += 1;
    else if (astray !== undefined) {
      this.push(astray, xmlns, true);
    } else if (model.unknown !== undefined) {
      this.push(model.unknown, xmlns).inner = name;
    } else if (model.extension !== undefined) this.openForeign(prefixed, xmlns, attributes);
    else this.skipped.push(name);
  }

  /** An element inside something that is not a record. */
  private openInside(frame: Frame, name: string, xmlns: string, prefixed: string, attributes: Attributes): void {
    const { model } = frame;
    switch (model.kind) {
      case "token":
      case "tokens":
        if (!model.tokens.has(name)) this.fail("bad-value", `${show(name)} is not a ${model.name}`);
        if (model.kind === "token" && frame.inner !== undefined) {
          this.fail("unexpected-element", `a second value of ${model.name}`);
        }
        if (model.kind === "token") frame.inner = name;
        else if (frame.inner === undefined) frame.inner = [name];
        else (frame.inner as string[]).push(name);
        this.skipped.push(name);
        return;
      case "occurrence":
        if (frame.inner !== undefined) this.fail("unexpected-element", "a second value of Occurrence");
        if (!model.tokens.has(name)) this.fail("bad-value", `${show(name)} is not an Occurrence`);
        frame.inner = { kind: name };
        // Its number arrives as text of this frame.
        frame.wrapped += 1;
        return;
      case "data": {
        const tree = model.byName.get(name);
        if (tree !== undefined) {
          if (frame.inner !== undefined) this.fail("unexpected-element", "a second MgmtTree in one Data");
          if (!isLayout(frame)) this.fail("unexpected-element", "a MgmtTree beside other content of its Data");
          this.push(tree, xmlns);
          return;
        }
        if (frame.inner !== undefined) this.fail("unexpected-element", BESIDE_A_TREE);
        this.openForeign(prefixed, xmlns, attributes);
        return;
      }
      default:
        this.fail("unexpected-element", `${show(prefixed)} inside ${model.name}`);
    }
  }

  private openForeign(prefixed: string, xmlns: string, attributes: Attributes): void {
    this.foreign = new ElementBuilder();
    this.foreign.open(prefixed, xmlns, attributes);
  }

  private finishForeign({ root }: ElementBuilder): void {
    this.foreign = undefined;
    const frame = this.top;
    if (frame === undefined || root === undefined) return;
    if (frame.model.extension !== undefined) this.store(frame, frame.model.extension, root);
    else {
      const printed = printElement(root);
      this.printed += printed.length;
      if (this.printed > MOST_PRINTED) this.fail("limit", "the markup inside Data is too long written out");
      this.text(printed);
    }
  }

  private push(slot: Slot, xmlns: string, isAstray = false): Frame {
    const parent = this.top;
    let base = 0;
    if (parent !== undefined) {
      base = parent.base + parent.model.fields.length;
      if (!isAstray && !slot.field.many && (parent.present & slot.field.bit) !== 0 && parent.model.kind === "record") {
        this.fail("unexpected-element", `a second ${slot.model.name}`);
      }
    }
    let frame: Frame;
    if (this.depth === this.frames.length) {
      frame = {
        slot,
        model: slot.model,
        xmlns,
        base,
        present: 0,
        text: undefined,
        pieces: undefined,
        inner: undefined,
        wrapped: 0,
        isAstray,
      };
      this.frames.push(frame);
    } else {
      frame = this.frames[this.depth]!;
      frame.slot = slot;
      frame.model = slot.model;
      frame.xmlns = xmlns;
      frame.base = base;
      frame.present = 0;
      frame.text = undefined;
      frame.pieces = undefined;
      frame.inner = undefined;
      frame.wrapped = 0;
      frame.isAstray = isAstray;
    }
    this.depth += 1;
    this.top = frame;
    return frame;
  }

  private store(frame: Frame, { field, model }: Slot, value: unknown): void {
    const at = frame.base + field.index;
    const { values } = this;
    if ((frame.present & field.bit) === 0) {
      frame.present |= field.bit;
      values[at] = field.many ? [value] : value;
    } else if (field.many) (values[at] as unknown[]).push(value);
    else this.fail("unexpected-element", `a second ${model.name}`);
  }

  private finishFrame(frame: Frame): unknown {
    const { model } = frame;
    switch (model.kind) {
      case "record":
        return this.finishRecord(frame, model);
      case "text":
        return trimWhiteSpace(frame.text ?? "");
      case "value":
        return joined(frame.pieces, frame.text);
      case "data":
        return frame.inner ?? joined(frame.pieces, frame.text);
      case "flag":
        return true;
      case "token":
        return frame.inner ?? this.tokenFromText(frame, model);
      case "tokens":
        return frame.inner ?? [];
      case "occurrence":
        return this.occurrence(frame);
      case "extension":
        return undefined;
      default:
        return unreachable(model.kind);
    }
  }

  private finishRecord(frame: Frame, model: ElementModel): unknown {
    if (frame.text !== undefined) this.bareText(frame, trimWhiteSpace(frame.text));
    if (model.astray !== undefined && frame.inner !== undefined) this.collectAstray(frame, model.astray);
    if ((frame.present & model.required) !== model.required) this.fillRequired(frame);
    const record = model.shape.build(this.values, frame.base, frame.present);
    return isUnknown(model) ? { cmd: "Unknown", element: frame.inner, ...record } : record;
  }

  private storeAstray(parent: Frame, { field, model }: Slot, value: unknown): void {
    const inner: Record<string, unknown> = (parent.inner as Record<string, unknown> | undefined) ?? {};
    const earlier = inner[field.key];
    if (earlier !== undefined && !field.many) this.fail("unexpected-element", `a second ${model.name}`);
    inner[field.key] = field.many ? [...((earlier as unknown[] | undefined) ?? []), value] : value;
    parent.inner = inner;
  }

  /** What the record beside has of its own holds. */
  private collectAstray(frame: Frame, slot: Slot): void {
    const place = frame.base + slot.field.index;
    const own = (frame.present & slot.field.bit) === 0 ? undefined : (this.values[place] as object);
    this.values[place] = { ...(frame.inner as object), ...own };
    frame.present |= slot.field.bit;
  }

  /** Text written without its element; in most records there is none but white space. */
  private bareText(frame: Frame, text: string): void {
    if (text === "") return;
    const slot = frame.model.bareText;
    if (slot === undefined || (frame.present & slot.field.bit) !== 0) {
      this.fail("unexpected-text", `text where ${frame.model.name} holds elements only`);
    }
    this.store(frame, slot, text);
  }

  private fillRequired(frame: Frame): void {
    for (const field of frame.model.fields) {
      if (!field.required || (frame.present & field.bit) !== 0) continue;
      const child = field.models[0]!;
      if (field.refuseAbsence) this.fail("missing-element", `${frame.model.name} has no ${child.name}`);
      if (field.many) {
        this.store(frame, { field, model: child }, undefined);
        this.values[frame.base + field.index] = [];
      } else this.store(frame, { field, model: child }, absent(child));
    }
  }

  private tokenFromText(frame: Frame, model: ElementModel): string | undefined {
    const text = trimWhiteSpace(frame.text ?? "");
    if (text === "") return undefined;
    if (!model.tokens.has(text)) this.fail("bad-value", `${show(text)} is not a ${model.name}`);
    return text;
  }

  /** How often a node may occur: an element's name, or with sloppy writers its text, and a number in some. */
  private occurrence(frame: Frame): unknown {
    const text = trimWhiteSpace(frame.text ?? "");
    const kind = boundOf(frame) ?? text;
    if (kind === "") return undefined;
    if (!frame.model.tokens.has(kind)) this.fail("bad-value", `${show(kind)} is not an Occurrence`);
    if (text !== "" && text !== kind) this.fail("unexpected-text", `text beside ${kind}`);
    return frame.inner ?? { kind };
  }

  /** The text so far is what stands inside the element that says how often. */
  private endBound(frame: Frame): void {
    const text = trimWhiteSpace(frame.text ?? "");
    const kind = boundOf(frame) ?? "";
    frame.text = undefined;
    if (text === "" || !isBounded(kind)) return;
    if (!/^\d{1,5}$/.test(text)) this.fail("bad-value", `${kind} holds no number`);
    frame.inner = { kind, max: Number(text) };
  }

  private utf8(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      return this.fail("bad-charset", "a text element holds bytes that are not UTF-8");
    }
  }

  private fail(code: DecodeCode, reason: string): never {
    throw new DecodeError(code, this.locator.position(), this.path(), reason);
  }
}

/** What a required field holds when the peer left it out: something empty of the right shape (protocol §3.5). */
function absent(model: ElementModel): unknown {
  if (model.kind !== "record") return "";
  const values = model.fields.map((field) => {
    if (!field.required) return undefined;
    return field.many ? [] : absent(field.models[0]!);
  });
  return model.shape.build(values, 0, model.required);
}

/** A literal of WBXML has no namespace; its prefix alone says that it is somebody's own. */
function isForeign(xmlns: string, around: string, prefixed: string): boolean {
  if (xmlns === "") return prefixed.includes(":");
  return xmlns !== around && pageOfNamespace(xmlns) === undefined;
}

/** A peer's name for something, safe to show. */
function show(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}

function unreachable(kind: never): never {
  throw new TypeError(`no such kind: ${String(kind)}`);
}
