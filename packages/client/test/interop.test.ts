/** What the device sends, judged by programs we did not write. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeviceClient, type TraceEvent, testObject } from "@oma-dm/client";
import { dataText, decodeMessage, MEDIA_TYPES, printMessage } from "@oma-dm/codec/syncml";
import { bootstrapDocument, demoSession, startLab } from "@oma-dm/lab";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CORPUS, describeNeeding } from "../../../tools/needs.ts";

const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: new TextEncoder().encode("client-nonce-1") };
const SERVER = { name: "com.example.dm", secret: "server-pass-9", nonce: new TextEncoder().encode("server-nonce-1") };

let folder = "";
const traffic: TraceEvent[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "oma-dm-interop-"));
  const lab = await startLab({ accounts: [{ client: CLIENT, server: SERVER }], script: demoSession });
  const device = await DeviceClient.open({
    device: { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1", swV: "1.0" },
    objects: [testObject()],
  });
  const account = { serverId: "com.example.dm", url: lab.url, deviceId: "IMEI:004999010640000" };
  await device.bootstrap(bootstrapDocument({ ...account, client: CLIENT, server: SERVER }), { allowUnsigned: true });
  for (const encoding of ["wbxml", "xml"] as const) {
    await device.connect(undefined, { encoding, trace: (event) => traffic.push(event) });
  }
  await device.close();
  await lab.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sent = (encoding: string): readonly TraceEvent[] =>
  traffic.filter((event) => event.direction === "out" && event.encoding === encoding);

/** The published file has its licence before the XML declaration, where no parser takes it. */
function dtd(): string {
  const file = join(folder, "reppro.dtd");
  const published = readFileSync(join(CORPUS, "schema/OMA-SUP-DTD_SyncML_RepPro-V1_2-20070221-A.dtd"), "utf8");
  writeFileSync(file, published.slice(published.lastIndexOf("<?xml")));
  return file;
}

/**
 * The DTD knows no namespaces and takes Meta, whose content is another vocabulary's, for text: declarations and the
 * children of Meta are left out, everything else stands as sent.
 */
function validate(xml: string): string {
  const file = join(folder, "message.xml");
  writeFileSync(
    file,
    xml
      .replace(/<!DOCTYPE[^>]*>/, "")
      .replace(/ xmlns="[^"]*"/g, "")
      .replace(/<Meta>.*?<\/Meta>/gs, "<Meta/>"),
  );
  const { status, stderr } = spawnSync("xmllint", ["--noout", "--nonet", "--dtdvalid", dtd(), file], {
    encoding: "utf8",
  });
  return status === 0 ? "" : stderr;
}

describeNeeding(["xmllint", "corpus"], "XML against the DTD of SyncML RepPro", () => {
  it("is valid, every message", () => {
    expect(sent("xml").length).toBeGreaterThan(3);
    for (const { bytes } of sent("xml")) expect(validate(new TextDecoder().decode(bytes))).toBe("");
  });
  it("is refused when it is not", () => {
    expect(validate(new TextDecoder().decode(sent("xml")[0]!.bytes).replace("<Final/>", "<Final/><Final/>"))).not.toBe(
      "",
    );
  });
});

describeNeeding(["libwbxml", "xmllint", "corpus"], "WBXML through libwbxml", () => {
  it("reads as the same message and is valid, every message", () => {
    expect(sent("wbxml").length).toBeGreaterThan(3);
    for (const { bytes, message } of sent("wbxml")) {
      const [binary, text] = [join(folder, "message.wbxml"), join(folder, "decoded.xml")];
      writeFileSync(binary, bytes);
      execFileSync("wbxml2xml", ["-m", "0", "-o", text, binary], { timeout: 10_000, stdio: "ignore" });
      const xml = readFileSync(text, "utf8");
      expect(validate(xml)).toBe("");
      expect(printMessage(decodeMessage(new TextEncoder().encode(xml)).message)).toBe(printMessage(message));
    }
  });
});

describeNeeding(["openssl"], "digests by openssl", () => {
  const md5 = (input: Buffer | string): Buffer => execFileSync("openssl", ["dgst", "-md5", "-binary"], { input });
  const digest = (name: string, secret: string, nonce: Uint8Array): string =>
    md5(Buffer.concat([Buffer.from(`${md5(`${name}:${secret}`).toString("base64")}:`), nonce])).toString("base64");
  it("are those in the first message and in the server's answer", () => {
    const [first, answer] = traffic;
    expect(dataText(first!.message.syncHdr.cred?.data)).toBe(digest(CLIENT.name, CLIENT.secret, CLIENT.nonce));
    expect(dataText(answer!.message.syncHdr.cred?.data)).toBe(digest(SERVER.name, SERVER.secret, SERVER.nonce));
  });
});

describeNeeding(["tshark"], "the demo's traffic in tshark", () => {
  it("is dissected as SyncML", () => {
    for (const { bytes } of sent("wbxml")) {
      const head = `POST /dm HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${MEDIA_TYPES.syncml.wbxml}\r\nContent-Length: ${bytes.length}\r\n\r\n`;
      const dump = Buffer.concat([Buffer.from(head), bytes])
        .reduce<string[]>((lines, byte, at) => {
          if (at % 16 === 0) lines.push(at.toString(16).padStart(6, "0"));
          lines[lines.length - 1] += ` ${byte.toString(16).padStart(2, "0")}`;
          return lines;
        }, [])
        .join("\n");
      const [text, capture] = [join(folder, "dump.txt"), join(folder, "capture.pcap")];
      writeFileSync(text, `${dump}\n`);
      execFileSync("text2pcap", ["-q", "-T", "40000,80", text, capture], { stdio: "ignore" });
      const dissected = execFileSync("tshark", ["-r", capture, "-O", "wbxml"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(dissected).toContain("SyncML 1.2");
      expect(dissected).toContain("<SyncHdr>");
      expect(dissected).not.toMatch(/malformed|unknown/i);
    }
  });
});
