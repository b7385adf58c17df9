/**
 * A management object from a generated shape: hooks by path, with the types of the shape, in place of paths and texts.
 *
 * A path is written as in the DDF, below the object's root, with `*` for a name given at creation; the names follow as
 * further arguments of the hook.
 */
import type { NodeFormat } from "@oma-dm/codec/tnds";
import { STATUS, type StatusCode } from "../status.ts";
import { childSpec, type NodeSpec } from "../tree/node-spec.ts";
import type { TreeView } from "../tree/tree-view.ts";
import { parseUri } from "../tree/uri.ts";
import type { ExecAnswer, ExecJob, ManagementObject, ObjectChange } from "./management-object.ts";
import type { InstanceNames, NodeAt, ObjectShape, PathOf } from "./object-shape.ts";
import { fromNodeValue, type PlainValue, toNodeValue } from "./typed-value.ts";

export interface ObjectHooks<T> extends Pick<ManagementObject, "rollBack"> {
  /** Values computed on Get, by path; `undefined` leaves the stored one. */
  readonly read?: {
    readonly [Path in PathOf<T, "readable">]?: (
      ...names: InstanceNames<Path>
    ) => NodeAt<T, Path> | undefined | Promise<NodeAt<T, Path> | undefined>;
  };
  /**
   * Judges what a command, or a whole Atomic, makes of a leaf before any of it is durable: its new value, `undefined`
   * when it is removed. Anything but 200 undoes the whole transaction and is the command's Status.
   */
  readonly validate?: {
    readonly [Path in PathOf<T, "leaf">]?: (
      value: NodeAt<T, Path> | undefined,
      change: ObjectChange,
      ...names: InstanceNames<Path>
    ) => StatusCode | Promise<StatusCode>;
  };
  /** Acts on a leaf's durable value, `undefined` when it is gone. Runs again after a crash: it must be safe to run twice. */
  readonly applied?: {
    readonly [Path in PathOf<T, "leaf">]?: (
      value: NodeAt<T, Path> | undefined,
      signal: AbortSignal,
      ...names: InstanceNames<Path>
    ) => void | Promise<void>;
  };
  /** Runs a node: 200 done, `longExec({ … })` goes on after 202, any failure code refuses. Must settle when `job.signal` aborts. */
  readonly exec?: {
    readonly [Path in PathOf<T, "exec">]?: (
      argument: string,
      job: ExecJob,
      ...names: InstanceNames<Path>
    ) => ExecAnswer | Promise<ExecAnswer>;
  };
}

type AnyHook = (...args: never[]) => unknown;
type HookKind = "read" | "validate" | "applied" | "exec";

/** Hooks of the object as the tree calls them. Throws `RangeError` for a path that the shape does not have. */
export function defineObject<T>(shape: ObjectShape<T>, hooks: ObjectHooks<T>): ManagementObject {
  const { spec, under } = shape;
  const object = new TypedObject(spec, under);
  const read = object.table("read", hooks.read);
  const validate = object.table("validate", hooks.validate);
  const applied = object.table("applied", hooks.applied);
  const exec = object.table("exec", hooks.exec);
  return {
    spec,
    ...(under !== undefined && { under }),
    ...(hooks.rollBack && { rollBack: (change, signal) => hooks.rollBack?.(change, signal) }),
    ...(read && { read: (path) => object.read(read, path) }),
    ...(validate && { validate: (change) => object.validate(validate, change) }),
    ...(applied && { applied: (paths, tree, signal) => object.applied(applied, paths, tree, signal) }),
    ...(exec && { exec: (path, argument, job) => object.exec(exec, path, argument, job) }),
  };
}

type Table = ReadonlyMap<string, AnyHook>;

interface Place {
  readonly spec: NodeSpec;
  /** As a hook is given for it. */
  readonly pattern: string;
  /** Of what the pattern has as `*`. */
  readonly names: readonly string[];
}

class TypedObject {
  private readonly root: NodeSpec;
  /** Names above what a pattern begins with. */
  private readonly above: number;

  constructor(root: NodeSpec, under = ".") {
    const address = parseUri(under);
    if (typeof address === "number") throw new RangeError(`${JSON.stringify(under)} is no URI of a node`);
    this.root = root;
    this.above = address.path.length + 1;
  }

  /** A pattern that names nothing would be a hook that never runs. */
  table(kind: HookKind, hooks: Readonly<Record<string, AnyHook | undefined>> | undefined): Table | undefined {
    if (hooks === undefined) return undefined;
    const table = new Map<string, AnyHook>();
    for (const [pattern, hook] of Object.entries(hooks)) {
      if (hook === undefined) continue;
      const spec = this.described(pattern);
      if (spec === undefined || !FITS[kind](spec)) {
        throw new RangeError(`${kind} hook: no node ${JSON.stringify(pattern)} for it; give a path of the DDF`);
      }
      table.set(pattern, hook);
    }
    return table;
  }

  private described(pattern: string): NodeSpec | undefined {
    let spec: NodeSpec | undefined = this.root;
    for (const name of pattern === "." ? [] : pattern.split("/")) {
      spec = spec?.children?.find((child) => child.name === (name === "*" ? null : name));
    }
    return spec;
  }

  private place(path: readonly string[]): Place | undefined {
    let spec: NodeSpec | undefined = this.root;
    const pattern: string[] = [];
    const names: string[] = [];
    for (const name of path.slice(this.above)) {
      spec = childSpec(spec, name);
      if (spec === undefined) return undefined;
      pattern.push(spec.name ?? "*");
      if (spec.name === null) names.push(name);
    }
    return { spec, pattern: pattern.length === 0 ? "." : pattern.join("/"), names };
  }

  read(table: Table, path: readonly string[]): ReturnType<NonNullable<ManagementObject["read"]>> {
    const found = this.hookAt<(...names: readonly string[]) => unknown>(table, path);
    if (found === undefined) return undefined;
    const { hook, place } = found;
    const encode = (value: unknown) => (value === undefined ? undefined : toNodeValue(place.spec.format, value));
    const value = hook(...place.names);
    return value instanceof Promise ? value.then(encode) : encode(value);
  }

  /** The first refusal holds. */
  async validate(table: Table, change: ObjectChange): Promise<StatusCode> {
    for (const { path, after } of change.nodes) {
      const found = this.hookAt<(value: unknown, change: ObjectChange, ...names: readonly string[]) => StatusCode>(
        table,
        path,
      );
      if (found === undefined) continue;
      const { hook, place } = found;
      const status = await hook(after && valueIn(place.spec.format, after.value), change, ...place.names);
      if (status !== STATUS.ok) return status;
    }
    return STATUS.ok;
  }

  async applied(
    table: Table,
    paths: readonly (readonly string[])[],
    tree: TreeView,
    signal: AbortSignal,
  ): Promise<void> {
    for (const path of paths) {
      const found = this.hookAt<(value: unknown, signal: AbortSignal, ...names: readonly string[]) => unknown>(
        table,
        path,
      );
      if (found === undefined) continue;
      const { hook, place } = found;
      const node = tree.find(path);
      await hook(node && valueIn(place.spec.format, node.value), signal, ...place.names);
    }
  }

  exec(table: Table, path: readonly string[], argument: string, job: ExecJob): ExecAnswer | Promise<ExecAnswer> {
    const found = this.hookAt<
      (argument: string, job: ExecJob, ...names: readonly string[]) => ExecAnswer | Promise<ExecAnswer>
    >(table, path);
    if (found === undefined) return STATUS.commandNotAllowed;
    return found.hook(argument, job, ...found.place.names);
  }

  /** A table holds functions of one kind: `Hook` says which. */
  private hookAt<Hook>(
    table: Table,
    path: readonly string[],
  ): { readonly hook: Hook; readonly place: Place } | undefined {
    const place = this.place(path);
    const hook = place && table.get(place.pattern);
    return place && hook && { hook: hook as unknown as Hook, place };
  }
}

const isLeaf = ({ format }: NodeSpec): boolean => format !== "node";

/** Which nodes a hook can be for; the types say the same. */
const FITS: Readonly<Record<HookKind, (spec: NodeSpec) => boolean>> = {
  read: (spec) => isLeaf(spec) && spec.access.includes("Get"),
  validate: isLeaf,
  applied: isLeaf,
  exec: ({ access }) => access.includes("Exec"),
};

/** A node begins without a value, whatever its format. */
function valueIn(format: NodeFormat, value: string | Uint8Array): PlainValue | undefined {
  const hasNone = value.length === 0 && (format === "int" || format === "float" || format === "bool");
  return hasNone ? undefined : fromNodeValue(format, value);
}
