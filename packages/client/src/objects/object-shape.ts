/**
 * The types that `oma-dm ddf types` writes a management object in: an interior node is an interface with a property for
 * each node below, a leaf the type of its value; markers say what a value alone does not (tree §12.2#5).
 */
import type { NodeSpec } from "../tree/node-spec.ts";

declare const WRITE_ONLY: unique symbol;
declare const EXEC: unique symbol;
declare const NAMED_AND_INSTANCES: unique symbol;
declare const TYPE: unique symbol;

/** A node that servers may write and never read back. */
export interface WriteOnly<T> {
  readonly [WRITE_ONLY]: T;
}

/** A node that servers may run. */
export interface Exec<T> {
  readonly [EXEC]: T;
}

/** Nodes with names of their own beside instances whose names are given at creation. */
export type WithInstances<Named, Instance> = Named & {
  readonly [name: string]: Named[keyof Named] | Instance;
} & { readonly [NAMED_AND_INSTANCES]?: readonly [Named, Instance] };

/** A shape as data, and as the type `T` of what is in it. */
export interface ObjectShape<T> {
  readonly spec: NodeSpec;
  /** URI of the node it hangs under; the root when not given. */
  readonly under?: string;
  /** Never there; keeps `T`. */
  readonly [TYPE]?: T;
}

/** A node without its markers. */
export type Bare<T> = [T] extends [WriteOnly<infer U>] ? Bare<U> : [T] extends [Exec<infer U>] ? Bare<U> : T;

type LeafValue = string | number | boolean | Uint8Array | null;
type IsLeaf<T> = [Bare<T>] extends [LeafValue] ? true : false;

type IsExec<T> = [T] extends [Exec<unknown>] ? true : [T] extends [WriteOnly<infer U>] ? IsExec<U> : false;
type IsReadable<T> = IsLeaf<T> extends false ? false : HidesValue<T> extends true ? false : true;
type HidesValue<T> = [T] extends [WriteOnly<unknown>] ? true : [T] extends [Exec<infer U>] ? HidesValue<U> : false;

/** The kinds of paths that hooks are given for. */
interface Kinds<T> {
  readable: IsReadable<T>;
  leaf: IsLeaf<T>;
  exec: IsExec<T>;
}

/** Nodes right below an interior one, by name; instances as `*`. */
type Below<T> = typeof NAMED_AND_INSTANCES extends keyof T
  ? Required<T>[typeof NAMED_AND_INSTANCES] extends readonly [infer Named, infer Instance]
    ? Named & { "*": Instance }
    : never
  : string extends keyof T
    ? { "*": T[keyof T & string] }
    : T;

type Step<B, K extends keyof B & string, Kind extends keyof Kinds<unknown>> =
  | (Kinds<Exclude<B[K], undefined>>[Kind] extends true ? K : never)
  | (IsLeaf<Exclude<B[K], undefined>> extends true
      ? never
      : `${K}/${Steps<Below<Bare<Exclude<B[K], undefined>>>, Kind>}`);

type Steps<B, Kind extends keyof Kinds<unknown>> = { [K in keyof B & string]: Step<B, K, Kind> }[keyof B & string];

/** Paths below an object's root, such as `Zone` `*` `Level` joined by slashes; `.` for the root itself where it is of that kind. */
export type PathOf<T, Kind extends keyof Kinds<unknown>> =
  | (Kinds<T>[Kind] extends true ? "." : never)
  | (IsLeaf<T> extends true ? never : Steps<Below<Bare<T>>, Kind>);

/** The node at such a path, without its markers. */
export type NodeAt<T, Path extends string> = Path extends "."
  ? Bare<T>
  : Path extends `${infer Name}/${infer Rest}`
    ? NodeAt<ChildOf<T, Name>, Rest>
    : Bare<ChildOf<T, Path>>;

type ChildOf<T, Name extends string> =
  Below<Bare<T>> extends infer B ? (Name extends keyof B ? Exclude<B[Name], undefined> : never) : never;

/** A name for each `*` in a path. */
export type InstanceNames<Path extends string> = Path extends `${infer Name}/${infer Rest}`
  ? [...InstanceNames<Name>, ...InstanceNames<Rest>]
  : Path extends "*"
    ? [name: string]
    : [];
