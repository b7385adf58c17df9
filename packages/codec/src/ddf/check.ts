/** What a loader of a DDF would stumble over, with places (tree §12). */
import { childElement, type DocumentElement, isElement, localName, textOf } from "../document/element.ts";
import type { Position } from "../errors.ts";
import { NODE_FORMATS, type NodeFormat } from "../tnds/model.ts";
import { pageOfNamespace } from "../wbxml/code-pages.ts";
import { holdsText, isDdfElement, missingElements, orderFault } from "./dtd.ts";
import { DDF_FINDINGS, type DdfFinding, type DdfFindingCode, type DdfReport } from "./report.ts";

/** Versions of the DTD that say the same (tree §9.1). */
const VERSIONS = ["1.2", "1.3"];
const MOST_INSTANCES = 65_536;
const NOWHERE: Position = { kind: "offset", offset: 0 };

export function checkTree(root: DocumentElement): DdfReport {
  return new DdfCheck(root).report();
}

class DdfCheck {
  private readonly root: DocumentElement;
  private readonly findings: DdfFinding[] = [];
  private readonly extensions = new Map<string, number>();
  private nodes = 0;

  constructor(root: DocumentElement) {
    this.root = root;
  }

  report(): DdfReport {
    const { root } = this;
    const version = text(root, "VerDTD") ?? "";
    this.element(root, ".");
    const verDtd = childElement(root, "VerDTD");
    if (verDtd !== undefined && !VERSIONS.includes(version)) {
      this.add("unknown-version", verDtd, ".", versionReason(version));
    }
    this.siblings(root, ".");
    return {
      version,
      valid: this.findings.every(({ code }) => !DDF_FINDINGS[code].dtd),
      nodes: this.nodes,
      extensions: Object.fromEntries(this.extensions),
      findings: this.findings.toSorted((one, other) => order(one.at, other.at)),
    };
  }

  private add(code: DdfFindingCode, { at }: DocumentElement, uri: string, reason: string): void {
    const path = uri.length > 240 ? `…${uri.slice(-240)}` : uri;
    this.findings.push({ code, severity: DDF_FINDINGS[code].severity, at: at ?? NOWHERE, path, reason });
  }

  /** The DTD, element by element. */
  private element(element: DocumentElement, path: string): void {
    const name = localName(element);
    const here = name === "Node" ? `${path}/${nameOf(element)}` : path;
    const known: DocumentElement[] = [];
    for (const child of element.children) {
      if (!isElement(child)) {
        if (typeof child === "string" && child.trim() === "") continue;
        if (!holdsText(name))
          this.add("unexpected-text", element, here, `${name} holds text; it may hold elements only`);
      } else if (isVendors(child, this.root)) {
        this.extensions.set(child.xmlns, (this.extensions.get(child.xmlns) ?? 0) + 1);
      } else if (isDdfElement(localName(child))) known.push(child);
      else
        this.add(
          "unknown-element",
          child,
          here,
          `${child.name} is no element of a DDF; give it a namespace of its own`,
        );
    }
    this.order(element, known, here);
    if (name === "Node") this.node(element, here, path === ".");
    for (const child of known) this.element(child, here);
  }

  private order(parent: DocumentElement, children: readonly DocumentElement[], path: string): void {
    const name = localName(parent);
    const names = children.map(localName);
    for (const missing of missingElements(name, names)) {
      this.add("missing-element", parent, path, `${name} has no ${missing}; add it`);
    }
    const fault = orderFault(name, names);
    if (fault === undefined) return;
    const child = children[fault.index]!;
    const reasons = {
      "out-of-order": `${localName(child)} stands at the wrong place in ${name}; put it where the DTD has it`,
      repeated: `${localName(child)} stands in ${name} again, or beside what it excludes; keep one`,
      "not-allowed": `${localName(child)} cannot stand in ${name}`,
    };
    this.add(fault.fault, child, path, reasons[fault.fault]);
  }

  private node(node: DocumentElement, path: string, isTopLevel: boolean): void {
    this.nodes += 1;
    const name = text(node, "NodeName") ?? "";
    if (name.includes("/")) this.add("bad-name", node, path, `the name ${show(name)} holds a slash; use Path`);
    this.siblings(node, path);
    if (childElement(node, "Path") !== undefined && !isTopLevel) {
      this.add(
        "misplaced-path",
        node,
        path,
        "Path stands on a nested node; it belongs to nodes directly under MgmtTree",
      );
    }
    const properties = childElement(node, "DFProperties");
    if (properties === undefined) return;
    const format = formatOf(properties, "DFFormat");
    const isInterior = childElement(node, "Node") !== undefined;
    if (isInterior && format !== undefined && format !== "node") {
      this.add("wrong-format", node, path, `the node has child nodes and DFFormat ${format}; make it node`);
    }
    this.type(properties, format, isInterior, path);
    this.value(childElement(properties, "DefaultValue"), format, path);
    this.value(childElement(node, "Value"), format, path);
    this.occurrence(properties, path);
  }

  private type(properties: DocumentElement, format: NodeFormat | undefined, isInterior: boolean, path: string): void {
    const type = childElement(properties, "DFType");
    if (type === undefined) return;
    const hasMime = childElement(type, "MIME") !== undefined;
    const moid = text(type, "DDFName") ?? "";
    if ((isInterior || format === "node") && hasMime) {
      this.add("wrong-type", type, path, "an interior node has a MIME type; give it a DDFName");
    } else if (!isInterior && format !== undefined && format !== "node" && moid !== "") {
      this.add("wrong-type", type, path, `a leaf of Format ${format} has the object identifier ${show(moid)}`);
    }
  }

  /** A default or an initial value that a leaf of the format cannot have. */
  private value(element: DocumentElement | undefined, format: NodeFormat | undefined, path: string): void {
    const value = element === undefined ? "" : textOf(element).trim();
    if (element === undefined || value === "" || format === undefined) return;
    const what = `${localName(element)} ${show(value)}`;
    if (/^".*"$/.test(value))
      this.add("bad-value", element, path, `${what} stands in quotes, which would be part of it`);
    else if (!(VALUES[format]?.test(value) ?? true)) this.add("bad-value", element, path, `${what} is no ${format}`);
  }

  private occurrence(properties: DocumentElement, path: string): void {
    const occurrence = childElement(properties, "Occurrence");
    const bounded = occurrence?.children.find(
      (child) => isElement(child) && /^(?:ZeroOrN|OneOrN)$/.test(localName(child)),
    );
    if (bounded === undefined || !isElement(bounded)) return;
    const digits = textOf(bounded).trim();
    const number = /^\d{1,5}$/.test(digits) ? Number(digits) : Number.NaN;
    if (number > 1 && number <= MOST_INSTANCES) return;
    const reason = `${localName(bounded)} says ${show(digits)}; give a number from 2 to ${MOST_INSTANCES}`;
    this.add("bad-occurrence", bounded, path, reason);
  }

  /** Two nodes of one place and name; both are described, and nobody can tell which holds. */
  private siblings(parent: DocumentElement, path: string): void {
    const seen = new Set<string>();
    for (const child of parent.children) {
      if (!isElement(child) || localName(child) !== "Node") continue;
      const place = `${(text(child, "Path") ?? "").replace(/\/$/, "")}/${text(child, "NodeName") || "<X>"}`;
      if (seen.has(place)) {
        const reason = `a second node ${show(nameOf(child))} at this place; keep one`;
        this.add("duplicate-node", child, `${path}/${nameOf(child)}`, reason);
      }
      seen.add(place);
    }
  }
}

function order(one: Position, other: Position): number {
  if (one.kind === "offset" || other.kind === "offset") return offsetOf(one) - offsetOf(other);
  return one.line - other.line || one.column - other.column;
}

const offsetOf = (at: Position): number => (at.kind === "offset" ? at.offset : 0);

/** Values a leaf of a format can have (tree §4.2). */
const VALUES: Readonly<Partial<Record<NodeFormat, RegExp>>> = {
  int: /^[-+]?\d+$/,
  float: /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i,
  bool: /^(?:true|false)$/i,
  date: /^\d{4}-?\d{2}-?\d{2}$/,
  time: /^\d{2}:?\d{2}:?\d{2}/,
  null: /^$/,
};

/** Elements in a namespace that is neither the document's own nor that of any DDF. */
function isVendors({ xmlns }: DocumentElement, root: DocumentElement): boolean {
  return xmlns !== "" && xmlns !== root.xmlns && pageOfNamespace(xmlns) === undefined;
}

function text(parent: DocumentElement, name: string): string | undefined {
  const child = childElement(parent, name);
  return child === undefined ? undefined : textOf(child).trim();
}

/** tree §12.2: a node without a name is given one when it is created. Cut, because every node below repeats it. */
function nameOf(node: DocumentElement): string {
  const name = text(node, "NodeName") || "<X>";
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}

function formatOf(parent: DocumentElement, name: string): NodeFormat | undefined {
  const format = childElement(parent, name)?.children.find(isElement);
  return NODE_FORMATS.find((name) => format !== undefined && localName(format) === name);
}

function versionReason(version: string): string {
  return `VerDTD is ${show(version)}; write ${VERSIONS.join(" or ")}`;
}

function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
