/** Pushes as tshark dissects them: a dissector that shares no line with the codec. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNotification12 } from "@oma-dm/codec/notification";
import { decodeUserData, encodeSmsDeliver, splitUserData } from "@oma-dm/codec/sms";
import { encodePush, parseContentType, type WspPush } from "@oma-dm/codec/wsp";
import { afterAll, expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "oma-dm-push-"));
afterAll(() => rmSync(folder, { recursive: true }));

function dissect(packets: readonly Uint8Array[], toPcap: readonly string[], options: readonly string[] = []): string {
  const [text, capture] = [join(folder, "dump.txt"), join(folder, "capture.pcap")];
  const dump = packets.map((packet) => {
    const octets = Array.from(packet, (octet) => octet.toString(16).padStart(2, "0"));
    const lines = octets.flatMap((_, at) =>
      at % 16 === 0 ? [`${at.toString(16).padStart(6, "0")} ${octets.slice(at, at + 16).join(" ")}\n`] : [],
    );
    return lines.join("");
  });
  writeFileSync(text, dump.join(""));
  execFileSync("text2pcap", ["-q", ...toPcap, text, capture], { stdio: "pipe" });
  return execFileSync("tshark", ["-r", capture, "-O", "wsp,gsm_sms", ...options], { encoding: "utf8", stdio: "pipe" });
}

const knock = encodeNotification12(
  {
    version: 11,
    uiMode: "background",
    initiator: "server",
    futureUse: 0,
    sessionId: 0x1234,
    serverId: "com.example.dm",
    vendorData: new Uint8Array(),
  },
  { name: "com.example.dm", secret: "secret", nonce: new Uint8Array() },
);
const MAC = "19BAE20D3DD2E8E26BA02627F96E0908A336DE25";
const push = (contentType: string, data: Uint8Array, transactionId = 1): WspPush => ({
  transactionId,
  confirmed: false,
  contentType: parseContentType(contentType),
  headers: [{ name: "X-Wap-Application-Id", value: "x-wap-application:syncml.dm" }],
  data,
});

describeNeeding(["tshark"], "our pushes in tshark", () => {
  it("over UDP are the push, the type, the application and the parameters we wrote", () => {
    const packets = [
      encodePush(push("application/vnd.syncml.notification", knock)),
      encodePush(
        push(`application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=${MAC}`, Uint8Array.of(3, 0xa4, 1, 0x6a, 0, 0x2d), 9),
      ),
    ];
    const [first = "", second = ""] = dissect(packets, ["-u", "9200,2948"])
      .split(/^Frame \d+:/m)
      .slice(1);
    expect(first).toMatch(/PDU Type: Push \(0x06\)/);
    expect(first).toMatch(/Content-Type: application\/vnd\.syncml\.notification/);
    expect(first).toMatch(/X-Wap-Application-Id: x-wap-application:syncml\.dm/);
    expect(second).toMatch(/Transaction ID: 0x09/);
    expect(second).toMatch(
      /application\/vnd\.syncml\.dm\+wbxml; SEC=NETWPIN; MAC=19BAE20D3DD2E8E26BA02627F96E0908A336DE25/,
    );
    expect(first + second).not.toMatch(/malformed/i);
  });

  it("over SMS are addressed to 2948, numbered and put together again", () => {
    const pdu = encodePush(push("application/vnd.syncml.dm+wbxml", new Uint8Array(300)));
    const parts = splitUserData(pdu, { destination: 2948, source: 9200 }, { reference: 7 });
    const packets = parts.map((part) =>
      encodeSmsDeliver({ originator: "+358501234567", timestamp: 0, userData: decodeUserData(part) }),
    );
    const user = 'uat:user_dlts:"User 0 (DLT=147)","gsm_sms","0","","0",""';
    const printed = dissect(packets, ["-l", "147"], ["-o", user]);
    expect(printed).toMatch(/Destination port: .*\(2948\)/);
    expect(printed).toMatch(/Message parts: 3/);
    expect(printed).toMatch(/TP-Originating-Address - \(358501234567\)/);
    expect(printed).toMatch(/Content-Type: application\/vnd\.syncml\.dm\+wbxml/);
    expect(printed).toMatch(/Reassembled Short Message length: 306/);
  });
});
