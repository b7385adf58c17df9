/** Our DevInfo, DevDetail and DMAcc against the tables of tree §13.1 to §13.3, and both against makers' own descriptions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NodeSpec, specsFromDdf } from "@oma-dm/client";
import { describe, expect, it } from "vitest";
import { CORPUS, describeNeeding } from "../../../../tools/needs.ts";
import { devDetail, devInfo } from "../../src/objects/device-objects.ts";
import { DM_ACC } from "../../src/objects/dm-acc.ts";

interface Standard {
  readonly path: string;
  readonly occurrence: "1" | "?" | "+" | "*";
  readonly format: NodeSpec["format"];
  /** Nobody may read it. */
  readonly hidden: boolean;
}

/** Path, occurrence, format; `-` when it must not be read. Get is the least access of all others. */
const TABLE = `
DevInfo 1 node | DevInfo/DevId 1 chr | DevInfo/Man 1 chr | DevInfo/Mod 1 chr | DevInfo/DmV 1 chr | DevInfo/Lang 1 chr
DevInfo/Ext ? node | DevInfo/Bearer ? node
DevDetail 1 node | DevDetail/URI 1 node | DevDetail/URI/MaxDepth 1 chr | DevDetail/URI/MaxTotLen 1 chr
DevDetail/URI/MaxSegLen 1 chr | DevDetail/DevTyp 1 chr | DevDetail/OEM 1 chr | DevDetail/FwV 1 chr | DevDetail/SwV 1 chr
DevDetail/HwV 1 chr | DevDetail/LrgObj 1 bool | DevDetail/Ext ? node | DevDetail/Bearer ? node
DMAcc/* + node | DMAcc/*/AppID 1 chr | DMAcc/*/ServerID 1 chr | DMAcc/*/Name ? chr | DMAcc/*/PrefConRef ? chr
DMAcc/*/ToConRef ? node | DMAcc/*/ToConRef/* + node | DMAcc/*/ToConRef/*/ConRef 1 chr | DMAcc/*/AppAddr 1 node
DMAcc/*/AppAddr/* + node | DMAcc/*/AppAddr/*/Addr 1 chr | DMAcc/*/AppAddr/*/AddrType 1 chr | DMAcc/*/AppAddr/*/Port ? node
DMAcc/*/AppAddr/*/Port/* + node | DMAcc/*/AppAddr/*/Port/*/PortNbr 1 chr | DMAcc/*/AAuthPref ? chr | DMAcc/*/AppAuth ? node
DMAcc/*/AppAuth/* + node | DMAcc/*/AppAuth/*/AAuthLevel 1 chr | DMAcc/*/AppAuth/*/AAuthType 1 chr
DMAcc/*/AppAuth/*/AAuthName ? chr | DMAcc/*/AppAuth/*/AAuthSecret ? chr - | DMAcc/*/AppAuth/*/AAuthData ? bin -
DMAcc/*/Ext ? node`;
const STANDARD = TABLE.trim()
  .split(/ \| |\n/)
  .map((row): Standard => {
    const [path = "", occurrence, format, hidden] = row.split(" ");
    return { path, occurrence, format, hidden: hidden === "-" } as Standard;
  });

const OURS = [
  devInfo({ devId: "urn:x", man: "m", mod: "m" }),
  devDetail({ devId: "urn:x", man: "m", mod: "m" }),
  DM_ACC,
];
const ROOTS = ["DevInfo", "DevDetail", "DMAcc"];

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

describe("our standard objects", () => {
  it("are those of the tables, optional nodes included", () => {
    expect(differences(ours, STANDARD)).toEqual([]);
    expect(STANDARD.filter(({ path }) => !ours.has(path))).toEqual([]);
  });

  it("have no node of their own", () => {
    const known = new Set([...STANDARD.map(({ path }) => path), "DMAcc"]);
    expect([...ours.keys()].filter((path) => !known.has(path))).toEqual([]);
  });

  it("keep DevInfo and DevDetail, and let accounts come and go", () => {
    for (const { path, occurrence } of STANDARD) {
      const spec = ours.get(path)!;
      const isAccount = path.startsWith("DMAcc");
      expect([path, spec.scope]).toEqual([path, isAccount ? "Dynamic" : "Permanent"]);
      if (!isAccount) expect([path, spec.min]).toEqual([path, occurrence === "1" ? 1 : 0]);
      expect([path, spec.max > 1]).toEqual([path, occurrence === "+"]);
    }
  });

  it("are found missing, of another format, or readable", () => {
    const broken = new Map(ours);
    broken.delete("DevInfo/DevId");
    broken.set("DevDetail/LrgObj", { ...ours.get("DevDetail/LrgObj")!, format: "chr" });
    broken.set("DevInfo/Man", { ...ours.get("DevInfo/Man")!, access: ["Replace"] });
    broken.set("DMAcc/*/AppAuth/*/AAuthSecret", { ...ours.get("DMAcc/*/AppAuth/*/AAuthSecret")!, access: ["Get"] });
    expect(differences(broken, STANDARD)).toEqual([
      "DevInfo/DevId: missing",
      "DevInfo/Man: cannot be read",
      "DevDetail/LrgObj: chr, not bool",
      "DMAcc/*/AppAuth/*/AAuthSecret: can be read",
    ]);
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

describeNeeding(["corpus"], "makers' standard objects", () => {
  it.each(MAKERS)("of $maker", ({ files, differs, more }) => {
    const specs = byPath(
      files.flatMap((file) => specsFromDdf(readFileSync(join(CORPUS, "ddf", file))).specs.map(({ spec }) => spec)),
    );
    for (const root of ROOTS) expect([...specs.keys()]).toContain(root);
    expect(differences(specs, STANDARD)).toEqual(differs);
    const lacking = STANDARD.flatMap(({ path }) => {
      const theirs = specs.get(path)?.access ?? [];
      const missing = theirs.filter((command) => !ours.get(path)!.access.includes(command));
      return missing.length === 0 ? [] : [`${path}: ${missing.join(", ")}`];
    });
    expect(lacking).toEqual(more);
  });
});
