/**
 * A device that is managed as fast as it can be: sessions with a server inside this process, each of which replaces a
 * value, sets two more in an Atomic and three in a TNDS object, and fails in an Atomic. Whenever a message leaves,
 * `SENT n` goes to the file descriptor of `MARKS`.
 *
 *   node manage.mjs STATE SESSIONS     WRONG=unsynced|late|split: as a store that gets it wrong
 */
import { writeSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { DeviceClient, testObject } from "@oma-dm/client";
import { decodeMessage, encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { encodeTnds } from "@oma-dm/codec/tnds";
import { ClassicLevel } from "classic-level";

const [state, sessions] = process.argv.slice(2);
const marks = Number(process.env.MARKS ?? 1);

const { batch } = ClassicLevel.prototype;
/** Stores that get it wrong: one that does not sync, one that says done before it is, one that writes in two steps. */
const WRONG = {
  unsynced: (write) => (operations, options) => write(operations, { ...options, sync: false }),
  late: (write) => (operations, options) => {
    setTimeout(write, 10, operations, options);
    return Promise.resolve();
  },
  split: (write) => async (operations, options) => {
    await write(operations.slice(1), options);
    await sleep(5);
    await write(operations.slice(0, 1), options);
  },
};
const wrong = WRONG[process.env.WRONG];
if (wrong !== undefined) {
  ClassicLevel.prototype.batch = function () {
    const operations = [];
    const write = wrong((...each) => batch.apply(this, each));
    return {
      put: (key, value) => operations.push({ type: "put", key, value }),
      del: (key) => operations.push({ type: "del", key }),
      write: (options) => write(operations, options),
    };
  };
}

const leaf = (cmd, cmdId, locUri, data) => ({ cmd, cmdId, items: [{ target: { locUri }, data }] });

const tnds = (cmd, cmdId, n) => {
  const leaves = ["a", "b", "c"].map((nodeName) => ({ nodeName, value: String(n) }));
  const set = { nodeName: "set", rtProperties: { format: "node" }, nodes: leaves };
  const data = new TextDecoder().decode(encodeTnds({ verDtd: "1.2", nodes: [set] }, "xml"));
  const meta = { format: "xml", type: MEDIA_TYPES.tnds.xml };
  return { cmd, cmdId, items: [{ target: { locUri: "./Test/dyn/set" }, meta, data }] };
};

/** What the server wants in session `n`: values that say `n`, some of them together or not at all, and one that never does. */
const commandsOf = (n) => [
  leaf("Replace", "11", "./Test/text", String(n)),
  {
    cmd: "Atomic",
    cmdId: "12",
    commands: [
      leaf("Replace", "13", "./Test/int", String(n)),
      leaf(n === 1 ? "Add" : "Replace", "14", "./Test/dyn/pair", String(n)),
    ],
  },
  tnds(n === 1 ? "Add" : "Replace", "15", n),
  {
    cmd: "Atomic",
    cmdId: "16",
    commands: [leaf("Replace", "17", "./Test/protected", String(n)), leaf("Add", "18", "./Test/dyn/pair", String(n))],
  },
];

/** Statuses of these commands; the last one finds its node there already. */
const EXPECTED = "200 200 200 200 200 418";

let sent = 0;
let session = 0;
const http = {
  async exchange({ body, url }) {
    sent += 1;
    writeSync(marks, `SENT ${sent}\n`);
    // As on a network, others get their turn.
    await setImmediate();
    const { syncHdr, syncBody } = decodeMessage(body).message;
    const status = (command) => ({
      cmd: "Status",
      cmdId: String(100 + Number(command.cmdId)),
      msgRef: syncHdr.msgId,
      cmdRef: command.cmdId,
      command: command.cmd,
      data: "200",
    });
    const header = { cmd: "Status", cmdId: "1", msgRef: syncHdr.msgId, cmdRef: "0", command: "SyncHdr", data: "200" };
    const answered = syncBody.commands.filter(({ cmd }) => cmd === "Alert" || cmd === "Replace").map(status);
    if (syncHdr.msgId === "1") session += 1;
    const commands = syncHdr.msgId === "1" ? commandsOf(session) : [];
    const message = {
      syncHdr: { ...syncHdr, target: syncHdr.source, source: syncHdr.target, cred: undefined, meta: undefined },
      syncBody: { commands: [header, ...answered, ...commands], final: true },
    };
    const headers = { "content-type": "application/vnd.syncml.dm+wbxml" };
    return {
      outcome: "response",
      status: 200,
      headers,
      body: encodeMessage(message, "wbxml"),
      url,
      serverVerified: true,
    };
  },
  async close() {},
};

const device = await DeviceClient.open({
  state,
  device: { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" },
  objects: [testObject()],
  ports: { http },
});
if (device.accounts().length === 0) {
  // Nobody but a verified TLS certificate vouches for this server: no secrets, no nonces.
  const node = (nodeName, nodes, ddfName = "") => ({
    nodeName,
    rtProperties: { format: "node", type: { ddfName } },
    nodes,
  });
  const account = node(
    "A",
    [
      { nodeName: "AppID", value: "w7" },
      { nodeName: "ServerID", value: "srv" },
      node("AppAddr", [node("1", [{ nodeName: "Addr", value: "https://dm.example/" }])]),
    ],
    "urn:oma:mo:oma-dm-dmacc:1.1",
  );
  await device.tree.import("./DMAcc", { verDtd: "1.2", nodes: [account] });
}
for (let n = 0; n < Number(sessions); n++) {
  const { outcome, error, commands } = await device.connect();
  const statuses = commands.map(({ status }) => status).join(" ");
  if (outcome !== "completed" || statuses !== EXPECTED) throw new Error(`${statuses} ${JSON.stringify(error)}`);
}
await device.close();
