/** The daemon: its configuration, what it listens on, how it answers and ends. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bootstrapDocument, demoSession, end, expectPackage1, script } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AGENT_CONFIGURATION } from "../src/agent/configuration.ts";
import { nextPause } from "../src/agent/schedule.ts";
import { conforms, run } from "./run.ts";
import { workspace } from "./workspace.ts";

const here = workspace();
const CLIENT = { name: "gw-1", secret: "client-pass-7", nonce: Uint8Array.of(1, 2, 3) };
const SERVER = { name: "com.example.dm", secret: "server-pass-9", nonce: Uint8Array.of(4, 5, 6) };
const NONCE = Buffer.from(SERVER.nonce).toString("base64");
const KNOCKED = script("knocked", { requireAuth: "md5", serverAuth: "md5" }, expectPackage1({ alert: 1200 }), end());

/** A device in a state of its own, with an account of a lab. */
async function device(kept = KNOCKED) {
  const lab = await here.lab({ accounts: [{ client: CLIENT, server: SERVER }], script: kept });
  const state = join(here.folder, "state");
  await run(["init", "--state", state, "--dev-id", "IMEI:1", "--man", "a", "--mod", "b"]);
  const file = join(here.folder, "account.wbxml");
  const account = { serverId: SERVER.name, url: lab.url, deviceId: "IMEI:1", client: CLIENT, server: SERVER };
  writeFileSync(file, bootstrapDocument(account));
  expect((await run(["bootstrap", file, "--state", state])).exit).toBe(0);
  return { lab, state };
}

function configured(yaml: string): string {
  const file = join(here.folder, "agent.yaml");
  writeFileSync(file, yaml);
  return file;
}

/** An agent in this process, until it is told to end. */
function running(yaml: string, more: object = {}) {
  const stop = new AbortController();
  const lines: { readonly msg: string; readonly listeners?: readonly string[] }[] = [];
  let wake = (): void => {};
  const say = (text: string): void => {
    lines.push(JSON.parse(text));
    wake();
  };
  const ended = run(["agent", "--config", configured(yaml), "--json"], "", false, {
    say,
    interrupted: () => stop.signal,
    ports: {},
    ...more,
  });
  const until = async (msg: string) => {
    for (;;) {
      const found = lines.find((line) => line.msg === msg);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    until,
    port: async (index = 0) => Number((await until("ready")).listeners![index]!.split(":").at(-1)),
    end: async () => {
      stop.abort();
      return ended;
    },
  };
}

const notification = (...more: readonly string[]): readonly string[] => [
  ...["push", "notification", "--server", SERVER.name, "--secret", SERVER.secret, "--nonce", NONCE],
  ...["--session-id", "2B", ...more],
];

describe("an agent", () => {
  it("opens the session a pushed notification asks for, tells it and answers on its socket", async () => {
    const { lab } = await device();
    const agent = running("state: state\ncontrol: ./agent.sock\npush: { wap: { port: 0 } }\n");
    const sent = await run([...notification("--udp", `127.0.0.1:${await agent.port()}`), "--json"]);
    expect(conforms("push", sent.out)).toMatchObject({ kind: "notification", way: "udp", count: 1 });
    const report = await lab.ended();
    expect(report).toMatchObject({ passed: true, sessionId: "2B" });
    await agent.until("session-ended");
    const control = join(here.folder, "agent.sock");
    expect(statSync(control).mode & 0o777).toBe(0o600);
    const asked = await run(["status", "--control", control, "--json"]);
    expect(conforms("status", asked.out)).toMatchObject({
      accounts: [SERVER.name],
      push: { received: 1, accepted: 1 },
    });
    const ended = await agent.end();
    expect(ended.exit).toBe(0);
    conforms("agent", ended.out);
    expect(existsSync(control)).toBe(false);
    expect((await run(["status", "--control", control])).exit).toBe(69);
  });
  it.each([
    ["as application/http", []],
    ["as it is", ["--plain"]],
  ])("takes HTTP push %s", async (_title, more) => {
    const { lab } = await device();
    const agent = running("state: state\npush: { http: { port: 0 } }\n");
    const url = `http://127.0.0.1:${await agent.port()}/wappush`;
    const sent = await run([...notification("--http", url, ...more), "--json"]);
    expect(sent.exit).toBe(0);
    expect(conforms("push", sent.out)).toMatchObject({ way: "http", status: 204, code: expect.stringMatching(/^400/) });
    expect((await lab.ended()).passed).toBe(true);
    await agent.end();
  });
  it("takes short messages over HTTP, and on standard input", async () => {
    const { lab } = await device();
    const pdus = await run(notification("--sms", "--format", "1.3"));
    async function* lines() {
      yield Buffer.from(pdus.out);
    }
    const agent = running("state: state\npush: { sms: { stdin: true, http: { port: 0 } } }\n", { lines });
    expect((await lab.ended()).passed).toBe(true);
    const url = `http://127.0.0.1:${await agent.port()}/sms`;
    const sent = await run([...notification("--sms-http", url), "--json"]);
    expect(conforms("push", sent.out)).toMatchObject({ way: "sms-http", status: 204 });
    await agent.end();
  });
  it("keeps no secret in its log", async () => {
    await device();
    const said: string[] = [];
    const stop = new AbortController();
    const file = configured(
      "state: state\npush: { wap: { port: 0 }, imsi: '262019876543210' }\nlog: { level: debug }\n",
    );
    const ended = run(["agent", "--config", file], "", false, {
      say: (text) => {
        said.push(text);
        if (text.includes('"ready"')) stop.abort();
      },
      interrupted: () => stop.signal,
      ports: {},
    });
    expect((await ended).exit).toBe(0);
    expect(said.join("\n")).not.toMatch(/262019876543210|server-pass|client-pass/);
  });
  it.each([
    ["a directory that is not there", "sms: { spool: ./none }", /none is no directory/],
    ["a certificate that is none", "http: { port: 0, tls: { key: agent.yaml, cert: agent.yaml } }", /must be PEM/],
    ["a bus that is not there", "sms: { ofono: { bus: 'unix:path=/nonexistent/bus' } }", /cannot be reached/],
  ])("with %s ends in a line", async (_title, push, message) => {
    await device();
    const { exit, said } = await run(["agent", "--config", configured(`state: state\npush: { ${push} }\n`)]);
    expect(exit).toBe(message.source.includes("PEM") ? 2 : 69);
    expect(said).toMatch(message);
    expect(said.split("\n")).toHaveLength(1);
  });
  it("applies what the device was made with, once, and visits its server at once", async () => {
    const lab = await here.lab({ accounts: [{ client: CLIENT, server: SERVER }], script: demoSession });
    await run(["init", "--state", join(here.folder, "state"), "--dev-id", "IMEI:1", "--man", "a", "--mod", "b"]);
    const account = { serverId: SERVER.name, url: lab.url, deviceId: "IMEI:1", client: CLIENT, server: SERVER };
    writeFileSync(join(here.folder, "made.wbxml"), bootstrapDocument(account));
    const yaml = "state: state\ncontrol: ./agent.sock\nbootstrap: { factory: made.wbxml }\n";
    const first = running(yaml);
    expect(await first.until("door-tried")).toMatchObject({ door: "factory", accounts: [SERVER.name] });
    expect(await first.until("session-ended")).toMatchObject({ outcome: { outcome: "completed" } });
    expect((await first.end()).exit).toBe(0);
    const second = running(yaml);
    await second.until("ready");
    const status = await run(["status", "--control", join(here.folder, "agent.sock"), "--json"]);
    expect(conforms("status", status.out)).toMatchObject({ accounts: [SERVER.name] });
    await second.end();
    expect(lab.sessions).toHaveLength(1);
  });
  it("asks the bootstrap server where it has no account, and says when that fails", async () => {
    await run(["init", "--state", join(here.folder, "state"), "--dev-id", "IMEI:1", "--man", "a", "--mod", "b"]);
    const agent = running("state: state\nbootstrap: { server: 'http://127.0.0.1:1/{DevID}', holdOff: 1s }\n");
    expect(await agent.until("door-failed")).toMatchObject({ door: "https", reason: expect.stringMatching(/./) });
    expect((await agent.end()).exit).toBe(0);
  });
  it("visits its servers by the clock", async () => {
    const { lab } = await device(demoSession);
    const agent = running("state: state\nschedule: { interval: 1s }\n");
    await agent.until("session-ended");
    expect(lab.sessions.length).toBeGreaterThan(0);
    await agent.end();
  });
  it.each([
    ["0%", [3_600_000, 3_600_000]],
    ["10%", [3_240_000, 3_960_000]],
    ["100%", [1_000, 7_200_000]],
  ] as const)("with a jitter of %s waits between its bounds", (jitter, [least, most]) => {
    const schedule = { interval: "1h", jitter };
    expect(nextPause(schedule, () => 0)).toBe(least);
    expect(nextPause(schedule, (below) => below - 1)).toBe(most);
  });
});

describe("its configuration", () => {
  it("is checked without listening", async () => {
    await device();
    const yaml =
      "state: ./state\ncontrol: ./agent.sock\n" +
      "push: { wap: { host: 127.0.0.1, port: 2948 }, http: { host: 127.0.0.1, port: 4035 }, sms: { spool: /var/spool/sms/incoming } }\n" +
      "schedule: { interval: 24h, jitter: 10% }\nlog: { level: info }\n";
    const { exit, out } = await run(["agent", "--config", configured(yaml), "--check", "--json"]);
    expect(exit).toBe(0);
    expect(conforms("agent", out)).toEqual({ ok: true, accounts: [SERVER.name] });
  });
  it.each([
    ["state: [", 65, /^error: not-well-formed at line \d+, column \d+ in /],
    ["state: &a x\ncontrol: *a\n", 65, /^error: not-well-formed/],
    ["control: x\n", 65, /^error: bad-value at state in /],
    ["state: x\npush: { wap: { port: 70000 } }\n", 65, /^error: bad-value at push\.wap\.port in /],
    ["state: x\npush: { wop: {} }\n", 65, /^error: bad-value at push in .*wop/],
    ["state: x\nschedule: { interval: often }\n", 65, /^error: bad-value at schedule\.interval in .*24h/],
    ["state: x\nschedule: { interval: 25d }\n", 65, /^error: bad-value at schedule\.interval/],
    ["state: x\nbootstrap: { server: bs.example }\n", 65, /^error: bad-value at bootstrap\.server/],
    ["state: x\nlog: { level: loud }\n", 65, /^error: bad-value at log\.level/],
    ["hello", 65, /^error: bad-value at the top/],
    ["state: nowhere\n", 69, /^error: .*nowhere holds no device/],
  ])("%j is told with its place", async (yaml, exit, message) => {
    const result = await run(["agent", "--config", configured(yaml), "--check"]);
    expect(result.exit).toBe(exit);
    expect(result.said.split("\n")).toHaveLength(1);
    expect(result.said).toMatch(message);
  });
  it("that nobody can read is missing", async () => {
    expect((await run(["agent", "--config", join(here.folder, "none.yaml")])).exit).toBe(69);
  });
  it("counts paths from its own directory", async () => {
    await device();
    mkdirSync(join(here.folder, "etc"));
    const file = join(here.folder, "etc", "agent.yaml");
    writeFileSync(file, "state: ../state\n");
    expect((await run(["agent", "--config", file, "--check"])).exit).toBe(0);
  });
  it("has its schema published", () => {
    const published = new URL("../schema/agent-config.json", import.meta.url);
    const schema = { ...z.toJSONSchema(AGENT_CONFIGURATION, { io: "input" }), title: "agent.yaml" };
    if (process.env["UPDATE_SCHEMA"] === "1") writeFileSync(published, `${JSON.stringify(schema, null, 2)}\n`);
    // Its layout is the formatter's.
    expect(JSON.parse(readFileSync(published, "utf8"))).toEqual(JSON.parse(JSON.stringify(schema)));
  });
});

describe("push", () => {
  it.each([
    [["push"], 2],
    [["push", "other"], 2],
    [["push", "notification"], 2],
    [["push", "notification", "--udp", "127.0.0.1", "--sms"], 2],
    [["push", "notification", "--udp", "127.0.0.1"], 2],
    [["push", "notification", "--udp", "127.0.0.1", "--server", "x", "--secret-file", "/nonexistent/file"], 69],
    [notification("--sms", "--timeout-days", "256"), 2],
    [[...notification("--sms"), "--session-id", "12345"], 2],
    [[...notification("--sms"), "--nonce", "!"], 2],
    [[...notification("--sms"), "--from", "somebody"], 2],
    [[...notification("--sms"), "--server", "x".repeat(300)], 2],
    [notification("--pap", "http://127.0.0.1:9/"), 2],
    [notification("--http", "ftp://127.0.0.1/"), 2],
    [notification("--http", "http://127.0.0.1:9/wappush"), 1],
    [["push", "bootstrap", "--sms"], 2],
    [["push", "bootstrap", "none.wbxml", "--sms"], 69],
  ])("%j exits %i", async (argv, exit) => {
    const result = await run(argv);
    expect(result.exit).toBe(exit);
    expect(result.said).toMatch(/^error: [^\n]+$/);
    expect(result.said).not.toContain(SERVER.secret);
  });
  it("prints messages that decode reads again", async () => {
    const file = join(here.folder, "account.wbxml");
    const account = {
      serverId: SERVER.name,
      url: "https://a.example/",
      deviceId: "IMEI:1",
      client: CLIENT,
      server: SERVER,
    };
    writeFileSync(file, bootstrapDocument(account));
    const sent = await run(["push", "bootstrap", file, "--sms", "--sec", "NETWORKID", "--imsi", "262019876543210"]);
    expect(sent.exit).toBe(0);
    const { layers } = JSON.parse((await run(["decode", "-", "--as", "sms", "--hex"], sent.out)).out);
    expect(layers.at(-2).contentType).toMatch(/^application\/vnd\.syncml\.dm\+wbxml; SEC=NETWORKID; MAC=[0-9A-F]{40}$/);
  });
});
