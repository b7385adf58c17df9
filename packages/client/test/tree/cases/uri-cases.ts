/** Node URIs, absolute and relative: tree §2, §6.1, §8. */
import { interior, leaf } from "@oma-dm/client";
import type { Command, Item } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { devDetail, devInfo } from "../../../src/objects/device-objects.ts";
import { URI_LIMITS } from "../../../src/tree/uri.ts";
import { command, copy, EVERYONE, type World, world } from "../world.ts";
import { type Case, cases } from "./case.ts";

const says =
  (code: number, ...args: Parameters<typeof command>) =>
  async () =>
    expect(await (await world()).code("S", command(...args))).toBe(code);

async function got(w: World, uri: string): Promise<readonly Item[]> {
  return (await w.run("S", command("Get", uri))).items;
}

/** Get answers each with the code. */
const gets =
  (code: number, ...uris: readonly string[]) =>
  async () => {
    const w = await world();
    for (const uri of uris) expect([uri, await w.code("S", command("Get", uri))]).toEqual([uri, code]);
  };

const x = (count: number): string => "x".repeat(count);
const segments = (count: number, name = "x"): string => `./${Array(count).fill(name).join("/")}`;
/** A URI of exactly so many characters. */
const ofLength = (count: number, char = "x"): string => {
  const uri = `${segments(Math.floor(count / 200) + 1, "s")}/`;
  const rest = count - [...uri].length;
  const names: string[] = [];
  for (let left = rest; left > 0; left -= 201) names.push(char.repeat(Math.min(left, 200)));
  return uri + names.join("/");
};

const LAMP = "urn:oma:mo:ext-lamp:1.0";
const DEVICE = { devId: "urn:x:1", man: "m", mod: "n" };
const EVERY = ["Add", "Replace", "Delete", "Get", "Exec"] as const;

export const URI_CASES: readonly Case[] = cases({
  "tree §2#1, #2": {
    "the root is a dot, and its dot may be left out below": async () => {
      const w = await world();
      expect((await got(w, "."))[0]?.meta?.format).toBe("node");
      expect((await got(w, "Open/a"))[0]?.data).toBe("1");
      expect((await got(w, "./Open/a"))[0]?.data).toBe("1");
      expect(await w.code("S", command("Add", "Open/n", "v"))).toBe(200);
      expect(w.value("./Open/n")).toBe("v");
    },
  },
  "tree §2#3": {
    "no slash at the end, nothing that leads upwards, the dot first alone": gets(
      404,
      "./",
      "./Open/",
      "./Open/../Obj",
      "../Open",
      "./Open/./a",
      "././Open",
    ),
  },
  "tree §2#4": {
    "a name is UTF-8 without a slash": async () => {
      for (const uri of ["./Open/x%2Fy", "./Open/%ff", "./Open/%c3"]) await says(404, "Add", uri, "v")();
    },
  },
  "tree §2#5": {
    "a name is kept as it was given": async () => {
      const w = await world();
      expect(await w.code("S", command("Add", "./Obj/case/mixed2", "v"))).toBe(405);
      expect(await w.code("S", command("Add", "./Open/MiXed", "v"))).toBe(200);
      expect((await got(w, "./Open/MiXed?prop=Name"))[0]?.data).toBe("MiXed");
    },
  },
  "tree §2#6, #16": {
    "what is not ASCII travels escaped, and is found either way": async () => {
      const w = await world();
      expect((await got(w, "./Open/%C3%A9"))[0]?.data).toBe("umlaut");
      expect((await got(w, "./Open/é"))[0]?.data).toBe("umlaut");
      expect(String((await got(w, "./Open"))[0]?.data).split("/")).toContain("%C3%A9");
    },
    "one canonical form: escapes undone, case kept, ./ in front": async () => {
      const w = await world();
      expect((await got(w, "./Open/%61"))[0]?.data).toBe("1");
      expect(await w.code("S", command("Add", "Open/a%20b", "v"))).toBe(200);
      const uris = (await got(w, "Open?list=Struct")).map(({ source }) => source?.locUri);
      expect(uris).toContain("./Open/a%20b");
      expect((await got(w, ".?list=Struct"))[0]?.source?.locUri).toBe(".");
      expect(await w.code("S", command("Get", "./Open/A"))).toBe(404);
    },
  },
  "tree §2#7": {
    "what a segment may hold": async () => {
      const w = await world();
      const name = "aZ09-_.!~*'()%20:@&=+$,;";
      expect(await w.code("S", command("Add", `./Open/${name}`, "v"))).toBe(200);
      expect(String((await got(w, "./Open"))[0]?.data).split("/")).toContain(name);
      expect(await w.code("S", command("Add", "./Open/..a", "v"))).toBe(200);
    },
    "what it may not": async () => {
      for (const name of ["a b", "a%2", "a%zz", "a#b", "a[b", 'a"b', "a<b", "a\\b", ".", ".."]) {
        await says(404, "Add", `./Open/${name}`, "v")();
      }
    },
  },
  "tree §2#8": {
    "nothing and a star are no names": async () => {
      for (const uri of ["./Open//x", "./Open/*", "", "./*"]) {
        const code = uri === "" ? 412 : 404;
        await says(code, "Add", uri, "v")();
      }
    },
  },
  "tree §2#9": {
    "a property or a query, not both, nothing else": async () => {
      const w = await world();
      expect((await got(w, "./Open/a?prop=Name"))[0]?.data).toBe("a");
      expect(await got(w, "./Open/dir?list=Struct")).toHaveLength(4);
      expect(await w.code("S", command("Get", "./Open/a?prop=Name&list=Struct"))).toBe(406);
      expect(await w.code("S", command("Get", "./Open/a?list=Struct&prop=Name"))).toBe(406);
      for (const query of ["", "x=1", "Prop=Name", "prop"]) {
        expect([query, await w.code("S", command("Get", `./Open/a?${query}`))]).toEqual([query, 404]);
      }
    },
  },
  "tree §2#10": {
    "a slash in front is refused": gets(404, "/Open/a", "/", "//Open"),
  },
  "tree §2#11, #13": {
    "as deep, and a name as long, as is published": async () => {
      await gets(404, segments(20), `./${x(255)}`, `./${"é".repeat(255)}`, `./${"%C3%A9".repeat(150)}`)();
      await gets(414, segments(21), `./${x(256)}`, `./${"é".repeat(256)}`, `./${"%78".repeat(256)}`)();
    },
  },
  "tree §2#12": {
    "characters of the whole, the property with them": async () => {
      await gets(404, ofLength(1024), ofLength(1024, "é"), `${ofLength(1014)}?prop=Name`)();
      await gets(414, ofLength(1025), ofLength(1025, "é"), `${ofLength(1015)}?prop=Name`)();
    },
  },
  "tree §2#14": {
    "the limits are published, and a query is not counted": async () => {
      const w = await world(devDetail(DEVICE));
      for (const [name, limit] of [
        ["MaxDepth", URI_LIMITS.maxDepth],
        ["MaxTotLen", URI_LIMITS.maxTotLen],
        ["MaxSegLen", URI_LIMITS.maxSegLen],
      ] as const) {
        expect(await got(w, `./DevDetail/URI/${name}`)).toMatchObject([
          { meta: { format: "chr" }, data: String(limit) },
        ]);
      }
      expect(await w.code("S", command("Get", `${ofLength(1024)}?list=Struct`))).toBe(404);
      expect(await w.code("S", command("Get", `${ofLength(1025)}?list=Struct`))).toBe(414);
    },
    "0 is no limit": async () => {
      const before = { ...URI_LIMITS };
      try {
        Object.assign(URI_LIMITS, { maxDepth: 0, maxTotLen: 0, maxSegLen: 0 });
        await gets(404, segments(50), `./${x(300)}`, ofLength(2_000))();
        expect((await got(await world(devDetail(DEVICE)), "./DevDetail/URI/MaxDepth"))[0]?.data).toBe("0");
      } finally {
        Object.assign(URI_LIMITS, before);
      }
    },
  },
  "tree §2#15, §17#1": {
    "malformed is not found, whatever the command": async () => {
      const w = await world();
      for (const uri of ["./Open/", "/Open/a", "./Open//a", "./Open/%zz"]) {
        for (const name of EVERY)
          expect([uri, name, await w.code("S", command(name, uri, "v"))]).toEqual([uri, name, 404]);
        expect(await w.code("S", copy(uri, "./Open/n"))).toBe(404);
        expect(await w.code("S", copy("./Open/a", uri))).toBe(404);
      }
    },
  },
  "tree §6.1#1, #3": {
    "grammar before limits": gets(404, `./${x(256)}/`, `${segments(30)}//x`),
  },
  "tree §6.1#2, #3": {
    "where a relative address leads is found before limits are": async () => {
      await gets(414, `MOID=${LAMP}&Id=2/${x(256)}`)();
      await gets(404, `MOID=urn:oma:mo:x-none:1.0/${x(256)}`)();
    },
  },
  "tree §6.1#3, #4": {
    "limits before existence": async () => {
      await says(414, "Add", `./Open/${x(256)}`, "v")();
      await says(414, "Replace", `./None/${x(256)}`, "v")();
    },
  },
  "tree §6.1#4, #5, §17#3": {
    "existence before rights": async () => {
      await says(404, "Replace", "./Closed/none", "v")();
      await says(418, "Add", "./Closed/c", "v")();
    },
  },
  "tree §6.1#5, #6, §17#3": {
    "rights before what the node is": async () => {
      await says(425, "Replace", "./Closed/d", "v")();
      await says(425, "Exec", "./Closed/c")();
      await says(425, "Add", "./Closed/c/n", "v")();
    },
  },
  "tree §6.1#5, #6, §6.2#8, #10": {
    "rights on the root, and on what cannot be copied": async () => {
      await says(425, "Delete", ".")();
      expect(await (await world()).code("S", copy("./Closed/d", "./Open/n"))).toBe(425);
      expect(await (await world()).code("S", copy("./Open/a", "./Closed/d"))).toBe(425);
      // Rights on an ACL before its syntax.
      await says(425, "Replace", "./Closed/c?prop=ACL", "nonsense")();
    },
  },
  "tree §6.2#21": {
    "a query is no target, whether or not its node is there": async () => {
      for (const name of ["Add", "Replace", "Delete", "Exec"] as const) {
        await says(405, name, "./Open/none?list=Struct", "v")();
      }
      expect(await (await world()).code("S", copy("./Open/none?list=Struct", "./Open/n"))).toBe(405);
    },
  },
  "tree §6.1#6, #7": {
    "what the node is before what it is given": async () => {
      await says(405, "Replace", "./Obj/ro", "v", { format: "nonsense" })();
      await says(405, "Replace", "./Open/dir", "v", { format: "nonsense" })();
      await says(405, "Add", "./Obj/unknown", "v", { format: "nonsense" })();
    },
  },
  "tree §6.1#7, #8": {
    "what it is given before anything happens": async () => {
      let asked = 0;
      const v = leaf("v", "int", ["Get", "Replace"], { scope: "Permanent", initial: "0" });
      const w = await world({
        spec: interior("Judge", ["Get"], [v], { scope: "Permanent", acl: EVERYONE }),
        validate: () => {
          asked += 1;
          return 403;
        },
      });
      expect(await w.code("S", command("Replace", "./Judge/v", "x"))).toBe(415);
      expect([asked, w.value("./Judge/v")]).toEqual([0, "0"]);
      expect(await w.code("S", command("Replace", "./Judge/v", "1"))).toBe(403);
      expect([asked, w.value("./Judge/v")]).toEqual([1, "0"]);
    },
  },
  "tree §6.1#9": {
    "the Inbox goes its own way once the URI is read": async () => {
      await gets(405, "./Inbox", "./Inbox/none", "./Inbox/none?prop=ACL")();
      await gets(404, "./Inbox/", "./Inbox//x")();
    },
  },
  "tree §8.1#3": {
    "an area is optional, and one condition is all there can be": async () => {
      const w = await world();
      for (const uri of [`MOID=${LAMP}&Id=2/Id`, `.?MOID=${LAMP}&Id=2/Id`, `./Lamps?MOID=${LAMP}&Id=2/Id`]) {
        expect((await got(w, uri))[0]?.data).toBe("2");
      }
      expect(await w.code("S", command("Get", `MOID=${LAMP}&Id=2&ConRef=x/Id`))).toBe(406);
    },
  },
  "tree §8.2#6": {
    "what is not understood is not supported": async () => {
      const w = await world();
      for (const uri of [`MOID=${LAMP}&Id/Id`, `./Lamps?MOID=${LAMP}&Id=1&Id=2`]) {
        for (const name of EVERY)
          expect([uri, name, await w.code("S", command(name, uri, "v"))]).toEqual([uri, name, 406]);
      }
      const parent = { targetParent: { locUri: `MOID=${LAMP}&&` }, target: { locUri: "Id" } };
      expect(await w.code("S", { cmd: "Get", cmdId: "1", items: [parent] } as Command)).toBe(406);
    },
  },
  "tree §8.2#4": {
    "the Status repeats what was asked, the Results say where it is": async () => {
      const uri = `MOID=${LAMP}&Id=2/Id`;
      const { replies, items } = await (await world()).run("S", command("Get", uri));
      expect(replies.find(({ cmd }) => cmd === "Status")).toMatchObject({ targetRefs: [uri] });
      expect(items.map(({ source }) => source?.locUri)).toEqual(["./Lamps/two/Id"]);
    },
  },
  "tree §8.1#4": {
    "without a part below, the object itself": async () => {
      const w = await world();
      expect(await w.code("S", command("Delete", `MOID=${LAMP}&Id=2`))).toBe(200);
      expect(w.tree.find(["Lamps"])?.children).toEqual(["one"]);
    },
  },
  "tree §8.2#7": {
    "the account of one server": async () => {
      const w = await world();
      const chr = (nodeName: string, value: string) => ({ nodeName, value, rtProperties: { format: "chr", type: {} } });
      const account = (id: string) => ({
        nodeName: id,
        rtProperties: { format: "node", type: { ddfName: "urn:oma:mo:oma-dm-dmacc:1.1" } },
        nodes: [
          chr("ServerID", `s-${id}`),
          { nodeName: "AppAddr", nodes: [{ nodeName: "x", nodes: [chr("Addr", "https://a.example/")] }] },
        ],
      });
      const tnds = { verDtd: "1.2", nodes: [account("a"), account("b")] };
      expect(await w.code("s-b", command("Add", "./Inbox", tnds as never))).toBe(200);
      const uri = ".?MOID=urn:oma:mo:oma-dm-dmacc:1.1&ServerID=s-b/AppAddr";
      const { items } = await w.run("s-b", command("Get", uri));
      expect(items).toMatchObject([{ source: { locUri: "./DMAcc/b/AppAddr" }, data: "x" }]);
    },
  },
  "tree §7.4#9": {
    "the objects of a device, by identifier": async () => {
      const w = await world(devInfo(DEVICE));
      const items = await got(w, ".?list=MORoot");
      expect(items).toContainEqual({
        source: { locUri: "./DevInfo" },
        meta: { format: "node", type: "urn:oma:mo:oma-dm-devinfo:1.1" },
      });
      expect(items.every(({ data }) => data === undefined)).toBe(true);
    },
  },
});
