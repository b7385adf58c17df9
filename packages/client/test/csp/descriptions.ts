/** Microsoft's device descriptions, by the objects they describe; for a document, those that match what it addresses. */
import { DdfError, type DdfObject, type NodeSpec, specsFromDdf } from "@oma-dm/client";
import { DecodeError } from "@oma-dm/codec";
import { corpusFiles } from "../../../codec/test/oracles/corpus.ts";

/** One object a description holds. */
interface Described {
  readonly file: string;
  /** Where it stands, its name included. */
  readonly path: readonly string[];
  readonly spec: NodeSpec;
}

/** An object where a document looks for it. */
export interface Placed extends DdfObject {
  readonly file: string;
}

let known: readonly Described[] | undefined;

function descriptions(): readonly Described[] {
  known ??= corpusFiles("ddf", (path) => /^ddf\/(?:mscsp|msddf|microsoft)-.*\.xml$/.test(path)).flatMap((file) => {
    try {
      return specsFromDdf(file.bytes).specs.map(
        ({ spec, under }): Described => ({
          file: file.path.slice("ddf/".length),
          path: [...segments(under), spec.name ?? "*"],
          spec,
        }),
      );
    } catch (error) {
      // Which of them load is said in docs/ddf.md.
      if (error instanceof DecodeError || error instanceof DdfError) return [];
      throw error;
    }
  });
  return known;
}

/** Names of the nodes a URI leads through; whatever stands behind `?` is left out. */
export function segments(uri: string): readonly string[] {
  const names = uri.split("?")[0]!.split("/");
  return (names[0] === "." ? names.slice(1) : names).filter((name) => name !== "").map(unescaped);
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** A path without the words that say whose settings it holds; those of the device are meant when nothing is said. */
function scoped(path: readonly string[]): { readonly scope: "device" | "user"; readonly rest: readonly string[] } {
  const first = path[0]?.toLowerCase();
  const isScope = (first === "device" || first === "user") && path[1]?.toLowerCase() === "vendor";
  const rest = isScope ? path.slice(1) : path;
  const vendor = rest[0]?.toLowerCase() === "vendor" && rest[1]?.toLowerCase() === "msft";
  const scope = isScope && first === "user" ? "user" : "device";
  return { scope, rest: vendor ? ["Vendor", "MSFT", ...rest.slice(2)] : rest };
}

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((name, index) => path[index] === name);

/** Of several descriptions of one object, the one that knows most of what is addressed; then the first by name. */
export function matching(uris: readonly string[]): readonly Placed[] {
  const found = new Map<string, Described[]>();
  const paths = uris.map(segments);
  for (const path of paths) {
    const { scope, rest } = scoped(path);
    for (const each of descriptions()) {
      const own = scoped(each.path);
      if (own.scope !== scope || !startsWith(rest, own.rest)) continue;
      // Mounted where the document looks for it, with the words it uses for that.
      const place = path.slice(0, path.length - rest.length + own.rest.length).join("/");
      const others = found.get(place) ?? [];
      if (!others.includes(each)) found.set(place, [...others, each]);
    }
  }
  return [...found].map(([place, candidates]) => {
    const at = place.split("/");
    const known = (each: Described): number =>
      paths.filter((path) => startsWith(path, at) && specBelow(each.spec, path.slice(at.length)) !== undefined).length;
    const [best] = [...candidates].sort((a, b) => known(b) - known(a) || (a.file < b.file ? -1 : 1));
    const under = at.length === 1 ? "." : `./${at.slice(0, -1).map(encodeURIComponent).join("/")}`;
    return { file: best!.file, spec: best!.spec, under };
  });
}

/** The description of a node below an object's root. */
export function specBelow(spec: NodeSpec, path: readonly string[]): NodeSpec | undefined {
  let at: NodeSpec | undefined = spec;
  for (const name of path) {
    const children: readonly NodeSpec[] = at?.children ?? [];
    at = children.find((child) => child.name === name) ?? children.find((child) => child.name === null);
    if (at === undefined) return undefined;
  }
  return at;
}
