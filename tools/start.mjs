/** `npm start`: the demo on a fresh clone, then where to go next. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ensure, ROOT } from "./ensure.mjs";

ensure({ build: true });
const demo = spawnSync(process.execPath, [join(ROOT, "packages/cli/bin/oma-dm.mjs"), "demo"], { stdio: "inherit" });
if (demo.status === 0) {
  console.log(`
Next:
  npx oma-dm --help                 every command
  npx oma-dm decode FILE            any SyncML, TNDS or DDF document, XML or WBXML, as readable XML
  npx oma-dm init --state ./gw --dev-id IMEI:004999010640000 --man Acme --mod GW-1
  npx oma-dm bootstrap FILE --state ./gw    then: npx oma-dm connect --state ./gw
  npm test                          everything this machine can prove
  README.md                         embedding the client in your own program`);
}
process.exit(demo.status ?? 1);
