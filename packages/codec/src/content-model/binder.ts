/**
 * Events to a value, by a content model. Order-independent and forgiving where real peers are sloppy (protocol §3.5),
 * strict where two readings would be possible: an element that may stand once is refused the second time.
 */
import { type DecodeCode, DecodeError } from "../errors.ts";
import type { Attributes, EventSink, Locator, Tag } from "../events.ts";
import type { ElementModel, Field, Slot } from "./model.ts";

type Value = Record<string, unknown>;

interface Frame {
  readonly slot: Slot;
  /** The value being filled: a record's own object, otherwise its parent's. */
  readonly value: Value;
  text: string | undefined;
  bytes: Uint8Array | undefined;
  /** An inline MgmtTree, names of tokens, or an occurrence, as the kind has it. */
  inner: unknown;
  /** Depth of elements read through, which have no frame of their own. */
  wrapped: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Binder implements EventSink {
  private readonly frames: Frame[] = [];
  private readonly root: Slot;
  private readonly wrappers: readonly string[];
  private locator: Locator = { position: () => ({ kind: "offset", offset: 0 }) };
  private result: Value | undefined;
  /** Depth inside an element nobody asked for. */
  private skipped = 0;
  /** Wrappers open around the root. */
  private wrapped = 0;
  private markup: MarkupText | undefined;

  /** `wrappers` are root elements to look through, as in `<SyncML><MgmtTree>` (tree §9.4). */
  constructor(root: ElementModel, wrappers: readonly string[] = []) {
    const field: Field = {
      key: "root",
      many: false,
      required: true,
      refuseAbsence: true,
      choice: false,
      models: [root],
    };
    this.root = { field, model: root };
    this.wrappers = wrappers;
  }

  /** The value of the root element; call after the reader has returned. */
  finish(): unknown {
    if (this.result === undefined) this.fail("missing-element", `the root is not ${this.root.model.name}`);
    return this.result;
  }

  start(locator: Locator): void {
    this.locator = locator;
  }

  path(): readonly string[] {
    return this.frames.map(({ slot }) => slot.model.name);
  }

  open(tag: Tag): void {
    if (this.skipped > 0) {
      this.skipped += 1;
      return;
    }
    if (this.markup !== undefined) {
      this.markup.open(tag.name, {});
      return;
    }
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.openRoot(tag.name);
      return;
    }
    const { model } = frame.slot;
    if (model.kind === "record") {
      const slot = model.byId[tag.id];
      if (slot !== undefined) this.push(slot, frame);
      else this.openOther(frame, tag.name);
    } else this.openInside(frame, tag.name, tag.xmlns, {});
  }

  openNamed(name: string, xmlns: string, prefixed: string, attributes: Attributes): void {
    if (this.skipped > 0) {
      this.skipped += 1;
      return;
    }
    if (this.markup !== undefined) {
      this.markup.open(prefixed, attributes);
      return;
    }
    const frame = this.frames.at(-1);
    if (frame === undefined) {
      this.openRoot(name);
      return;
    }
    const { model } = frame.slot;
    if (model.kind === "record") {
      // Namespaces are not compared: a missing one is the commonest fault of servers (protocol §2.2).
      const slot = model.byName.get(name);
      if (slot !== undefined) this.push(slot, frame);
      else this.openOther(frame, name);
    } else this.openInside(frame, prefixed, xmlns, attributes);
  }

  close(): void {
    if (this.skipped > 0) {
      this.skipped -= 1;
      return;
    }
    const frame = this.frames.at(-1);
    if (this.markup !== undefined && frame !== undefined) {
      if (this.markup.close()) return;
      frame.text = (frame.text ?? "") + this.markup.xml;
      this.markup = undefined;
    }
    if (frame === undefined) {
      this.wrapped -= 1;
      return;
    }
    if (frame.wrapped > 0) {
      frame.wrapped -= 1;
      return;
    }
    this.finishFrame(frame);
    this.frames.pop();
  }

  text(text: string): void {
    if (this.skipped > 0) return;
    if (this.markup !== undefined) {
      this.markup.text(text);
      return;
    }
    const frame = this.frames.at(-1);
    if (frame === undefined) return;
    if (frame.bytes !== undefined) frame.bytes = concat(frame.bytes, encoder.encode(text));
    else frame.text = frame.text === undefined ? text : frame.text + text;
  }

  opaque(bytes: Uint8Array): void {
    if (this.skipped > 0) return;
    const frame = this.frames.at(-1);
    if (frame === undefined) return;
    const { kind } = frame.slot.model;
    if (this.markup !== undefined || (kind !== "data" && kind !== "value")) {
      this.text(this.utf8(bytes));
      return;
    }
    if (frame.text !== undefined) {
      frame.bytes = concat(encoder.encode(frame.text), bytes);
      frame.text = undefined;
    } else frame.bytes = frame.bytes === undefined ? bytes : concat(frame.bytes, bytes);
  }

  private openRoot(name: string): void {
    if (name === this.root.model.name) {
      this.frames.push(newFrame(this.root, {}));
    } else if (this.wrappers.includes(name)) this.wrapped += 1;
    else this.fail("unexpected-element", `the root is ${show(name)}, not ${this.root.model.name}`);
  }

  /** A child a record has no field for. */
  private openOther(frame: Frame, name: string): void {
    const { model } = frame.slot;
    if (model.transparent.includes(name)) frame.wrapped += 1;
    else if (model.unknown === undefined) this.skipped = 1;
    else {
      const unknown = newFrame(model.unknown, { cmd: "Unknown", element: name });
      this.frames.push(unknown);
    }
  }

  /** An element inside something that is not a record. */
  private openInside(frame: Frame, name: string, xmlns: string, attributes: Attributes): void {
    const { model } = frame.slot;
    switch (model.kind) {
      case "token":
      case "tokens":
        if (!model.tokens.has(name)) this.fail("bad-value", `${show(name)} is not a ${model.name}`);
        if (model.kind === "token" && frame.inner !== undefined) {
          this.fail("unexpected-element", `a second value of ${model.name}`);
        }
        frame.inner = model.kind === "token" ? name : [...((frame.inner as string[] | undefined) ?? []), name];
        this.skipped = 1;
        return;
      case "occurrence":
        if (frame.inner !== undefined) this.fail("unexpected-element", "a second value of Occurrence");
        frame.inner = { kind: name };
        // Its number arrives as text of this frame.
        frame.wrapped += 1;
        return;
      case "data": {
        const tree = model.byName.get(name.slice(name.indexOf(":") + 1));
        if (tree !== undefined) {
          if (frame.inner !== undefined) this.fail("unexpected-element", "a second MgmtTree in one Data");
          this.frames.push(newFrame(tree, {}));
          return;
        }
        this.markup = new MarkupText(name, attributes, xmlns);
        return;
      }
      default:
        this.fail("unexpected-element", `${show(name)} inside ${model.name}`);
    }
  }

  private push(slot: Slot, parent: Frame): void {
    const { field, model } = slot;
    if (!field.many && parent.value[field.key] !== undefined) {
      this.fail("unexpected-element", `a second ${model.name}`);
    }
    if (model.kind !== "record") {
      this.frames.push(newFrame(slot, parent.value));
      return;
    }
    this.frames.push(newFrame(slot, field.choice ? { cmd: model.name } : {}));
  }

  private finishFrame(frame: Frame): void {
    const { field, model } = frame.slot;
    const parent = this.frames.at(-2);
    let value: unknown;
    switch (model.kind) {
      case "text":
        value = (frame.text ?? "").trim();
        break;
      case "value":
        value = frame.bytes ?? frame.text ?? "";
        break;
      case "data":
        value = frame.inner ?? frame.bytes ?? frame.text ?? "";
        break;
      case "flag":
        value = true;
        break;
      case "token":
        value = frame.inner ?? this.tokenFromText(frame, model);
        break;
      case "tokens":
        value = frame.inner ?? [];
        break;
      case "occurrence":
        value = this.occurrence(frame);
        break;
      case "record":
        this.finishRecord(frame, model);
        value = frame.value;
        break;
      default:
        unreachable(model.kind);
    }
    if (parent === undefined) {
      this.result = value as Value;
      return;
    }
    if (parent.slot.model.kind === "data") {
      parent.inner = value;
      return;
    }
    if (value === undefined) return;
    const target = parent.value;
    if (field.many) {
      const list = target[field.key] as unknown[] | undefined;
      if (list === undefined) target[field.key] = [value];
      else list.push(value);
    } else target[field.key] = value;
  }

  private finishRecord(frame: Frame, model: ElementModel): void {
    const bare = frame.text?.trim() ?? "";
    if (bare !== "") {
      const slot = model.bareText;
      if (slot === undefined || frame.value[slot.field.key] !== undefined) {
        this.fail("unexpected-text", `text where ${model.name} holds elements only`);
      }
      frame.value[slot.field.key] = slot.field.many ? [bare] : bare;
    }
    for (const field of model.fields) {
      if (!field.required || frame.value[field.key] !== undefined) continue;
      if (field.refuseAbsence) this.fail("missing-element", `${model.name} has no ${field.models[0]!.name}`);
      frame.value[field.key] = absent(field);
    }
  }

  private tokenFromText(frame: Frame, model: ElementModel): string | undefined {
    const text = frame.text?.trim() ?? "";
    if (text === "") return undefined;
    if (!model.tokens.has(text)) this.fail("bad-value", `${show(text)} is not a ${model.name}`);
    return text;
  }

  private occurrence(frame: Frame): unknown {
    const kind = (frame.inner as { kind?: string } | undefined)?.kind ?? frame.text?.trim() ?? "";
    const digits = (frame.text ?? "").trim();
    switch (kind) {
      case "One":
      case "ZeroOrOne":
      case "ZeroOrMore":
      case "OneOrMore":
        return { kind };
      case "ZeroOrN":
      case "OneOrN":
        if (!/^\d{1,5}$/.test(digits)) this.fail("bad-value", `${kind} holds no number`);
        return { kind, max: Number(digits) };
      case "":
        return undefined;
      default:
        return this.fail("bad-value", `${show(kind)} is not an Occurrence`);
    }
  }

  private utf8(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      return this.fail("bad-value", "a text element holds bytes that are not UTF-8");
    }
  }

  private fail(code: DecodeCode, reason: string): never {
    throw new DecodeError(code, this.locator.position(), this.path(), reason);
  }
}

function newFrame(slot: Slot, value: Value): Frame {
  return { slot, value, text: undefined, bytes: undefined, inner: undefined, wrapped: 0 };
}

/** What a required field holds when the peer left it out: something empty of the right shape (protocol §3.5). */
function absent(field: Field): unknown {
  if (field.many) return [];
  const model = field.models[0]!;
  if (model.kind !== "record") return "";
  const value: Value = {};
  for (const inner of model.fields) if (inner.required) value[inner.key] = absent(inner);
  return value;
}

/** Serialises markup that stands inside Data, event by event. */
class MarkupText {
  xml = "";
  private readonly names: string[] = [];

  constructor(name: string, attributes: Attributes, xmlns: string) {
    this.open(name, xmlns === "" ? attributes : { xmlns, ...attributes });
  }

  open(name: string, attributes: Attributes): void {
    this.xml += `<${name}`;
    for (const key in attributes) this.xml += ` ${key}="${escapeXml(attributes[key]!).replaceAll('"', "&quot;")}"`;
    this.xml += ">";
    this.names.push(name);
  }

  text(text: string): void {
    this.xml += escapeXml(text);
  }

  /** True when an element of its own was closed. */
  close(): boolean {
    const name = this.names.pop();
    if (name === undefined) return false;
    this.xml += `</${name}>`;
    return true;
  }
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** A peer's name for something, safe to show. */
function show(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}

function unreachable(kind: never): never {
  throw new TypeError(`no such kind: ${String(kind)}`);
}
