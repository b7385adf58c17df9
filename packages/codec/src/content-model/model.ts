/**
 * Content models as tables. A row names the fields of a value and, in the order of the DTD, the elements they travel
 * in; one binder reads by it, one emitter writes by it, for XML and WBXML alike.
 */
import type { Tag } from "../events.ts";
import type { CodePage } from "../wbxml/code-pages.ts";
import { DM_TAGS } from "../wbxml/code-pages.ts";

/**
 * An element name, `(GROUP)` for a choice, or `@` for elements no row knows, with its occurrence: none once,
 * `?` optional, `*` any number, `+` at least one, `!` once and its absence is refused.
 */
export type Particle = `${string}${"" | "?" | "*" | "+" | "!"}`;

/** One row: every field of `T` but the discriminator `cmd`, in document order. */
export type Row<T> = { readonly [K in Exclude<keyof T, "cmd">]-?: Particle };

/** How an element's content becomes a value. */
export type Kind =
  /** Character data, trimmed. */
  | "text"
  /** Character data or bytes, as they are. */
  | "value"
  /** As `value`, and an inline MgmtTree; other markup is serialised. */
  | "data"
  /** Empty; its presence is `true`. */
  | "flag"
  /** The name of its one child element (or, with sloppy writers, its text). */
  | "token"
  /** The names of its child elements. */
  | "tokens"
  /** DDF Occurrence: a token that may hold a number. */
  | "occurrence"
  /** An element no row knows, kept as it stands. */
  | "extension"
  | "record";

export interface Field {
  readonly key: string;
  /** Its place among the fields of its record. */
  readonly index: number;
  /** 2 to the power of `index`. */
  readonly bit: number;
  readonly many: boolean;
  readonly required: boolean;
  readonly refuseAbsence: boolean;
  /** The elements of a choice tell themselves apart by `cmd`. */
  readonly choice: boolean;
  readonly models: readonly ElementModel[];
  /** The same models by their names, of a choice. */
  readonly byCommand: Readonly<Record<string, ElementModel>>;
}

/**
 * How a record becomes an object, out of its fields in a row of values. Generated from the tables (see
 * tools/shapes.mjs), because a literal with known names is several times faster than names from a table.
 */
export interface RecordShape {
  /** Bit n of `present` says that field n has a value, at `base + n`. */
  build(values: readonly unknown[], base: number, present: number): Record<string, unknown>;
}

export interface Slot {
  readonly field: Field;
  readonly model: ElementModel;
}

export interface ElementModel {
  readonly name: string;
  readonly tag: Tag;
  readonly kind: Kind;
  /** Whether its content is character data. */
  readonly holdsText: boolean;
  /** Fields of a record, in document order. */
  readonly fields: readonly Field[];
  /** Children a record may have. */
  readonly slots: readonly Slot[];
  /** By tag id, the number of its slot plus one; nought for tags that have none. */
  readonly slotOf: Uint8Array;
  readonly byName: ReadonlyMap<string, Slot>;
  /** Wrappers whose children count as this element's own. */
  readonly transparent: readonly string[];
  /** The field that takes character data written without its element. */
  readonly bareText: Slot | undefined;
  /** Where an element nobody knows becomes a value instead of being skipped. */
  readonly unknown: Slot | undefined;
  /** Where an element nobody knows is kept as it stands. */
  readonly extension: Slot | undefined;
  /** The record whose elements are taken even where they stand beside it. */
  readonly astray: Slot | undefined;
  /** Bits of the fields that are never absent from the value. */
  readonly required: number;
  readonly shape: RecordShape;
  /** No code is generated for it. */
  readonly rare: boolean;
  /** Optional fields that mostly come together, by their keys. */
  readonly usual: readonly (readonly string[])[];
  /** Names a token may have, with the tags they are written as. */
  readonly tokens: ReadonlyMap<string, Tag>;
}

export interface RecordOptions {
  readonly transparent?: readonly string[];
  readonly bareText?: string;
  /** Field that collects unknown elements as `{ cmd: "Unknown", element, cmdId }`. */
  readonly unknownIn?: string;
  /** Element whose children are understood where they stand beside it, as a Type outside Meta (protocol §3.5#1). */
  readonly astrayFrom?: string;
  /** Seldom met: it does with code that asks the table, and none is generated for it. */
  readonly rare?: boolean;
  /** Optional fields that mostly come together, besides none of them: made in one step (see `RecordShape`). */
  readonly usual?: readonly string[];
}

type Definition =
  | { readonly kind: "text" | "value" | "data" | "flag" | "extension"; readonly element?: string }
  | { readonly kind: "token" | "tokens" | "occurrence"; readonly allowed: readonly string[] }
  | { readonly kind: "record"; readonly row: Readonly<Record<string, Particle>>; readonly options: RecordOptions };

export const text: Definition = { kind: "text" };
/** A row of its own for an element that holds something plainer in some places than in others. */
export const textOf = (element: string): Definition => ({ kind: "text", element });
export const value: Definition = { kind: "value" };
export const data: Definition = { kind: "data" };
export const flag: Definition = { kind: "flag" };
export const occurrence = (allowed: readonly string[]): Definition => ({ kind: "occurrence", allowed });
export const token = (allowed: readonly string[]): Definition => ({ kind: "token", allowed });
export const tokens = (allowed: readonly string[]): Definition => ({ kind: "tokens", allowed });

export function record<T>(row: Row<T>, options: RecordOptions = {}): Definition {
  return { kind: "record", row: row as Readonly<Record<string, Particle>>, options };
}

export interface Vocabulary {
  readonly page: CodePage;
  readonly elements: Readonly<Record<string, Definition>>;
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Elements of other vocabularies that may stand among these, by name. */
  readonly imports?: Readonly<Record<string, ElementModel>>;
}

interface MutableModel {
  name: string;
  tag: Tag;
  kind: Kind;
  holdsText: boolean;
  fields: Field[];
  slots: Slot[];
  slotOf: Uint8Array;
  byName: Map<string, Slot>;
  transparent: readonly string[];
  bareText: Slot | undefined;
  unknown: Slot | undefined;
  extension: Slot | undefined;
  astray: Slot | undefined;
  required: number;
  shape: RecordShape;
  rare: boolean;
  usual: readonly (readonly string[])[];
  tokens: ReadonlyMap<string, Tag>;
}

/** The shape of a record for which none has been generated. */
export function tableShape(fields: readonly Field[], command: string | undefined): RecordShape {
  return {
    build(values, base, present) {
      const record: Record<string, unknown> = command === undefined ? {} : { cmd: command };
      for (const { key, index, bit } of fields) if ((present & bit) !== 0) record[key] = values[base + index];
      return record;
    },
  };
}

function newModel(name: string, tag: Tag, kind: Kind): MutableModel {
  const fields: Field[] = [];
  return {
    name,
    tag,
    kind,
    holdsText: kind === "text" || kind === "data" || kind === "value",
    fields,
    slots: [],
    slotOf: new Uint8Array(kind === "record" || kind === "data" ? DM_TAGS.byId.length : 0),
    byName: new Map(),
    transparent: [],
    bareText: undefined,
    unknown: undefined,
    extension: undefined,
    astray: undefined,
    required: 0,
    shape: tableShape(fields, undefined),
    rare: false,
    usual: [],
    tokens: new Map(),
  };
}

/** Links the rows of a vocabulary into models. Throws at load when a row names an element that has no row or no tag. */
export function compile(vocabulary: Vocabulary): ReadonlyMap<string, ElementModel> {
  const { page, elements, groups = {}, imports = {} } = vocabulary;
  const models = new Map<string, MutableModel>();
  for (const [name, definition] of Object.entries(elements)) {
    const element = ("element" in definition ? definition.element : undefined) ?? name;
    const model = newModel(element, tagOf(page, element), definition.kind);
    if ("allowed" in definition) model.tokens = new Map(definition.allowed.map((token) => [token, tagOf(page, token)]));
    if (definition.kind === "record") {
      model.transparent = definition.options.transparent ?? [];
      model.rare = definition.options.rare === true;
      model.usual = (definition.options.usual ?? []).map((keys) => keys.split(" "));
    }
    models.set(name, model);
  }
  const find = (name: string): ElementModel => {
    const model = models.get(name) ?? imports[name];
    if (model === undefined) throw new RangeError(`${name} has no row`);
    return model;
  };
  for (const [name, definition] of Object.entries(elements)) {
    const model = models.get(name)!;
    if (definition.kind === "data") linkInline(model, find("MgmtTree"));
    if (definition.kind !== "record") continue;
    for (const [key, particle] of Object.entries(definition.row)) {
      const [, choice, element = "", mark = ""] = /^(?:\((\w+)\)|(\w+|@))([?*+!]?)$/.exec(particle) ?? [];
      const names = choice === undefined ? [element] : groups[choice];
      if (names === undefined) throw new RangeError(`${name}: no group ${choice}`);
      addField(model, key, mark, element === "@" ? [EXTENSION] : names.map(find), choice !== undefined);
    }
    for (const command of model.fields.filter(({ choice }) => choice).flatMap((field) => field.models)) {
      const chosen = models.get(command.name);
      if (chosen !== undefined) chosen.shape = tableShape(chosen.fields, command.name);
    }
    const { bareText, unknownIn, astrayFrom } = definition.options;
    if (astrayFrom !== undefined) model.astray = model.byName.get(astrayFrom);
    if (bareText !== undefined) model.bareText = model.byName.get(bareText);
    const field = model.fields.find(({ key }) => key === unknownIn);
    if (field !== undefined) model.unknown = { field, model: unknownModel(find("CmdID")) };
  }
  return models;
}

/** Gives the records their generated shapes; apart from `compile`, so that the generator can do without them. */
export function withShapes(
  models: ReadonlyMap<string, ElementModel>,
  shapes: Readonly<Record<string, RecordShape>>,
): ReadonlyMap<string, ElementModel> {
  for (const [name, shape] of Object.entries(shapes)) {
    const model = models.get(name);
    if (model === undefined) throw new RangeError(`${name} has a shape and no row; run npm run generate`);
    (model as MutableModel).shape = shape;
  }
  return models;
}

function addField(
  record: MutableModel,
  key: string,
  mark: string,
  models: readonly ElementModel[],
  choice: boolean,
): void {
  const index = record.fields.length;
  // The bits of a record's fields live in one small integer.
  if (index > 29) throw new RangeError(`${record.name} has too many fields`);
  const field: Field = {
    key,
    index,
    bit: 1 << index,
    many: mark === "*" || mark === "+",
    required: mark === "" || mark === "+" || mark === "!",
    refuseAbsence: mark === "!",
    choice,
    models,
    byCommand: choice ? Object.fromEntries(models.map((model) => [model.name, model])) : {},
  };
  record.fields.push(field);
  if (field.required) record.required |= field.bit;
  for (const child of models) {
    const slot: Slot = { field, model: child };
    if (child.kind === "extension") {
      record.extension = slot;
      continue;
    }
    record.slots.push(slot);
    record.slotOf[child.tag.id] = record.slots.length;
    record.byName.set(child.name, slot);
  }
}

/** Data may hold a tree in place of text (tree §9.4 T2, T4). */
function linkInline(model: MutableModel, tree: ElementModel): void {
  addField(model, "tree", "?", [tree], false);
}

function unknownModel(cmdId: ElementModel): ElementModel {
  const model = newModel("Unknown", cmdId.tag, "record");
  addField(model, "cmdId", "", [cmdId], false);
  return model;
}

function tagOf(page: CodePage, name: string): Tag {
  const tag = DM_TAGS.find(page, name);
  if (tag === undefined) throw new RangeError(`${name} has no token in ${page.xmlns}`);
  return tag;
}

/** Never written under this name: an extension has its own. */
const EXTENSION: ElementModel = newModel(
  "extension",
  { name: "", vocabulary: 0, token: 0, xmlns: "", id: 0 },
  "extension",
);
