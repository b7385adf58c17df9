/** Atomic and Sequence, and what Device Management leaves out of SyncML: protocol §3.1, §7, §8.6, §8.7. */
import { interior, leaf, type ManagementObject, STATUS } from "@oma-dm/client";
import { virtualClock } from "@oma-dm/client/node";
import type { Command, Item } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { scriptedUi } from "../../node/scripted-ui.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { structureText } from "../../tree/cases/structure-text.ts";
import { command, EVERYONE, world, worldWith } from "../../tree/world.ts";
import { Dialogue } from "../dialogue.ts";
import { add, atomic, FOREIGN, object, read, remove, replace, run, sequence } from "../requests.ts";

const P = { scope: "Permanent" } as const;

/** `CmdID code` of every Status, and that nothing has changed where nothing should have. */
async function codes(commands: readonly Command[], unchanged: boolean, ...objects: readonly ManagementObject[]) {
  const w = await world(...objects);
  const before = structureText(w.tree);
  const answer = await w.run("S", ...commands);
  expect(structureText(w.tree) === before).toBe(unchanged);
  return answer.codes;
}

export const CONTAINER_CASES: readonly Case[] = cases({
  "protocol §3.1#22": {
    ...Object.fromEntries(
      Object.entries(FOREIGN).map(([name, each]) => [
        `${name} is not for a client, nor what it holds`,
        async () => {
          const found = await codes([each], true);
          expect(found).toEqual(name === "Sync" ? { 1: ["405"], 2: ["215"] } : { 1: ["405"] });
        },
      ]),
    ),
    "what only Data Synchronisation means changes nothing": async () => {
      const w = await world();
      const odd: Command = { ...command("Delete", "./Open/a"), archive: true, sftDel: true, noResp: true } as Command;
      const asked: Command = { ...read("./Obj/num", "2"), lang: "fr", noResp: true } as Command;
      const withCred: Command = { ...add("./Open/n", "1", "3"), cred: { data: "x" } } as Command;
      const answer = await w.run("S", odd, asked, withCred);
      expect(answer.codes).toEqual({ 1: ["200"], 2: ["200"], 3: ["200"] });
      expect(answer.items).toHaveLength(1);
    },
    "none of it is ever sent": async () => {
      const d = new Dialogue();
      d.say([read("./A", "2")]);
      d.done({ cmd: "Results", msgRef: "1", cmdRef: "2", items: [{ source: { locUri: "./A" }, data: "v" }] });
      for (const { syncBody } of [new Dialogue().sent.message, d.sent.message]) {
        expect(JSON.stringify(syncBody)).not.toMatch(/"(?:archive|lang|noResp|noResults|numberOfChanges|sftDel|cred)"/);
      }
    },
    "a Get stands in a Sequence, not in an Atomic": async () => {
      expect(await codes([sequence("8", read("./Open/a", "1"))], true)).toEqual({ 8: ["200"], 1: ["200"] });
      expect(await codes([atomic("9", read("./Open/a", "1"))], true)).toEqual({ 9: ["507"], 1: ["500"] });
    },
    "an Atomic takes Add, Alert, Delete, Copy and Replace": async () => {
      const inside: readonly Command[] = [
        add("./Open/n", "1", "1"),
        { cmd: "Alert", cmdId: "2", data: "1222" },
        remove("./Open/n", "3"),
        { cmd: "Copy", cmdId: "4", items: [{ source: { locUri: "./Open/a" }, target: { locUri: "./Open/c" } }] },
        replace("./Open/a", "2", "5"),
      ];
      const expected = Object.fromEntries(["9", "1", "2", "3", "4", "5"].map((id) => [id, ["200"]]));
      expect(await codes([atomic("9", ...inside)], false)).toEqual(expected);
    },
  },
  "protocol §7#10": {
    "an object in chunks inside a container is refused, and the Atomic with it": async () => {
      const items: readonly Item[] = [
        { target: { locUri: "./Open/n" }, meta: { size: "9" }, data: "x", moreData: true },
      ];
      const chunk: Command = { cmd: "Add", cmdId: "1", items };
      expect(await codes([atomic("9", replace("./Open/a", "2", "2"), chunk)], true)).toEqual({
        9: ["507"],
        2: ["216"],
        1: ["412"],
      });
      expect(await codes([sequence("8", chunk)], true)).toEqual({ 8: ["200"], 1: ["412"] });
    },
    "an argument of an Exec may come in chunks": async () => {
      const chunk = (data: string, more: boolean): Command => ({
        cmd: "Exec",
        cmdId: "2",
        items: [{ target: { locUri: "./A/run" }, ...(more && { meta: { size: "4" }, moreData: true }), data }],
      });
      const d = new Dialogue();
      d.say([chunk("ab", true)], { final: false });
      expect([...d.effect("execute")!.decided.values()]).toEqual([213]);
      d.done();
      d.say([chunk("cd", false)]);
      const given: unknown[] = [];
      const exec: ManagementObject["exec"] = (_, data) => {
        given.push(data);
        return STATUS.ok;
      };
      const w = await world(object({ exec }));
      expect((await w.run("S", ...d.effect("execute")!.commands)).codes).toEqual({ 2: ["200"] });
      expect(given).toEqual(["abcd"]);
    },
  },
  "protocol §8.6#1": {
    "each sees what those before it did": async () => {
      const inside = [
        add("./Open/n", "1", "1"),
        replace("./Open/n", "2", "2"),
        remove("./Open/a", "3"),
        add("./Open/a", "new", "4"),
      ];
      expect(await codes([atomic("9", ...inside)], false)).toEqual({
        9: ["200"],
        1: ["200"],
        2: ["200"],
        3: ["200"],
        4: ["200"],
      });
    },
  },
  "protocol §8.6#4": Object.fromEntries(
    (
      [
        ["an Atomic, with what it holds", atomic("2", add("./Open/m", "1", "3")), { 3: ["215"] }],
        ["a Get", read("./Open/a", "2"), {}],
        ["an Exec", run("./A/run", "2"), {}],
        ["a Sequence, with what it holds", sequence("2", add("./Open/m", "1", "3")), { 3: ["215"] }],
      ] as const
    ).map(([title, illegal, more]) => [
      `${title}: 500, and the Atomic fails`,
      async () => {
        const found = await codes(
          [atomic("9", add("./Open/n", "1", "1"), illegal)],
          true,
          object({ exec: () => STATUS.ok }),
        );
        expect(found).toEqual({ 9: ["507"], 1: ["215"], 2: ["500"], ...more });
      },
    ]),
  ),
  "protocol §8.6#5": {
    "what is illegal is seen before anything runs": async () => {
      const written: string[] = [];
      const validate = () => {
        written.push("asked");
        return STATUS.ok;
      };
      const spy = object({ validate });
      const inside = [replace("./A/v", "1", "1"), replace("./none", "x", "2"), read("./Open/a", "3")];
      expect(await codes([atomic("9", ...inside)], true, spy)).toEqual({
        9: ["507"],
        1: ["215"],
        2: ["215"],
        3: ["500"],
      });
      expect(written).toEqual([]);
    },
  },
  "protocol §8.6#6": {
    "Statuses that need several messages undo nothing": async () => {
      const w = await world();
      const d = new Dialogue();
      const inside = Array.from({ length: 30 }, (_, n) => add(`./Open/n${n}`, "1", String(n + 10)));
      d.say([atomic("9", ...inside)], { meta: { maxMsgSize: "600" } });
      const { commands, msgRef } = d.effect("execute")!;
      const { replies } = await w.run("S", ...commands);
      expect(msgRef).toBe("1");
      d.take({ type: "executed", replies });
      const found = [...d.statuses];
      for (let round = 0; round < 30 && d.sent.message.syncBody.final !== true; round++) {
        d.say([{ cmd: "Alert", cmdId: "2", data: "1222" }], { final: false });
        d.done();
        found.push(...d.statuses);
      }
      const atomicStatuses = found.filter((it) => /^(?:Atomic|Add)/.test(it));
      expect(atomicStatuses).toEqual(["Atomic 9 200", ...inside.map(({ cmdId }) => `Add ${cmdId} 200`)]);
      expect(w.value("./Open/n29")).toBe("1");
    },
  },
  "protocol §8.6#7": {
    "an object that does not agree in the end": async () => {
      const never = object({ validate: () => STATUS.commandFailed });
      const inside = [add("./Open/n", "1", "1"), replace("./A/v", "1", "2")];
      expect(await codes([atomic("9", ...inside)], true, never)).toEqual({ 9: ["507"], 1: ["216"], 2: ["216"] });
    },
    "and cannot be undone": async () => {
      const stuck = object({
        validate: () => STATUS.ok,
        rollBack: () => {
          throw new Error("stuck");
        },
      });
      const never: ManagementObject = {
        spec: interior("Z", ["Get"], [leaf("v", "chr", ["Get", "Replace"], { ...P, initial: "0" })], {
          ...P,
          acl: EVERYONE,
        }),
        validate: () => STATUS.commandFailed,
      };
      const inside = [replace("./A/v", "1", "1"), replace("./Z/v", "1", "2")];
      expect(await codes([atomic("9", ...inside)], true, stuck, never)).toEqual({ 9: ["507"], 1: ["516"], 2: ["216"] });
    },
  },
  "protocol §8.6#8": {
    "with all its children, and none of them has run": async () => {
      const sure: Command = { cmd: "Alert", cmdId: "1", data: "1101", items: [{}, { data: "Sure?" }] };
      const bypassed = atomic("9", add("./Open/n", "1", "2"), read("./Open/a", "3"));
      const rest = { 9: ["215"], 2: ["215"], 3: ["215"] };
      for (const [answer, commands, expected] of [
        ["rejected", [sequence("8", sure, bypassed)], { 8: ["200"], 1: ["304"], ...rest }],
        ["cancelled", [sure, bypassed], { 1: ["214"], ...rest }],
      ] as const) {
        const w = await worldWith({ user: { ui: scriptedUi({ answer }), clock: virtualClock(0) } });
        const before = structureText(w.tree);
        expect((await w.run("S", ...commands)).codes).toEqual(expected);
        expect(structureText(w.tree)).toBe(before);
      }
    },
  },
  "protocol §8.6#9": {
    "the one that failed keeps its own code": async () => {
      const inside = [add("./Open/n", "1", "1"), replace("./none", "x", "2"), add("./Open/o", "1", "3")];
      expect(await codes([atomic("9", ...inside)], true)).toEqual({ 9: ["507"], 1: ["216"], 2: ["404"], 3: ["215"] });
    },
  },
  "protocol §8.7#1": {
    "200, whatever becomes of its children": async () =>
      expect(await codes([sequence("8", replace("./none", "x", "1"))], true)).toEqual({ 8: ["200"], 1: ["404"] }),
    "401 or 407 where the server is not known, and nothing begins": async () => {
      const server = { name: "s", secret: "x", scheme: "syncml:auth-md5", nonce: new Uint8Array(4) } as const;
      const d = new Dialogue({ servers: [server] });
      d.say([sequence("8", read("./A", "1"))]);
      expect(d.effect("execute")).toBeUndefined();
      expect(d.statuses).toEqual(["SyncHdr 0 407", "Sequence 8 407", "Get 1 407"]);
    },
  },
  "protocol §8.7#2": {
    "one that fails stops nothing": async () => {
      const inside = [
        replace("./none", "x", "1"),
        add("./Open/n", "1", "2"),
        add("./Open/n", "1", "3"),
        read("./Open/n", "4"),
      ];
      expect(await codes([sequence("8", ...inside)], false)).toEqual({
        8: ["200"],
        1: ["404"],
        2: ["200"],
        3: ["418"],
        4: ["200"],
      });
    },
  },
  "protocol §8.7#3": {
    "an Atomic in it is a command like others": async () => {
      expect(
        await codes([sequence("8", atomic("9", add("./Open/n", "1", "1")), add("./Open/o", "1", "2"))], false),
      ).toEqual({
        8: ["200"],
        9: ["200"],
        1: ["200"],
        2: ["200"],
      });
      const failing = atomic("9", add("./Open/n", "1", "1"), replace("./none", "x", "2"));
      expect(await codes([sequence("8", failing, read("./Open/a", "3"))], true)).toEqual({
        8: ["200"],
        9: ["507"],
        1: ["216"],
        2: ["404"],
        3: ["200"],
      });
    },
    "a Sequence in it is not": async () => {
      const inner = sequence("7", add("./Open/n", "1", "1"));
      expect(await codes([sequence("8", inner)], true)).toEqual({ 8: ["200"], 7: ["500"], 1: ["215"] });
    },
    "Get and Exec are": async () => {
      const found = await codes(
        [sequence("8", read("./Open/a", "1"), run("./A/run", "2"))],
        true,
        object({ exec: () => STATUS.ok }),
      );
      expect(found).toEqual({ 8: ["200"], 1: ["200"], 2: ["200"] });
    },
  },
});
