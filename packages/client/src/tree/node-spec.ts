/**
 * The shape of a management object: a DDF as data. What the device maker does not write by hand comes from a DDF
 * document. Clause: DMTND 1.2 §9; runtime model tree §12.2.
 */
import type { AccessType, NodeFormat } from "@oma-dm/codec/tnds";

export interface NodeSpec {
  /** `null`: the name is given at creation. */
  readonly name: string | null;
  readonly format: NodeFormat;
  readonly access: readonly AccessType[];
  readonly scope: "Permanent" | "Dynamic";
  /** Fewest instances there must be: 1 for One and OneOrMore, 0 for all others. */
  readonly min: 0 | 1;
  /** Most instances there may be; 1 for a named node. */
  readonly max: number;
  /** MIME types a leaf may have; the first is its default. Absent: any. */
  readonly mime?: readonly string[];
  /** Management object identifier of an object's root. */
  readonly moid?: string;
  /** Value (base64 of a bin one) or, for an interior node, existence from the start. */
  readonly initial?: string;
  /** ACL the node is created with; without one it inherits. */
  readonly acl?: string;
  readonly children?: readonly NodeSpec[];
  /** Anything may be created below: the server's own area. */
  readonly open?: boolean;
  /** Whether case tells names apart, here and below; `CS` when nothing is said (tree §2#5). */
  readonly caseSense?: "CS" | "CIS";
  readonly title?: string;
  readonly description?: string;
}

type Options = Partial<Omit<NodeSpec, "name" | "format" | "access" | "children">>;

export function leaf(
  name: string | null,
  format: Exclude<NodeFormat, "node">,
  access: readonly AccessType[],
  options: Options = {},
): NodeSpec {
  return { name, format, access, ...usual(name, options), mime: ["text/plain"], ...options };
}

export function interior(
  name: string | null,
  access: readonly AccessType[],
  children: readonly NodeSpec[],
  options: Options = {},
): NodeSpec {
  return { name, format: "node", access, ...usual(name, options), children, ...options };
}

/** A copy with every field there is, said or not, in one order: V8 reads objects of one shape faster. */
export function inOneShape(
  { name, format, access, scope, min, max, mime, moid, initial, acl, open, title, description }: NodeSpec,
  { caseSense, children }: { readonly [Key in "caseSense" | "children"]: NodeSpec[Key] | undefined },
): NodeSpec {
  const all: { readonly [Key in keyof Required<NodeSpec>]: NodeSpec[Key] | undefined } = {
    name,
    format,
    access,
    scope,
    min,
    max,
    mime,
    moid,
    initial,
    acl,
    children,
    open,
    caseSense,
    title,
    description,
  };
  // Where a field is absent, nobody minds one that says nothing.
  return all as NodeSpec;
}

/** A permanent node with a name is there unless its description says that it may be missing. */
function usual(name: string | null, { scope = "Dynamic" }: Options): Pick<NodeSpec, "scope" | "min" | "max"> {
  return {
    scope,
    min: name !== null && scope === "Permanent" ? 1 : 0,
    max: name === null ? Number.POSITIVE_INFINITY : 1,
  };
}

/** The description of a child: its own by name, else the unnamed one (tree §12.2). */
export function childSpec(spec: NodeSpec | undefined, name: string): NodeSpec | undefined {
  if (spec?.children === undefined) return undefined;
  const { children, caseSense } = spec;
  const named = childrenByName(children);
  const found = named.get(name);
  if (found !== undefined) return found;
  const unnamed = named.get(null);
  if (caseSense !== "CIS") return unnamed;
  return children.find((child) => child.name?.toLowerCase() === name.toLowerCase()) ?? unnamed;
}

const BY_NAME = new WeakMap<readonly NodeSpec[], ReadonlyMap<string | null, NodeSpec>>();

/** The first of each name. */
function childrenByName(children: readonly NodeSpec[]): ReadonlyMap<string | null, NodeSpec> {
  let named = BY_NAME.get(children);
  if (named === undefined) {
    named = new Map([...children].reverse().map((child) => [child.name, child]));
    BY_NAME.set(children, named);
  }
  return named;
}

/** No server can make or delete it, and it must be there (tree §3#4). */
export function isAlwaysThere({ scope, min }: NodeSpec): boolean {
  return scope === "Permanent" && min === 1;
}
