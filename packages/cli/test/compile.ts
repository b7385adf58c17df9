/** TypeScript modules compiled as a device maker's project would: strictly, against this checkout's client. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const CONFIG = {
  compilerOptions: {
    target: "es2023",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    isolatedModules: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    customConditions: ["@oma-dm/source"],
  },
  include: ["*.ts"],
};

/** What tsc says of these modules, by name; empty when it finds nothing wrong. */
export async function compile(modules: ReadonlyMap<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "oma-dm-types-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    for (const name of ["@oma-dm", "@types"]) {
      symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
    }
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(CONFIG));
    for (const [name, text] of modules) writeFileSync(join(folder, `${name}.ts`), text);
    return await tsc(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tsc(cwd: string): Promise<string> {
  const options = { cwd, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(join(ROOT, "node_modules/.bin/tsc"), ["--pretty", "false"], options, (error, stdout, stderr) => {
      // It ends with 1 or 2 when it has something to say; anything else is no verdict.
      if (error === null || (stdout !== "" && typeof error.code === "number")) resolve(stdout);
      else reject(new Error(`tsc ended with ${error.code ?? error.signal}: ${stderr}`));
    });
  });
}
