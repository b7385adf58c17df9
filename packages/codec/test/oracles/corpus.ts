/** The maintainers' collection: its listing, its MANIFEST, and what the MANIFEST predicts. Any part may be missing. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CORPUS } from "../../../../tools/needs.ts";

export interface CorpusFile {
  /** Path inside the collection. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What the file is and what is predicted of it; empty for a file without a row. */
  readonly what: string;
  readonly expected: string;
}

const MANIFEST = "MANIFEST.tsv";

/** None without the collection: its suites are skipped then, but what lists their tests still runs. */
export function corpusFiles(folder: string, wanted: (path: string) => boolean = () => true): readonly CorpusFile[] {
  if (!existsSync(join(CORPUS, MANIFEST))) return [];
  const rows = manifest();
  return listing()
    .filter((path) => path.startsWith(`${folder}/`) && wanted(path))
    .map((path) => {
      const bytes = new Uint8Array(readFileSync(join(CORPUS, path)));
      return { path, bytes, ...(rows.get(path) ?? { what: "", expected: "" }) };
    });
}

export function corpusFile(path: string): Uint8Array | undefined {
  return existsSync(join(CORPUS, path)) ? new Uint8Array(readFileSync(join(CORPUS, path))) : undefined;
}

/** Tells whether another listing lies here than the one the numbers in the documentation came from. */
export function listingHash(): string {
  const lines = listing().map((path) => `${path}\t${statSync(join(CORPUS, path)).size}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex").slice(0, 16);
}

let listed: readonly string[] | undefined;
function listing(): readonly string[] {
  listed ??= readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(CORPUS.length).replaceAll("\\", "/"))
    .filter((path) => path !== MANIFEST)
    .sort();
  return listed;
}

let rowsRead: ReadonlyMap<string, { what: string; expected: string }> | undefined;
function manifest(): ReadonlyMap<string, { what: string; expected: string }> {
  rowsRead ??= new Map(
    readFileSync(join(CORPUS, MANIFEST), "utf8")
      .split("\n")
      .slice(1)
      .filter((line) => line !== "")
      .map((line) => {
        const [path = "", , , what = "", expected = ""] = line.split("\t");
        return [path, { what, expected }];
      }),
  );
  return rowsRead;
}
