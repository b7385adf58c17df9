/** Which elements a client sends and takes, and what each of them means: protocol §3.2–§3.4. */
import { type ManagementObject, STATUS } from "@oma-dm/client";
import { encodeBase64, md5Credential } from "@oma-dm/codec/auth";
import { type Command, decodeMessage, encodeMessage, type Message, type Meta } from "@oma-dm/codec/syncml";
import { NODE_FORMATS } from "@oma-dm/codec/tnds";
import { expect } from "vitest";
import { type Case, cases } from "../../tree/cases/case.ts";
import { command, copy, world } from "../../tree/world.ts";
import { Dialogue, get, SERVER, utf8 } from "../dialogue.ts";
import { add, atomic, object, sequence } from "../requests.ts";

const MD5 = "syncml:auth-md5";
const challenge = (nonce: string) => ({ type: MD5, format: "b64", nextNonce: encodeBase64(utf8(nonce)) });
const namesIn = (message: Message): readonly string[] => {
  const xml = new TextDecoder().decode(encodeMessage(message, "xml"));
  return [...xml.matchAll(/<([A-Za-z]+)/g)].map(([, name = ""]) => name);
};

/** Elements of the messages of a session with credentials both ways, a large object and an alert of the device's own. */
function sentNames(): ReadonlySet<string> {
  const names = new Set<string>();
  const d = new Dialogue({
    servers: [SERVER],
    devInfo: [{ source: { locUri: "./DevInfo/DevId" }, meta: { format: "chr", type: "text/plain" }, data: "IMEI:1" }],
  });
  const note = () => {
    for (const name of namesIn(d.sent.message)) names.add(name);
  };
  note();
  d.say([get("./Big")]);
  note();
  const alert = { cmd: "Alert", data: "1226", correlator: "c", items: [{ data: "x" }] } as const;
  d.say([get("./Big")], {
    cred: { nonce: utf8("issued-1") },
    meta: { maxMsgSize: "900" },
    alerts: [{ id: "a", alert }],
  });
  d.done({
    cmd: "Results",
    msgRef: "2",
    cmdRef: "2",
    items: [{ source: { locUri: "./Big" }, data: "x".repeat(1_500) }],
  });
  note();
  while (d.sent.message.syncBody.final !== true) {
    d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
    d.done();
    note();
  }
  return names;
}

/** The server's message, as it comes over the wire, and that it was taken. */
function takes(commands: readonly Command[], syncHdr: Partial<Message["syncHdr"]> = {}): readonly string[] {
  const d = new Dialogue({ servers: [SERVER] });
  const cred = { meta: { format: "b64", type: MD5 }, data: md5Credential(SERVER.name, SERVER.secret, SERVER.nonce) };
  const names: string[] = [];
  d.say(commands, { syncHdr: { cred, ...syncHdr }, header: { code: "212", chal: challenge("n") } });
  expect(d.effect("execute")).toBeDefined();
  const message: Message = {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.3",
      sessionId: "A",
      msgId: "1",
      target: { locUri: "IMEI:1" },
      source: { locUri: "s" },
      cred,
      ...syncHdr,
    },
    syncBody: { commands, final: true },
  };
  for (const encoding of ["xml", "wbxml"] as const) {
    expect(decodeMessage(encodeMessage(message, encoding)).message).toEqual(message);
  }
  names.push(...namesIn(message));
  return names;
}

const says =
  (code: number, one: Command, ...objects: readonly ManagementObject[]) =>
  async () =>
    expect(await (await world(...objects)).code("S", one)).toBe(code);
const runs = object({ exec: () => STATUS.ok });

const withMeta = async (meta: Meta | undefined, data = "1") => {
  const w = await world();
  const code = await w.code("S", command("Add", "./Open/n", data, meta));
  return [code, w.tree.nodeAt(["Open", "n"])] as const;
};

export const ELEMENT_CASES: readonly Case[] = cases({
  "protocol §3.2#1": {
    sent: async () => {
      const must =
        "Chal Cmd CmdID CmdRef Cred Final LocName LocURI MsgID MsgRef SessionID Source SourceRef Target TargetRef VerDTD VerProto";
      const names = sentNames();
      expect(must.split(" ").filter((name) => !names.has(name))).toEqual([]);
    },
    received: async () => {
      const status: Command = {
        cmd: "Status",
        cmdId: "1",
        msgRef: "1",
        cmdRef: "0",
        command: "SyncHdr",
        targetRefs: ["t"],
        sourceRefs: ["s"],
        chal: { meta: challenge("n") },
        data: "212",
      };
      const names = takes([status, get("./A")], {
        target: { locUri: "IMEI:1", locName: "d" },
        source: { locUri: "s", locName: "srv" },
      });
      const must =
        "Chal Cmd CmdID CmdRef Cred Final LocName LocURI MsgID MsgRef SessionID Source SourceRef Target TargetRef VerDTD VerProto";
      expect(must.split(" ").filter((name) => !names.includes(name))).toEqual([]);
    },
  },
  "protocol §3.2#2": {
    sent: async () => expect(sentNames()).toContain("MoreData"),
    received: async () => {
      const d = new Dialogue();
      const item = { target: { locUri: "./B" }, meta: { size: "9" }, data: "01", moreData: true } as const;
      d.say([{ cmd: "Add", cmdId: "2", items: [item] }], { final: false });
      expect([...d.effect("execute")!.decided.values()]).toEqual([213]);
    },
  },
  "protocol §3.2#3": {
    "received and followed, never sent": async () => {
      const d = new Dialogue();
      d.say([get("./A")], { syncHdr: { respUri: "https://dm.example/next" } });
      d.done();
      expect(d.sent.url).toBe("https://dm.example/next");
      expect(sentNames()).not.toContain("RespURI");
    },
  },
  "protocol §3.2#4": {
    sent: async () => expect(sentNames()).toContain("Correlator"),
    received: async () =>
      expect(takes([{ cmd: "Exec", cmdId: "2", correlator: "c", items: [{ target: { locUri: "./A" } }] }])).toContain(
        "Correlator",
      ),
  },
  "protocol §3.2#5": {
    sent: async () => {
      const names = sentNames();
      // The wrapper is understood and never written (protocol §3.4#12).
      expect(["Format", "NextNonce", "Size", "Type"].filter((name) => !names.has(name))).toEqual([]);
    },
    received: async () => {
      const meta = { format: "chr", type: "text/plain", size: "1" };
      expect(takes([{ cmd: "Add", cmdId: "2", items: [{ target: { locUri: "./Open/n" }, meta, data: "v" }] }])).toEqual(
        expect.arrayContaining(["Format", "Size", "Type"]),
      );
    },
  },
  "protocol §3.2#6, #7": {
    sent: async () => {
      for (const name of ["MaxMsgSize", "MaxObjSize"]) expect(sentNames()).toContain(name);
    },
    "received and kept to": async () => {
      const d = new Dialogue();
      d.say([get("./Big")], { meta: { maxMsgSize: "600", maxObjSize: "2000" } });
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(1_900) }],
      });
      expect(d.sent.bytes.length).toBeLessThanOrEqual(600);
      d.say([get("./Big")], { meta: { maxMsgSize: "5000", maxObjSize: "10" } });
      d.done({
        cmd: "Results",
        msgRef: "2",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(1_900) }],
      });
      expect(d.statuses).toContain("Get 2 413");
    },
  },
  "protocol §3.2#8, §3.4#8": {
    "received and ignored, never sent": async () => {
      const [code, node] = await withMeta({ format: "chr", type: "text/plain", emi: ["vendor"] });
      expect([code, node?.value]).toEqual([200, "1"]);
      const d = new Dialogue();
      d.say([get("./A")], { meta: { emi: ["vendor"] } });
      expect(d.effect("execute")).toBeDefined();
      expect(sentNames()).not.toContain("EMI");
    },
  },
  "protocol §3.2#9": {
    Add: says(200, command("Add", "./Open/n", "1")),
    Delete: says(200, command("Delete", "./Open/a")),
    Get: says(200, command("Get", "./Open/a")),
    Replace: says(200, command("Replace", "./Open/a", "1")),
    Sequence: says(200, sequence("1", add("./Open/n", "1", "2"))),
  },
  "protocol §3.2#10": { Atomic: says(200, atomic("1", add("./Open/n", "1", "2"))) },
  "protocol §3.2#11": { Exec: says(200, command("Exec", "./A/run"), runs) },
  "protocol §3.2#12": { Copy: says(200, copy("./Open/a", "./Open/n")) },
  "protocol §3.2#13": {
    "Alert, Results, Replace, Status": async () => {
      const names = sentNames();
      expect(["Alert", "Results", "Replace", "Status"].filter((name) => !names.has(name))).toEqual([]);
    },
  },
  "protocol §3.3#10": {
    "in a command it is ignored": async () => {
      const quiet = { ...command("Get", "./Open/a"), noResp: true } as Command;
      const { codes, items } = await (await world()).run("S", quiet);
      expect([codes, items.length]).toEqual([{ 1: ["200"] }, 1]);
    },
  },
  "protocol §3.3#12": {
    "no Data and an empty one are the same": async () => {
      for (const data of [undefined, ""]) {
        const w = await world();
        expect(await w.code("S", command("Add", "./Open/n", data))).toBe(200);
        expect(await w.code("S", command("Replace", "./Open/a", data))).toBe(200);
        expect([w.value("./Open/n"), w.value("./Open/a")]).toEqual(["", ""]);
      }
    },
    "null and node take none": async () => {
      for (const format of ["null", "node"]) {
        const w = await world();
        expect(await w.code("S", command("Add", "./Open/n", undefined, { format }))).toBe(200);
        expect(await w.code("S", command("Add", "./Open/m", "x", { format }))).toBe(415);
      }
    },
    "Get, Delete, Copy and Exec need none": async () => {
      const w = await world(runs);
      for (const one of [
        command("Get", "./Open/a"),
        copy("./Open/a", "./Open/n"),
        command("Delete", "./Open/a"),
        command("Exec", "./A/run"),
      ]) {
        expect(await w.code("S", one)).toBe(200);
      }
    },
  },
  "protocol §3.3#13": {
    "trimmed, and otherwise as it came": async () => {
      const heard: unknown[] = [];
      const exec: ManagementObject["exec"] = (_path, _data, { correlator }) => {
        heard.push(correlator);
        return STATUS.ok;
      };
      const exec1: Command = {
        cmd: "Exec",
        cmdId: "1",
        correlator: "\n a  B/7 ",
        items: [{ target: { locUri: "./A/run" } }],
      };
      const header = new Dialogue().sent.message.syncHdr;
      const { message } = decodeMessage(encodeMessage({ syncHdr: header, syncBody: { commands: [exec1] } }, "xml"));
      const w = await world({ ...runs, exec });
      await w.run("S", ...message.syncBody.commands);
      expect(heard).toEqual(["a  B/7"]);
    },
  },
  "protocol §3.4#1": {
    "every Format of a node": async () => {
      const good: Readonly<Record<string, string>> = {
        b64: "AA==",
        bin: "x",
        bool: "true",
        chr: "x",
        int: "1",
        float: "1.5",
        date: "2026-11-29",
        time: "12:00:00",
        node: "",
        null: "",
        xml: "<a/>",
      };
      expect([...NODE_FORMATS].sort()).toEqual(Object.keys(good).sort());
      for (const format of NODE_FORMATS) {
        const [code, node] = await withMeta({ format }, good[format]);
        expect([code, node?.format], format).toEqual([200, format]);
      }
    },
    "no other": async () => expect((await withMeta({ format: "text" }))[0]).toBe(415),
    "chr where none is said": async () => expect((await withMeta(undefined))[1]?.format).toBe("chr"),
    "b64 for credentials and challenges": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      expect(d.sent.message.syncHdr.cred?.meta?.format).toBe("b64");
      d.say([get("./A")]);
      expect(d.commands[0]).toMatchObject({ chal: { meta: { format: "b64" } } });
    },
  },
  "protocol §3.4#2": {
    "a media type, text/plain where none is said": async () => {
      expect((await withMeta({ type: "text/x-mine" }))[1]?.type).toBe("text/x-mine");
      expect((await withMeta(undefined))[1]?.type).toBe("text/plain");
    },
    "the scheme of credentials": async () => expect(new Dialogue().sent.message.syncHdr.cred?.meta?.type).toBe(MD5),
  },
  "protocol §3.4#3": {
    "of the Item, or of the command around it": async () => {
      for (const inItem of [true, false]) {
        const d = new Dialogue();
        const meta = { size: "4" };
        const item = { target: { locUri: "./B" }, data: "é", moreData: true, ...(inItem && { meta }) } as const;
        d.say([{ cmd: "Add", cmdId: "2", items: [item], ...(inItem ? {} : { meta }) }], { final: false });
        expect([...d.effect("execute")!.decided.values()]).toEqual([213]);
        d.done();
        d.say([{ cmd: "Add", cmdId: "2", items: [{ target: { locUri: "./B" }, data: "é" }] }]);
        // Four bytes, two characters.
        expect([...d.effect("execute")!.decided.values()]).toEqual([]);
      }
    },
  },
  "protocol §3.4#5": {
    "decoded before it is used": async () => {
      const d = new Dialogue();
      d.say([], { header: { code: "401", chal: challenge("one\u0001two") } });
      expect(d.sent.message.syncHdr.cred?.data).toBe(md5Credential("gw", "client-secret", utf8("one\u0001two")));
    },
  },
  "protocol §3.4#6": {
    "what each side can receive": async () => {
      const d = new Dialogue({ maxMsgSize: 777 });
      expect(d.sent.message.syncHdr.meta?.maxMsgSize).toBe("777");
      d.say([get("./Big")], { meta: { maxMsgSize: "600" } });
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(700) }],
      });
      expect(d.sent.bytes.length).toBeLessThanOrEqual(600);
      expect(d.sent.message.syncHdr.meta?.maxMsgSize).toBe("777");
    },
  },
  "protocol §3.4#7": {
    "until it is replaced": async () => {
      const d = new Dialogue({ maxObjSize: 888 });
      expect(d.sent.message.syncHdr.meta?.maxObjSize).toBe("888");
      const codes: unknown[] = [];
      for (const maxObjSize of ["10", undefined, "20"]) {
        d.say([get("./Big")], maxObjSize === undefined ? {} : { meta: { maxObjSize } });
        d.done({
          cmd: "Results",
          msgRef: "1",
          cmdRef: "2",
          items: [{ source: { locUri: "./Big" }, data: "x".repeat(15) }],
        });
        codes.push(d.statuses[1]);
      }
      expect(codes).toEqual(["Get 2 413", "Get 2 413", "Get 2 200"]);
    },
    "and in this session alone": async () => {
      const d = new Dialogue();
      d.say([get("./Big")]);
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(15) }],
      });
      expect(d.statuses[1]).toBe("Get 2 200");
    },
  },
  "protocol §3.4#10": {
    "with every value a Get brings": async () => {
      const { items } = await (await world()).run(
        "S",
        command("Get", "./Open/a"),
        command("Get", "./Open/dir", undefined, undefined, "2"),
        command("Get", "./Open/a?prop=Name", undefined, undefined, "3"),
      );
      expect(items.map(({ meta }) => meta)).toEqual([
        { format: "chr", type: "text/plain" },
        { format: "node", type: "text/plain" },
        { format: "chr", type: "text/plain" },
      ]);
    },
  },
});
