/** The tree as code outside it sees it: read-only, by path. */
import type { NodeFormat } from "@oma-dm/codec/tnds";

export type NodeValue = string | Uint8Array;

export interface NodeView {
  readonly name: string;
  readonly format: NodeFormat;
  /** MIME type of a leaf, management object identifier (or empty) of an interior node. */
  readonly type: string;
  /** The node's own ACL; empty inherits. */
  readonly acl: string;
  /** Stored value of a leaf; empty on an interior node. */
  readonly value: NodeValue;
  /** Names of the children; absent on a leaf. */
  readonly children?: readonly string[];
}

export interface TreeView {
  find(path: readonly string[]): NodeView | undefined;
}
