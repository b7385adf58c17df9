/** A small world in which servers get into each other's way: three of them, three objects. */
import { interior, leaf, type NodeSpec } from "../../src/tree/node-spec.ts";

export const SERVERS = ["s1", "s2", "s3"] as const;

export const ITEM_MOID = "urn:oma:mo:x-item:1.0";
export const OBJECT_MOID = "urn:oma:mo:x-object:1.0";
export const FREE_MOID = "urn:oma:mo:x-free:1.0";

const ALL = ["Add", "Delete", "Get", "Replace"] as const;
const FIXED = { scope: "Permanent", min: 1 } as const;

const AREA = interior(
  "Area",
  ["Add", "Get", "Replace"],
  [leaf("Fixed", "chr", ["Get", "Replace"], { ...FIXED, initial: "f" })],
  {
    ...FIXED,
    open: true,
  },
);

const INSTANCE = interior(
  null,
  ALL,
  [
    leaf("Id", "chr", ["Get"], { ...FIXED, initial: "none" }),
    leaf("Val", "int", ALL),
    leaf("Name", "chr", ["Get", "Replace"], FIXED),
  ],
  { max: 2, moid: ITEM_MOID },
);

/** Takes any Type. */
const ANY: NodeSpec = { name: "Any", format: "chr", access: ALL, scope: "Dynamic", min: 0, max: 1 };

const OBJECT = interior(
  "Obj",
  ["Get", "Replace"],
  [
    leaf("Name", "chr", ["Get", "Replace"], { ...FIXED, initial: "n", title: "A name" }),
    leaf("Num", "int", ALL),
    leaf("Flag", "bool", ALL, { initial: "true" }),
    leaf("Secret", "chr", ["Add", "Replace"]),
    leaf("Blob", "bin", ALL, { mime: ["application/octet-stream"] }),
    leaf("Key", "b64", ALL),
    leaf("Doc", "chr", ALL, { mime: ["text/plain", "text/x-doc"] }),
    ANY,
    interior("List", ["Add", "Get", "Replace"], [INSTANCE], FIXED),
    interior("Opt", ALL, [leaf("In", "chr", ALL, { initial: "i" }), leaf("Num", "int", ["Get"], FIXED)]),
    interior("Closed", [], [leaf("Name", "chr", ["Get", "Replace"], FIXED)], FIXED),
  ],
  { ...FIXED, moid: OBJECT_MOID },
);

const OWN = interior("Own", ALL, [leaf("K", "chr", ALL, { initial: "k" }), leaf(null, "chr", ALL, { max: 2 })], {
  initial: "",
  acl: "Add=s1&Delete=s1&Get=s1+s2&Replace=s1",
});

export const SPECS: readonly NodeSpec[] = [AREA, OBJECT, OWN];

export const ROOT_ACLS = [
  "Add=*&Get=*",
  "Add=*&Delete=*&Exec=*&Get=*&Replace=*",
  "Add=*&Delete=*&Exec=*&Get=*&Replace=*",
  "Add=*&Delete=s1&Get=*&Replace=s1+s2",
] as const;
