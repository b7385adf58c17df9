/** One node of a DDF as a `NodeSpec`: defaults, and what makers write in place of them (tree §12.1, §12.2). */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { AccessType, DFProperties, NodeFormat, Occurrence, TndsNode, TypeProperty } from "@oma-dm/codec/ddf";
import { parseAcl } from "../tree/acl.ts";
import type { NodeSpec } from "../tree/node-spec.ts";
import { hasForm } from "../tree/value.ts";
import { type LoaderFinding, type LoaderFindingCode, show } from "./ddf-findings.ts";
import { type PlacedNode, placeUri } from "./ddf-merge.ts";

type CaseSense = NodeSpec["caseSense"];

/** An object identifier or a legacy name in reverse-domain form (tree §4.3#1). */
const IDENTIFIER = /^(?:urn:|[a-z][\w-]*(?:\.[\w-]+)+\/[\d.]+\/)/i;
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+*-]+$/;

export class DdfReader {
  private readonly findings: LoaderFinding[];

  constructor(findings: LoaderFinding[]) {
    this.findings = findings;
  }

  /** `caseSense` is what the node above says. Recursion is bounded by the depth of the merged tree. */
  spec(node: PlacedNode, caseSense: CaseSense): NodeSpec {
    const described = node.description;
    if (described === undefined) return this.implied(node, caseSense);
    const { dfProperties, rtProperties } = described;
    if (dfProperties === undefined) {
      this.note("missing-properties", node, "there are no DFProperties; the node is Get only, Dynamic, One");
    }
    const properties = dfProperties ?? {};
    const format = this.format(node, described);
    const scope = properties.scope ?? "Dynamic";
    const { min, max } = this.bounds(node, properties.occurrence);
    const initial = this.initial(node, described, format, min === 1);
    const acl = this.acl(node, rtProperties?.acl);
    const own = properties.caseSense ?? caseSense;
    const title = properties.dfTitle?.trim() || rtProperties?.title?.trim();
    const description = properties.description?.trim();
    return {
      name: node.name,
      format,
      access: this.access(node, dfProperties),
      scope,
      min,
      max,
      ...this.type(node, format, properties.dfType ?? rtProperties?.type),
      ...(initial !== undefined && { initial }),
      ...(acl !== undefined && { acl }),
      ...(own !== undefined && own !== caseSense && { caseSense: own }),
      ...(title && { title }),
      ...(description && { description }),
      ...(format === "node" && { children: this.children(node, own) }),
    };
  }

  /** Paths lead through it and nobody describes it: there from the start when it has a name. */
  private implied(node: PlacedNode, caseSense: CaseSense): NodeSpec {
    this.note("undescribed-place", node, "nodes have their Path here and nothing describes it; it is Get only");
    const bounds = node.name === null ? ({ min: 0, max: Infinity } as const) : ({ min: 1, max: 1 } as const);
    return {
      name: node.name,
      format: "node",
      access: ["Get"],
      scope: node.name === null ? "Dynamic" : "Permanent",
      ...bounds,
      children: this.children(node, caseSense),
    };
  }

  private children(node: PlacedNode, caseSense: CaseSense): readonly NodeSpec[] {
    return [...node.children.values()].map((child) => this.spec(child, caseSense));
  }

  private access(node: PlacedNode, properties: DFProperties | undefined): readonly AccessType[] {
    const access = properties?.accessType;
    if (access !== undefined) return access.filter((type, index) => access.indexOf(type) === index);
    if (properties !== undefined) this.note("missing-access", node, "DFProperties have no AccessType; Get only");
    return ["Get"];
  }

  /** tree §9.2#10: without a word on it, what the node holds decides. */
  private format(node: PlacedNode, { dfProperties, rtProperties, value }: TndsNode): NodeFormat {
    const format = dfProperties?.dfFormat;
    const isInterior = node.children.size > 0;
    if (format !== undefined) {
      if (!isInterior || format === "node") return format;
      this.note("wrong-format", node, `there are nodes below, and DFFormat is ${format}; it is taken as node`);
      return "node";
    }
    const isLeaf = !isInterior && (value ?? dfProperties?.defaultValue ?? dfProperties?.dfType?.mime) !== undefined;
    const inferred = isInterior ? "node" : (rtProperties?.format ?? (isLeaf ? "chr" : "node"));
    if (dfProperties !== undefined)
      this.note("missing-format", node, `there is no DFFormat; it is taken as ${inferred}`);
    return inferred;
  }

  private type(
    node: PlacedNode,
    format: NodeFormat,
    type: TypeProperty | undefined,
  ): { moid?: string; mime?: string[] } {
    const mime = (type?.mime ?? []).map((one) => one.trim()).filter((one) => one !== "");
    const name = type?.ddfName?.trim() ?? "";
    if (format === "node") {
      if (mime.length === 0) return name === "" ? {} : { moid: name };
      const moid = [name, ...mime].find((one) => IDENTIFIER.test(one));
      const what = moid === undefined ? "it is not used" : "it is taken for the object identifier";
      this.note("wrong-type", node, `an interior node has the MIME type ${show(mime[0]!)}; ${what}`);
      return moid === undefined ? {} : { moid };
    }
    if (mime.length > 0) return { mime };
    if (name === "") return {};
    const isMedia = MEDIA_TYPE.test(name) && !IDENTIFIER.test(name);
    const what = isMedia ? "it is taken for its MIME type" : "it is not used";
    this.note("wrong-type", node, `a leaf has the DDFName ${show(name)}; ${what}`);
    return isMedia ? { mime: [name] } : {};
  }

  private bounds(node: PlacedNode, occurrence: Occurrence | undefined): Pick<NodeSpec, "min" | "max"> {
    const kind = occurrence?.kind ?? "One";
    const min = kind.startsWith("One") ? 1 : 0;
    const max = kind === "One" || kind === "ZeroOrOne" ? 1 : this.most(node, occurrence!);
    if (node.name === null || max === 1) return { min, max };
    this.note("named-many", node, `Occurrence is ${kind}, and a node with a name can only be there once`);
    return { min, max: 1 };
  }

  private most(node: PlacedNode, occurrence: Occurrence): number {
    if (occurrence.kind === "ZeroOrMore" || occurrence.kind === "OneOrMore") return Infinity;
    const max = "max" in occurrence ? (occurrence.max ?? 0) : 0;
    if (Number.isInteger(max) && max >= 1) return max;
    this.note("bad-occurrence", node, `${occurrence.kind} says no number above 0; there is no upper bound`);
    return Infinity;
  }

  private acl(node: PlacedNode, text: string | undefined): string | undefined {
    const acl = text?.trim() ?? "";
    if (acl === "") return undefined;
    if (parseAcl(acl) !== undefined) return acl;
    this.note("bad-acl", node, `${show(acl)} is no ACL; the node inherits`);
    return undefined;
  }

  private initial(node: PlacedNode, described: TndsNode, format: NodeFormat, isThere: boolean): string | undefined {
    if (format === "node") return undefined;
    const factory = isThere ? described.dfProperties?.defaultValue : undefined;
    const given = [described.value, factory].find((value) => value !== undefined && value.length > 0);
    if (given === undefined) return undefined;
    if (given instanceof Uint8Array && format === "bin") return encodeBase64(given);
    const text = typeof given === "string" ? given : new TextDecoder().decode(given);
    const unquoted = this.unquote(node, text);
    const value = format === "chr" || format === "xml" ? unquoted : unquoted.trim();
    if (value === "") return undefined;
    if (format === "bool" && /^(?:true|false|1|0)$/i.test(value)) return String(/^(?:true|1)$/i.test(value));
    const isBinary = format === "bin" || format === "b64";
    if (isBinary ? decodeBase64(value) !== undefined : hasForm(format, value)) return value;
    this.note("bad-value", node, `its value is no ${format}; the node begins without one`);
    return undefined;
  }

  private unquote(node: PlacedNode, text: string): string {
    const [, inside] = /^\s*"([^"]*)"\s*$/.exec(text) ?? [];
    if (inside === undefined) return text;
    this.note("quoted-value", node, "its value stands in quotes; they are taken off");
    return inside;
  }

  private note(code: LoaderFindingCode, node: PlacedNode, reason: string): void {
    this.findings.push({ code, path: placeUri(node), reason });
  }
}
