/** A server makes a notification and the push around it; a device takes both apart and checks the digest. */
import {
  decodeNotification12,
  encodeNotification12,
  NOTIFICATION_1_2_TYPE,
  triggerDigest,
} from "@oma-dm/codec/notification";
import { decodePush, encodePush, headerOf } from "@oma-dm/codec/wsp";

const key = { name: "com.example.dm", secret: "server-secret", nonce: new TextEncoder().encode("nonce") };
const knock = {
  version: 11,
  uiMode: "background",
  initiator: "server",
  futureUse: 0,
  sessionId: 0x1a,
  serverId: "com.example.dm",
  vendorData: new Uint8Array(),
};
const datagram = encodePush({
  transactionId: 1,
  confirmed: false,
  contentType: { type: NOTIFICATION_1_2_TYPE, parameters: [] },
  headers: [{ name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" }],
  data: encodeNotification12(knock, key),
});
console.log(Buffer.from(datagram).toString("hex"));

const push = decodePush(datagram);
console.log(push.contentType.type, "for", headerOf(push, "X-Wap-Application-Id"));
const { serverId, sessionId, digest, signed } = decodeNotification12(push.data);
const isGenuine = Buffer.from(triggerDigest(signed, key)).equals(digest);
console.log(serverId, "wants session", sessionId.toString(16).toUpperCase(), isGenuine ? "and is genuine" : "");

// Prints:
// 010603c4af87064e565f8e41b2456df45a57b7727a0902d8000000001a0e636f6d2e6578616d706c652e646d
// application/vnd.syncml.notification for x-wap-application:syncml.dm
// com.example.dm wants session 1A and is genuine
