/** The shape of a management object: a DDF as data. Clause: DMTND 1.2 §9; runtime model tree §12.2. */
import type { AccessType, NodeFormat } from "@oma-dm/codec/tnds";

export interface NodeSpec {
  /** `null`: the name is given at creation. */
  readonly name: string | null;
  readonly format: NodeFormat;
  readonly access: readonly AccessType[];
  readonly scope: "Permanent" | "Dynamic";
  /** Most instances there may be; 1 for a named node. */
  readonly max: number;
  /** MIME types a leaf may have; the first is its default. */
  readonly mime?: readonly string[];
  /** Management object identifier of an object's root. */
  readonly moid?: string;
  /** Value or, for an interior node, existence from the start. */
  readonly initial?: string;
  /** ACL the node is created with; without one it inherits. */
  readonly acl?: string;
  readonly children?: readonly NodeSpec[];
  /** Anything may be created below: the server's own area. */
  readonly open?: boolean;
}

type Options = Partial<Omit<NodeSpec, "name" | "format" | "access" | "children">>;

export function leaf(
  name: string | null,
  format: Exclude<NodeFormat, "node">,
  access: readonly AccessType[],
  options: Options = {},
): NodeSpec {
  return { name, format, access, scope: "Dynamic", max: 1, mime: ["text/plain"], ...options };
}

export function interior(
  name: string | null,
  access: readonly AccessType[],
  children: readonly NodeSpec[],
  options: Options = {},
): NodeSpec {
  return { name, format: "node", access, scope: "Dynamic", max: name === null ? Infinity : 1, children, ...options };
}

/** The description of a child: its own by name, else the unnamed one. */
export function childSpec(spec: NodeSpec | undefined, name: string): NodeSpec | undefined {
  const named = spec?.children?.find((child) => child.name === name);
  return named ?? spec?.children?.find((child) => child.name === null);
}
