/** A value to events, by a content model, in the order of the DTD. */
import { encodeBase64 } from "../auth/base64.ts";
import type { EventWriter } from "../events.ts";
import type { ElementModel, Field } from "./model.ts";

type Value = Readonly<Record<string, unknown>>;

/** Writes `value` as the element `model`. A field the DTD requires and the value lacks is the caller's fault. */
export function emit(model: ElementModel, value: unknown, writer: EventWriter): void {
  switch (model.kind) {
    case "record":
      emitRecord(model, value as Value, writer);
      return;
    case "flag":
      if (value === true) writer.empty(model.tag);
      return;
    case "text":
      emitText(model, value as string, writer);
      return;
    case "value":
    case "data":
      emitData(model, value, writer);
      return;
    case "token":
      emitTokens(model, [value as string], writer);
      return;
    case "tokens":
      emitTokens(model, value as readonly string[], writer);
      return;
    case "occurrence":
      emitOccurrence(model, value as { kind: string; max?: number }, writer);
      return;
    default:
      throw new TypeError(`no such kind: ${String(model.kind satisfies never)}`);
  }
}

function emitRecord(model: ElementModel, value: Value, writer: EventWriter): void {
  if (isEmptyRecord(model, value)) {
    writer.empty(model.tag);
    return;
  }
  writer.open(model.tag);
  for (const field of model.fields) {
    const content = value[field.key];
    if (content === undefined) {
      if (field.required) throw new TypeError(`${model.name} needs ${field.key}`);
      continue;
    }
    if (!field.many) emit(modelFor(field, content), content, writer);
    else for (const one of content as readonly unknown[]) emit(modelFor(field, one), one, writer);
  }
  writer.close();
}

function isEmptyRecord(model: ElementModel, value: Value): boolean {
  return model.fields.every(({ key, required }) => !required && value[key] === undefined);
}

function modelFor(field: Field, content: unknown): ElementModel {
  if (!field.choice) return field.models[0]!;
  const name = (content as { cmd: string }).cmd;
  const model = field.models.find((candidate) => candidate.name === name);
  if (model === undefined) throw new TypeError(`${name} cannot be written here`);
  return model;
}

function emitText(model: ElementModel, text: string, writer: EventWriter): void {
  if (text === "") {
    writer.empty(model.tag);
    return;
  }
  writer.open(model.tag);
  writer.text(text);
  writer.close();
}

function emitData(model: ElementModel, value: unknown, writer: EventWriter): void {
  if (typeof value !== "string" && !(value instanceof Uint8Array)) {
    writer.open(model.tag);
    emit(model.byName.get("MgmtTree")!.model, value, writer);
    writer.close();
    return;
  }
  if (value.length === 0) {
    writer.empty(model.tag);
    return;
  }
  writer.open(model.tag);
  if (typeof value === "string") writer.data(value);
  else if (writer.writesBytes) writer.opaque(value);
  else writer.data(encodeBase64(value));
  writer.close();
}

function emitTokens(model: ElementModel, names: readonly string[], writer: EventWriter): void {
  if (names.length === 0) {
    writer.empty(model.tag);
    return;
  }
  writer.open(model.tag);
  for (const name of names) writer.empty(tokenTag(model, name));
  writer.close();
}

function emitOccurrence(model: ElementModel, value: { kind: string; max?: number }, writer: EventWriter): void {
  writer.open(model.tag);
  const tag = tokenTag(model, value.kind);
  if (value.max === undefined) writer.empty(tag);
  else {
    writer.open(tag);
    writer.text(String(value.max));
    writer.close();
  }
  writer.close();
}

function tokenTag(model: ElementModel, name: string) {
  const tag = model.tokens.get(name);
  if (tag === undefined) throw new TypeError(`${JSON.stringify(name)} is not a ${model.name}`);
  return tag;
}
