/** MACs, large objects and interruptions against a server written by someone else, over real sockets. */
import { memoryStore } from "@oma-dm/client/node";
import * as lab from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { run, SERVER_ID, setUp } from "./with-lab.ts";

const AUTH = { requireAuth: "md5", serverAuth: "md5" } as const;

describe.each(["wbxml", "xml"] as const)("syncml:auth-MAC in %s", (encoding) => {
  const hmac = { authType: "HMAC" } as const;
  it.each([
    ["SHA-256, as DM/1.3 has it", {}, {}],
    [
      "MD5, where both sides say so",
      { integrity: { algorithm: "MD5", accepted: ["MD5"] } },
      { algorithm: "MD5", accept: ["MD5"] },
    ],
    ["RFC 2104, where both sides say so", { integrity: { construction: "rfc2104" } }, { construction: "rfc2104" }],
  ] as const)("on every message, with %s", async (_, options, labHmac) => {
    const {
      outcome,
      lab: server,
      device,
    } = await run({ script: lab.flowHmac, ...hmac, options, hmac: labHmac }, { encoding });
    const report = await server.ended();
    expect(report.violations).toEqual([]);
    expect(report.passed).toBe(true);
    expect(outcome).toMatchObject({ outcome: "completed", server: { authenticated: true, by: "hmac" } });
    // The nonces of the last messages begin the next session.
    expect(await device.connect(SERVER_ID, { encoding })).toMatchObject({
      outcome: "completed",
      messages: outcome.messages,
    });
    expect((await server.ended(2)).violations).toEqual([]);
  });
  it("recovers when both sides fail at first", async () => {
    const { outcome, lab: server } = await run({ script: lab.flowHmacBothFail, ...hmac }, { encoding });
    expect((await server.ended()).violations).toEqual([]);
    expect(outcome).toMatchObject({ outcome: "completed", server: { by: "hmac" } });
  });
  it("refuses a message changed on its way", async () => {
    const script = lab.script(
      "tampered",
      { requireAuth: "hmac", serverAuth: "hmac" },
      lab.withFaults(lab.send(lab.add("./Test/dyn/a", "good")), { kind: "tampered", from: "good", to: "evil" }),
      lab.end(),
    );
    const { device, lab: server } = await run({ script, ...hmac }, { encoding });
    const refused = server.log.filter(({ direction }) => direction === "to-server")[1]!;
    const codes = refused.message?.syncBody.commands.flatMap((it) => (it.cmd === "Status" ? [it.data] : []));
    expect(codes).toEqual(["401", "401"]);
    // What came after the challenge was as the server had written it.
    expect((await device.tree.get("./Test/dyn/a")).value).toBe("good");
  });
  it("is asked for by a server whose account has DIGEST", async () => {
    const { outcome, lab: server } = await run({ script: lab.flowHmac }, { encoding });
    expect((await server.ended()).violations).toEqual([]);
    expect(outcome).toMatchObject({ outcome: "completed", server: { by: "hmac" } });
  });
});

describe("flows that begin with a failure", () => {
  it.each(
    [lab.flowBStaleNonce, lab.flowCStaleNonce, lab.flowCWrongCred, lab.flowDBothWrong].map(
      (flow) => [flow.name, flow] as const,
    ),
  )("%s", async (_, script) => {
    const { outcome, lab: server } = await run({ script });
    const report = await server.ended();
    expect(report.violations).toEqual([]);
    expect(report.passed).toBe(true);
    expect(outcome).toMatchObject({ outcome: "completed" });
  });
});

describe.each(["wbxml", "xml"] as const)("large objects in %s", (encoding) => {
  const TEXT = "0123456789<&>".repeat(2_000);
  const BYTES = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 31) & 255);
  it("are received in chunks, and sent back in chunks", async () => {
    const script = lab.script(
      "large",
      { ...AUTH, maxMsgSize: 4_000 },
      ...lab.sendInChunks(lab.add("./Test/dyn/text", TEXT), { chunkSize: 3_000 }),
      ...lab.sendInChunks(lab.add("./Test/dyn/bytes", BYTES, { format: "bin", type: "application/octet-stream" }), {
        chunkSize: 1_500,
      }),
      lab.send(lab.get("./Test/dyn/text")),
      lab.expectResults("./Test/dyn/text", TEXT),
      lab.send(lab.get("./Test/dyn/bytes")),
      lab.expectStatus("./Test/dyn/bytes", 200),
      lab.end(),
    );
    const { outcome, lab: server, device } = await run({ script }, { encoding });
    const report = await server.ended();
    expect(report.violations).toEqual([]);
    expect(report.passed).toBe(true);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await device.tree.get("./Test/dyn/text")).value).toBe(TEXT);
    expect((await device.tree.get("./Test/dyn/bytes")).value).toBe(Buffer.from(BYTES).toString("base64"));
  });
  it("a TNDS object of any size is an answer like others, and every node of a query one of many", async () => {
    const limit = encoding === "xml" ? 1_500 : 700;
    const script = lab.script(
      "queries",
      AUTH,
      lab.withMaxMsgSize(lab.send(lab.get("./DevDetail?list=TNDS+ACL+Value")), limit),
      lab.expectStatus("./DevDetail?list=TNDS+ACL+Value", 200),
      lab.expectResults("./DevDetail", /./),
      lab.withMaxMsgSize(lab.send(lab.get("./DevDetail?list=StructData")), limit),
      lab.expectStatus("./DevDetail?list=StructData", 200),
      lab.end(),
    );
    const { outcome, lab: server } = await run({ script }, { encoding });
    expect((await server.ended()).violations).toEqual([]);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect(outcome.messages).toBeGreaterThan(6);
  });
  it.each([
    ["the wrong Size", { size: 5 }, [213, 424], 424],
    ["no Size", { size: "missing" as const }, 411, 411],
    ["more than the device takes", { size: 9_999_999 }, 413, 413],
  ] as const)("with %s change nothing", async (_, options, chunkCode, code) => {
    const script = lab.script(
      "broken",
      AUTH,
      ...lab.sendInChunks(lab.add("./Test/dyn/x", "abcdefghij"), { chunkSize: 3, ...options, chunkCode, code }),
      lab.end(),
    );
    const { lab: server, device } = await run({ script }, { encoding });
    expect((await server.ended()).violations).toEqual([]);
    expect((await device.tree.get("./Test/dyn")).children).toEqual([]);
  });
  it("that are broken off are told, and what came between is done", async () => {
    const script = lab.script(
      "interrupted",
      AUTH,
      ...lab.sendInChunks(lab.add("./Test/dyn/x", "abcdefghij"), {
        chunkSize: 3,
        interrupt: { after: 2, by: [lab.add("./Test/dyn/y", "1")] },
      }),
      lab.expectStatus("./Test/dyn/y", 200),
      lab.end(),
    );
    const { lab: server, device } = await run({ script }, { encoding });
    expect((await server.ended()).violations).toEqual([]);
    expect((await device.tree.get("./Test/dyn")).children).toEqual(["y"]);
  });
});

describe("Alert 1223", () => {
  const chatty = (abortAt?: number) =>
    lab.script(
      "chatty",
      { ...AUTH, ...(abortAt === undefined ? {} : { abortAt }) },
      lab.send(lab.get("./DevInfo/Man")),
      ...lab.sendInChunks(lab.add("./Test/dyn/x", "abcdefgh"), { chunkSize: 3 }),
      lab.send(lab.atomic(lab.replace("./Test/int", "7", { format: "int" }))),
      lab.withMaxMsgSize(lab.send(lab.get("./DevDetail?list=StructData")), 900),
      lab.end(),
    );
  it("may come in each message of the server", async () => {
    const { outcome: whole } = await run({ script: chatty() });
    expect(whole).toMatchObject({ outcome: "completed" });
    for (let at = 1; at <= whole.messages; at++) {
      const { outcome, lab: server, device } = await run({ script: chatty(at) });
      expect(outcome).toMatchObject({ outcome: "aborted-by-server", messages: at });
      expect((await server.ended()).violations).toEqual([]);
      // The device is as good as before.
      expect(device.accounts()).toEqual([SERVER_ID]);
      expect((await device.tree.get("./Test/dyn")).children).toEqual(at > 4 ? ["x"] : []);
    }
  });
  it("is said by the device after each message of the server", async () => {
    const { outcome: whole } = await run({ script: chatty() });
    for (let at = 1; at < whole.messages; at++) {
      const controller = new AbortController();
      const { device, lab: server } = await setUp({ script: chatty() });
      let heard = 0;
      const trace = ({ direction }: { readonly direction: string }): void => {
        if (direction === "in" && ++heard === at) controller.abort();
      };
      const outcome = await device.connect(SERVER_ID, { signal: controller.signal, trace });
      expect(outcome).toMatchObject({ outcome: "aborted", messages: at + 1 });
      const said = server.log.filter(({ direction }) => direction === "to-server").at(-1)!;
      expect(JSON.stringify(said.message?.syncBody)).toContain('"data":"1223"');
      expect(said.message?.syncBody.final).toBe(true);
    }
  });
});

describe("a server of the older version", () => {
  it("is spoken to as it wants, at once and from then on (protocol §18#1)", async () => {
    const script = lab.script(
      "older",
      { ...AUTH, verProtos: ["DM/1.2"] },
      lab.send(lab.get("./DevInfo/Man")),
      lab.expectStatus("./DevInfo/Man", 200),
      lab.end(),
    );
    const { outcome, device, lab: server } = await run({ script });
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect(await device.connect(SERVER_ID)).toMatchObject({ outcome: "completed", messages: outcome.messages });
    const versions = server.log.flatMap(({ direction, message }) =>
      direction === "to-server" ? [message?.syncHdr.verProto] : [],
    );
    expect([versions[0], ...new Set(versions.slice(1))]).toEqual(["DM/1.3", "DM/1.2"]);
  });

  it("does not choose for the sessions to come what it did not prove itself in (protocol §2.1#5)", async () => {
    const script = lab.script(
      "older, and nobody in particular",
      { ...AUTH, verProtos: ["DM/1.2"] },
      lab.send(lab.get("./DevInfo/Man")),
      lab.end(),
    );
    const { outcome, device, lab: server } = await run({ script, server: { secret: "another" } });
    expect(outcome).toMatchObject({ outcome: "auth-failed", server: { authenticated: false } });
    await device.connect(SERVER_ID);
    const versions = server.log.flatMap(({ direction, message }) =>
      direction === "to-server" && message?.syncHdr.msgId === "1" ? [message.syncHdr.verProto] : [],
    );
    expect(versions).toEqual(["DM/1.3", "DM/1.2", "DM/1.3", "DM/1.2"]);
  });
});

describe("nonces over restarts", () => {
  it("the one before is good where the server never had the last one's message (protocol §10.9)", async () => {
    const store = memoryStore();
    const drop = lab.script(
      "lost",
      AUTH,
      lab.send(lab.get("./DevInfo/Man")),
      lab.withFaults(lab.end(), { kind: "stop-server" }),
    );
    const { device } = await run({ script: drop, options: { ports: { store } } });
    const keys = (await store.entries("nonce-before:")).map(([key]) => key);
    expect(keys).toEqual([`nonce-before:${SERVER_ID}`]);
    await device.close().catch(() => {});
  });
});
