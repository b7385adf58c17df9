/** What the text leaves open and we do: protocol §18, by commands against a small tree. */
import { memoryStore } from "@oma-dm/client/node";
import type { Command, Sequence } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { rememberSessionId, SessionMemories } from "../../../src/session-memory.ts";
import { isSuccess } from "../../../src/status.ts";
import { exchange, ok, WBXML, XML } from "../../http/prepared-answers.ts";
import { openDevice, paperServer } from "../../report/paper-server.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { command, copy, type World, world } from "../../tree/world.ts";
import { Dialogue, get } from "../dialogue.ts";

const add = (uri: string, cmdId: string, data = "1") => command("Add", uri, data, undefined, cmdId);
const items = (cmd: "Get" | "Delete", cmdId: string, ...uris: readonly string[]): Command =>
  ({ cmd, cmdId, items: uris.map((locUri) => ({ target: { locUri } })) }) as Command;

/** `Cmd CmdRef code TargetRef` of each Status, and `Results CmdRef`, in order. */
async function told(w: World, ...commands: readonly Command[]): Promise<readonly string[]> {
  const { replies } = await w.run("S", ...commands);
  return replies.map((it) => {
    if (it.cmd !== "Status") return `${it.cmd} ${"cmdRef" in it ? it.cmdRef : ""}`;
    return [it.command, it.cmdRef, it.data, ...(it.targetRefs ?? [])].join(" ");
  });
}

export const CHOICE_CASES: readonly Case[] = cases({
  "protocol §18#11": {
    "all Statuses, then all Results": async () =>
      expect(await told(await world(), items("Get", "1", "./Open/a"), items("Get", "2", "./Open/dir/x"))).toEqual([
        "Get 1 200 ./Open/a",
        "Get 2 200 ./Open/dir/x",
        "Results 1",
        "Results 2",
      ]),
  },
  "protocol §18#12": {
    "TargetRef for one Item, none where a Status is for several": async () => {
      expect(await told(await world(), items("Delete", "1", "./Open/a"))).toEqual(["Delete 1 200 ./Open/a"]);
      expect(await told(await world(), items("Delete", "1", "./Open/a", "./Open/dir"))).toEqual(["Delete 1 200"]);
    },
  },
  "protocol §18#13": {
    "one Status where all fared alike, else one for each Item": async () => {
      expect(await told(await world(), items("Delete", "1", "./Open/a", "./Open/dir"))).toEqual(["Delete 1 200"]);
      expect(await told(await world(), items("Delete", "1", "./Open/a", "./Open/none"))).toEqual([
        "Delete 1 200 ./Open/a",
        "Delete 1 404 ./Open/none",
      ]);
    },
  },
  "protocol §18#14": {
    "an Item that fails undoes no other": async () => {
      const w = await world();
      await told(w, items("Delete", "1", "./Open/a", "./Open/none", "./Open/dir/x"));
      expect([w.value("./Open/a"), w.value("./Open/dir/x")]).toEqual([undefined, undefined]);
    },
  },
  "protocol §18#16": {
    "a child that fails stops no Sequence, which is 200 all the same": async () => {
      const w = await world();
      const commands = [command("Get", "./Open/none", undefined, undefined, "1"), add("./Open/n", "2")];
      const { codes } = await w.run("S", { cmd: "Sequence", cmdId: "9", commands } as Sequence);
      expect(codes).toEqual({ 9: ["200"], 1: ["404"], 2: ["200"] });
      expect(w.value("./Open/n")).toBe("1");
    },
  },
  "protocol §18#17": {
    "in an Atomic that fails: its own code, 216 before it, 215 behind it": async () => {
      const w = await world();
      const commands = [
        add("./Open/n", "1"),
        command("Delete", "./Open/none", undefined, undefined, "2"),
        add("./Open/m", "3"),
      ];
      const { codes } = await w.run("S", { cmd: "Atomic", cmdId: "9", commands } as Command);
      expect(codes).toEqual({ 9: ["507"], 1: ["216"], 2: ["404"], 3: ["215"] });
    },
  },
  "protocol §18#18": {
    "202 is a success, but no Exec gets so far in an Atomic": async () => {
      expect(isSuccess(202)).toBe(true);
      const w = await world();
      const commands = [command("Exec", "./Obj/run", undefined, undefined, "1")];
      const { codes } = await w.run("S", { cmd: "Atomic", cmdId: "9", commands } as Command);
      expect(codes).toEqual({ 9: ["507"], 1: ["500"] });
    },
  },
  "protocol §18#21": {
    "two commands of one CmdID are both done and both answered": async () => {
      const w = await world();
      expect(await told(w, add("./Open/n", "1"), add("./Open/m", "1"))).toEqual([
        "Add 1 200 ./Open/n",
        "Add 1 200 ./Open/m",
      ]);
      expect([w.value("./Open/n"), w.value("./Open/m")]).toEqual(["1", "1"]);
    },
  },
  "protocol §18#22": {
    "NoResp is not heard": async () => {
      const d = new Dialogue();
      d.say([{ ...get("./A"), noResp: true } as Command], { syncHdr: { noResp: true } });
      d.done();
      expect(d.statuses).toEqual(["SyncHdr 0 200", "Get 2 200"]);
      expect(await told(await world(), { ...add("./Open/n", "1"), noResp: true } as Command)).toEqual([
        "Add 1 200 ./Open/n",
      ]);
    },
  },
  "protocol §18#24": {
    "a Copy makes its target where its parent may be added to, and nowhere else": async () => {
      const w = await world();
      expect(await w.code("S", copy("./Open/a", "./Open/made"))).toBe(200);
      expect(w.value("./Open/made")).toBe("1");
      expect(await w.code("S", copy("./Open/a", "./Closed/made"))).toBe(425);
      expect(await w.code("S", copy("./Open/none", "./Open/made"))).toBe(404);
    },
  },
  "protocol §18#25": {
    "the Get of an interior node lists its children, unless list= asks otherwise": async () => {
      const w = await world();
      const plain = await w.run("S", items("Get", "1", "./Open/dir"));
      expect(plain.items.map(({ data, meta }) => [data, meta?.format])).toEqual([["x/sub", "node"]]);
      const listed = await w.run("S", items("Get", "1", "./Open/dir?list=StructData"));
      expect(listed.items.map(({ source }) => source?.locUri)).toContain("./Open/dir/sub/y");
    },
  },
  "protocol §18#28": {
    "a first chunk without a Size is 411": async () => {
      const d = new Dialogue();
      const item = { target: { locUri: "./B" }, data: "01", moreData: true } as const;
      d.say([{ cmd: "Add", cmdId: "2", items: [item] }], { final: false });
      expect([...d.effect("execute")!.decided.values()]).toEqual([411]);
    },
  },
  "protocol §18#33": {
    "parameters of a media type are not looked at": async () => {
      for (const type of [`${WBXML}; charset=utf-8`, `${XML};charset="x";y=z`]) {
        const { answer } = await exchange([ok({ headers: { "content-type": type } })]);
        expect(answer).toMatchObject({ outcome: "response" });
      }
    },
  },
  "protocol §18#38": {
    "how long and how often is the caller's to say": async () => {
      const { sent, times } = await exchange([{ status: 503 }], {}, { timeoutMs: 7, attempts: 2 });
      expect([sent.map(({ timeoutMs }) => timeoutMs), times]).toEqual([
        [7, 7],
        [0, 1_000],
      ]);
      const usual = await exchange([{ status: 503 }]);
      expect([usual.sent.map(({ timeoutMs }) => timeoutMs), usual.times]).toEqual([
        [60_000, 60_000, 60_000],
        [0, 1_000, 3_000],
      ]);
    },
  },
  "protocol §18#39": {
    "1 to FFFF, and 1 again": async () => {
      const after = async (counter: number | undefined): Promise<number> => {
        const store = memoryStore();
        if (counter !== undefined) await store.commit([rememberSessionId(counter)]);
        return new SessionMemories(store).nextSessionId();
      };
      expect([await after(undefined), await after(1), await after(0xfffe), await after(0xffff)]).toEqual([
        1, 2, 0xffff, 1,
      ]);
    },
    "in hexadecimal, in capitals": async () => {
      const store = memoryStore();
      await store.commit([rememberSessionId(0xabe)]);
      const server = paperServer();
      const { device } = await openDevice(server, { store });
      await device.connect();
      await device.close();
      expect(server.sent[0]!.message.syncHdr.sessionId).toBe("ABF");
    },
  },
});
