/** Objects in chunks, both ways: protocol §7, by hand against the pure step. */
import type { Command, Data, Meta } from "@oma-dm/codec/syncml";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { describe, expect, it } from "vitest";
import { Dialogue, get } from "./dialogue.ts";

interface Chunk {
  readonly data: Data;
  readonly size?: string;
  readonly more?: boolean;
  readonly uri?: string;
  readonly cmd?: "Add" | "Replace";
  readonly meta?: Meta;
}

function chunk({ data, size, more = false, uri = "./Big", cmd = "Add", meta = {} }: Chunk, cmdId = "7"): Command {
  const all = { ...meta, ...(size === undefined ? {} : { size }) };
  const item = { target: { locUri: uri }, meta: all, data, ...(more ? { moreData: true } : {}) };
  return { cmd, cmdId, items: [item] };
}

/** One message of the server; what its Items are decided to be, and what is left to execute. */
function say(d: Dialogue, commands: readonly Command[], final = false) {
  d.say(commands, { final });
  const execute = d.effect("execute");
  const items = (execute?.commands ?? []).flatMap((it) => ("items" in it ? (it.items ?? []) : []));
  return { decided: items.map((item) => execute!.decided.get(item)), items };
}

describe("an object received in chunks", () => {
  const first = chunk({ data: "0123", size: "10", more: true, meta: { type: "text/x" } });
  const second = chunk({ data: "4567", more: true });

  it("is executed once, whole, with the Meta of its first chunk (protocol §7#2, #5; tree §6.2#16)", () => {
    const d = new Dialogue();
    expect(say(d, [first]).decided).toEqual([213]);
    d.done();
    expect(d.alerts).toEqual(["1222"]);
    expect(d.sent.message.syncBody.final).toBeUndefined();
    expect(say(d, [second]).decided).toEqual([213]);
    d.done();
    const last = say(d, [chunk({ data: "89" })], true);
    expect(last.decided).toEqual([undefined]);
    expect(last.items).toEqual([
      { target: { locUri: "./Big" }, meta: { type: "text/x", size: "10" }, data: "0123456789" },
    ]);
    d.done();
    expect(d.statuses).toEqual(["SyncHdr 0 200", "Add 7 200"]);
    expect(d.sent.message.syncBody.final).toBe(true);
  });
  it("may be binary, and begin behind other commands", () => {
    const d = new Dialogue();
    const opening = chunk({ data: Uint8Array.of(1, 2), size: "3", more: true });
    expect(say(d, [get("./A"), opening]).decided).toEqual([undefined, 213]);
    d.done();
    expect(say(d, [chunk({ data: Uint8Array.of(3) })], true).items[0]!.data).toEqual(Uint8Array.of(1, 2, 3));
  });
  it.each([
    ["says no Size (protocol §7#7)", [chunk({ data: "01", more: true })], [411]],
    ["is larger than we take", [chunk({ data: "01", size: "10001", more: true })], [413]],
    ["has it all and promises more", [chunk({ data: "0123", size: "4", more: true })], [424]],
    ["is shorter than it said (protocol §7#5; tree §6.2#17)", [first, chunk({ data: "4" })], [213, 424]],
    ["is longer than it said", [first, chunk({ data: "4567890" })], [213, 424]],
    ["changes its Size (protocol §18#27)", [first, chunk({ data: "4", size: "11", more: true })], [213, 424]],
    ["says its Size again", [first, chunk({ data: "4567", size: "10", more: true })], [213, 213]],
    [
      "is refused to its end",
      [chunk({ data: "0", size: "99999", more: true }), second, chunk({ data: "8" })],
      [413, 413, 413],
    ],
  ] as const)("that %s", (_, commands, codes) => {
    const d = new Dialogue();
    const found = commands.flatMap((command) => {
      const { decided } = say(d, [command]);
      d.done();
      return decided;
    });
    expect(found).toEqual(codes);
  });
  it.each([
    ["as it was sent", "8", "BAU=", undefined],
    ["as the bytes it stands for", "5", "BAU=", undefined],
    ["as neither", "6", "BAU=", 424],
    ["and no more of it is taken than its Size can mean", "5", "BAUGBwgJ", 424],
  ] as const)("counts base64 %s (protocol §7#8, §18#26)", (_, size, rest, code) => {
    const d = new Dialogue();
    say(d, [chunk({ data: "AQID", size, more: true, meta: { format: "b64" } })]);
    d.done();
    expect(say(d, [chunk({ data: rest })], true).decided).toEqual([code]);
  });
  it.each([
    ["another target", [chunk({ data: "x", uri: "./Other" }, "8")]],
    ["another command", [get("./A", "8")]],
    ["another kind of command", [chunk({ data: "4567", cmd: "Replace" }, "8")]],
  ] as const)("is broken off by %s, which is executed (protocol §7#6)", (_, commands) => {
    const d = new Dialogue();
    say(d, [first]);
    d.done();
    expect(say(d, commands, true).decided).toEqual([undefined]);
    d.done();
    expect(d.alerts).toEqual(["1225"]);
    expect(d.commands.at(-1)).toMatchObject({ items: [{ target: { locUri: "./Big" } }] });
  });
  it("is broken off by the end of the server's package", () => {
    const d = new Dialogue();
    say(d, [first]);
    d.done();
    d.say([], { final: true });
    expect(d.alerts).toEqual(["1225"]);
    d.say([], { final: true });
    expect(d.ending).toEqual({ outcome: "completed" });
  });
});

describe("an object sent in chunks", () => {
  const BIG = Array.from({ length: 900 }, (_, i) => `<${i}>&`).join("");
  /** Lets the server take all of a Get's answer, message by message. */
  function receive(value: string | Uint8Array, { max = "500", encoding = "wbxml" as "wbxml" | "xml" } = {}) {
    const d = new Dialogue({ encoding });
    d.say([get("./Big")], { meta: { maxMsgSize: max } });
    d.state = { ...d.state, encoding };
    d.done({
      cmd: "Results",
      msgRef: "1",
      cmdRef: "2",
      items: [{ source: { locUri: "./Big" }, meta: { format: "chr" }, data: value }],
    });
    const items = [];
    const statuses: string[] = [];
    for (let rounds = 0; rounds < 200; rounds++) {
      const { bytes, message } = d.sent;
      expect(bytes.length).toBeLessThanOrEqual(Number(max));
      expect(decodeMessage(bytes).message).toEqual(message);
      statuses.push(...d.statuses);
      items.push(...d.commands.flatMap((it) => (it.cmd === "Results" ? it.items : [])));
      if (message.syncBody.final === true) return { items, statuses, d };
      d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
      d.state = { ...d.state, encoding };
      d.done();
    }
    throw new Error("no end");
  }

  it.each(["wbxml", "xml"] as const)(
    "says its Size once, and that more is to come, in %s (protocol §7#12)",
    (encoding) => {
      const { items, statuses } = receive(BIG, { encoding, max: "2000" });
      expect(items.map(({ data }) => data).join("")).toBe(BIG);
      expect(items.map(({ meta }) => meta?.size)).toEqual([String(BIG.length), ...items.slice(1).map(() => undefined)]);
      expect(items.map(({ moreData }) => moreData)).toEqual([...items.slice(1).map(() => true), undefined]);
      expect(statuses.filter((status) => status.startsWith("Get"))).toEqual(["Get 2 200"]);
    },
  );
  it("cuts bytes in WBXML, and base64 in XML (protocol §7#8, #9)", () => {
    const bytes = Uint8Array.from({ length: 3_000 }, (_, i) => (i * 7) & 255);
    const { items } = receive(bytes);
    expect(Buffer.concat(items.map(({ data }) => data as Uint8Array))).toEqual(Buffer.from(bytes));
    expect(items[0]!.meta?.size).toBe("3000");
    const xml = receive(bytes, { encoding: "xml", max: "1500" });
    expect(xml.items.map(({ data }) => data).join("")).toBe(Buffer.from(bytes).toString("base64"));
    expect(xml.items[0]!.meta).toMatchObject({ format: "b64", size: "4000" });
  });
  it("never cuts a character in two", () => {
    const text = "😀".repeat(400);
    const { items } = receive(text);
    expect(items.map(({ data }) => data).join("")).toBe(text);
    for (const { data } of items) expect(data).toMatch(/^(?:😀)+$/u);
  });
  it("is one Item when it fits a message", () => {
    const { items } = receive("x".repeat(100));
    expect(items).toHaveLength(1);
    expect(items[0]).not.toHaveProperty("moreData");
    expect(items[0]!.meta?.size).toBeUndefined();
  });
  it("is a Status 413 of its Get beyond the server's MaxObjSize", () => {
    const d = new Dialogue();
    d.say([get("./Big")], { meta: { maxMsgSize: "500", maxObjSize: "1000" } });
    d.done({
      cmd: "Results",
      msgRef: "1",
      cmdRef: "2",
      items: [{ source: { locUri: "./Big" }, data: "x".repeat(1_001) }],
    });
    expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 413"]);
    expect(d.sent.message.syncBody.final).toBe(true);
  });
  it("holds for one node of a list, not for the list (tree §17#25)", () => {
    const node = (uri: string, length: number) =>
      ({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: uri }, data: "x".repeat(length) }],
      }) as const;
    for (const [length, code] of [
      [600, 200],
      [1_001, 413],
    ] as const) {
      const d = new Dialogue();
      d.say([get("./?list=StructData")], { meta: { maxMsgSize: "5000", maxObjSize: "1000" } });
      d.done(node("./a", 600), node("./b", length));
      expect(d.statuses).toEqual(["SyncHdr 0 200", `Get 2 ${code}`]);
      expect(d.commands.filter(({ cmd }) => cmd === "Results")).toHaveLength(code === 200 ? 2 : 0);
    }
  });
  it.each([
    [
      "a Status that refuses a chunk",
      { cmd: "Status", cmdId: "2", msgRef: "2", cmdRef: "3", command: "Results", data: "413" },
    ],
    ["Alert 1225", { cmd: "Alert", cmdId: "2", data: "1225" }],
  ] as const)("is given up at %s", (_, command) => {
    const d = new Dialogue();
    d.say([get("./Big")], { meta: { maxMsgSize: "500" } });
    d.done({ cmd: "Results", msgRef: "1", cmdRef: "2", items: [{ source: { locUri: "./Big" }, data: BIG }] });
    expect(d.sent.message.syncBody.final).toBeUndefined();
    d.say([command, get("./A", "3")]);
    d.done();
    expect(d.commands.map(({ cmd }) => cmd)).not.toContain("Results");
    expect(d.sent.message.syncBody.final).toBe(true);
  });
  it("may be the Data of an alert, which is settled by the Status of its last chunk (protocol §7#12)", () => {
    const data = "0123456789".repeat(150);
    const item = { source: { locUri: "./Obj" }, meta: { type: "urn:x", format: "chr" }, data };
    const d = new Dialogue();
    d.say([get("./A")], { meta: { maxMsgSize: "600" } });
    d.take({
      type: "executed",
      replies: [],
      alerts: [{ id: "one", alert: { cmd: "Alert", data: "1226", items: [item] } }],
    });
    const found: unknown[] = [];
    let last = "";
    for (let rounds = 0; rounds < 20; rounds++) {
      expect(d.sent.bytes.length).toBeLessThanOrEqual(600);
      const chunks = d.commands.filter((it) => it.cmd === "Alert" && it.data === "1226");
      found.push(...chunks.flatMap((it) => (it.cmd === "Alert" ? (it.items ?? []).map((each) => each.data) : [])));
      last = chunks[0]?.cmdId ?? last;
      if (d.sent.message.syncBody.final === true) break;
      const accepted = {
        cmd: "Status",
        cmdId: "2",
        msgRef: d.sent.message.syncHdr.msgId,
        cmdRef: last,
        command: "Alert",
        data: "213",
      } as const;
      d.say([accepted, { cmd: "Alert", cmdId: "3", data: "1222" }], { final: false });
      expect(d.effect("alert-settled")).toBeUndefined();
      d.done();
    }
    expect(found.length).toBeGreaterThan(2);
    expect(found.join("")).toBe(data);
    d.say([
      { cmd: "Status", cmdId: "2", msgRef: d.sent.message.syncHdr.msgId, cmdRef: last, command: "Alert", data: "200" },
    ]);
    expect(d.effect("alert-settled")).toEqual({ type: "alert-settled", id: "one", status: 200 });
    expect(d.ending).toEqual({ outcome: "completed" });
  });
  it("Results of several Items are cut between them (protocol §5.6)", () => {
    const d = new Dialogue();
    const items = Array.from({ length: 20 }, (_, i) => ({ source: { locUri: `./N${i}` }, data: "x".repeat(60) }));
    d.say([get("./All")], { meta: { maxMsgSize: "600" } });
    d.done({ cmd: "Results", msgRef: "1", cmdRef: "2", items });
    const found: unknown[] = [];
    for (let rounds = 0; rounds < 10; rounds++) {
      found.push(...d.commands.flatMap((it) => (it.cmd === "Results" ? it.items : [])));
      expect(d.sent.bytes.length).toBeLessThanOrEqual(600);
      if (d.sent.message.syncBody.final === true) break;
      d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
      d.done();
    }
    expect(found).toEqual(items);
  });
});
