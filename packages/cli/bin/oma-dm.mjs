#!/usr/bin/env node
let program;
try {
  program = await import("../dist/main.js");
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND") throw error;
  console.error("error: oma-dm is not built here; run npm run build");
  process.exit(69);
}
// A reader that has seen enough (head, less) is no error.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await program.main(process.argv.slice(2), program.processIo());
