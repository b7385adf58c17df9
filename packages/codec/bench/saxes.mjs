/**
 * saxes by itself, set up as the codec sets it up, counting what it sees; in a process of its own, because a parser
 * that more than one program drives is slower than it would be alone:
 *
 *   node saxes.mjs DOCUMENT MILLISECONDS     warms up for three times as long, then prints {"operations", "seconds"}
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { SaxesParser } from "saxes";

const utf8 = new TextDecoder("utf-8", { fatal: true });

export function parse(bytes) {
  const counts = { elements: 0, closed: 0, texts: 0 };
  const parser = new SaxesParser({ xmlns: true, position: true });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", () => {
    counts.elements += 1;
  });
  parser.on("closetag", () => {
    counts.closed += 1;
  });
  parser.on("text", () => {
    counts.texts += 1;
  });
  parser.on("cdata", () => {
    counts.texts += 1;
  });
  parser.write(utf8.decode(bytes)).close();
  return counts;
}

/** One side of a figure. */
export function saxes(folder, bytes) {
  const document = join(folder, `${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.xml`);
  writeFileSync(document, bytes);
  const program = fileURLToPath(import.meta.url);
  return {
    name: "saxes alone",
    measure: (ms) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, document, String(ms)], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`saxes: ${stderr}`);
      const { operations, seconds } = JSON.parse(stdout);
      return operations / seconds;
    },
  };
}

function repeat(bytes, ms) {
  const start = performance.now();
  let operations = 0;
  let now = start;
  do {
    parse(bytes);
    operations += 1;
    now = performance.now();
  } while (now - start < ms);
  return { operations, seconds: (now - start) / 1e3 };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , document, ms] = process.argv;
  const bytes = new Uint8Array(readFileSync(document));
  repeat(bytes, 3 * Number(ms));
  console.log(JSON.stringify(repeat(bytes, Number(ms))));
}
