/**
 * A device that is managed as fast as it can be: sessions with a server inside this process, each of which replaces a
 * value and sets two more in an Atomic. Whenever a message leaves, `SENT n` goes to the file descriptor of `MARKS`.
 *
 *   node manage.mjs STATE SESSIONS     UNSYNCED=1: nothing is synced, as a store that gets it wrong
 */
import { writeSync } from "node:fs";
import { DeviceClient, testObject } from "@oma-dm/client";
import { decodeMessage, encodeMessage } from "@oma-dm/codec/syncml";
import { ClassicLevel } from "classic-level";

const [state, sessions] = process.argv.slice(2);
const marks = Number(process.env.MARKS ?? 1);

if (process.env.UNSYNCED === "1") {
  const { batch } = ClassicLevel.prototype;
  ClassicLevel.prototype.batch = function (operations, options) {
    return batch.call(this, operations, { ...options, sync: false });
  };
}

const leaf = (cmd, cmdId, locUri, data) => ({ cmd, cmdId, items: [{ target: { locUri }, data }] });

/** What the server wants in session `n`: three values that say `n`, two of them together or not at all. */
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
];

let sent = 0;
let session = 0;
const http = {
  async exchange({ body, url }) {
    sent += 1;
    writeSync(marks, `SENT ${sent}\n`);
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
  const { outcome, error } = await device.connect();
  if (outcome !== "completed") throw new Error(JSON.stringify(error));
}
await device.close();
