/**
 * The ways from a server to the device through gateways and modem software of others: Kannel, smstools, oFono. Each runs
 * in namespaces of its own, for the gateways listen on every address.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decodeSmsDeliver, Reassembly } from "@oma-dm/codec/sms";
import { decodePush, headerOf, printContentType } from "@oma-dm/codec/wsp";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const SCENARIO = fileURLToPath(new URL("gateways/scenario.mjs", import.meta.url));
const exec = promisify(execFile);

interface Result {
  readonly code?: string;
  readonly session: { readonly passed: boolean; readonly sessionId: string; readonly violations: readonly unknown[] };
  readonly pdus?: readonly string[];
  readonly accounts?: readonly string[];
  readonly capture?: string;
  readonly statistics: {
    readonly received: number;
    readonly accepted: number;
    readonly bootstrapped: number;
    readonly ignored: Readonly<Record<string, number>>;
  };
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oma-dm-gateway-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function scenario(name: string): Promise<Result> {
  const { stdout } = await exec("unshare", ["-mn", process.execPath, SCENARIO, name, folder], { timeout: 100_000 });
  return JSON.parse(stdout) as Result;
}

/** The messages as tshark reads them: put together, and with the same type, application and parameters. */
function agreesWithTshark(pdus: readonly string[]): void {
  const [dump, capture] = [join(folder, "sms.txt"), join(folder, "sms.pcap")];
  writeFileSync(dump, pdus.map((pdu) => `000000 ${pdu.replace(/..(?=.)/g, "$& ")}\n`).join(""));
  execFileSync("text2pcap", ["-q", "-l", "147", dump, capture], { stdio: "pipe" });
  const user = 'uat:user_dlts:"User 0 (DLT=147)","gsm_sms","0","","0",""';
  const args = ["-r", capture, "-O", "gsm_sms,wsp", "-o", user];
  const printed = execFileSync("tshark", args, { encoding: "utf8", stdio: "pipe" });
  const reassembly = new Reassembly();
  const whole = pdus
    .map((pdu) => decodeSmsDeliver(Uint8Array.from(Buffer.from(pdu, "hex"))))
    .map(({ originator, userData }) => reassembly.add(originator, userData!, 0))
    .at(-1)!;
  const push = decodePush(whole.payload);
  expect(printed).toMatch(/Destination port: .*\(2948\)/);
  if (pdus.length > 1) expect(printed).toContain(`Reassembled Short Message length: ${whole.payload.length}`);
  // The methods of SEC have other names there, which are those of CP (bootstrap-push §4.3#9).
  const type = printContentType(push.contentType)!.replace("SEC=NETWORKID", "SEC=NETWPIN");
  expect(printed).toContain(`Content-Type: ${type}\n`);
  expect(printed).toContain(`X-Wap-Application-Id: ${headerOf(push, "X-Wap-Application-Id")}\n`);
}

const build = (): Promise<unknown> => exec(process.execPath, [join(ROOT, "tools/ensure.mjs"), "build"]);
const PASSED = { passed: true, violations: [] };

describeNeeding(["namespaces", "kannel", "tshark"], "Kannel's push proxy gateway", () => {
  beforeAll(build, 60_000);

  it("brings a notification over UDP, which tshark reads as we do: R118, R125, R145", async () => {
    const { code, session, statistics, capture } = await scenario("udp");
    expect(code).toBe("1001");
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ received: 1, accepted: 1 });
    const tshark = (...args: readonly string[]) =>
      execFileSync("tshark", ["-r", capture!, ...args], { encoding: "utf8", stdio: "pipe" });
    const push = decodePush(Buffer.from(tshark("-T", "fields", "-e", "udp.payload").trim(), "hex"));
    const printed = tshark("-O", "wsp,udp");
    expect(printed).toContain("Dst Port: 2948");
    expect(printed).toContain(`PDU Type: Push`);
    expect(printed).toContain(`Content-Type: ${push.contentType.type}\n`);
    expect(printed).toContain(`X-Wap-Application-Id: ${headerOf(push, "X-Wap-Application-Id")}\n`);
    expect(printed).toContain(`Content-Length: ${headerOf(push, "Content-Length")}\n`);
    expect(printed).toContain(`Encoding-Version: ${headerOf(push, "Encoding-Version")}\n`);
    expect(push.contentType.type).toBe("application/vnd.syncml.notification");
    expect(push.data.length).toBe(headerOf(push, "Content-Length"));
  }, 120_000);

  it("brings one of 1.3 over UDP: R120, R125", async () => {
    const { session, statistics } = await scenario("udp13");
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ received: 1, accepted: 1 });
  }, 120_000);
});

describeNeeding(["namespaces", "kannel", "smstools", "socat", "tshark"], "Kannel and smstools", () => {
  beforeAll(build, 60_000);

  it("bring a notification by SMS: R118, R125", async () => {
    const { code, session, pdus = [], statistics } = await scenario("sms");
    expect(code).toBe("1001");
    expect(pdus.length).toBe(1);
    agreesWithTshark(pdus);
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ accepted: 1 });
  }, 120_000);

  it("bring a bootstrap with its MAC in several messages, and the server is visited", async () => {
    const { accounts, session, pdus = [], statistics } = await scenario("bootstrap");
    expect(pdus.length).toBeGreaterThan(2);
    agreesWithTshark(pdus);
    expect(accounts).toEqual(["com.example.dm"]);
    expect(statistics).toMatchObject({ bootstrapped: 1 });
    expect(session).toMatchObject(PASSED);
  }, 120_000);
});

describeNeeding(["namespaces", "kannel", "ofono", "dbus", "tshark"], "Kannel and oFono", () => {
  beforeAll(build, 60_000);

  it("bring a notification in two messages, put together and handed over by D-Bus", async () => {
    const { session, pdus = [], statistics } = await scenario("ofono");
    expect(pdus.length).toBe(2);
    agreesWithTshark(pdus);
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ received: 1, accepted: 1 });
  }, 120_000);
});
