/** Sessions as the figures have them: a server that asks for ten values and sets five, its messages written beforehand. */
import { DeviceClient, interior, leaf } from "@oma-dm/client";
import { decodeMessage, encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";

const GETS = 10;
const REPLACES = 5;
const SESSION = "1";
const DEVICE = "IMEI:004999010640000";
const SERVER = "srv";
const VALUE = "a value of usual length";

const permanent = { scope: "Permanent", initial: VALUE };
const leaves = Array.from({ length: GETS }, (_, i) => leaf(`value${i}`, "chr", ["Get", "Replace"], permanent));
const SPEC = interior("Bench", ["Get"], leaves, { scope: "Permanent", acl: "Get=*&Replace=*" });

const node = (nodeName, nodes, ddfName = "") => ({
  nodeName,
  rtProperties: { format: "node", type: { ddfName } },
  nodes,
});
const text = (nodeName, value) => ({ nodeName, value });

/** One account at `url`, with more nodes where it authenticates. */
const account = (url, ...more) =>
  node("A", [text("AppID", "w7"), text("ServerID", SERVER), node("AppAddr", [node("1", [text("Addr", url)])]), ...more], "urn:oma:mo:oma-dm-dmacc:1.1");

export async function deviceWith({ url, http, state, accountNodes = [] }) {
  const device = await DeviceClient.open({
    ...(state === undefined ? {} : { state }),
    device: { devId: DEVICE, man: "Acme", mod: "GW-1" },
    objects: [{ spec: SPEC }],
    ...(http === undefined ? {} : { ports: { http } }),
  });
  if (device.accounts().length === 0) {
    await device.tree.import("./DMAcc", { verDtd: "1.2", nodes: [account(url, ...accountNodes)] });
  }
  return device;
}

const header = (msgId, url) => ({
  verDtd: "1.2",
  verProto: "DM/1.3",
  sessionId: SESSION,
  msgId,
  target: { locUri: DEVICE },
  source: { locUri: url },
});
const status = (cmdId, msgRef, cmdRef, command, data) => ({ cmd: "Status", cmdId, msgRef, cmdRef, command, data });

/** What the server says, in the order of its messages. */
function serverMessages(url) {
  const uri = (i) => `./Bench/value${i}`;
  const gets = Array.from({ length: GETS }, (_, i) => ({
    cmd: "Get",
    cmdId: String(10 + i),
    items: [{ target: { locUri: uri(i) } }],
  }));
  const replaces = Array.from({ length: REPLACES }, (_, i) => ({
    cmd: "Replace",
    cmdId: String(30 + i),
    items: [{ target: { locUri: uri(i) }, meta: { format: "chr", type: "text/plain" }, data: VALUE }],
  }));
  const first = [
    status("1", "1", "0", "SyncHdr", "212"),
    status("2", "1", "1", "Alert", "200"),
    status("3", "1", "2", "Replace", "200"),
    ...gets,
    ...replaces,
  ];
  const results = Array.from({ length: GETS }, (_, i) => status(String(2 + i), "2", String(17 + i), "Results", "200"));
  return [
    { syncHdr: header("1", url), syncBody: { commands: first, final: true } },
    { syncHdr: header("2", url), syncBody: { commands: [status("1", "2", "0", "SyncHdr", "212"), ...results], final: true } },
  ];
}

/** A server without a network: for each message of a session the same bytes. */
export function replayed(url = "https://dm.example/dm") {
  const bodies = serverMessages(url).map((message) => encodeMessage(message, "wbxml"));
  const answer = (body) => ({
    outcome: "response",
    status: 200,
    headers: { "content-type": MEDIA_TYPES.syncml.wbxml },
    body,
    url,
    serverVerified: true,
  });
  const answers = bodies.map(answer);
  let next = 0;
  const sent = [];
  return {
    bodies,
    sent,
    http: {
      async exchange({ body }) {
        sent[next] = body;
        const reply = answers[next];
        next = (next + 1) % answers.length;
        return reply;
      },
      async close() {},
    },
  };
}

/** Throws unless the session did all it was for. */
export function check({ outcome, messages, commands, error }) {
  const done = commands.filter(({ status }) => status === 200).length;
  if (outcome !== "completed" || messages !== 2 || done !== GETS + REPLACES) {
    throw new Error(`a session of the bench ended otherwise: ${outcome}, ${messages} messages, ${done} done: ${error?.message}`);
  }
}

export { SESSION, decodeMessage };
