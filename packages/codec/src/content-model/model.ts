/**
 * Content models as tables. A row names the fields of a value and, in the order of the DTD, the elements they travel
 * in; one binder reads by it, one emitter writes by it, for XML and WBXML alike.
 */
import type { Tag } from "../events.ts";
import type { CodePage } from "../wbxml/code-pages.ts";
import { DM_TAGS } from "../wbxml/code-pages.ts";

/**
 * An element name, or `(GROUP)` for a choice, with its occurrence: none once, `?` optional, `*` any number,
 * `+` at least one, `!` once and its absence is refused.
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
  | "record";

export interface Field {
  readonly key: string;
  readonly many: boolean;
  readonly required: boolean;
  readonly refuseAbsence: boolean;
  /** The elements of a choice tell themselves apart by `cmd`. */
  readonly choice: boolean;
  readonly models: readonly ElementModel[];
}

export interface Slot {
  readonly field: Field;
  readonly model: ElementModel;
}

export interface ElementModel {
  readonly name: string;
  readonly tag: Tag;
  readonly kind: Kind;
  /** Fields of a record, in document order. */
  readonly fields: readonly Field[];
  readonly byId: readonly (Slot | undefined)[];
  readonly byName: ReadonlyMap<string, Slot>;
  /** Wrappers whose children count as this element's own. */
  readonly transparent: readonly string[];
  /** The field that takes character data written without its element. */
  readonly bareText: Slot | undefined;
  /** Where an element nobody knows becomes a value instead of being skipped. */
  readonly unknown: Slot | undefined;
  /** Names a token may have, with the tags they are written as. */
  readonly tokens: ReadonlyMap<string, Tag>;
}

export interface RecordOptions {
  readonly transparent?: readonly string[];
  readonly bareText?: string;
  /** Field that collects unknown elements as `{ cmd: "Unknown", element, cmdId }`. */
  readonly unknownIn?: string;
}

type Definition =
  | { readonly kind: "text" | "value" | "data" | "flag" }
  | { readonly kind: "token" | "tokens" | "occurrence"; readonly allowed: readonly string[] }
  | { readonly kind: "record"; readonly row: Readonly<Record<string, Particle>>; readonly options: RecordOptions };

export const text: Definition = { kind: "text" };
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
  fields: Field[];
  byId: (Slot | undefined)[];
  byName: Map<string, Slot>;
  transparent: readonly string[];
  bareText: Slot | undefined;
  unknown: Slot | undefined;
  tokens: ReadonlyMap<string, Tag>;
}

/** Links the rows of a vocabulary into models. Throws at load when a row names an element that has no row or no tag. */
export function compile(vocabulary: Vocabulary): ReadonlyMap<string, ElementModel> {
  const { page, elements, groups = {}, imports = {} } = vocabulary;
  const models = new Map<string, MutableModel>();
  for (const [name, definition] of Object.entries(elements)) {
    const tag = DM_TAGS.find(page, name);
    if (tag === undefined) throw new RangeError(`${name} has no token on page ${page.page}`);
    models.set(name, {
      name,
      tag,
      kind: definition.kind,
      fields: [],
      byId: [],
      byName: new Map(),
      transparent: definition.kind === "record" ? (definition.options.transparent ?? []) : [],
      bareText: undefined,
      unknown: undefined,
      tokens: tokenTags(page, "allowed" in definition ? definition.allowed : []),
    });
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
      const [, choice, element = "", mark = ""] = /^(?:\((\w+)\)|(\w+))([?*+!]?)$/.exec(particle) ?? [];
      const names = choice === undefined ? [element] : groups[choice];
      if (names === undefined) throw new RangeError(`${name}: no group ${choice}`);
      const field: Field = {
        key,
        many: mark === "*" || mark === "+",
        required: mark === "" || mark === "+" || mark === "!",
        refuseAbsence: mark === "!",
        choice: choice !== undefined,
        models: names.map(find),
      };
      model.fields.push(field);
      for (const child of field.models) {
        const slot: Slot = { field, model: child };
        model.byId[child.tag.id] = slot;
        model.byName.set(child.name, slot);
      }
    }
    const { bareText, unknownIn } = definition.options;
    if (bareText !== undefined) model.bareText = model.byName.get(bareText);
    if (unknownIn !== undefined) {
      const field = model.fields.find(({ key }) => key === unknownIn);
      if (field !== undefined) model.unknown = { field, model: unknownModel(find("CmdID")) };
    }
  }
  return models;
}

/** Data may hold a tree in place of text (tree §9.4 T2, T4). */
function linkInline(model: MutableModel, tree: ElementModel): void {
  const field: Field = {
    key: "tree",
    many: false,
    required: false,
    refuseAbsence: false,
    choice: false,
    models: [tree],
  };
  model.byName.set(tree.name, { field, model: tree });
}

function unknownModel(cmdId: ElementModel): ElementModel {
  const field: Field = {
    key: "cmdId",
    many: false,
    required: true,
    refuseAbsence: false,
    choice: false,
    models: [cmdId],
  };
  const slot: Slot = { field, model: cmdId };
  const byId: (Slot | undefined)[] = [];
  byId[cmdId.tag.id] = slot;
  return {
    name: "Unknown",
    tag: cmdId.tag,
    kind: "record",
    fields: [field],
    byId,
    byName: new Map([["CmdID", slot]]),
    transparent: [],
    bareText: undefined,
    unknown: undefined,
    tokens: new Map(),
  };
}

function tokenTags(page: CodePage, names: readonly string[]): ReadonlyMap<string, Tag> {
  return new Map(
    names.map((name) => {
      const tag = DM_TAGS.find(page, name);
      if (tag === undefined) throw new RangeError(`${name} has no token on page ${page.page}`);
      return [name, tag] as const;
    }),
  );
}
