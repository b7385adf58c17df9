/** libwbxml through the harness beside this file, a process of its own. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("libwbxml.c", import.meta.url));
const FROM = "Debian packages gcc, libwbxml2-dev";

const named = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

/** `{ program }`, compiled in `folder` unless it is there already, or `{ missing }` with where to get what it needs. */
export function buildHarness(folder) {
  const compiler = process.env["CC"] ?? "gcc";
  const program = join(folder, `libwbxml-${named(readFileSync(SOURCE))}`);
  if (existsSync(program) && spawnSync(compiler, ["--version"]).status === 0) return { program };
  // Two runs at once must not execute each other's half-written file.
  const unfinished = `${program}.${process.pid}`;
  const { status } = spawnSync(compiler, ["-O2", "-o", unfinished, SOURCE, "-lwbxml2"]);
  if (status !== 0) return { missing: FROM };
  renameSync(unfinished, program);
  return { program };
}

/** One side of a figure: `mode` is `sax` or `encode`. `work` says what one operation finds (`elements`) or writes. */
export function libwbxml({ program, missing }, folder, mode, bytes) {
  const name = mode === "sax" ? "libwbxml, SAX parse" : "libwbxml, tree to WBXML";
  if (missing !== undefined) return { name, missing };
  const document = join(folder, `${named(bytes)}.wbxml`);
  writeFileSync(document, bytes);
  const run = (ms, ...rest) => {
    const { status, stdout, stderr } = spawnSync(program, [mode, document, String(ms), ...rest], { encoding: "utf8" });
    if (status !== 0) throw new Error(`libwbxml: ${stderr}`);
    return JSON.parse(stdout);
  };
  return {
    name,
    measure: (ms) => {
      const { operations, seconds } = run(ms);
      return operations / seconds;
    },
    work: () => {
      if (mode === "sax") return run(0);
      const out = join(folder, `${named(bytes)}-${process.pid}.out`);
      run(0, out);
      const written = readFileSync(out);
      rmSync(out);
      return { written };
    },
  };
}
