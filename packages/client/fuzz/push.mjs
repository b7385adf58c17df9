/** Pushes at a device's door: whatever comes is judged without an exception, and nothing unsigned is genuine. */
import { strict as assert } from "node:assert";
import { encodeNotification12, encodeNotification13 } from "@oma-dm/codec/notification";
import { decodeUserData, encodeSmsDeliver, splitUserData } from "@oma-dm/codec/sms";
import { encodePush, parseContentType } from "@oma-dm/codec/wsp";
import { parseSpooled } from "../dist/node/spool-directory.js";
import { destinationOf } from "../dist/push/dispatch.js";
import { embeddedResponse } from "../dist/push/embedded-response.js";
import { judgeKnock } from "../dist/push/judge-knock.js";
import { IGNORE_REASONS } from "../dist/push/push-types.js";
import { Unpacker } from "../dist/push/unpack.js";

const KEY = { name: "s", secret: "secret", nonce: new Uint8Array(4) };
const HINTS = { uiMode: "background", initiator: "server", sessionId: 26, serverId: "s" };
const OLD = encodeNotification12({ version: 11, futureUse: 0, vendorData: new Uint8Array(), ...HINTS }, KEY);
const NEW = encodeNotification13(
  {
    version: 1,
    reserved: 0,
    timestamp: 1,
    timeoutDays: 0,
    targetedMos: [],
    requestedMos: [],
    preferredBearers: [],
    unknownOptions: [],
    ...HINTS,
  },
  KEY,
);
const push = (type, data) =>
  encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(type),
    headers: [{ name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" }],
    data,
  });
const PUSH = push("application/vnd.syncml.notification", OLD);
const parts = splitUserData(
  push("text/plain", new Uint8Array(200)),
  { destination: 2948, source: 1 },
  { reference: 1 },
);
export const seeds = [
  PUSH,
  push("application/vnd.syncml.dm.notification", NEW),
  ...parts.map((part) => encodeSmsDeliver({ originator: "+1", timestamp: 0, userData: decodeUserData(part) })),
  Buffer.from("HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 2\r\n\r\nab"),
  Buffer.from("From: 1\nAlphabet: binary\nUDH-DATA: 06 05 04 0B 84 23 F0\n\nab"),
];

/** Another secret than that of the seeds: no digest can be right. */
const ACCOUNT = {
  path: [],
  serverId: "s",
  url: "http://127.0.0.1:9/",
  clients: [],
  http: [],
  servers: [{ type: "DIGEST", name: "s", secret: "another", nonce: new Uint8Array(4), path: [] }],
};
const unpacker = new Unpacker(() => 0);

export function fuzz(data) {
  for (const options of [
    { bearer: "wap-push" },
    { bearer: "sms" },
    { bearer: "sms", form: "user-data", from: "1" },
    { bearer: "http-push", contentType: "application/vnd.syncml.notification" },
  ]) {
    const unpacked = unpacker.unpack(data, options);
    if (typeof unpacked === "string") {
      assert(unpacked === "incomplete" || IGNORE_REASONS.includes(unpacked), unpacked);
      continue;
    }
    const destination = destinationOf(unpacked);
    if (!destination.startsWith("notification")) continue;
    const options13 = { tolerate12As13: true, now: 0, clockIsWrong: true };
    const verdict = judgeKnock(unpacked.data, destination, [ACCOUNT], options13);
    assert(IGNORE_REASONS.includes(verdict), JSON.stringify(verdict));
  }
  const embedded = embeddedResponse(data);
  if (embedded !== undefined) assert(embedded.content.length <= data.length);
  const spooled = parseSpooled(data);
  if (spooled !== undefined) assert(spooled.userData.length <= data.length);
}
