/** Objects put together below ./Inbox node by node: tree §11#16. */
import { interior, leaf, type ManagementObject } from "@oma-dm/client";
import type { Command, Item, Meta } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { command, EVERYONE, type World, world } from "../world.ts";
import { type Case, cases } from "./case.ts";
import { structureText } from "./structure-text.ts";

const LAMP = { format: "node", type: "urn:oma:mo:ext-lamp:1.0" };
const ACCOUNT = { format: "node", type: "urn:oma:mo:oma-dm-dmacc:1.1" };
const NODE = { format: "node" };

const add = (cmdId: string, uri: string, data?: string | Uint8Array, meta?: Meta): Command =>
  command("Add", uri, data, meta, cmdId);
const item = (uri: string, data?: string, meta?: Meta): Item => ({
  target: { locUri: uri },
  ...(data === undefined ? {} : { data }),
  ...(meta && { meta }),
});
const items = (cmdId: string, ...all: readonly Item[]): Command => ({ cmd: "Add", cmdId, items: all }) as Command;
const atomic = (...commands: readonly Command[]): Command => ({ cmd: "Atomic", cmdId: "9", commands }) as Command;

async function without(w: World, path: readonly string[], acl: string): Promise<void> {
  await w.tree.transact((transaction) => {
    transaction.set(w.tree.nodeAt(path)!, { acl });
    transaction.commit();
  });
}

/** The root of a kind the device knows, that refuses every change. */
const REFUSING: ManagementObject = {
  spec: interior("Sole", ["Get"], [leaf("v", "chr", ["Get", "Replace"], { scope: "Permanent", initial: "0" })], {
    scope: "Permanent",
    moid: "urn:oma:mo:ext-sole:1.0",
    acl: EVERYONE,
  }),
  validate: () => 403,
};

export const INBOX_CASES: readonly Case[] = cases({
  "tree §11#16, §6.2#15": {
    "an object in Items of one message, wherever they stand": async () => {
      const w = await world();
      const { codes, replies } = await w.run(
        "S",
        add("1", "./Inbox/three/Id", "3"),
        command("Get", "./Lamps", undefined, undefined, "2"),
        add("3", "./Inbox/three", undefined, LAMP),
        add("4", "./Inbox/three/ConRef", "./Inbox/three/Id"),
      );
      expect(codes).toEqual({ 1: ["200"], 2: ["200"], 3: ["200"], 4: ["200"] });
      expect(replies[0]).toMatchObject({ targetRefs: ["./Inbox/three/Id"] });
      expect([w.value("./Lamps/three/Id"), w.value("./Lamps/three/ConRef")]).toEqual(["3", "./Lamps/three/Id"]);
      expect(w.tree.find(["Inbox"])?.children).toEqual([]);
    },
    "the object is there when the message is over, not before": async () => {
      const w = await world();
      const { items: found } = await w.run(
        "S",
        add("1", "./Inbox/three", undefined, LAMP),
        command("Get", "./Lamps", undefined, undefined, "2"),
      );
      expect(found[0]?.data).toBe("one/two");
      expect(w.tree.find(["Lamps"])?.children).toEqual(["one", "two", "three"]);
    },
    "Items of one command fare each as their object does": async () => {
      const w = await world();
      const { codes } = await w.run(
        "S",
        items(
          "1",
          item("./Inbox/a", undefined, LAMP),
          item("./Inbox/b", undefined, { ...LAMP, type: "urn:oma:mo:x-none:1.0" }),
          item("./Inbox/a/Id", "7"),
          item("./Open/n", "v"),
          item("./Inbox/b/Id", "8"),
        ),
      );
      expect(codes).toEqual({ 1: ["200", "415", "200", "200", "415"] });
      expect([w.value("./Lamps/a/Id"), w.value("./Open/n")]).toEqual(["7", "v"]);
    },
    "an account, bytes in base64 included": async () => {
      const w = await world();
      const { codes } = await w.run(
        "S",
        add("1", "./Inbox/x", undefined, ACCOUNT),
        add("2", "./Inbox/x/ServerID", "op"),
        add("3", "./Inbox/x/AppAddr/a/Addr", "https://a.example/"),
        add("4", "./Inbox/x/AppAuth/c", undefined, NODE),
        add("5", "./Inbox/x/AppAuth/c/AAuthData", "AP8=", { format: "b64" }),
      );
      expect([...new Set(Object.values(codes).flat())]).toEqual(["200"]);
      expect(w.value("./DMAcc/x/AppAuth/c/AAuthData")).toEqual(Uint8Array.of(0, 255));
      expect(w.value("./DMAcc/x/AppAddr/a/Addr")).toBe("https://a.example/");
      expect(w.acl("./DMAcc/x")).toBe("Add=op&Delete=op&Get=op&Replace=op");
    },
    "one node that cannot be, and none is": async () => {
      const w = await world();
      const before = structureText(w.tree);
      const { codes } = await w.run(
        "S",
        add("1", "./Inbox/three", undefined, LAMP),
        add("2", "./Inbox/three/Id", "3"),
        add("3", "./Inbox/three/unknown", "v"),
      );
      expect(codes).toEqual({ 1: ["405"], 2: ["405"], 3: ["405"] });
      expect(structureText(w.tree)).toBe(before);
    },
    "nobody's object, a value that is none, a node twice": async () => {
      const w = await world();
      expect(await w.code("S", add("1", "./Inbox/x", "v"))).toBe(415);
      expect(await w.code("S", add("1", "./Inbox/x/y", "v"))).toBe(415);
      expect(await w.code("S", add("1", "./Inbox/x", undefined, { format: "nonsense" }))).toBe(415);
      const { codes } = await w.run(
        "S",
        add("1", "./Inbox/three", undefined, LAMP),
        add("2", "./Inbox/three/Id", "3"),
        add("3", "./Inbox/three/Id", "4"),
      );
      expect(codes).toEqual({ 1: ["200"], 2: ["200"], 3: ["418"] });
      expect(w.value("./Lamps/three/Id")).toBe("3");
    },
    "by its ACL alone": async () => {
      const w = await world();
      await without(w, ["Inbox"], "Add=T");
      expect(await w.code("S", add("1", "./Inbox/three", undefined, LAMP))).toBe(425);
      expect(await w.code("T", add("1", "./Inbox/three", undefined, LAMP))).toBe(200);
    },
    "what its object refuses": async () => {
      const w = await world(REFUSING);
      const sole = { format: "node", type: "urn:oma:mo:ext-sole:1.0" };
      const { codes } = await w.run("S", add("1", "./Inbox/s", undefined, sole), add("2", "./Inbox/s/v", "1"));
      expect(codes).toEqual({ 1: ["403"], 2: ["403"] });
      expect(w.value("./Sole/v")).toBe("0");
    },
    "inside an Atomic with all the rest": async () => {
      const w = await world();
      const good = [add("1", "./Inbox/three", undefined, LAMP), add("2", "./Inbox/three/Id", "3")];
      expect((await w.run("S", atomic(...good, add("3", "./Open/n", "v")))).codes).toEqual({
        9: ["200"],
        1: ["200"],
        2: ["200"],
        3: ["200"],
      });
      expect(w.value("./Lamps/three/Id")).toBe("3");
      const before = structureText(w.tree);
      const bad = [add("1", "./Inbox/four", undefined, LAMP), add("2", "./Inbox/four/unknown", "v")];
      expect((await w.run("S", atomic(...bad, add("3", "./Open/m", "v")))).codes).toEqual({
        9: ["507"],
        1: ["405"],
        2: ["405"],
        3: ["216"],
      });
      const late = add("3", "./Open/a", "there already");
      expect((await w.run("S", atomic(...good, late))).codes).toEqual({
        9: ["507"],
        1: ["216"],
        2: ["216"],
        3: ["418"],
      });
      expect(structureText(w.tree)).toBe(before);
    },
  },
});
