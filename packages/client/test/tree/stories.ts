/**
 * Arbitrary commands of three servers to the universe. Addresses and values are chosen so that they fit often and
 * collide often; what is left over is odd on purpose.
 */
import type { Command, Data, Item, Meta } from "@oma-dm/codec/syncml";
import type { MgmtTree, TndsNode } from "@oma-dm/codec/tnds";
import fc from "fast-check";
import { FREE_MOID, ITEM_MOID, OBJECT_MOID, ROOT_ACLS, SERVERS } from "./universe.ts";

const AREA_URIS = ["", "/A", "/B", "/A/A", "/A/B", "/A/B/C", "/B/A", "/x%20y", "/D", "/D/A", "/D/B", "/Fixed"].map(
  (end) => `./Area${end}`,
);
const OBJECT_URIS = [
  "",
  ...["Name", "Num", "Flag", "Secret", "Blob", "Key", "Doc", "Any", "Wrong", "Closed/Name"],
  ...["List", "List/A", "List/A/Id", "List/A/Val", "List/A/Name", "List/B", "List/C/Val", "List/A/Wrong"],
  ...["Opt", "Opt/In", "Opt/Num"],
].map((end) => (end === "" ? "./Obj" : `./Obj/${end}`));
const OTHER_URIS = ["./Own", "./Own/K", "./Own/A", "./Own/B", "./Own/C", "./A", "Area/A", "./B/C", "."];
const LONG = "n".repeat(256);
const ODD_URIS = [
  ...[
    "/Area",
    "./",
    "./Area/",
    "./Area//A",
    "./Area/../Obj",
    "./Area/./A",
    "./Area/%zz",
    "./Area/A%2FB",
    "./*",
    "Area?x=1",
  ],
  ...[`./Area/${LONG}`, `./Area${"/d".repeat(20)}`, `./Area${`/${"m".repeat(204)}`.repeat(5)}`],
];

const uri = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...AREA_URIS) },
  { weight: 12, arbitrary: fc.constantFrom(...OBJECT_URIS) },
  { weight: 6, arbitrary: fc.constantFrom(...OTHER_URIS) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_URIS) },
);

const TITLES = ["", "T", "Ein Titel", "é".repeat(127), "é".repeat(128)];
const ACLS = [
  ...["", "Get=*", "Get=s1&Replace=s1", "Add=s2&Delete=s2&Get=s2&Replace=s2", "Get=s1+s3&Replace=*"],
  ...["Add=*&Get=*&Replace=*&Delete=*", "Replace=s3&Get=s2&Get=s1", "Add=*&Get=*", "Add=s1&Get=*&Replace=*"],
];
const BAD_ACLS = ["Foo=*", "Get", "Get=", "get=*", "Get=s1 s2", "Get=s1&", "Get=s1++s2", "Get=s*"];
const NAMES = ["A", "B", "C", "x y", "Val", "Num", "Own", "a/b", "", ".", "*", LONG];

interface Content {
  readonly meta?: Meta;
  readonly data?: Data;
}

const BYTES = Uint8Array.of(0, 255, 10);

/** What suits a description or place: chosen by the last segment of the address. */
const SUITABLE: Readonly<Record<string, readonly Content[]>> = {
  Num: [
    { meta: { format: "int" }, data: "7" },
    { meta: { format: "int", type: "text/plain" }, data: "-12" },
  ],
  Val: [
    { meta: { format: "int" }, data: "1" },
    { meta: { format: "int" }, data: "+2" },
  ],
  Flag: [{ meta: { format: "bool" }, data: "false" }],
  Blob: [
    { meta: { format: "b64", type: "application/octet-stream" }, data: "AQID" },
    { meta: { format: "bin", type: "application/octet-stream" }, data: BYTES },
  ],
  Key: [{ meta: { format: "b64" }, data: "AQID" }, { data: "AQIDBA==" }],
  Doc: [{ meta: { type: "text/x-doc" }, data: "<a/>" }, { data: "plain" }],
};

const CONTENTS: readonly Content[] = [
  ...[{ data: "v" }, { data: "w" }, { data: "" }, {}, { meta: { format: "chr", type: "text/plain" }, data: "long é" }],
  ...[{ meta: { format: "node" } }, { meta: { format: "node", type: FREE_MOID } }, { meta: { format: "node" } }],
  ...[{ meta: { format: "node", type: "text/plain" } }, { meta: { format: "node", type: ITEM_MOID } }],
  ...[
    { meta: { format: "int" }, data: "5" },
    { meta: { format: "int" }, data: "x" },
  ],
  ...[
    { meta: { format: "int" }, data: "2147483648" },
    { meta: { format: "int" }, data: "-2147483648" },
  ],
  ...[
    { meta: { format: "bool" }, data: "true" },
    { meta: { format: "bool" }, data: "maybe" },
  ],
  ...[{ meta: { format: "null" } }, { meta: { format: "float" }, data: "1.5" }],
  ...[
    { meta: { format: "date" }, data: "2020-02-03" },
    { meta: { format: "time" }, data: "10:11:12" },
  ],
  ...[
    { meta: { format: "xml", type: "text/xml" }, data: "<a/>" },
    { meta: { format: "strange" }, data: "v" },
  ],
  ...[
    { meta: { format: "b64", type: "text/plain" }, data: "AQID" },
    { meta: { format: "b64" }, data: "AQID" },
  ],
  ...[
    { meta: { format: "b64", type: "audio/x" }, data: "AAEC" },
    { meta: { format: "b64", type: "audio/x" }, data: "%%" },
  ],
  ...[
    { meta: { format: "bin", type: "audio/x" }, data: BYTES },
    { meta: { type: "text/html" }, data: "<p>" },
  ],
];

const content = (target: string): fc.Arbitrary<Content> => {
  const suitable = SUITABLE[target.slice(target.lastIndexOf("/") + 1)];
  const any = fc.constantFrom(...CONTENTS);
  return suitable === undefined
    ? any
    : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...suitable) }, { weight: 1, arbitrary: any });
};

const at = (locUri: string): { target: { locUri: string } } => ({ target: { locUri } });

const tndsLeaf = (name: string): fc.Arbitrary<TndsNode> =>
  fc
    .record(
      {
        format: fc.oneof(
          { weight: 4, arbitrary: fc.constant(name === "Num" || name === "Val" ? ("int" as const) : ("chr" as const)) },
          { weight: 1, arbitrary: fc.constantFrom("int" as const, "bool" as const, "bin" as const, "b64" as const) },
        ),
        type: fc.constantFrom("text/plain", "text/plain", "text/plain", "text/x-doc"),
        value: fc.constantFrom("1", "1", "22", "true", "AQID"),
        acl: fc.constantFrom(...ACLS.slice(1), ...BAD_ACLS.slice(0, 1)),
        title: fc.constantFrom("T", "Ein Titel"),
      },
      { requiredKeys: [] },
    )
    .map(({ value, format, type, acl, title }) => ({
      nodeName: name,
      rtProperties: {
        ...(acl !== undefined && { acl }),
        ...(format !== undefined && { format }),
        ...(title !== undefined && { title }),
        type: { mime: [type ?? "text/plain"] },
      },
      value: value ?? "1",
    }));

const TNDS_NAMES = ["A", "B", "C", "Val", "Num", "Name", "List", "Opt", "Own", "K"];

const tndsInterior = (name: string, depth: number): fc.Arbitrary<TndsNode> =>
  fc
    .record({
      nodes: depth === 0 ? fc.constant([]) : tndsNodes(depth - 1),
      moid: fc.option(fc.constantFrom(FREE_MOID, ITEM_MOID), { nil: undefined, freq: 3 }),
      acl: fc.option(fc.constantFrom(...ACLS.slice(1)), { nil: undefined, freq: 4 }),
      bare: fc.boolean(),
    })
    .map(({ nodes, moid, acl, bare }) => ({
      nodeName: name,
      ...(!(bare && acl === undefined) && {
        rtProperties: {
          ...(acl !== undefined && { acl }),
          format: "node" as const,
          type: moid === undefined ? {} : { ddfName: moid },
        },
      }),
      ...(nodes.length > 0 && { nodes }),
    }));

const tndsNodes = (depth: number): fc.Arbitrary<TndsNode[]> =>
  fc
    .uniqueArray(fc.constantFrom(...TNDS_NAMES), { maxLength: 3 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          LEAVES.includes(name)
            ? tndsLeaf(name)
            : fc.oneof({ weight: 1, arbitrary: tndsInterior(name, depth) }, { weight: 1, arbitrary: tndsLeaf(name) }),
        ),
      ),
    );

const LEAVES = ["Val", "Num", "Name", "K"];

/** One tree; or one whose name is its Target's; or several leaves; or the flat form with a Path. */
const tnds: fc.Arbitrary<MgmtTree> = fc
  .oneof(
    {
      weight: 6,
      arbitrary: fc
        .constantFrom("A", "B", "Opt", "List", "Own")
        .chain((name) => tndsInterior(name, 2).map((node) => [node])),
    },
    { weight: 2, arbitrary: tndsInterior("", 2).map((node) => [node]) },
    { weight: 2, arbitrary: fc.constantFrom(...TNDS_NAMES).chain((name) => tndsLeaf(name).map((node) => [node])) },
    {
      weight: 2,
      arbitrary: fc
        .uniqueArray(fc.constantFrom(...TNDS_NAMES), { minLength: 2, maxLength: 3 })
        .chain((names) => fc.tuple(...names.map(tndsLeaf))),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tndsInterior("P", 0), tndsLeaf("Q"), fc.constantFrom("P", "P", "P/R"))
        .map(([top, below, path]) => [top, { ...below, path }]),
    },
  )
  .map((nodes) => ({ verDtd: "1.2", nodes }));

const tndsItem: fc.Arbitrary<Item> = fc
  .tuple(fc.oneof(uri, fc.constantFrom("./Area", "./Area/A", "./Obj/List", ".")), tnds)
  .map(([target, data]) => ({
    ...at(target),
    meta: { format: "xml", type: "application/vnd.syncml.dmtnds+xml" },
    data,
  }));

const valueItem: fc.Arbitrary<Item> = uri.chain((target) =>
  content(target).map((given) => ({ ...at(target), ...given })),
);

const propertyItem: fc.Arbitrary<Item> = fc
  .tuple(
    uri,
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constant("ACL"), fc.constantFrom(...ACLS, ...ACLS, ...BAD_ACLS)) },
      { weight: 3, arbitrary: fc.tuple(fc.constant("Name"), fc.constantFrom(...NAMES)) },
      { weight: 2, arbitrary: fc.tuple(fc.constant("Title"), fc.constantFrom(...TITLES)) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          fc.constantFrom("Format", "Type", "Size", "TStamp", "VerNo", "Foo", "acl"),
          fc.constant("x"),
        ),
      },
    ),
  )
  .map(([target, [prop, data]]) => ({ ...at(`${target}?prop=${prop}`), data }));

const addItem = fc.oneof(
  { weight: 6, arbitrary: valueItem },
  { weight: 2, arbitrary: tndsItem },
  { weight: 1, arbitrary: propertyItem },
);
const replaceItem = fc.oneof(
  { weight: 3, arbitrary: valueItem },
  { weight: 2, arbitrary: propertyItem },
  { weight: 2, arbitrary: tndsItem },
);

const query = fc.constantFrom(
  ...["", "", "", ""],
  ...["ACL", "Format", "Name", "Type", "Size", "Title", "Foo", "acl"].map((prop) => `?prop=${prop}`),
  ...["Struct", "StructData", "MORoot", "MORootData", "structdata", "Foo"].map((list) => `?list=${list}`),
);

const getItem: fc.Arbitrary<Item> = fc
  .tuple(
    uri,
    query,
    fc.option(
      fc.constantFrom(FREE_MOID, OBJECT_MOID, "urn:oma:mo:x-item:", `${ITEM_MOID}\n${FREE_MOID}`, "urn:none:1.0"),
      { nil: undefined, freq: 3 },
    ),
  )
  .map(([target, end, data]) => ({
    ...at(target + end),
    ...(end.startsWith("?list=MORoot") && data !== undefined && { data }),
  }));

const bareItem: fc.Arbitrary<Item> = fc
  .tuple(uri, fc.constantFrom("", "", "", "", "", "", "?prop=ACL", "?list=Struct"))
  .map(([target, end]) => at(target + end));

const copyItem: fc.Arbitrary<Item> = fc
  .tuple(uri, bareItem)
  .map(([source, item]) => ({ source: { locUri: source }, ...item }));

const items = (item: fc.Arbitrary<Item>): fc.Arbitrary<Item[]> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.tuple(item).map(([only]) => [only]) },
    { weight: 15, arbitrary: fc.array(item, { minLength: 2, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant<Item[]>([{ data: "v" }]) },
  );

const simple = (
  cmd: "Add" | "Replace" | "Delete" | "Get" | "Exec" | "Copy",
  item: fc.Arbitrary<Item>,
): fc.Arbitrary<Command> => items(item).map((list) => ({ cmd, cmdId: "", items: list }));

/** So that later steps find something there. */
const FURNITURE: readonly Item[] = [
  { ...at("./Area/A"), meta: { format: "node", type: FREE_MOID } },
  { ...at("./Area/A/B"), meta: { format: "node" } },
  { ...at("./Area/A/B/C"), data: "deep" },
  { ...at("./Area/A/A"), meta: { format: "int" }, data: "1" },
  { ...at("./Area/B"), meta: { format: "chr", type: "text/html" }, data: "b" },
  { ...at("./Area/x%20y"), meta: { format: "node", type: ITEM_MOID } },
  { ...at("./Obj/Num"), meta: { format: "int" }, data: "3" },
  { ...at("./Obj/Secret"), data: "hush" },
  { ...at("./Obj/Blob"), meta: { format: "b64", type: "application/octet-stream" }, data: "AQID" },
  { ...at("./Obj/List/A/Val"), meta: { format: "int" }, data: "4" },
  { ...at("./Obj/List/B"), meta: { format: "node" } },
  { ...at("./Obj/Opt"), meta: { format: "node" } },
  { ...at("./Own/A"), data: "o" },
  { ...at("./Area/D/A"), meta: { format: "node", type: FREE_MOID } },
  { ...at("./Area/D/B"), meta: { format: "b64", type: "audio/x" }, data: "AAEC" },
];

const setProperty = (locUri: string, prop: string, data: string): Command => ({
  cmd: "Replace",
  cmdId: "",
  items: [{ ...at(`${locUri}?prop=${prop}`), data }],
});
const remove = (locUri: string): Command => ({ cmd: "Delete", cmdId: "", items: [at(locUri)] });
const copy = (from: string, to: string): Command => ({
  cmd: "Copy",
  cmdId: "",
  items: [{ source: { locUri: from }, ...at(to) }],
});

/** Commands that succeed more often than arbitrary ones. */
const LIKELY: readonly Command[] = [
  ...FURNITURE.map((item): Command => ({ cmd: "Add", cmdId: "", items: [item] })),
  ...["./Area/Fixed", "./Obj/Name", "./Area/A/B/C", "./Area/B", "./Obj/List/A/Name", "./Own/K"].map(
    (locUri): Command => ({ cmd: "Replace", cmdId: "", items: [{ ...at(locUri), data: "new" }] }),
  ),
  ...["./Area/A", "./Area/A/B", "./Area/x%20y", "./Area/D", "./Own", "./Obj/List/A"].flatMap((locUri) => [
    setProperty(locUri, "Name", "C"),
    setProperty(locUri, "Title", "T"),
    setProperty(locUri, "ACL", "Add=s1&Get=*&Replace=s1+s3"),
    remove(locUri),
  ]),
  ...["./Obj", "./Area", "./Obj/Name"].map((locUri) => setProperty(locUri, "ACL", "Add=*&Delete=*&Get=*&Replace=*")),
  ...[remove("./Obj/Num"), remove("./Obj/Opt"), remove("./Area/B")],
  ...[copy("./Obj/Name", "./Area/B"), copy("./Area/Fixed", "./Area/A/C"), copy("./Obj/Num", "./Obj/List/A/Val")],
  ...[copy("./Area/A/A", "./Area/D/C"), copy("./Obj/Blob", "./Area/A/B/A"), copy("./Obj/Secret", "./Area/C")],
];

const CHANGES = [
  { weight: 8, arbitrary: simple("Add", addItem) },
  { weight: 8, arbitrary: simple("Replace", replaceItem) },
  { weight: 4, arbitrary: simple("Delete", bareItem) },
  { weight: 2, arbitrary: simple("Copy", copyItem) },
] as const;

const containers = (cmd: "Atomic" | "Sequence", child: fc.Arbitrary<Command>): fc.Arbitrary<Command> =>
  fc.array(child, { minLength: 1, maxLength: 3, size: "max" }).map((commands) => ({ cmd, cmdId: "", commands }));

const likely = fc.constantFrom(...LIKELY);
const change = fc.oneof(...CHANGES, { weight: 12, arbitrary: likely });
const read = fc.oneof(
  { weight: 6, arbitrary: simple("Get", getItem) },
  { weight: 1, arbitrary: simple("Exec", bareItem) },
);
const goodAtomic = containers("Atomic", fc.oneof({ weight: 5, arbitrary: likely }, { weight: 1, arbitrary: change }));
const one = fc.oneof({ weight: 8, arbitrary: change }, { weight: 4, arbitrary: read });
const inner = fc.oneof(
  { weight: 6, arbitrary: one },
  { weight: 1, arbitrary: goodAtomic },
  { weight: 1, arbitrary: containers("Sequence", change) },
);

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: one },
  { weight: 3, arbitrary: goodAtomic },
  { weight: 1, arbitrary: containers("Atomic", inner) },
  { weight: 2, arbitrary: containers("Sequence", inner) },
);

export type Step = { readonly server: string; readonly commands: readonly Command[] } | "reopen";

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      server: fc.constantFrom(...SERVERS),
      commands: fc.array(command, { minLength: 1, maxLength: 3 }).map((commands) => number(commands, { next: 1 })),
    }),
  },
  { weight: 1, arbitrary: fc.constant("reopen" as const) },
);

/** Gives each command a CmdID of its own. */
function number(commands: readonly Command[], count: { next: number }): Command[] {
  return commands.map((each) => {
    const cmdId = String(count.next++);
    return "commands" in each
      ? ({ ...each, cmdId, commands: number(each.commands, count) } as Command)
      : ({ ...each, cmdId } as Command);
  });
}

export interface Story {
  readonly rootAcl: (typeof ROOT_ACLS)[number];
  readonly steps: readonly Step[];
}

/** One command each, or all Items in one. */
const furnishing: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...SERVERS), fc.subarray([...FURNITURE]), fc.boolean())
  .map(([server, chosen, together]) => {
    const groups = together && chosen.length > 0 ? [chosen] : chosen.map((item) => [item]);
    const commands = groups.map((group): Command => ({ cmd: "Add", cmdId: "", items: group }));
    return { server, commands: number(commands, { next: 1 }) };
  });

export const story: fc.Arbitrary<Story> = fc
  .tuple(
    fc.constantFrom(...ROOT_ACLS),
    fc.array(furnishing, { maxLength: 2 }),
    fc.array(step, { minLength: 1, maxLength: 10, size: "max" }),
  )
  .map(([rootAcl, before, steps]) => ({ rootAcl, steps: [...before, ...steps] }));
