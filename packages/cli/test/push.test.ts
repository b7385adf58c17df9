/** A captured push on the command line: every layer of it, and notifications sent. */
import { encodeNotification12 } from "@oma-dm/codec/notification";
import { decodeUserData, encodeSmsDeliver, splitUserData } from "@oma-dm/codec/sms";
import { encodePush, parseContentType } from "@oma-dm/codec/wsp";
import { bootstrapDocument } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { conforms, run } from "./run.ts";

const KNOCK = encodeNotification12(
  {
    version: 11,
    uiMode: "informative",
    initiator: "server",
    futureUse: 0,
    sessionId: 26,
    serverId: "com.example.dm",
    vendorData: Uint8Array.of(0xca, 0xfe),
  },
  { name: "com.example.dm", secret: "secret", nonce: new Uint8Array() },
);
const pushOf = (contentType: string, data: Uint8Array) =>
  encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(contentType),
    headers: [{ name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" }],
    data,
  });
const PUSH = pushOf("application/vnd.syncml.notification", KNOCK);
const NOTIFICATION = {
  layer: "notification-1.2",
  uiMode: "informative",
  sessionId: 26,
  serverId: "com.example.dm",
  vendorData: "cafe",
};
const WSP = {
  layer: "wsp-push",
  contentType: "application/vnd.syncml.notification",
  applicationId: "x-wap-application:syncml.dm",
  headers: [{ name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" }],
};

describe("decode", () => {
  it("shows a notification alone", async () => {
    const { exit, out } = await run(["decode", "-", "--as", "notification-1.2"], KNOCK);
    expect(exit).toBe(0);
    expect(conforms("decode", out)).toMatchObject({ kind: "notification-1.2", layers: [NOTIFICATION] });
  });
  it.each(["wsp-push", "auto"])("shows a push and what it carries (%s)", async (as) => {
    const { exit, out } = await run(["decode", "-", "--as", as, "--json"], PUSH);
    expect(exit).toBe(0);
    expect(conforms("decode", out)).toMatchObject({
      kind: "wsp-push",
      bytes: PUSH.length,
      layers: [WSP, NOTIFICATION],
    });
  });
  it("shows short messages, put together", async () => {
    const ports = { destination: 2948, source: 9200 };
    const document = bootstrapDocument({
      serverId: "com.example.dm",
      url: "https://dm.example.com/",
      deviceId: "IMEI:1",
      client: { name: "c", secret: "c" },
      server: { name: "s", secret: "s" },
    });
    const parts = splitUserData(pushOf("application/vnd.syncml.dm+wbxml", document), ports, { reference: 7 });
    const lines = parts.map((part) => {
      const pdu = encodeSmsDeliver({ originator: "+358501234567", timestamp: 0, userData: decodeUserData(part) });
      return Buffer.from(pdu).toString("hex");
    });
    const { exit, out } = await run(["decode", "-", "--as", "sms", "--hex"], lines.reverse().join("\n"));
    expect(exit).toBe(0);
    const { layers } = conforms("decode", out) as { layers: { layer: string; xml?: string }[] };
    expect(layers.map(({ layer }) => layer)).toEqual([...parts.map(() => "sms"), "wsp-push", "document"]);
    expect(layers[0]).toMatchObject({ originator: "+358501234567", ports, concatenation: { total: parts.length } });
    expect(layers.at(-1)!.xml).toContain("<LocURI>./Inbox</LocURI>");
  });
  it("shows user data as a gateway logs it", async () => {
    const bytes = Uint8Array.of(6, 5, 4, 0x0b, 0x84, 0xc0, 2, ...PUSH);
    const { exit, out } = await run(["decode", "-", "--as", "sms"], bytes);
    expect(exit).toBe(0);
    expect(conforms("decode", out)).toMatchObject({
      layers: [{ layer: "sms", ports: { destination: 2948 } }, WSP, NOTIFICATION],
    });
  });
  it.each([
    ["notification", KNOCK, /^error: \S+ at byte \d+/],
    ["notification-1.2", KNOCK.subarray(0, 20), /^error: truncated at byte 16/],
    ["wsp-push", Uint8Array.of(1, 6, 9), /^error: truncated at byte 3/],
    ["sms", Uint8Array.of(2), /^error: unknown-document at byte 0/],
    ["sms", new Uint8Array(), /^error: truncated at byte 0/],
  ])("says where a %s is none", async (as, bytes, message) => {
    const { exit, out, said } = await run(["decode", "-", "--as", as], bytes);
    expect({ exit, out }).toEqual({ exit: 65, out: "" });
    expect(said).toMatch(message);
  });
  it("shows the layers around one that is broken, and says where it is", async () => {
    const broken = pushOf("application/vnd.syncml.notification", KNOCK.subarray(0, 20));
    const { exit, out, said } = await run(["decode", "-", "--as", "wsp-push"], broken);
    expect(exit).toBe(65);
    expect(conforms("decode", out)).toMatchObject({ layers: [WSP, { layer: "data" }] });
    expect(said).toMatch(/^error: truncated at byte 16 in Notification/);
  });
});
