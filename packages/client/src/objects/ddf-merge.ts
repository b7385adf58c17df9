/**
 * The nodes of a DDF document where they belong: scattered over Paths in the document, one tree here.
 *
 * Clause: DMTND 1.2 §9; places tree §9.3, §12.2. A Path is a place and refers to no other node, so none can lead into a
 * circle: each names what is there already or adds to it, within the limits.
 */
import type { MgmtTree, TndsNode } from "@oma-dm/codec/ddf";
import { DdfError, type DdfLimits, type LoaderFinding, type LoaderFindingCode, show } from "./ddf-findings.ts";

export interface PlacedNode {
  /** `null`: the name is given at creation. */
  readonly name: string | null;
  readonly parent: PlacedNode | undefined;
  readonly depth: number;
  /** In the order of the document. */
  readonly children: Map<string | null, PlacedNode>;
  /** What the document says of it; absent: a Path only passes through. */
  description?: TndsNode;
}

/** The root, and everything the document describes below it. Throws `DdfError`. */
export function mergeDdf(
  document: MgmtTree,
  limits: Pick<DdfLimits, "maxNodes" | "maxTreeDepth" | "maxNameLength">,
  findings: LoaderFinding[],
): PlacedNode {
  const merge = new Merge(limits, findings);
  for (const node of document.nodes) merge.place(node, merge.root);
  return merge.root;
}

/** Unnamed nodes as `*`. Cut, because a finding of each node below repeats it. */
export function placeUri(node: PlacedNode): string {
  const names: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) names.unshift(at.name ?? "*");
  const uri = names.length === 0 ? "." : `./${names.join("/")}`;
  return uri.length > 240 ? `…${uri.slice(-240)}` : uri;
}

class Merge {
  readonly root: PlacedNode = { name: "", parent: undefined, depth: 0, children: new Map() };
  private readonly limits: Pick<DdfLimits, "maxNodes" | "maxTreeDepth" | "maxNameLength">;
  private readonly findings: LoaderFinding[];
  private seen = 0;
  private made = 0;

  constructor(limits: Pick<DdfLimits, "maxNodes" | "maxTreeDepth" | "maxNameLength">, findings: LoaderFinding[]) {
    this.limits = limits;
    this.findings = findings;
  }

  place(node: TndsNode, parent: PlacedNode): void {
    this.seen += 1;
    if (this.seen > this.limits.maxNodes) throw this.tooManyNodes(parent);
    const placed = this.placeOf(node, parent);
    if (placed === undefined) return;
    if (placed !== this.root || node.dfProperties !== undefined) this.describe(placed, node);
    for (const child of node.nodes ?? []) this.place(child, placed);
  }

  private placeOf(node: TndsNode, parent: PlacedNode): PlacedNode | undefined {
    const above = node.path === undefined || node.path === "" ? parent : this.placeOfPath(node.path, parent);
    if (above === undefined) return undefined;
    if (above === this.root && node.nodeName === ".") return this.root;
    if (parent !== this.root && above !== parent) {
      this.note("path-elsewhere", above, `a node in ${show(placeUri(parent))} has its Path here; Path counts`);
    }
    return this.child(above, node.nodeName);
  }

  private placeOfPath(path: string, parent: PlacedNode): PlacedNode | undefined {
    let at: PlacedNode | undefined = this.root;
    let rest = path.replace(/^\.?(?:\/|$)/, "");
    // Segment by segment: a Path can be as long as the document. A slash at its end adds nothing.
    while (rest !== "" && at !== undefined) {
      const slash = rest.indexOf("/");
      const name = slash < 0 ? rest : rest.slice(0, slash);
      if (name === "." || name === "..") {
        this.note("bad-path", parent, `the Path ${show(path)} goes through ${show(name)}; the node is left out`);
        return undefined;
      }
      at = this.child(at, name);
      if (slash < 0) break;
      rest = rest.slice(slash + 1);
    }
    return at;
  }

  private child(parent: PlacedNode, written: string): PlacedNode | undefined {
    const name = isPlaceholder(written) ? null : written;
    const known = parent.children.get(name);
    if (known !== undefined) return known;
    if (name !== null && !this.fits(name)) {
      this.note("bad-name", parent, `no URI can hold the name ${show(name)} of a node in here; the node is left out`);
      return undefined;
    }
    if (parent.depth >= this.limits.maxTreeDepth) {
      const reason = `nodes are nested deeper than ${this.limits.maxTreeDepth}`;
      throw new DdfError("limit", placeUri(parent), reason);
    }
    this.made += 1;
    if (this.made > this.limits.maxNodes) throw this.tooManyNodes(parent);
    const child: PlacedNode = { name, parent, depth: parent.depth + 1, children: new Map() };
    parent.children.set(name, child);
    return child;
  }

  private fits(name: string): boolean {
    if (name.length > this.limits.maxNameLength * 2 || [...name].length > this.limits.maxNameLength) return false;
    return name !== "." && name !== ".." && !/[/\u0000-\u001f\u007f\ud800-\udfff]/u.test(name);
  }

  /** A place without DFProperties only holds others together; of two that have them neither is better. */
  private describe(placed: PlacedNode, node: TndsNode): void {
    const { description } = placed;
    if (description?.dfProperties === undefined) {
      if (description === undefined || node.dfProperties !== undefined) placed.description = node;
    } else if (node.dfProperties !== undefined || node.value !== undefined) {
      if (words(description) !== words(node)) {
        throw new DdfError("duplicate-node", placeUri(placed), "this place is described twice, differently; keep one");
      }
      this.note("repeated-node", placed, "this place is described twice, in the same words; once is enough");
    }
  }

  private tooManyNodes(at: PlacedNode): DdfError {
    return new DdfError("limit", placeUri(at), `there are more than ${this.limits.maxNodes} nodes`);
  }

  private note(code: LoaderFindingCode, at: PlacedNode, reason: string): void {
    this.findings.push({ code, path: placeUri(at), reason });
  }
}

/** The unnamed node, as makers write it: nothing, `*`, `<X>` (tree §12.2). */
function isPlaceholder(name: string): boolean {
  return name === "" || name === "*" || /^<[^<>/]*>$/.test(name);
}

function words({ rtProperties, dfProperties, value }: TndsNode): string {
  return JSON.stringify([rtProperties, dfProperties, value]);
}
