/**
 * What must become of a document's commands, from the descriptions alone: who may do what to which node, and which nodes
 * are there by then. It knows the commands one by one and nothing of how the device carries them out.
 */

import type { NodeSpec } from "@oma-dm/client";
import { type Command, dataText, effectiveMeta, type Item, type Meta } from "@oma-dm/codec/syncml";
import { type Placed, segments, specBelow } from "./descriptions.ts";

/** Why a command is not answered 200, and the codes it then has. */
export const REASONS = {
  "not described": { codes: ["404", "405"], words: "no description in the collection knows the node" },
  "not there": { codes: ["404"], words: "the node is described, but neither the document nor the device made it" },
  "already there": { codes: ["418"], words: "Add of a node that is there" },
  access: { codes: ["405"], words: "the AccessType of the node does not allow the command" },
  permanent: { codes: ["405"], words: "Add or Delete of a node whose Scope is Permanent" },
  interior: { codes: ["405"], words: "Replace of an interior node" },
  format: { codes: ["405", "415"], words: "Format, Type or value is not the described one; 405 on a permanent node" },
  "not a URI": {
    codes: ["404"],
    words: "no URI of a node: a character, an empty name or an escaped slash that none can have",
  },
  "no target": { codes: ["412"], words: "an Item that addresses nothing" },
  "no item": { codes: ["412"], words: "a command without an Item" },
  "no command": { codes: ["400"], words: "an element that is no command" },
  "client's alert": { codes: ["405", "406"], words: "an alert only a client may send, or none that is known" },
  "not allowed here": { codes: ["500"], words: "a command that may not stand in an Atomic" },
  "failed whole": { codes: ["507"], words: "an Atomic one of whose commands failed" },
  undone: { codes: ["216"], words: "undone, because its Atomic failed" },
  "not executed": { codes: ["215"], words: "not tried, because its Atomic had failed" },
} as const satisfies Record<string, { readonly codes: readonly string[]; readonly words: string }>;

export type Reason = keyof typeof REASONS;

/** For each command, containers first: one entry for each Item, `undefined` where it is allowed. */
export type Forecast = ReadonlyMap<string, readonly (Reason | undefined)[]>;

type ItemsCommand = Extract<Command, { cmd: "Add" | "Replace" | "Delete" | "Get" | "Exec" }>;

const LEXICAL: Readonly<Record<string, RegExp>> = {
  int: /^[+-]?\d{1,10}$/,
  bool: /^(?:true|false|1|0)$/i,
  float: /^[+-]?\d+(?:\.\d+)?$/,
  null: /^$/,
};

export class Forecaster {
  private readonly placed: readonly (Placed & { readonly path: readonly string[] })[];
  private there: Map<string, boolean>;
  private readonly result = new Map<string, readonly (Reason | undefined)[]>();

  /** `there`: URIs of the nodes the device starts with; true for interior ones. */
  constructor(placed: readonly Placed[], there: ReadonlyMap<string, boolean>) {
    this.placed = placed.map((each) => ({ ...each, path: [...segments(each.under), each.spec.name ?? "*"] }));
    this.there = new Map(there);
  }

  forecast(commands: readonly Command[]): Forecast {
    for (const command of commands) this.command(command);
    return this.result;
  }

  private command(command: Command, outer?: Meta): boolean {
    if (command.cmd === "Atomic") return this.atomic(command.commands, command.cmdId, command.meta);
    if (command.cmd === "Sequence") {
      this.result.set(command.cmdId, [undefined]);
      for (const child of command.commands) this.command(child, command.meta);
      return true;
    }
    const reasons = this.reasons(command, outer);
    this.result.set(command.cmdId, reasons);
    return reasons.every((reason) => reason === undefined);
  }

  private reasons(command: Command, outer: Meta | undefined): readonly (Reason | undefined)[] {
    if (command.cmd === "Unknown") return ["no command"];
    if (command.cmd === "Alert") return [command.data?.trim() === "1222" ? undefined : "client's alert"];
    const { items, meta } = command as ItemsCommand;
    if (items.length === 0) return ["no item"];
    return items.map((item) => this.item(command as ItemsCommand, item, effectiveMeta(outer, meta, item.meta)));
  }

  private atomic(children: readonly Command[], cmdId: string, meta: Meta | undefined): boolean {
    const before = new Map(this.there);
    const illegal = children.filter(({ cmd }) => ["Atomic", "Get", "Exec", "Sequence"].includes(cmd));
    if (illegal.length > 0) {
      this.result.set(cmdId, ["failed whole"]);
      for (const child of children) this.whole(child, illegal.includes(child) ? "not allowed here" : "not executed");
      return false;
    }
    this.result.set(cmdId, [undefined]);
    const done: Command[] = [];
    let failed = false;
    for (const child of children) {
      if (failed) this.whole(child, "not executed");
      else if (this.command(child, meta)) done.push(child);
      else failed = true;
    }
    if (!failed) return true;
    this.there = before;
    this.result.set(cmdId, ["failed whole"]);
    for (const child of done) this.whole(child, "undone");
    return false;
  }

  private whole(command: Command, reason: Reason): void {
    this.result.set(command.cmdId, [reason]);
    if (!("commands" in command)) return;
    for (const child of command.commands ?? []) this.whole(child, "not executed");
  }

  private item({ cmd }: ItemsCommand, item: Item, meta: Meta): Reason | undefined {
    const uri = item.target?.locUri ?? "";
    if (uri === "") return "no target";
    if (!isUri(uri)) return "not a URI";
    const path = segments(uri);
    const spec = this.spec(path);
    if (cmd === "Add") return this.add(path, item, meta);
    const isInterior = this.there.get(path.join("/"));
    if (isInterior === undefined) return spec === undefined ? "not described" : "not there";
    if (cmd === "Replace" && isInterior) return "interior";
    if (cmd === "Delete" && spec?.scope === "Permanent") return "permanent";
    // Properties ask no AccessType of their node.
    if (cmd === "Get" && uri.includes("?")) return undefined;
    if (spec === undefined ? cmd === "Exec" : !spec.access.includes(cmd)) return "access";
    if (cmd === "Replace" && spec !== undefined && !fits(spec, item, meta)) return "format";
    if (cmd === "Delete") this.forget(path.join("/"));
    return undefined;
  }

  private add(path: readonly string[], item: Item, meta: Meta): Reason | undefined {
    if (this.there.has(path.join("/"))) return "already there";
    const missing: (readonly string[])[] = [];
    for (let length = 1; length <= path.length; length++) {
      const place = path.slice(0, length);
      if (!this.there.has(place.join("/"))) missing.push(place);
    }
    for (const place of missing) {
      const spec = this.spec(place);
      if (spec === undefined) return "not described";
      if (spec.scope === "Permanent") return "permanent";
      const above = this.spec(place.slice(0, -1));
      if (!spec.access.includes("Add") && above?.access.includes("Add") !== true) return "access";
      if (place !== missing.at(-1) && spec.format !== "node") return "format";
    }
    const spec = this.spec(path)!;
    if (!fits(spec, item, meta)) return "format";
    for (const place of missing) this.make(place, this.spec(place)!);
    return undefined;
  }

  /** A node, with all that is there from the start below it. */
  private make(path: readonly string[], spec: NodeSpec): void {
    this.there.set(path.join("/"), spec.format === "node");
    for (const child of spec.children ?? []) {
      const isBorn = (child.scope === "Permanent" && child.min === 1) || child.initial !== undefined;
      if (child.name !== null && isBorn) this.make([...path, child.name], child);
    }
  }

  private forget(path: string): void {
    for (const each of [...this.there.keys()]) {
      if (each === path || each.startsWith(`${path}/`)) this.there.delete(each);
    }
  }

  private spec(path: readonly string[]): NodeSpec | undefined {
    const objects = this.placed.filter((each) => each.path.every((name, index) => path[index] === name));
    const [deepest] = objects.sort((a, b) => b.path.length - a.path.length);
    return deepest === undefined ? undefined : specBelow(deepest.spec, path.slice(deepest.path.length));
  }
}

/** Names of unreserved characters and escapes, none empty; no escape may stand for a slash. */
const NAME = /^(?:[\w\-.!~*'():@&=+$,;\u0080-\uffff]|%(?!2F)[\dA-F]{2})+$/i;

function isUri(uri: string): boolean {
  const [node = ""] = uri.split("?");
  return (
    node === "." ||
    node
      .replace(/^\.\//, "")
      .split("/")
      .every((name) => NAME.test(name))
  );
}

/** Whether a value has the Format and one of the Types its description gives. */
function fits(spec: NodeSpec, { data }: Item, { format, type }: Meta): boolean {
  // Nobody makes an interior node by not saying so.
  if (spec.format === "node") return format === "node" && dataText(data) === "";
  const travels = (spec.format === "bin" && format === "b64") || (spec.format === "b64" && format === "chr");
  if (format !== undefined && format !== spec.format && !travels) return false;
  if (type !== undefined && spec.mime !== undefined && !spec.mime.includes(type)) return false;
  return LEXICAL[spec.format]?.test(dataText(data).trim()) !== false;
}
