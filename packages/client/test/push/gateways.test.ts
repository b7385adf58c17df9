/**
 * The ways from a server to the device through gateways and modem software of others: Kannel, smstools, oFono. Each runs
 * in namespaces of its own, for the gateways listen on every address.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { describeNeeding } from "../../../../tools/needs.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const SCENARIO = fileURLToPath(new URL("gateways/scenario.mjs", import.meta.url));
const exec = promisify(execFile);

interface Result {
  readonly code?: string;
  readonly session: { readonly passed: boolean; readonly sessionId: string; readonly violations: readonly unknown[] };
  readonly parts?: number;
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

const build = (): Promise<unknown> => exec(process.execPath, [join(ROOT, "tools/ensure.mjs"), "build"]);
const PASSED = { passed: true, violations: [] };

describeNeeding(["namespaces", "kannel", "tshark"], "Kannel's push proxy gateway", () => {
  beforeAll(build, 60_000);

  it("brings a notification over UDP, which tshark reads as we do: R118, R125, R145", async () => {
    const { code, session, statistics, capture } = await scenario("udp");
    expect(code).toBe("1001");
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ received: 1, accepted: 1 });
    const fields = ["wsp.content_type.type", "wsp.header.x_wap_application_id", "wsp.pdu_type", "udp.dstport"];
    const args = ["-r", capture!, "-T", "fields", ...fields.flatMap((field) => ["-e", field])];
    const [type, application, pdu, port] = execFileSync("tshark", args, { encoding: "utf8", stdio: "pipe" })
      .trim()
      .split("\t");
    expect(type).toBe("application/vnd.syncml.notification");
    expect(application).toBe("x-wap-application:syncml.dm");
    expect(Number(pdu)).toBe(6);
    expect(port).toBe("2948");
  }, 120_000);

  it("brings one of 1.3 over UDP: R120, R125", async () => {
    const { session, statistics } = await scenario("udp13");
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ received: 1, accepted: 1 });
  }, 120_000);
});

describeNeeding(["namespaces", "kannel", "smstools", "socat"], "Kannel and smstools", () => {
  beforeAll(build, 60_000);

  it("bring a notification by SMS: R118, R125", async () => {
    const { code, session, parts, statistics } = await scenario("sms");
    expect(code).toBe("1001");
    expect(parts).toBe(1);
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ accepted: 1 });
  }, 120_000);

  it("bring a bootstrap with its MAC in several messages, and the server is visited", async () => {
    const { accounts, session, parts, statistics } = await scenario("bootstrap");
    expect(parts).toBeGreaterThan(2);
    expect(accounts).toEqual(["com.example.dm"]);
    expect(statistics).toMatchObject({ bootstrapped: 1 });
    expect(session).toMatchObject(PASSED);
  }, 120_000);
});

describeNeeding(["namespaces", "kannel", "ofono", "dbus"], "Kannel and oFono", () => {
  beforeAll(build, 60_000);

  it("bring a notification in two messages, put together and handed over by D-Bus", async () => {
    const { session, parts, statistics } = await scenario("ofono");
    expect(parts).toBe(2);
    expect(session).toMatchObject({ ...PASSED, sessionId: "1A" });
    expect(statistics).toMatchObject({ received: 1, accepted: 1 });
  }, 120_000);
});
