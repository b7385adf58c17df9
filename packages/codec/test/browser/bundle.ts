/** The page and all it imports as one script, and what that script asks of the place it runs in. */
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { parseAst } from "rolldown/parseAst";

export interface Bundle {
  readonly code: string;
  /** What is left to import at run time; nothing, when the bundle stands alone. */
  readonly imports: readonly string[];
}

export async function bundlePage(): Promise<Bundle> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL("page.ts", import.meta.url)),
    platform: "browser",
    // The sources as they are: no build has to come first.
    resolve: { conditionNames: ["@oma-dm/source", "import", "default"] },
    tsconfig: false,
  });
  try {
    const { output } = await bundle.generate({ format: "es" });
    const [chunk] = output;
    if (output.length !== 1)
      throw new Error(`one file expected, got ${output.map(({ fileName }) => fileName).join(", ")}`);
    return { code: chunk.code, imports: [...chunk.imports, ...chunk.dynamicImports] };
  } finally {
    await bundle.close();
  }
}

/** One HTML document; `</script` and `<!--` may stand in a string of the script and must not end or change it. */
export function htmlPage(code: string): string {
  const script = code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return `<!doctype html><meta charset="utf-8"><title>vectors</title><body><script type="module">${script}</script>`;
}

/** `module` and `exports` are not among them: the bundler gives them to CommonJS packages as parameters. */
const NODE_NAMES = new Set(["Buffer", "process", "require", "global", "__dirname", "__filename", "setImmediate"]);

/** Names only Node knows that the script refers to, and modules it imports. Names of properties do not count. */
export function nodeUses(code: string): readonly string[] {
  const found = new Set<string>();
  walk(parseAst(code), (node) => {
    if (node["type"] === "Identifier" && NODE_NAMES.has(String(node["name"]))) found.add(String(node["name"]));
    if (/^(Import|Export).*Declaration$|^ImportExpression$/.test(String(node["type"]))) {
      const source = node["source"];
      if (isNode(source)) found.add(`import of ${String(source["value"])}`);
    }
  });
  return [...found].sort();
}

type AstNode = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value;
}

function walk(value: unknown, visit: (node: AstNode) => void): void {
  if (Array.isArray(value)) for (const part of value) walk(part, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const [key, part] of Object.entries(value)) {
    const isName = (key === "property" || key === "key") && value["computed"] !== true && !ofGlobal(value);
    if (!isName) walk(part, visit);
  }
}

/** `globalThis.process` is Node's as much as `process` is. */
function ofGlobal({ object }: AstNode): boolean {
  return isNode(object) && ["globalThis", "window", "self"].includes(String(object["name"]));
}
