/** Sessions as the figures have them: a server that asks for ten values and sets five, its messages written beforehand. */
import { DeviceClient, interior, leaf } from "@oma-dm/client";
import { encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";

const GETS = 10;
const REPLACES = 5;
/** Messages of ours in one session. */
export const MESSAGES = 2;
const SESSION_ID = "1";
const DEVICE = "IMEI:004999010640000";
const SERVER = "srv";
const VALUE = "a value of usual length";
/** What both sides show each other where they do (MD5): name, secret and the nonce of the very first message. */
export const CREDENTIAL = {
  name: "device",
  secret: "a secret of the bench",
  nonce: new TextEncoder().encode("first nonce"),
};

const permanent = { scope: "Permanent", initial: VALUE };
const leaves = Array.from({ length: GETS }, (_, i) => leaf(`value${i}`, "chr", ["Get", "Replace"], permanent));
const SPEC = interior(
  "Bench",
  ["Get"],
  [...leaves, leaf("blob", "bin", ["Get", "Replace"], { scope: "Permanent", mime: ["application/octet-stream"] })],
  {
    scope: "Permanent",
    acl: "Get=*&Replace=*",
  },
);

const node = (nodeName, nodes, ddfName = "") => ({
  nodeName,
  rtProperties: { format: "node", type: { ddfName } },
  nodes,
});
const text = (nodeName, value) => ({ nodeName, value });
const base64 = (value) => Buffer.from(value).toString("base64");
const bytes = (nodeName, value) => ({
  nodeName,
  rtProperties: { format: "bin", type: { mime: ["text/plain"] } },
  value: base64(value),
});
const auth = (nodeName, level) =>
  node(nodeName, [
    text("AAuthLevel", level),
    text("AAuthType", "DIGEST"),
    text("AAuthName", CREDENTIAL.name),
    text("AAuthSecret", CREDENTIAL.secret),
    bytes("AAuthData", CREDENTIAL.nonce),
  ]);

/** A device with one account at `url`; `md5`: both sides authenticate. */
export async function openDevice({ url, http, store, md5 = false }) {
  const device = await DeviceClient.open({
    device: { devId: DEVICE, man: "Acme", mod: "GW-1" },
    objects: [{ spec: SPEC }],
    ports: { ...(http && { http }), ...(store && { store }) },
  });
  const account = [
    text("AppID", "w7"),
    text("ServerID", SERVER),
    node("AppAddr", [node("1", [text("Addr", url)])]),
    ...(md5 ? [text("AAuthPref", "DIGEST"), node("AppAuth", [auth("1", "CLCRED"), auth("2", "SRVCRED")])] : []),
  ];
  await device.tree.import("./DMAcc", { verDtd: "1.2", nodes: [node("A", account, "urn:oma:mo:oma-dm-dmacc:1.1")] });
  return device;
}

/** One session with all it is for; throws when it ends otherwise. */
export async function session(device) {
  const { outcome, messages, commands, error } = await device.connect(SERVER, { sessionId: SESSION_ID });
  if (outcome !== "completed" || messages !== MESSAGES || commands.length !== GETS + REPLACES) {
    throw new Error(`a session of the bench ended otherwise: ${outcome}, ${messages} messages, ${error?.message}`);
  }
  for (const { cmd, uri, status } of commands) if (status !== 200) throw new Error(`${cmd} ${uri}: ${status}`);
}

/** Microseconds of processor time, all threads, that `times` runs of `work` take, each. */
export async function cost(work, times) {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

const status = (cmdId, msgRef, cmdRef, command, data) => ({ cmd: "Status", cmdId, msgRef, cmdRef, command, data });

/** What the server says in its message `msgId`; `more` goes into its header, `chal` into the Status of ours. */
export function serverMessage(msgId, url, { chal, ...more } = {}) {
  const syncHdr = {
    verDtd: "1.2",
    verProto: "DM/1.3",
    sessionId: SESSION_ID,
    msgId: String(msgId),
    target: { locUri: DEVICE },
    source: { locUri: url },
    ...more,
  };
  const header = { ...status("1", String(msgId), "0", "SyncHdr", "212"), ...(chal && { chal }) };
  return { syncHdr, syncBody: { commands: [header, ...(msgId === 1 ? requests() : answers())], final: true } };
}

function requests() {
  const uri = (i) => `./Bench/value${i}`;
  const gets = Array.from({ length: GETS }, (_, i) => ({ cmd: "Get", items: [{ target: { locUri: uri(i) } }] }));
  const replaces = Array.from({ length: REPLACES }, (_, i) => ({
    cmd: "Replace",
    items: [{ target: { locUri: uri(i) }, meta: { format: "chr", type: "text/plain" }, data: VALUE }],
  }));
  return [
    status("2", "1", "1", "Alert", "200"),
    status("3", "1", "2", "Replace", "200"),
    ...[...gets, ...replaces].map((command, i) => ({ ...command, cmdId: String(4 + i) })),
  ];
}

/** A Status for each Results: they come after the Statuses of the header and of the commands. */
function answers() {
  const first = 1 + GETS + REPLACES + 1;
  return Array.from({ length: GETS }, (_, i) => status(String(2 + i), "2", String(first + i), "Results", "200"));
}

/** The bytes of what the server answers with, without credentials. */
export function serverBodies(url) {
  return [1, 2].map((msgId) => encodeMessage(serverMessage(msgId, url), "wbxml"));
}

/** Octets of the large object, and of each chunk it comes in. */
export const OBJECT_BYTES = 1_000_000;
const CHUNK_BYTES = 50_000;

/** What a server says that replaces one value by an object in chunks: its package goes on until the last of them is there. */
export function objectBodies(url) {
  const chunks = OBJECT_BYTES / CHUNK_BYTES;
  const object = new Uint8Array(OBJECT_BYTES).map((_, i) => i % 251);
  const messages = Array.from({ length: chunks + 1 }, (_, i) => {
    const { syncHdr, syncBody } = serverMessage(i === 0 ? 1 : 2, url);
    const header = { ...syncBody.commands[0], msgRef: String(i + 1) };
    const meta = { format: "bin", type: "application/octet-stream", ...(i === 0 && { size: String(OBJECT_BYTES) }) };
    const data = object.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    const item = { target: { locUri: "./Bench/blob" }, meta, data, ...(i < chunks - 1 && { moreData: true }) };
    const commands = i === chunks ? [header] : [header, { cmd: "Replace", cmdId: "2", items: [item] }];
    const body = { commands, ...(i >= chunks - 1 && { final: true }) };
    return { syncHdr: { ...syncHdr, msgId: String(i + 1) }, syncBody: body };
  });
  return messages.map((message) => encodeMessage(message, "wbxml"));
}

/** An HTTP client without a network that answers the messages of a session with these bodies, session after session. */
export function replay(url, bodies) {
  const responses = bodies.map((body) => ({
    outcome: "response",
    status: 200,
    headers: { "content-type": MEDIA_TYPES.syncml.wbxml },
    body,
    url,
    serverVerified: true,
  }));
  let next = 0;
  return {
    async exchange() {
      const response = responses[next];
      next = (next + 1) % responses.length;
      return response;
    },
    async close() {},
  };
}
