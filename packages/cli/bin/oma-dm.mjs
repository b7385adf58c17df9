#!/usr/bin/env node
/** Last words: one line, never a stack trace. */
function giveUp(what, exitCode) {
  process.stderr.write(`error: ${what.replace(/\s+/g, " ")}\n`);
  process.exit(exitCode);
}
process.on("uncaughtException", (error) => giveUp(`internal: ${error?.message ?? error}; please report it`, 70));

// A reader that has seen enough (head, less) is no error, and what was begun is still brought to its end.
const GONE = ["EPIPE", "ERR_STREAM_DESTROYED"];
process.stdout.on("error", ({ code }) => {
  if (!GONE.includes(code)) giveUp(`standard output cannot be written (${code})`, 1);
});
process.stderr.on("error", () => {});

// A device's state holds credentials: whatever is written here is for its owner alone.
process.umask(0o077);

let program;
try {
  program = await import("../dist/main.js");
} catch (error) {
  if (error?.code !== "ERR_MODULE_NOT_FOUND") throw error;
  giveUp("not built; run npm run build", 69);
}
process.exitCode = await program.main(process.argv.slice(2), program.processIo());
