/**
 * A DDF document as the shapes of management objects: the loader of tree §12.2#1 to #6. What vendors add to a document says
 * nothing here.
 *
 * Decisions beyond that table:
 * - An object begins at the first described node; a node that a Path leads through and nobody describes lies above it
 *   (`under`), unless there is an unnamed node on the way: then the object begins at what holds that one.
 * - `ZeroOrN` of 0, or of no number, has no upper bound: a description of nodes that can never be would describe nothing.
 * - An empty Value or DefaultValue gives no value (tree §12.1#2); a DefaultValue gives one to nodes that must be there,
 *   a Value makes a node be there (tree §17#26).
 */
import { DEFAULT_LIMITS } from "@oma-dm/codec";
import { decodeDdf, type MgmtTree } from "@oma-dm/codec/ddf";
import type { NodeSpec } from "../tree/node-spec.ts";
import { escapeName } from "../tree/uri.ts";
import { DDF_LIMITS, DdfError, type DdfLimits, LOADER_FINDINGS, type LoaderFinding, show } from "./ddf-findings.ts";
import { mergeDdf, type PlacedNode } from "./ddf-merge.ts";
import { DdfReader } from "./ddf-node.ts";
import type { ManagementObject } from "./management-object.ts";

export interface DdfOptions {
  /** Those given override `DEFAULT_LIMITS` and `DDF_LIMITS`, one by one. */
  readonly limits?: Partial<DdfLimits>;
}

/** One object of a document. */
export interface DdfObject {
  readonly spec: NodeSpec;
  /** URI of the node it hangs under; `.` for the root. */
  readonly under: string;
}

export interface DdfSpecs {
  /** In the order of the document. */
  readonly specs: readonly DdfObject[];
  /** In the order they were made; empty when there is nothing to say. */
  readonly findings: readonly LoaderFinding[];
}

/** Reads the objects a document describes, from its bytes, its text or its values. Throws `DdfError`, `DecodeError`. */
export function specsFromDdf(document: MgmtTree | Uint8Array | string, options: DdfOptions = {}): DdfSpecs {
  const limits = { ...DEFAULT_LIMITS, ...DDF_LIMITS, ...options.limits };
  const tree = typeof document === "string" || document instanceof Uint8Array ? decode(document, limits) : document;
  const findings: LoaderFinding[] = [];
  checkVersion(tree.verDtd, findings);
  const root = mergeDdf(tree, limits, findings);
  const reader = new DdfReader(findings);
  const specs: DdfObject[] = [];
  const caseSense = root.description?.dfProperties?.caseSense;
  for (const child of [...root.children.values()]) {
    if (child.name === null) {
      findings.push({
        code: "unnamed-object",
        path: "./*",
        reason: "a node at the root has no name, so that it could be any object; it is left out",
      });
    } else
      collect(child, ".", (node, under) => {
        const spec = reader.spec(node, caseSense);
        specs.push({ spec: caseSense === undefined ? spec : { caseSense, ...spec }, under });
      });
  }
  return { specs, findings };
}

/** The one object of a document, whole, with its behaviour. Throws `DdfError`, `DecodeError`. */
export function objectFromDdf(
  document: MgmtTree | Uint8Array | string,
  hooks: Omit<ManagementObject, "spec" | "under"> = {},
  options: DdfOptions = {},
): ManagementObject {
  const { specs, findings } = specsFromDdf(document, options);
  const [first, second] = specs;
  const lost = findings.find(({ code }) => LOADER_FINDINGS[code].leftOut);
  if (lost !== undefined) throw new DdfError("left-out", lost.path, `${lost.code}: ${lost.reason}`);
  if (first === undefined) throw new DdfError("no-object", ".", "the document describes no object; give it a Node");
  if (second !== undefined) {
    const reason = `the document describes ${specs.length} objects; mount them one by one with specsFromDdf`;
    throw new DdfError("several-objects", childUri(second.under, second.spec.name ?? ""), reason);
  }
  return { ...hooks, ...first };
}

function decode(document: Uint8Array | string, { maxBytes, maxDepth, maxElements }: DdfLimits): MgmtTree {
  return decodeDdf(document, { limits: { maxBytes, maxDepth, maxElements } });
}

/** tree §9.1#6, §17#27: documents of 1.1 read alike, and some say nothing. */
function checkVersion(version: string, findings: LoaderFinding[]): void {
  if (version === "1.2" || version === "1.3") return;
  if (version !== "" && !/^1(?:\.|$)/.test(version)) {
    throw new DdfError("unknown-version", ".", `VerDTD is ${show(version)}; only version 1 is known`);
  }
  const reason = `VerDTD is ${show(version)}; the document is read as 1.2`;
  findings.push({ code: "unknown-version", path: ".", reason });
}

/** Gives every object at or below a named place. */
function collect(node: PlacedNode, under: string, give: (node: PlacedNode, under: string) => void): void {
  if (node.description !== undefined || node.children.has(null)) {
    give(node, under);
    return;
  }
  for (const child of node.children.values()) collect(child, childUri(under, node.name ?? ""), give);
}

function childUri(uri: string, name: string): string {
  return `${uri}/${escapeName(name)}`;
}
