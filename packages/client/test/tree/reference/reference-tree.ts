/**
 * The management tree as the specification describes it, as plainly as can be: slow, complete in memory, and sharing no
 * code with the product's tree but the shape of descriptions. Where the text leaves a choice, a comment `choice:` says
 * so. Many of these were settled the product's way after the two had been compared: there the model holds the product
 * to what it does, and is no second opinion.
 *
 * Not in it: relative addresses (tree §8), the Inbox (§11), `?list=TNDS`, TStamp and VerNo, Exec that runs anything.
 */
import type { Command, Data, Item, Meta } from "@oma-dm/codec/syncml";
import type { MgmtTree } from "@oma-dm/codec/tnds";
import type { NodeSpec } from "../../../src/tree/node-spec.ts";
import { canonicalAcl } from "./acl.ts";
import { type Content, text } from "./content.ts";
import { born } from "./description.ts";
import { list } from "./lists.ts";
import { type RefNode, walk } from "./node.ts";
import {
  type Actor,
  addNode,
  copied,
  copyNode,
  deleteNode,
  execute,
  readNode,
  readProperty,
  replaceValue,
  writeProperty,
} from "./nodes.ts";
import { demand, Refusal } from "./refusal.ts";
import { addTree, replaceTree } from "./tnds.ts";
import { type Address, formatPath, parseAddress } from "./uri.ts";

export interface Answer {
  readonly statuses: readonly AnsweredStatus[];
  readonly results: readonly Result[];
}

export interface AnsweredStatus {
  readonly cmdRef: string;
  readonly cmd: string;
  readonly code: string;
  /** Empty: about the whole command. */
  readonly targetRefs: readonly string[];
}

export interface Result {
  readonly cmdRef: string;
  readonly uri: string;
  readonly format: string;
  readonly type: string;
  /** Base64 of a `bin` value; empty where there is no Data. */
  readonly data: string;
}

export interface NodeState {
  readonly format: string;
  readonly type: string;
  readonly acl: string;
  readonly title: string;
  readonly value: string;
}

type Container = Extract<Command, { cmd: "Atomic" | "Sequence" }>;
type Simple = Extract<Command, { cmd: "Add" | "Replace" | "Delete" | "Get" | "Exec" | "Copy" }>;

/** Commands that an Atomic must not hold (protocol §8.6#4). */
const NOT_IN_ATOMIC: readonly string[] = ["Atomic", "Get", "Exec", "Sequence"];

export class ReferenceTree {
  readonly #specs: readonly NodeSpec[];
  #root: RefNode;

  constructor(specs: readonly NodeSpec[], rootAcl = "Add=*&Get=*") {
    this.#specs = specs;
    const children = new Map(specs.map((spec) => [spec.name!, born(spec)]));
    this.#root = { format: "node", type: "", acl: canonicalAcl(rootAcl), title: "", value: "", children };
  }

  nodes(): ReadonlyMap<string, NodeState> {
    const all = [...walk(this.#root, [])];
    return new Map(all.map(([path, { children: _, ...state }]) => [formatPath(path), state]));
  }

  /** One Status per Item, with its target; of a container one without. MsgRef of all answers is `msgRef`. */
  run(server: string, commands: readonly Command[], _msgRef: string): Answer {
    const run = new Run({ server, specs: this.#specs }, this.#root);
    for (const command of commands) run.command(command, []);
    this.#root = run.root;
    return run;
  }
}

/** The commands of one message. */
class Run implements Answer {
  readonly statuses: AnsweredStatus[] = [];
  readonly results: Result[] = [];
  readonly #actor: Actor;
  readonly #inAtomic: boolean;
  root: RefNode;

  constructor(actor: Actor, root: RefNode, inAtomic = false) {
    this.#actor = actor;
    this.#inAtomic = inAtomic;
    this.root = root;
  }

  /** `metas`: those of the containers around, outermost first (protocol §3.4#9). */
  command(command: Command, metas: readonly (Meta | undefined)[]): void {
    if (command.cmd === "Sequence") this.#sequence(command, [...metas, command.meta]);
    else if (command.cmd === "Atomic") this.#atomic(command, [...metas, command.meta]);
    else this.#simple(command as Simple, metas);
  }

  /** protocol §8.7: a failing child stops nothing. */
  #sequence(sequence: Container, metas: readonly (Meta | undefined)[]): void {
    this.#status(sequence, 200);
    for (const child of sequence.commands) {
      if (child.cmd === "Sequence") this.#refuse(child, 500);
      else this.command(child, metas);
    }
  }

  /** protocol §8.6. */
  #atomic(atomic: Container, metas: readonly (Meta | undefined)[]): void {
    if (atomic.commands.some((child) => NOT_IN_ATOMIC.includes(child.cmd))) {
      this.#status(atomic, 507);
      // choice: protocol §8.6#4: of several illegal children each has 500.
      for (const child of atomic.commands) this.#refuse(child, NOT_IN_ATOMIC.includes(child.cmd) ? 500 : 215);
      return;
    }
    const trial = new Run(this.#actor, this.root, true);
    const failing = atomic.commands.findIndex((child) => {
      trial.command(child, metas);
      return trial.statuses.some(({ code }) => !code.startsWith("2"));
    });
    this.#status(atomic, failing < 0 ? 200 : 507);
    if (failing < 0) {
      this.statuses.push(...trial.statuses);
      this.root = trial.root;
      return;
    }
    // What was done is rolled back: earlier commands, and earlier Items of the failing one.
    this.statuses.push(...trial.statuses.map((each) => (each.code === "200" ? { ...each, code: "216" } : each)));
    for (const child of atomic.commands.slice(failing + 1)) this.#refuse(child, 215);
  }

  /** Not executed; what it holds has 215 (protocol §8.6#4). */
  #refuse(command: Command, code: number): void {
    if (command.cmd !== "Sequence" && command.cmd !== "Atomic") {
      for (const { target } of (command as Simple).items) this.#status(command, code, target?.locUri);
      return;
    }
    this.#status(command, code);
    for (const child of command.commands) this.#refuse(child, 215);
  }

  #simple(command: Simple, metas: readonly (Meta | undefined)[]): void {
    // protocol §8.5: an Exec is for one Item.
    const tooMany = command.cmd === "Exec" && command.items.length > 1;
    if (command.items.length === 0) this.#status(command, 412);
    for (const item of command.items) {
      const meta = metaOf([...metas, command.meta, item.meta]);
      // choice: protocol §8.6#3: in an Atomic, Items behind one that failed are not executed: 215.
      const stopped = this.#inAtomic && this.statuses.some(({ code }) => !code.startsWith("2"));
      const code = stopped ? 215 : tooMany ? 412 : this.#item(command, item, meta);
      this.#status(command, code, item.target?.locUri);
    }
  }

  #item(command: Simple, item: Item, meta: Meta): number {
    try {
      demand(item.target !== undefined, 412);
      this.#perform(command, item, item.target.locUri, meta);
      return 200;
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  #perform(command: Simple, item: Item, uri: string, { format, type }: Meta): void {
    const { path, prop, list: attribute } = parseAddress(uri);
    if (command.cmd === "Copy") this.#copy(item, uri);
    else if (command.cmd === "Get") {
      for (const found of this.#get(item, uri)) this.results.push({ cmdRef: command.cmdId, ...found });
    } else if (attribute !== undefined || (prop !== undefined && command.cmd !== "Replace")) {
      // choice: tree §4.1, §6.2: whether or not the node is there, and before any right: none is defined for it.
      throw new Refusal(405);
    } else if (prop !== undefined) this.root = writeProperty(this.root, this.#actor, path, prop, text(item.data));
    else if (command.cmd === "Delete") this.root = deleteNode(this.root, this.#actor, path);
    else if (command.cmd === "Exec") execute(this.root, this.#actor, path);
    else if (isTree(item.data)) {
      const run = command.cmd === "Add" ? addTree : replaceTree;
      this.root = run(this.root, this.#actor, path, item.data);
    } else {
      const run = command.cmd === "Add" ? addNode : replaceValue;
      const content: Content = { format, type, data: item.data, says: "meta" };
      this.root = run(this.root, this.#actor, path, content);
    }
  }

  #get(item: Item, uri: string): readonly Omit<Result, "cmdRef">[] {
    const { path, prop, list: attribute } = parseAddress(uri);
    if (attribute !== undefined) return list(this.root, this.#actor, path, attribute, text(item.data));
    if (prop === undefined) return [{ uri, ...readNode(this.root, this.#actor, path) }];
    const data = readProperty(this.root, this.#actor, path, prop);
    return [{ uri, format: "chr", type: "text/plain", data }];
  }

  #copy(item: Item, uri: string): void {
    demand(item.source !== undefined, 412);
    const source = parseAddress(item.source.locUri);
    const target = parseAddress(uri);
    const isPlain = ({ prop, list: attribute }: Address) => prop === undefined && attribute === undefined;
    demand(isPlain(source), 405);
    const from = copied(this.root, this.#actor, source.path);
    demand(isPlain(target), 405);
    this.root = copyNode(this.root, this.#actor, from, target.path);
  }

  #status(command: Command, code: number, target?: string): void {
    const targetRefs = target === undefined ? [] : [target];
    this.statuses.push({ cmdRef: command.cmdId, cmd: command.cmd, code: String(code), targetRefs });
  }
}

/** An inner Meta overrides element by element (protocol §3.4#9). */
function metaOf(metas: readonly (Meta | undefined)[]): Meta {
  return Object.assign({}, ...metas.map((meta) => meta ?? {}));
}

function isTree(data: Data | undefined): data is MgmtTree {
  return typeof data === "object" && !(data instanceof Uint8Array);
}
