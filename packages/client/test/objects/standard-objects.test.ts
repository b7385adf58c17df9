/** Our DevInfo, DevDetail and DMAcc against the tables of tree §13.1 to §13.3, and both against makers' own descriptions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NodeSpec, specsFromDdf } from "@oma-dm/client";
import { describe, expect, it } from "vitest";
import { CORPUS, describeNeeding } from "../../../../tools/needs.ts";
import { devDetail, devInfo, INBOX } from "../../src/objects/device-objects.ts";
import { DM_ACC } from "../../src/objects/dm-acc.ts";
import { command, type World, world } from "../tree/world.ts";

interface Standard {
  readonly path: string;
  readonly occurrence: "1" | "?" | "+" | "*";
  readonly format: NodeSpec["format"];
  /** Nobody may read it. */
  readonly hidden: boolean;
}

/**
 * The tables, row by row: path, occurrence, format; `-` when it must not be read. Get is the least access of all others.
 * A path begins at the row's object.
 */
const TABLES: Readonly<Record<string, string>> = {
  "tree §13.1#1": "DevInfo 1 node",
  "tree §13.1#2": "DevInfo/DevId 1 chr",
  "tree §13.1#3": "DevInfo/Man 1 chr",
  "tree §13.1#4": "DevInfo/Mod 1 chr",
  "tree §13.1#5": "DevInfo/DmV 1 chr",
  "tree §13.1#6": "DevInfo/Lang 1 chr",
  "tree §13.1#7": "DevInfo/Ext ? node",
  "tree §13.1#8": "DevInfo/Bearer ? node",
  "tree §13.2#1": "DevDetail 1 node",
  "tree §13.2#2": "DevDetail/URI 1 node",
  "tree §13.2#3": "DevDetail/URI/MaxDepth 1 chr | DevDetail/URI/MaxTotLen 1 chr | DevDetail/URI/MaxSegLen 1 chr",
  "tree §13.2#4": "DevDetail/DevTyp 1 chr",
  "tree §13.2#5": "DevDetail/OEM 1 chr",
  "tree §13.2#6": "DevDetail/FwV 1 chr | DevDetail/SwV 1 chr | DevDetail/HwV 1 chr",
  "tree §13.2#7": "DevDetail/LrgObj 1 bool",
  "tree §13.2#8": "DevDetail/Ext ? node | DevDetail/Bearer ? node",
  "tree §13.3#1": "DMAcc/* + node",
  "tree §13.3#2": "DMAcc/*/AppID 1 chr",
  "tree §13.3#3": "DMAcc/*/ServerID 1 chr",
  "tree §13.3#4": "DMAcc/*/Name ? chr",
  "tree §13.3#5": "DMAcc/*/PrefConRef ? chr",
  "tree §13.3#6": "DMAcc/*/ToConRef ? node",
  "tree §13.3#7": "DMAcc/*/ToConRef/* + node",
  "tree §13.3#8": "DMAcc/*/ToConRef/*/ConRef 1 chr",
  "tree §13.3#9": "DMAcc/*/AppAddr 1 node",
  "tree §13.3#10": "DMAcc/*/AppAddr/* + node",
  "tree §13.3#11": "DMAcc/*/AppAddr/*/Addr 1 chr",
  "tree §13.3#12": "DMAcc/*/AppAddr/*/AddrType 1 chr",
  "tree §13.3#13": "DMAcc/*/AppAddr/*/Port ? node",
  "tree §13.3#14": "DMAcc/*/AppAddr/*/Port/* + node",
  "tree §13.3#15": "DMAcc/*/AppAddr/*/Port/*/PortNbr 1 chr",
  "tree §13.3#16": "DMAcc/*/AAuthPref ? chr",
  "tree §13.3#17": "DMAcc/*/AppAuth ? node",
  "tree §13.3#18": "DMAcc/*/AppAuth/* + node",
  "tree §13.3#19": "DMAcc/*/AppAuth/*/AAuthLevel 1 chr",
  "tree §13.3#20": "DMAcc/*/AppAuth/*/AAuthType 1 chr",
  "tree §13.3#21": "DMAcc/*/AppAuth/*/AAuthName ? chr",
  "tree §13.3#22": "DMAcc/*/AppAuth/*/AAuthSecret ? chr -",
  "tree §13.3#23": "DMAcc/*/AppAuth/*/AAuthData ? bin -",
  "tree §13.3#24": "DMAcc/*/Ext ? node",
  "tree §13.4#1": "Inbox 1 node -",
};
const rowsOf = (text: string): readonly Standard[] =>
  text.split(" | ").map((row): Standard => {
    const [path = "", occurrence, format, hidden] = row.split(" ");
    return { path, occurrence, format, hidden: hidden === "-" } as Standard;
  });
const STANDARD = Object.values(TABLES).flatMap(rowsOf);

const OURS = [
  devInfo({ devId: "urn:x", man: "m", mod: "m" }),
  devDetail({ devId: "urn:x", man: "m", mod: "m" }),
  DM_ACC,
  INBOX,
];
const ROOTS = ["DevInfo", "DevDetail", "DMAcc", "Inbox"];

/** Every description by path, from the standard objects wherever they hang. */
function byPath(specs: readonly NodeSpec[]): ReadonlyMap<string, NodeSpec> {
  const found = new Map<string, NodeSpec>();
  const visit = (spec: NodeSpec, above: string): void => {
    const path = ROOTS.includes(spec.name ?? "") ? spec.name! : above && `${above}/${spec.name ?? "*"}`;
    if (path !== "") found.set(path, spec);
    for (const child of spec.children ?? []) visit(child, path);
  };
  for (const spec of specs) visit(spec, "");
  return found;
}

/** Where a set of descriptions is not what the tables say. */
function differences(specs: ReadonlyMap<string, NodeSpec>, rows: readonly Standard[]): readonly string[] {
  return rows.flatMap(({ path, occurrence, format, hidden }) => {
    const spec = specs.get(path);
    const parent = path.replace(/\/[^/]+$/, "");
    if (spec === undefined) {
      const optional = occurrence === "?" || occurrence === "*" || !specs.has(parent);
      return optional ? [] : [`${path}: missing`];
    }
    return [
      ...(spec.format === format ? [] : [`${path}: ${spec.format}, not ${format}`]),
      ...(spec.access.includes("Get") === hidden ? [`${path}: ${hidden ? "can" : "cannot"} be read`] : []),
    ];
  });
}

const ours = byPath(OURS.map(({ spec }) => spec));

/** Everything that is not as the tables say in our own descriptions, which have the optional nodes too. */
function faults(specs: ReadonlyMap<string, NodeSpec>, rows: readonly Standard[]): readonly string[] {
  const fixed = rows.flatMap(({ path, occurrence }) => {
    const spec = specs.get(path);
    if (spec === undefined) return [`${path}: not there`];
    const isAccount = path.startsWith("DMAcc");
    const min = isAccount ? 0 : occurrence === "1" ? 1 : 0;
    return [
      ...(spec.scope === (isAccount ? "Dynamic" : "Permanent") ? [] : [`${path}: ${spec.scope}`]),
      ...(spec.min === min ? [] : [`${path}: at least ${spec.min}`]),
      ...(spec.max > 1 === (occurrence === "+") ? [] : [`${path}: at most ${spec.max}`]),
    ];
  });
  return [...differences(specs, rows), ...fixed];
}

/** One description, changed for the worse in each way a row speaks of. */
function worse(spec: NodeSpec): readonly (NodeSpec | undefined)[] {
  const { access } = spec;
  return [
    undefined,
    { ...spec, format: spec.format === "chr" ? "int" : "chr" },
    { ...spec, access: access.includes("Get") ? access.filter((each) => each !== "Get") : [...access, "Get"] },
    { ...spec, scope: spec.scope === "Dynamic" ? "Permanent" : "Dynamic" },
    { ...spec, min: spec.min === 0 ? 1 : 0 },
    { ...spec, max: spec.max > 1 ? 1 : 2 },
  ];
}

describe("our standard objects, row by row", () => {
  it.each(Object.entries(TABLES))("%s: %s", (_, text) => {
    const rows = rowsOf(text);
    expect(faults(ours, rows)).toEqual([]);
    for (const { path } of rows) {
      for (const mutant of worse(ours.get(path)!)) {
        const broken = new Map(ours);
        if (mutant === undefined) broken.delete(path);
        else broken.set(path, mutant);
        expect(faults(broken, rows), JSON.stringify(mutant)).not.toEqual([]);
      }
    }
  });

  it("have no node of their own, and every access the tables list (tree §12.4#1)", () => {
    const known = new Set([...STANDARD.map(({ path }) => path), "DMAcc"]);
    expect([...ours.keys()].filter((path) => !known.has(path))).toEqual([]);
    for (const { path, hidden } of STANDARD)
      expect([path, ours.get(path)!.access.includes("Get")]).toEqual([path, !hidden]);
    expect(ours.get("Inbox")).toMatchObject({ access: ["Add"], acl: "Add=*", children: [] });
    expect(ours.get("DMAcc/*/Ext")?.open).toBe(true);
  });

  it("bear the registered identifiers (tree §15#1–#4)", () => {
    const moids = [...ours].filter(([, { moid }]) => moid !== undefined).map(([path, { moid }]) => [path, moid]);
    expect(Object.fromEntries(moids)).toEqual({
      DevInfo: "urn:oma:mo:oma-dm-devinfo:1.1",
      DevDetail: "urn:oma:mo:oma-dm-devdetail:1.1",
      "DMAcc/*": "urn:oma:mo:oma-dm-dmacc:1.1",
      Inbox: "urn:oma:mo:oma-dm-inbox:1.0",
    });
  });
});

const READ = {
  devId: "urn:x:1",
  man: "Acme",
  mod: "GW-1",
  lang: "de",
  devTyp: "gateway",
  oem: "Maker",
  fwV: "1",
  swV: "2",
  hwV: "3",
};

describe("what they say of the device", () => {
  const values = async (w: World, uri: string, names: readonly string[]) => {
    const found: Record<string, unknown> = {};
    for (const name of names) found[name] = (await w.run("S", command("Get", `${uri}/${name}`))).items[0]?.data;
    return found;
  };

  it("DevInfo: what its maker gave, and version 1.3 (tree §13.1#2–#6)", async () => {
    const w = await world(devInfo(READ));
    const names = ["DevId", "Man", "Mod", "DmV", "Lang"];
    expect(await values(w, "./DevInfo", names)).toEqual({
      DevId: "urn:x:1",
      Man: "Acme",
      Mod: "GW-1",
      DmV: "1.3",
      Lang: "de",
    });
    expect((await w.run("S", command("Get", "./DevInfo"))).items[0]?.data).toBe(names.join("/"));
  });

  it("DevDetail: the same, and the limits of the tree (tree §13.2#3–#7)", async () => {
    const w = await world(devDetail(READ));
    expect(await values(w, "./DevDetail", ["DevTyp", "OEM", "FwV", "SwV", "HwV", "LrgObj"])).toEqual({
      DevTyp: "gateway",
      OEM: "Maker",
      FwV: "1",
      SwV: "2",
      HwV: "3",
      LrgObj: expect.stringMatching(/^(?:true|false)$/),
    });
    const limits = ["MaxDepth", "MaxTotLen", "MaxSegLen"];
    for (const value of Object.values(await values(w, "./DevDetail/URI", limits))) expect(value).toMatch(/^\d+$/);
    for (const [name, code] of [
      ["Replace", 425],
      ["Delete", 425],
    ] as const) {
      expect(await w.code("S", command(name, "./DevDetail/OEM", "x"))).toBe(code);
    }
  });
});

/** What makers' descriptions have that the tables have not. */
const MAKERS: readonly {
  readonly maker: string;
  readonly files: readonly string[];
  /** Against the tables. */
  readonly differs: readonly string[];
  /** Commands that the maker's servers may use and ours may not. */
  readonly more: readonly string[];
}[] = [
  {
    maker: "Microsoft",
    files: ["microsoft-devinfo.ddf.xml", "microsoft-devdetail.ddf.xml", "microsoft-dmacc.ddf.xml"],
    differs: [],
    more: [],
  },
  // Accounts as DM 1.1 had them.
  {
    maker: "Nokia",
    files: ["nokia-n80-device.ddf.xml"],
    differs: ["DMAcc/*/AppID: missing", "DMAcc/*/ServerID: missing", "DMAcc/*/AppAddr: missing"],
    more: [],
  },
  {
    maker: "Sony Ericsson",
    files: ["sonyericsson-c905-device.ddf.xml"],
    differs: ["DMAcc/*/AppAuth/*/AAuthData: chr, not bin"],
    more: [],
  },
];

/** None of them describes an Inbox. */
const THEIRS = STANDARD.filter(({ path }) => path !== "Inbox");

describeNeeding(["corpus"], "makers' standard objects", () => {
  it.each(MAKERS)("of $maker", ({ files, differs, more }) => {
    const specs = byPath(
      files.flatMap((file) => specsFromDdf(readFileSync(join(CORPUS, "ddf", file))).specs.map(({ spec }) => spec)),
    );
    for (const root of ROOTS) if (root !== "Inbox") expect([...specs.keys()]).toContain(root);
    expect(differences(specs, THEIRS)).toEqual(differs);
    const lacking = THEIRS.flatMap(({ path }) => {
      const theirs = specs.get(path)?.access ?? [];
      const missing = theirs.filter((command) => !ours.get(path)!.access.includes(command));
      return missing.length === 0 ? [] : [`${path}: ${missing.join(", ")}`];
    });
    expect(lacking).toEqual(more);
  });
});
