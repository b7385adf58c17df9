/** What a web page loads for `@oma-dm/codec`: everything its index exports, with its dependencies, minified. */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

/** Bytes after gzip. */
export const BUNDLE_LIMIT = 35_000;

const INDEX = fileURLToPath(new URL("../src/index.ts", import.meta.url));

/** Bundles the sources, so that it needs no build. Throws when something would be left for the page to find. */
export async function bundleSize(input = INDEX) {
  const bundle = await rolldown({
    input,
    platform: "browser",
    resolve: { conditionNames: ["@oma-dm/source", "import", "browser"] },
    onLog: (_level, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  const [{ code, imports, exports }] = output;
  if (output.length > 1 || imports.length > 0) throw new Error(`the bundle still imports ${imports.join(", ")}`);
  return { raw: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length, exports };
}
