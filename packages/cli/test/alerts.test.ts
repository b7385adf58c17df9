/** `alert` and `report`, as a program that scripts them sees them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { HttpClient } from "@oma-dm/client";
import { terminalUi } from "@oma-dm/client/node";
import {
  alert,
  bootstrapDocument,
  end,
  expectAlert,
  expectResults,
  expectUserAnswer,
  get,
  type Lab,
  type Script,
  script,
  send,
} from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { conforms, run } from "./run.ts";
import { workspace } from "./workspace.ts";

const place = workspace();

const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: "IMEI:004999010640000",
  client: { name: "gw-1", secret: "pass-of-gw", nonce: Uint8Array.of(1) },
  server: { name: "com.example.dm", secret: "pass-of-server", nonce: Uint8Array.of(2) },
};
const AUTH = { requireAuth: "md5", serverAuth: "md5" } as const;
const ABOUT = ["--type", "urn:x-acme:at:full", "--format", "chr"];
const SERVER = ["--server", ACCOUNT.serverId];

async function device(session: Script): Promise<{ state: string; lab: Lab }> {
  const lab = await place.lab({ accounts: [ACCOUNT], script: session });
  const state = join(place.folder, "gw");
  const init = ["init", "--state", state, "--dev-id", ACCOUNT.deviceId, "--man", "Acme", "--mod", "GW-1"];
  expect((await run([...init, "--test-object"])).exit).toBe(0);
  const file = join(place.folder, "account.wbxml");
  writeFileSync(file, bootstrapDocument({ ...ACCOUNT, url: lab.url }));
  expect((await run(["bootstrap", file, "--state", state])).exit).toBe(0);
  return { state, lab };
}

describe("alert", () => {
  it("is queued by one process and sent by the next, once", async () => {
    const expected = script(
      "alerts",
      AUTH,
      expectAlert(1226, { type: "urn:x-acme:at:full", source: "./Test", correlator: "c-7", data: "<3 & more>" }),
      expectAlert(1224, { type: "com.acme/door", data: "" }),
      send(get("./DevInfo/Man")),
      expectResults("./DevInfo/Man", "Acme"),
      end(),
    );
    const { state, lab } = await device(expected);
    const parts = ["--data", "<3 & more>", "--source", "./Test", "--mark", "critical", "--correlator", "c-7"];
    const first = await run(["alert", "--state", state, ...ABOUT, ...parts, ...SERVER, "--json"]);
    expect(first).toMatchObject({ exit: 0, said: "" });
    expect(conforms("alert", first.out)).toEqual({ code: 1226, id: "0000000001" });
    const second = await run(["alert", "--state", state, "--type", "com.acme/door", "--format", "chr", "--event"]);
    expect(second).toEqual({
      exit: 0,
      out: "0000000002\n",
      bytes: expect.anything(),
      said: `it waits for the next session: oma-dm connect --state ${state}`,
    });
    expect((await run(["connect", "--state", state])).exit).toBe(0);
    expect((await lab.ended(1)).violations).toEqual([]);
    await run(["connect", "--state", state]);
    const { violations } = await lab.ended(2);
    expect(violations.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^no Alert 1226/),
      expect.stringMatching(/^no Alert 1224/),
    ]);
  });
  it("is warned of when servers may not know its type", async () => {
    const { state } = await device(script("none", AUTH, end()));
    const { exit, out, said } = await run(["alert", "--state", state, "--type", "door", "--format", "chr", "--json"]);
    expect(exit).toBe(0);
    expect(conforms("alert", out)).toMatchObject({ warning: expect.stringContaining('"door"') });
    expect(said).toMatch(/^warning: [^\n]+$/);
  });
  it.each([
    [["--type", "x", "--data", "y"], 2],
    [["--format", "chr", "--data", "y"], 2],
    [[...ABOUT, "--mark", "urgent"], 2],
    [["--type", "x", "--format", "int", "--data", "one"], 2],
    [["--type", "", "--format", "chr"], 2],
    [[...ABOUT, "--source", "./none"], 2],
    [[...ABOUT, "--event", "--mark", "minor"], 2],
    [[...ABOUT, "--server", "nobody"], 1],
  ])("%j exits %i", async (argv, exit) => {
    const { state } = await device(script("none", AUTH, end()));
    const result = await run(["alert", "--state", state, ...argv]);
    expect(result).toMatchObject({ exit, out: "" });
    expect(result.said).toMatch(/^error: [^\n]+$/);
  });
});

describe("connect", () => {
  it("asks the person at the terminal", async () => {
    const question = alert(1101, [{}, { data: "Install\u001b[2J now?" }]);
    const { state, lab } = await device(
      script("question", AUTH, send(question), expectUserAnswer(1101, 304, []), end()),
    );
    const [input, output] = [new PassThrough(), new PassThrough()];
    const shown: string[] = [];
    output.on("data", (chunk) => {
      shown.push(String(chunk));
      if (String(chunk).includes("[y/n]")) input.write("n\n");
    });
    const ui = terminalUi({ input, output });
    expect(await run(["connect", "--state", state], "", false, { ports: { ui } })).toMatchObject({ exit: 0 });
    expect((await lab.ended()).violations).toEqual([]);
    expect(shown.join("")).toBe("Install [2J now?\n[y/n]\n");
  });
});

describe("report", () => {
  it("is delivered now, in no session", async () => {
    const { state, lab } = await device(script("session", AUTH, send(get("./DevInfo/Man")), end()));
    const report = ["report", "--state", state, ...SERVER, ...ABOUT, "--data", "a<b&c", "--source", "./Test"];
    const json = await run([...report, "--json"]);
    expect(json).toMatchObject({ exit: 0, said: "" });
    expect(conforms("report", json.out)).toEqual({ id: "0000000001", delivered: true, sessionId: "1", status: 200 });
    expect(await lab.ended(1)).toMatchObject({ outcome: "report", violations: [] });
    expect(await run(report)).toMatchObject({ exit: 0, said: "report 2 delivered, Status 200" });
  });
  it("that does not get through is kept, and goes out with the next session", async () => {
    const { state, lab } = await device(script("session", AUTH, send(get("./DevInfo/Man")), end()));
    const http: HttpClient = {
      exchange: async () => ({ outcome: "failure", kind: "tls-failed", message: "no TLS there" }),
      close: async () => {},
    };
    const argv = ["report", "--state", state, ...SERVER, ...ABOUT, "--data", "1", "--json"];
    const { exit, out, said } = await run(argv, "", false, { ports: { http } });
    expect(exit).toBe(1);
    expect(conforms("report", out)).toMatchObject({ delivered: false, error: { code: "transport" } });
    expect(said).toBe("error: transport: no TLS there; the report is kept for the next report or session");
    expect((await run(["connect", "--state", state])).exit).toBe(0);
    expect((await lab.ended(1)).outcome).toBe("completed");
    expect((await lab.ended(2)).outcome).toBe("report");
  });
  it.each([
    [[...ABOUT, "--data", "x"], 2],
    [[...ABOUT, ...SERVER], 2],
    [[...SERVER, "--type", "x", "--format", "int", "--data", "one"], 2],
    [[...ABOUT, "--server", "nobody", "--data", "x"], 1],
  ])("%j exits %i", async (argv, exit) => {
    const { state } = await device(script("none", AUTH, end()));
    const result = await run(["report", "--state", state, ...argv]);
    expect(result).toMatchObject({ exit, out: "" });
    expect(result.said).toMatch(/^error: [^\n]+$/);
  });
});
