/** The header of a message and its Status: protocol §2.1, §2.4, §3.3, §8.3, §8.9; by hand against the pure step. */
import { encodeBase64, integrityMac, printIntegrityHeader } from "@oma-dm/codec/auth";
import type { Command, Status } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { type Case, cases } from "../../tree/cases/case.ts";
import { CLIENT, Dialogue, get, type OPTIONS, type Saying, SERVER, utf8 } from "../dialogue.ts";

const MD5 = "syncml:auth-md5";
const header = (d: Dialogue) => d.sent.message.syncHdr;
const isExecuting = (d: Dialogue): boolean => d.effect("execute") !== undefined;
const first = (d: Dialogue) => d.commands[0] as Status;

/** The server says `saying` and asks for something. */
function asked(saying: Saying, options = {}): Dialogue {
  const d = new Dialogue(options);
  d.say([get("./A")], saying);
  return d;
}

/** It is refused for its header: nothing is executed, the Status says why, and the session ends. */
function refuses(saying: Saying, code: string, item?: string): Dialogue {
  const d = asked(saying);
  expect(isExecuting(d)).toBe(false);
  expect(first(d)).toMatchObject({ cmdRef: "0", command: "SyncHdr", data: code });
  expect(first(d).items).toEqual(item === undefined ? undefined : [{ data: item }]);
  expect(d.statuses).toHaveLength(1);
  expect(d.alerts).toEqual(["1223"]);
  d.say([]);
  expect(d.ending).toMatchObject({ outcome: "protocol", error: { code: "protocol" } });
  return d;
}

const withMac = (nonce: Uint8Array): Saying => ({
  integrity: (body) =>
    printIntegrityHeader(
      "SHA256",
      SERVER.name,
      integrityMac("SHA256", { name: SERVER.name, secret: SERVER.secret, nonce, body }),
    ),
});

/** The server's Status of our package 1, in full. */
function verdict(code: string, options: Partial<typeof OPTIONS> = {}, ...items: readonly string[]): Dialogue {
  const d = new Dialogue(options);
  const status: Command = {
    cmd: "Status",
    cmdId: "1",
    msgRef: "1",
    cmdRef: "0",
    command: "SyncHdr",
    data: code,
    items: items.map((data) => ({ data })),
  };
  d.say([status, get("./A")], { header: null });
  return d;
}

export const HEADER_CASES: readonly Case[] = cases({
  "protocol §2.1#1": {
    "a server of 1.1 is understood": async () =>
      expect(isExecuting(asked({ syncHdr: { verDtd: "1.1", verProto: "DM/1.1" } }))).toBe(true),
  },
  "protocol §2.1#2": {
    "a session in 1.2": async () => {
      expect(header(new Dialogue({ verProto: "DM/1.2" }))).toMatchObject({ verDtd: "1.2", verProto: "DM/1.2" });
    },
  },
  "protocol §2.1#3": {
    "a session in 1.3": async () => {
      expect(header(new Dialogue({ verProto: "DM/1.3" }))).toMatchObject({ verDtd: "1.2", verProto: "DM/1.3" });
    },
  },
  "protocol §2.1#5": Object.fromEntries(
    (
      [
        ["513 that names nothing", "513", "DM/1.3", [], "DM/1.2"],
        ["505 that names a VerDTD", "505", "DM/1.3", ["1.1"], "DM/1.2"],
        ["a version we can speak", "513", "DM/1.2", ["DM/1.1", "DM/1.3"], "DM/1.3"],
        ["one we cannot", "513", "DM/1.3", ["DM/2.0"], "DM/1.2"],
        ["the very version that was refused", "513", "DM/1.3", ["DM/1.3"], "DM/1.2"],
        ["nothing left to try", "513", "DM/1.2", [], undefined],
        ["another refusal", "500", "DM/1.3", ["DM/1.2"], undefined],
      ] as const
    ).map(([title, code, verProto, items, next]) => [
      title,
      async () => {
        const d = verdict(code, { verProto }, ...items);
        expect(d.effect("version")?.verProto).toBe(next);
        expect(d.ending?.outcome).toBe("protocol");
      },
    ]),
  ),
  "protocol §2.1#6, §8.3#6": {
    "DTD 1.1 and 1.2 are read, no other": async () => {
      for (const verDtd of ["1.1", "1.2"]) expect(isExecuting(asked({ syncHdr: { verDtd } }))).toBe(true);
      for (const verDtd of ["1.0", "1.3", "2.0", ""]) refuses({ syncHdr: { verDtd } }, "505", "1.2");
    },
  },
  "protocol §2.1#6, §8.3#7": {
    "every DM/1.x is taken, nothing else": async () => {
      for (const verProto of ["DM/1.1", "DM/1.2", "DM/1.3"]) {
        expect(isExecuting(asked({ syncHdr: { verProto } }))).toBe(true);
      }
      for (const verProto of ["DM/2.0", "SyncML/1.2", ""]) refuses({ syncHdr: { verProto } }, "513", "DM/1.3");
    },
  },
  "protocol §2.4#1": {
    "an address of any form goes back as it came": async () => {
      for (const [target, source] of [
        ["IMEI:1", "https://dm.example/a?b"],
        ["urn:x:1", "./here"],
      ] as const) {
        const d = asked({ syncHdr: { target: { locUri: target }, source: { locUri: source } } });
        d.done();
        expect(first(d)).toMatchObject({ targetRefs: [target], sourceRefs: [source] });
      }
    },
  },
  "protocol §3.3#1": {
    "the same in every message, after a challenge too": async () => {
      const d = new Dialogue({ sessionId: "1F2A" });
      const syncHdr = { sessionId: "1F2A" };
      d.say([], { syncHdr, header: { code: "401", chal: { type: MD5, nextNonce: encodeBase64(utf8("n")) } } });
      expect(header(d).sessionId).toBe("1F2A");
      d.say([get("./A")], { syncHdr });
      d.done();
      expect(header(d).sessionId).toBe("1F2A");
    },
    "in any case of letters": async () =>
      expect(isExecuting(asked({ syncHdr: { sessionId: "1f2a" } }, { sessionId: "1F2A" }))).toBe(true),
    "another is not ours": async () => expect(isExecuting(asked({ syncHdr: { sessionId: "B" } }))).toBe(false),
  },
  "protocol §3.3#2": {
    "from 1 on, one more each time, package 1 again included": async () => {
      const d = new Dialogue();
      const numbers = [header(d).msgId];
      d.say([], { header: { code: "401", chal: { type: MD5, nextNonce: encodeBase64(utf8("n")) } } });
      numbers.push(header(d).msgId);
      for (let round = 0; round < 2; round++) {
        d.say([get("./A")]);
        d.done();
        numbers.push(header(d).msgId);
      }
      expect(numbers).toEqual(["1", "2", "3", "4"]);
    },
  },
  "protocol §3.3#3": {
    "ours are unique in their message, and none is 0": async () => {
      const d = new Dialogue();
      d.say([get("./A", "2"), get("./B", "3")]);
      d.done({ cmd: "Results", msgRef: "1", cmdRef: "2", items: [{ data: "v" }] });
      const ids = d.commands.map(({ cmdId }) => cmdId);
      expect(ids).toEqual(["1", "2", "3", "4"]);
    },
    "the server's may leave gaps and come in any order, nested ones too": async () => {
      const d = new Dialogue();
      const sequence: Command = { cmd: "Sequence", cmdId: "3", commands: [get("./B", "90"), get("./C", "4")] };
      d.say([get("./A", "17"), sequence]);
      d.take({
        type: "executed",
        replies: ["17", "3", "90", "4"].map((cmdRef) => ({
          cmd: "Status",
          msgRef: "1",
          cmdRef,
          command: "Get",
          data: "200",
        })),
      });
      expect(d.statuses.map((it) => it.split(" ")[1])).toEqual(["0", "17", "3", "90", "4"]);
    },
  },
  "protocol §3.3#4": {
    "that of the command, however late it is answered": async () => {
      const d = new Dialogue();
      d.say([get("./Big", "2")], { msgId: "7", meta: { maxMsgSize: "600" } });
      const { msgRef } = d.effect("execute")!;
      d.take({
        type: "executed",
        replies: [
          { cmd: "Status", msgRef, cmdRef: "2", command: "Get", data: "200" },
          { cmd: "Results", msgRef, cmdRef: "2", items: [{ data: "x".repeat(900) }] },
        ],
      });
      d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { msgId: "8", final: false });
      d.done();
      const refs = d.commands.map((it) =>
        it.cmd === "Status" || it.cmd === "Results" ? `${it.cmd} ${it.msgRef}` : "",
      );
      expect([refs[0], refs.at(-1)]).toEqual(["Status 8", "Results 7"]);
    },
  },
  "protocol §3.3#5": {
    "0 and SyncHdr, else CmdID and the name of the element": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([
        get("./A", "2"),
        { cmd: "Alert", cmdId: "3", data: "1222" },
        { cmd: "Atomic", cmdId: "4", commands: [{ cmd: "Delete", cmdId: "5", items: [] }] },
        { cmd: "Map", cmdId: "6", target: { locUri: "a" }, source: { locUri: "b" }, mapItems: [] },
      ]);
      expect(d.statuses).toEqual(
        ["SyncHdr 0", "Get 2", "Alert 3", "Atomic 4", "Delete 5", "Map 6"].map((it) => `${it} 407`),
      );
    },
  },
  "protocol §3.3#7": {
    "the server is the Target, the device the Source": async () =>
      expect(header(new Dialogue())).toMatchObject({
        target: { locUri: "https://dm.example/" },
        source: { locUri: "IMEI:1" },
      }),
  },
  "protocol §3.3#8": {
    "the name goes with md5 and with a MAC, in every message": async () => {
      for (const scheme of [MD5, "syncml:auth-MAC"] as const) {
        const client = { ...CLIENT, scheme };
        const d = new Dialogue({ clients: [client], first: client });
        expect(header(d).source.locName).toBe("gw");
        d.say([get("./A")], { header: { code: "212", chal: { type: scheme, nextNonce: encodeBase64(utf8("n")) } } });
        d.done();
        expect(header(d).source.locName).toBe("gw");
      }
    },
    "without a name there is none": async () =>
      expect(header(new Dialogue({ clients: [], first: undefined })).source).toEqual({ locUri: "IMEI:1" }),
  },
  "protocol §3.3#9": {
    "the answer goes where it says": async () => {
      const d = asked({ syncHdr: { respUri: "https://other.example/x" } });
      d.done();
      expect(d.sent.url).toBe("https://other.example/x");
    },
  },
  "protocol §3.3#10": {
    "in the header it is ignored": async () => {
      const d = asked({ syncHdr: { noResp: true } });
      d.done();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
    },
  },
  "protocol §8.2#1": {
    "first in every message, with both addresses": async () => {
      const d = new Dialogue();
      d.say([get("./Big")], { meta: { maxMsgSize: "600" } });
      d.done({
        cmd: "Results",
        msgRef: "1",
        cmdRef: "2",
        items: [{ source: { locUri: "./Big" }, data: "x".repeat(900) }],
      });
      for (let round = 1; round <= 3; round++) {
        expect(first(d)).toMatchObject({
          cmdRef: "0",
          command: "SyncHdr",
          msgRef: String(round),
          targetRefs: ["IMEI:1"],
          sourceRefs: ["https://dm.example/"],
        });
        if (d.sent.message.syncBody.final === true) break;
        d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
        d.done();
      }
      expect(header(d).msgId).not.toBe("2");
    },
    "with the challenge": async () => {
      const d = asked({}, { servers: [SERVER] });
      expect(first(d).chal?.meta.type).toBe(MD5);
    },
  },
  "protocol §8.2#7": {
    "our version, where the server's is refused": async () => {
      refuses({ syncHdr: { verDtd: "9" } }, "505", "1.2");
      refuses({ syncHdr: { verProto: "DM/9" } }, "513", "DM/1.3");
    },
    "no Item otherwise": async () => {
      const d = asked({});
      d.done();
      expect(d.commands.every((it) => !("items" in it))).toBe(true);
    },
  },
  "protocol §8.3#1": {
    "TLS vouches for the server": async () => {
      const d = asked({});
      d.done();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
    },
    "its MAC does": async () => {
      const server = { ...SERVER, scheme: "syncml:auth-MAC" } as const;
      const d = asked(withMac(SERVER.nonce), { servers: [server] });
      expect(isExecuting(d)).toBe(true);
      d.done();
      expect(d.statuses[0]).toBe("SyncHdr 0 200");
    },
  },
  "protocol §8.3#2": {
    "212 with the next nonce": async () => {
      const d = asked({ cred: { nonce: SERVER.nonce } }, { servers: [SERVER] });
      expect(isExecuting(d)).toBe(true);
      d.done();
      expect(first(d)).toMatchObject({
        data: "212",
        chal: { meta: { type: MD5, format: "b64", nextNonce: encodeBase64(utf8("issued-1")) } },
      });
    },
  },
  "protocol §8.3#3": {
    "accepted for the session: no Cred is needed any more, and the Status is no refusal": async () => {
      const d = asked({ cred: { nonce: SERVER.nonce } }, { servers: [SERVER] });
      d.done();
      d.say([get("./B")]);
      expect(isExecuting(d)).toBe(true);
      d.done();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
    },
  },
  "protocol §8.3#4": {
    "407 and a challenge, 407 for every command, nothing executed": async () => {
      const d = new Dialogue({ servers: [SERVER] });
      d.say([get("./A"), { cmd: "Atomic", cmdId: "3", commands: [get("./B", "4")] }]);
      expect(isExecuting(d)).toBe(false);
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Get 2 407", "Atomic 3 407", "Get 4 407"]);
      expect(first(d).chal?.meta.type).toBe(MD5);
      expect(d.commands.map(({ cmd }) => cmd)).not.toContain("Results");
    },
  },
  "protocol §8.3#5": {
    "401 and a challenge, 401 for every command": async () => {
      const d = asked({ cred: { nonce: utf8("wrong") } }, { servers: [SERVER] });
      expect(isExecuting(d)).toBe(false);
      expect(d.statuses).toEqual(["SyncHdr 0 401", "Get 2 401"]);
      expect(first(d).chal?.meta.type).toBe(MD5);
    },
  },
  "protocol §8.3#8": {
    "no MsgID": async () => {
      expect(first(asked({ msgId: "" }))).toMatchObject({ msgRef: "" });
      refuses({ msgId: "" }, "412");
    },
    "no Target": async () => {
      expect(first(asked({ syncHdr: { target: { locUri: "" } } }))).not.toHaveProperty("targetRefs");
      refuses({ syncHdr: { target: { locUri: "" } } }, "412");
    },
  },
  "protocol §8.3#6, #7, #8, #10": {
    "of several faults the first decides: SessionID, VerDTD, VerProto, MsgID and Target, RespURI": async () => {
      const all = { sessionId: "B", verDtd: "9", verProto: "DM/9", target: { locUri: "" }, respUri: "no address" };
      const { sessionId: _session, ...versions } = all;
      const { verDtd: _dtd, ...protocol } = versions;
      const { verProto: _proto, ...rest } = protocol;
      expect(asked({ syncHdr: all }).effect("send")).toBeUndefined();
      refuses({ syncHdr: versions }, "505", "1.2");
      refuses({ syncHdr: protocol }, "513", "DM/1.3");
      refuses({ syncHdr: rest }, "412");
      refuses({ syncHdr: { respUri: "no address" } }, "400");
    },
  },
  "protocol §8.3#9": {
    "a Target that is not this device is let pass": async () =>
      expect(isExecuting(asked({ syncHdr: { target: { locUri: "IMEI:999" } } }))).toBe(true),
  },
  "protocol §8.3#10": {
    "another SessionID ends it in silence": async () => {
      const d = asked({ syncHdr: { sessionId: "B" } });
      expect(isExecuting(d)).toBe(false);
      expect(d.effect("send")).toBeUndefined();
      expect(d.ending).toMatchObject({ outcome: "protocol", error: { code: "protocol" } });
    },
  },
  "protocol §8.3#11": {
    "1223 alone once there was a message, silence before": async () => {
      const d = asked({});
      d.done();
      d.take({ type: "undecodable", reason: "x" });
      expect(d.commands).toEqual([{ cmd: "Alert", cmdId: "1", data: "1223" }]);
      const early = new Dialogue();
      early.take({ type: "undecodable", reason: "x" });
      expect(early.effect("send")).toBeUndefined();
      expect(early.ending).toMatchObject({ error: { code: "undecodable" } });
    },
  },
  "protocol §8.9#1": {
    ...Object.fromEntries(
      ["100", "101", "200", "202", "212", "299"].map((code) => [
        `${code} goes on`,
        async () => expect(isExecuting(verdict(code))).toBe(true),
      ]),
    ),
    ...Object.fromEntries(
      (
        [
          ["99", "protocol"],
          ["300", "protocol"],
          ["301", "protocol"],
          ["302", "protocol"],
          ["404", "protocol"],
          ["500", "protocol"],
          ["502", "protocol"],
          ["503", "busy"],
          ["504", "protocol"],
          ["505", "version-refused"],
          ["506", "protocol"],
          ["512", "protocol"],
          ["513", "version-refused"],
          ["514", "protocol"],
          ["", "protocol"],
        ] as const
      ).map(([code, error]) => [
        `${JSON.stringify(code)} ends it: ${error}`,
        async () => {
          const d = verdict(code);
          expect(isExecuting(d)).toBe(false);
          expect(d.ending).toMatchObject({ outcome: "protocol", error: { code: error } });
        },
      ]),
    ),
    "401 and 407 are challenges": async () => {
      for (const code of ["401", "407"]) {
        const d = new Dialogue();
        d.say([], { header: { code, chal: { type: MD5, nextNonce: encodeBase64(utf8("n")) } } });
        expect(d.alerts).toEqual(["1201"]);
      }
    },
    "a Status belongs to the message and command it names": async () => {
      const alert = { cmd: "Alert", data: "1226", items: [{ data: "x" }] } as const;
      const status = (msgRef: string, cmdRef: string): Command => ({
        cmd: "Status",
        cmdId: "9",
        msgRef,
        cmdRef,
        command: "Alert",
        data: "200",
      });
      for (const [msgRef, cmdRef, settles] of [
        ["2", "2", true],
        ["1", "2", false],
        ["2", "1", false],
      ] as const) {
        const d = new Dialogue();
        d.say([], { alerts: [{ id: "a", alert }] });
        expect(d.commands[1]).toMatchObject({ cmd: "Alert", cmdId: "2" });
        d.say([status(msgRef, cmdRef)]);
        expect(d.effect("alert-settled") !== undefined).toBe(settles);
      }
    },
    "Statuses that are missing change nothing": async () => {
      const d = new Dialogue();
      d.say([get("./A")]);
      expect(isExecuting(d)).toBe(true);
    },
  },
});
