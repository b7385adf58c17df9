/** A value to events, by a content model, in the order of the DTD. */
import { encodeBase64 } from "../auth/base64.ts";
import type { DocumentElement } from "../document/element.ts";
import type { EventWriter, Tag } from "../events.ts";
import type { ElementModel, Field } from "./model.ts";

type RecordValue = Readonly<Record<string, unknown>>;

/** Writes `value` as the element `model`. A field the DTD requires and the value lacks is the caller's fault. */
export function emit(model: ElementModel, value: unknown, writer: EventWriter): void {
  new Emitter(writer).element(model, value);
}

class Emitter {
  private readonly writer: EventWriter;

  constructor(writer: EventWriter) {
    this.writer = writer;
  }

  element(model: ElementModel, value: unknown): void {
    const { writer } = this;
    switch (model.kind) {
      case "text":
        if (typeof value !== "string") throw new TypeError(`${model.name} is text, not ${typeof value}`);
        writer.leaf(model.tag, value);
        return;
      case "record":
        this.record(model, value as RecordValue);
        return;
      case "value":
      case "data":
        this.data(model, value);
        return;
      case "flag":
        if (value === true) writer.empty(model.tag);
        return;
      case "token":
        this.tokens(model, [value as string]);
        return;
      case "tokens":
        this.tokens(model, value as readonly string[]);
        return;
      case "occurrence":
        this.occurrence(model, value as { kind: string; max?: number });
        return;
      case "extension":
        writer.element(value as DocumentElement);
        return;
      default:
        throw new TypeError(`no such kind: ${String(model.kind satisfies never)}`);
    }
  }

  private record(model: ElementModel, value: RecordValue): void {
    this.writer.open(model.tag);
    for (const field of model.fields) {
      const content = value[field.key];
      if (content === undefined) {
        if (field.required) throw new TypeError(`${model.name} needs ${field.key}`);
      } else if (!field.many) this.element(modelFor(field, content), content);
      else for (const one of content as readonly unknown[]) this.element(modelFor(field, one), one);
    }
    this.writer.close();
  }

  private data(model: ElementModel, value: unknown): void {
    const { writer } = this;
    if (typeof value === "string") {
      writer.dataLeaf(model.tag, value);
      return;
    }
    writer.open(model.tag);
    if (!(value instanceof Uint8Array)) this.element(model.byName.get("MgmtTree")!.model, value);
    else if (value.length > 0 && writer.writesBytes) writer.opaque(value);
    else writer.text(encodeBase64(value));
    writer.close();
  }

  private tokens(model: ElementModel, names: readonly string[]): void {
    this.writer.open(model.tag);
    for (const name of names) this.writer.empty(tokenTag(model, name));
    this.writer.close();
  }

  private occurrence(model: ElementModel, value: { kind: string; max?: number }): void {
    const tag = tokenTag(model, value.kind);
    this.writer.open(model.tag);
    if (value.max === undefined) this.writer.empty(tag);
    else this.writer.leaf(tag, String(value.max));
    this.writer.close();
  }
}

function modelFor(field: Field, content: unknown): ElementModel {
  if (!field.choice) return field.models[0]!;
  const { cmd } = content as { cmd: string };
  const model = field.byCommand[cmd];
  if (model === undefined) throw new TypeError(`${cmd} cannot be written here`);
  return model;
}

function tokenTag(model: ElementModel, name: string): Tag {
  const tag = model.tokens.get(name);
  if (tag === undefined) throw new TypeError(`${JSON.stringify(name)} is not a ${model.name}`);
  return tag;
}
