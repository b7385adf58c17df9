/**
 * A TypeScript module from the objects of a DDF: for each object its types and its shape as data, which is all a device
 * maker imports besides the client. Rules: tree §12.2#5.
 */
import type { DdfObject, NodeSpec } from "@oma-dm/client";
import { comment } from "./comments.ts";
import { pascal, propertyName, stringLiteral, TypeNames } from "./names.ts";

export interface GeneratedObject {
  /** Name of the type. */
  readonly type: string;
  /** Name of the constant. */
  readonly shape: string;
  /** Name of the node. */
  readonly name: string;
  readonly under: string;
  /** How many nodes are described. */
  readonly nodes: number;
}

export interface GeneratedModule {
  readonly objects: readonly GeneratedObject[];
  readonly module: string;
}

const HEAD = "/** Types and shapes of management objects, from a DDF by `oma-dm ddf types`. Do not edit. */";
/** What a module imports where it uses it. */
const MARKERS = ["Exec", "ObjectShape", "WithInstances", "WriteOnly"] as const;
type Marker = (typeof MARKERS)[number];

const VALUE_TYPES: Readonly<Record<Exclude<NodeSpec["format"], "node">, string>> = {
  b64: "Uint8Array",
  bin: "Uint8Array",
  bool: "boolean",
  chr: "string",
  date: "string",
  float: "number",
  int: "number",
  null: "null",
  time: "string",
  xml: "string",
};

export function generateModule(objects: readonly DdfObject[]): GeneratedModule {
  const writer = new ModuleWriter();
  const generated = objects.map((object) => writer.object(object));
  return { objects: generated, module: writer.finish() };
}

class ModuleWriter {
  private readonly names = new TypeNames();
  private readonly used = new Set<Marker>();
  private readonly blocks: string[] = [];

  object({ spec, under }: DdfObject): GeneratedObject {
    const name = spec.name ?? "";
    const own = pascal(name);
    const type = this.names.take(own, `${pascal(under)}${own}`);
    const shape = `${type}Shape`;
    const uri = `${under}/${name}`;
    const about = [spec.title, spec.description, uri];
    if (spec.format === "node") this.interior(spec, type, about);
    else this.block(comment(about, ""), `export type ${type} = ${this.markedLeaf(spec)};`);
    const full = spec.format === "node" ? this.marked(spec, type) : type;
    this.used.add("ObjectShape");
    this.block(
      comment([`The shape of ${uri}.`], ""),
      `export const ${shape}: ObjectShape<${full}> = {`,
      `  under: ${stringLiteral(under)},`,
      `  spec: ${specLines(spec, "  ").join("\n")},`,
      "};",
    );
    return { type, shape, name, under, nodes: count(spec) };
  }

  finish(): string {
    const used = MARKERS.filter((marker) => this.used.has(marker));
    const imports = used.length === 0 ? "export {};" : `import type { ${used.join(", ")} } from "@oma-dm/client";`;
    return `${[`${HEAD}\n${imports}`, ...this.blocks].join("\n\n")}\n`;
  }

  private block(head: readonly string[], ...lines: readonly string[]): void {
    this.blocks.push([...head, ...lines].join("\n"));
  }

  /** Types of the nodes below come behind it. */
  private interior(spec: NodeSpec, type: string, about: readonly (string | undefined)[]): void {
    const children = spec.children ?? [];
    const below: (() => void)[] = [];
    const typeOf = (child: NodeSpec, proposal: string): string => {
      if (child.format !== "node") return this.markedLeaf(child);
      const name = this.names.take(`${type}${proposal}`);
      below.push(() => this.interior(child, name, [child.title, child.description]));
      return this.marked(child, name);
    };
    const named = children.filter(({ name }) => name !== null);
    const properties = named.flatMap((child) => [
      ...(child.format === "node" ? [] : comment([child.title, child.description], "  ")),
      `  ${propertyName(child.name!)}${child.min === 0 ? "?" : ""}: ${typeOf(child, pascal(child.name!))};`,
    ]);
    const unnamed = children.find(({ name }) => name === null);
    const instance = unnamed && typeOf(unnamed, "Instance");
    if (instance !== undefined && named.length > 0) {
      this.used.add("WithInstances");
      const rest = this.names.take(`${type}Named`);
      this.block(comment(about, ""), `export type ${type} = WithInstances<${rest}, ${instance}>;`);
      this.block([], `export interface ${rest} {`, ...properties, "}");
    } else {
      const lines = instance === undefined ? properties : [`  [name: string]: ${instance};`];
      const body = lines.length === 0 ? [`export interface ${type} {}`] : [`export interface ${type} {`, ...lines, "}"];
      this.block(comment(about, ""), ...body);
    }
    for (const write of below) write();
  }

  private markedLeaf(spec: NodeSpec): string {
    const value = spec.format === "node" ? "never" : VALUE_TYPES[spec.format];
    const runnable = this.marked(spec, value);
    if (spec.access.includes("Get")) return runnable;
    this.used.add("WriteOnly");
    return `WriteOnly<${runnable}>`;
  }

  private marked({ access }: NodeSpec, type: string): string {
    if (!access.includes("Exec")) return type;
    this.used.add("Exec");
    return `Exec<${type}>`;
  }
}

function count({ children = [] }: NodeSpec): number {
  return children.reduce((sum, child) => sum + count(child), 1);
}

/** The description as a literal, a line for a leaf. */
function specLines(spec: NodeSpec, indent: string): readonly string[] {
  const { children, ...own } = spec;
  const fields = Object.entries(own).map(([key, value]) => `${key}: ${literal(value)}`);
  if (children === undefined) return [`{ ${fields.join(", ")} }`];
  if (children.length === 0) return [`{ ${fields.join(", ")}, children: [] }`];
  return [
    "{",
    `${indent}  ${fields.join(", ")},`,
    `${indent}  children: [`,
    ...children.map((child) => `${indent}    ${specLines(child, `${indent}    `).join("\n")},`),
    `${indent}  ],`,
    `${indent}}`,
  ];
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  return typeof value === "string" ? stringLiteral(value) : String(value);
}
