/** The device against a server written from the specification by someone else, over real sockets. */
import * as step from "@oma-dm/lab";
import {
  abortByServer,
  demoSession,
  end,
  expectAbort,
  expectNoResults,
  expectResults,
  expectStatus,
  expectStatusOf,
  flowA,
  flowB,
  flowC,
  flowD,
  flowE,
  garbage,
  get,
  impostor,
  multiMessage,
  type Script,
  script,
  send,
  stopMidSession,
} from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { run, SERVER_ID, setUp } from "./session/with-lab.ts";

describe.each(["wbxml", "xml"] as const)("a managed session in %s", (encoding) => {
  it("authenticates both ways, runs every command and ends", async () => {
    const { outcome, lab: server, device } = await run({ script: demoSession }, { encoding });
    const report = await server.ended();
    expect(report.violations).toEqual([]);
    expect(report.passed).toBe(true);
    expect(outcome).toMatchObject({ outcome: "completed", server: { authenticated: true, by: "md5" } });
    expect(outcome.commands.map(({ cmd, uri, status }) => `${cmd} ${uri} ${status}`)).toContain("Exec ./Test/exec 200");
    expect((await device.tree.get("./Test/dyn")).children).toEqual([]);
  });
  it("goes on with the nonces of the last session", async () => {
    const { device, lab: server } = await run({ script: demoSession }, { encoding });
    expect(await device.connect()).toMatchObject({
      outcome: "completed",
      messages: (await server.ended(1)).passed ? expect.any(Number) : 0,
    });
    expect((await server.ended(2)).violations).toEqual([]);
    expect((await server.ended(2)).passed).toBe(true);
  });
  it("recovers when neither side has a nonce", async () => {
    const { outcome, lab: server } = await run({ script: demoSession, forgetNonces: true }, { encoding });
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
  });
});

describe("authentication", () => {
  it("gives up after two refused credentials and says what to check", async () => {
    const { outcome } = await run({ script: demoSession, client: { secret: "wrong" } });
    expect(outcome).toMatchObject({
      outcome: "auth-failed",
      error: { message: "the server refused the credentials; check name and secret" },
    });
  });
  it("executes nothing for a server that cannot prove itself", async () => {
    const { outcome, device } = await run({ script: demoSession, server: { secret: "another" } });
    expect(outcome).toMatchObject({
      outcome: "auth-failed",
      error: { code: "server-not-authenticated" },
      commands: [],
    });
    expect((await device.tree.get("./Test/dyn")).children).toEqual([]);
  });
});

const AUTH = { requireAuth: "md5", serverAuth: "md5" } as const;

describe("authentication flows of protocol §10.10", () => {
  it.each([flowA, flowB, flowC, flowD, flowE].map((flow) => [flow.name, flow] as const))("%s", async (_name, flow) => {
    const { outcome, lab: server } = await run({ script: flow });
    expect((await server.ended()).violations).toEqual([]);
    expect((await server.ended()).passed).toBe(true);
    expect(outcome).toMatchObject({ outcome: "completed" });
  });
});

describe("ends of a session", () => {
  it.each([
    ["an abort by the server", abortByServer, "aborted-by-server"],
    ["garbage", garbage, "protocol"],
    ["a server that stops", stopMidSession, "transport"],
    ["an impostor", impostor, "auth-failed"],
  ] as const)("%s", async (_name, ending, outcome) => {
    const result = await run({ script: ending });
    expect(result.outcome.outcome).toBe(outcome);
    expect((await result.lab.ended()).violations).toEqual([]);
  });
  it("says Alert 1223 with the statuses so far when it is aborted", async () => {
    const controller = new AbortController();
    const { device, lab: server } = await setUp({
      script: script("abort-by-device", AUTH, send(get("./DevInfo/Man")), expectAbort()),
    });
    const trace = (event: { direction: string }): void => {
      if (event.direction === "in") controller.abort();
    };
    const outcome = await device.connect(SERVER_ID, { signal: controller.signal, trace });
    expect(outcome).toMatchObject({ outcome: "aborted" });
    expect((await server.ended()).violations).toEqual([]);
  });
});

describe("packages of several messages", () => {
  it("answers a server that needs several, and splits its own at MaxMsgSize", async () => {
    const { outcome, lab: server } = await run({ script: multiMessage });
    expect((await server.ended()).violations).toEqual([]);
    expect(outcome).toMatchObject({ outcome: "completed" });
  });
  it.each([
    ["wbxml", 600],
    ["xml", 1300],
  ] as const)("splits Results over %s messages when the server takes little", async (encoding, limit) => {
    const uris = ["./DevInfo/Man", "./DevInfo/Mod", "./DevInfo/DevId", "./DevDetail/URI", "./DevInfo", "./DevDetail"];
    const little = script(
      "little",
      AUTH,
      step.withMaxMsgSize(send(...uris.map((uri) => get(uri))), limit),
      ...uris.flatMap((uri) => [expectStatus(uri, 200), expectResults(uri, /./)]),
      end(),
    );
    const { outcome, lab: server } = await run({ script: little }, { encoding });
    expect((await server.ended()).violations).toEqual([]);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect(outcome.messages).toBeGreaterThan(2);
  });
  it("gives up on a server that takes nothing", async () => {
    const { outcome } = await run({
      script: script("nothing", AUTH, step.withMaxMsgSize(send(get("./DevInfo")), 50), end()),
    });
    expect(outcome.outcome).not.toBe("completed");
  });
});

describe("commands", () => {
  const session = (...steps: Parameters<typeof script>[2][]): Script => script("commands", AUTH, ...steps, end());
  const cases: readonly (readonly [string, Script])[] = [
    [
      "a missing node",
      session(send(get("./Test/none")), expectStatus("./Test/none", 404), expectNoResults("./Test/none")),
    ],
    ["a write-only node", session(send(get("./Test/secret")), expectStatus("./Test/secret", 405))],
    ["an Inbox that is never read", session(send(get("./Inbox")), expectStatus("./Inbox", 405))],
    [
      "a secret of the account",
      session(send(get("./DMAcc/Account/AppAuth")), expectStatus("./DMAcc/Account/AppAuth", [200, 425])),
    ],
    [
      "Add of what exists",
      session(send(step.add("./Test/int", "1", { format: "int" })), expectStatus("./Test/int", 418)),
    ],
    ["Replace of what is missing", session(send(step.replace("./Test/dyn/x", "1")), expectStatus("./Test/dyn/x", 404))],
    ["Replace of an interior node", session(send(step.replace("./Test/dyn", "1")), expectStatus("./Test/dyn", 405))],
    [
      "a value of the wrong format",
      session(send(step.replace("./Test/int", "one", { format: "int" })), expectStatus("./Test/int", 415)),
    ],
    ["Delete of a permanent node", session(send(step.remove("./Test/int")), expectStatus("./Test/int", 405))],
    [
      "Delete of a protected node",
      session(send(step.remove("./Test/protected")), expectStatus("./Test/protected", 405)),
    ],
    ["Exec of a node that is not executable", session(send(step.exec("./Test/int")), expectStatus("./Test/int", 405))],
    ["Exec that fails", session(send(step.exec("./Test/fail")), expectStatus("./Test/fail", 500))],
    ["no right to write", session(send(step.add("./DevInfo/x", "1")), expectStatus("./DevInfo/x", 405))],
    ["Copy", session(send(step.copy("./Test/int", "./Test/text"), get("./Test/text")), expectStatusOf("Copy", 200))],
    ["a user alert without a user", session(send(step.alert(1100)), expectStatusOf("Alert", 406))],
    [
      "an Atomic that is undone",
      session(
        send(
          step.atomic(step.replace("./Test/int", "7", { format: "int" }), step.replace("./Test/none", "1")),
          get("./Test/int"),
        ),
        expectStatusOf("Atomic", 507),
        expectStatus("./Test/int", 216, "Replace"),
        expectStatus("./Test/none", 404),
        expectResults("./Test/int", "0"),
      ),
    ],
    [
      "an Atomic that holds",
      session(
        send(
          step.atomic(step.replace("./Test/int", "7", { format: "int" }), step.replace("./Test/text", "x")),
          get("./Test/int"),
        ),
        expectStatusOf("Atomic", 200),
        expectResults("./Test/int", "7"),
      ),
    ],
    [
      "a Sequence that goes on after a failure",
      session(
        send(step.sequence(step.replace("./Test/none", "1"), step.replace("./Test/text", "y")), get("./Test/text")),
        expectStatusOf("Sequence", 200),
        expectStatus("./Test/none", 404),
        expectResults("./Test/text", "y"),
      ),
    ],
    [
      "properties",
      session(
        send(
          get("./Test?prop=Type"),
          get("./Test?prop=Size"),
          get("./Test/int?prop=Format"),
          get("./Test/int?prop=ACL"),
          get("./Test/int?prop=Nope"),
        ),
        expectResults("./Test?prop=Type", "urn:oma:mo:x-oma-dm-test:1.0"),
        expectStatus("./Test?prop=Size", 406),
        expectResults("./Test/int?prop=Format", "int"),
        expectResults("./Test/int?prop=ACL", ""),
        expectStatus("./Test/int?prop=Nope", 406),
      ),
    ],
  ];
  it.each(cases)("answers %s", async (_name, commands) => {
    const { outcome, lab: server } = await run({ script: commands });
    const report = await server.ended();
    expect(report.violations).toEqual([]);
    expect(report.passed).toBe(true);
    expect(outcome).toMatchObject({ outcome: "completed" });
  });
});

describe("a network that fails", () => {
  const faulty = (...faults: Parameters<typeof step.withFaults>[1][]): Script =>
    script(
      "faulty",
      AUTH,
      step.withFaults(send(get("./DevInfo/Man")), ...faults),
      expectResults("./DevInfo/Man", "Acme"),
      end(),
    );
  const patient = { attempts: 3 };
  it.each([
    ["a dropped connection", { kind: "drop" }],
    ["HTTP 503", { kind: "http-status", status: 503, headers: [["retry-after", "0"]] }],
    ["a chunked answer", { kind: "chunked", size: 7 }],
    ["a redirect on the same origin", { kind: "redirect", status: 307, location: "/dm" }],
  ] as const)("goes on after %s with the same bytes", async (_name, fault) => {
    const { outcome, lab: server } = await run({ script: faulty(fault as never) }, patient);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await server.ended()).violations).toEqual([]);
  });
  it.each([
    ["another content type", { kind: "content-type", value: "text/html" }, /text\/html/],
    ["a compressed answer", { kind: "content-encoding", value: "gzip" }, /compress/],
    ["HTTP 404", { kind: "http-status", status: 404 }, /HTTP 404/],
    ["a redirect elsewhere", { kind: "redirect", status: 307, location: "http://127.0.0.2:9/dm" }, /redirect/i],
  ] as const)("ends with one line for %s", async (_name, fault, line) => {
    const { outcome } = await run({ script: faulty(fault as never) });
    expect(outcome).toMatchObject({
      outcome: "transport",
      error: { message: expect.stringMatching(line) },
      commands: [],
    });
    expect("error" in outcome && outcome.error.message).not.toContain("\n");
  });
  it("answers where RespURI says", async () => {
    const { outcome, lab: server } = await run({
      script: script(
        "resp-uri",
        AUTH,
        step.withRespUri(send(get("./DevInfo/Man")), "/dm/elsewhere"),
        expectStatus("./DevInfo/Man", 200),
        end(),
      ),
    });
    expect((await server.ended()).violations).toEqual([]);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect(server.log.filter(({ direction }) => direction === "to-server").map(({ path }) => path)).toContain(
      "/dm/elsewhere",
    );
  });
});
