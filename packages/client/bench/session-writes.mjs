/**
 * Flash wear: what a session in which a server replaces 20 leaves writes, and what opening and closing the state around
 * it does. `pages`: bytes of pages handed to the disk (write_bytes of /proc/self/io, which counts whole pages); `calls`:
 * bytes the process asked to be written (wchar).
 *
 *   node packages/client/bench/session-writes.mjs [SESSIONS]
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeviceClient, interior, leaf } from "@oma-dm/client";
import { decodeMessage, encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";

const SESSIONS = Number(process.argv[2] ?? 30);
const LEAVES = Array.from({ length: 20 }, (_, i) => `value${i}`);
const folder = mkdtempSync(join(tmpdir(), "oma-dm-writes-"));

let session = 0;
const commands = () =>
  LEAVES.map((name, i) => {
    const item = { target: { locUri: `./Bench/${name}` }, data: `session ${session}, a value of usual length` };
    return { cmd: "Replace", cmdId: String(11 + i), items: [item] };
  });
const http = {
  async exchange({ body, url }) {
    const { syncHdr, syncBody } = decodeMessage(body).message;
    const status = ({ cmdId, cmd }, i) => ({
      cmd: "Status",
      cmdId: String(101 + i),
      msgRef: syncHdr.msgId,
      cmdRef: cmdId,
      command: cmd,
      data: "200",
    });
    const header = status({ cmdId: "0", cmd: "SyncHdr" }, -1);
    const due = syncBody.commands.filter(({ cmd }) => cmd === "Alert" || cmd === "Replace").map(status);
    const first = syncHdr.msgId === "1";
    if (first) session += 1;
    const message = {
      syncHdr: { ...syncHdr, target: syncHdr.source, source: syncHdr.target, cred: undefined, meta: undefined },
      syncBody: { commands: [header, ...due, ...(first ? commands() : [])], final: true },
    };
    const headers = { "content-type": MEDIA_TYPES.syncml.wbxml };
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

const permanent = { scope: "Permanent", initial: "0" };
const leaves = LEAVES.map((name) => leaf(name, "chr", ["Get", "Replace"], permanent));
const spec = interior("Bench", ["Get"], leaves, { scope: "Permanent", acl: "Get=*&Replace=*" });
const open = () =>
  DeviceClient.open({
    state: join(folder, "state"),
    device: { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" },
    objects: [{ spec }],
    ports: { http },
  });
const node = (nodeName, nodes, ddfName = "") => ({
  nodeName,
  rtProperties: { format: "node", type: { ddfName } },
  nodes,
});
const text = (nodeName, value) => ({ nodeName, value });
const address = node("AppAddr", [node("1", [text("Addr", "https://dm.example/")])]);
const account = [text("AppID", "w7"), text("ServerID", "srv"), address];

const written = () => {
  const io = readFileSync("/proc/self/io", "utf8");
  const count = (name) => Number(new RegExp(`^${name}: (\\d+)`, "m").exec(io)?.[1]);
  return { pages: count("write_bytes"), calls: count("wchar") };
};
const spent = (from) => {
  const now = written();
  return { pages: now.pages - from.pages, calls: now.calls - from.calls };
};
const median = (rows) => {
  const of = (name) => rows.map((row) => row[name]).sort((a, b) => a - b)[rows.length >> 1];
  return { pages: of("pages"), calls: of("calls") };
};

const first = await open();
await first.tree.import("./DMAcc", { verDtd: "1.2", nodes: [node("A", account, "urn:oma:mo:oma-dm-dmacc:1.1")] });
await first.close();
const [inSession, around] = [[], []];
for (let i = 0; i < SESSIONS; i++) {
  const before = written();
  const device = await open();
  const opened = written();
  const { outcome, commands: done } = await device.connect();
  if (outcome !== "completed" || done.length !== LEAVES.length) throw new Error(`the session ended: ${outcome}`);
  inSession.push(spent(opened));
  await device.close();
  around.push(spent(before));
}
console.log(JSON.stringify({ sessions: SESSIONS, session: median(inSession), openSessionClose: median(around) }));
rmSync(folder, { recursive: true });
