/** Hooks by path with the types of a shape; what must not compile stands behind `@ts-expect-error`, which tsc checks. */
import {
  defineObject,
  type Exec,
  type ExecJob,
  type InstanceNames,
  interior,
  leaf,
  type ManagementObject,
  type NodeAt,
  type NodeSpec,
  type NodeValue,
  type NodeView,
  type ObjectChange,
  type ObjectShape,
  type PathOf,
  STATUS,
  type WithInstances,
  type WriteOnly,
} from "@oma-dm/client";
import { describe, expect, it } from "vitest";
import { fromNodeValue, toNodeValue } from "../../src/objects/typed-value.ts";

interface Pump {
  Speed: number;
  On?: boolean;
  Firmware: Uint8Array;
  Key: WriteOnly<string>;
  Stop: WriteOnly<Exec<null>>;
  Update: Exec<PumpUpdate>;
  Valve: PumpValve;
  "odd name": string;
}
interface PumpUpdate {
  State: number;
}
interface PumpValveNamed {
  Main: PumpValveInstance;
}
interface PumpValveInstance {
  Open: boolean;
  Log: { [name: string]: { Text: string; Clear: Exec<null> } };
}
type PumpValve = WithInstances<PumpValveNamed, PumpValveInstance>;

const GR = ["Get", "Replace"] as const;
const valve = (name: string | null): NodeSpec =>
  interior(
    name,
    ["Get"],
    [
      leaf("Open", "bool", GR),
      interior(
        "Log",
        ["Get"],
        [interior(null, ["Get"], [leaf("Text", "chr", GR), leaf("Clear", "null", ["Exec", "Get"])])],
      ),
    ],
  );
const PUMP: ObjectShape<Pump> = {
  under: "./Vendor/A%20B",
  spec: interior(
    "Pump",
    ["Get"],
    [
      leaf("Speed", "int", GR),
      leaf("On", "bool", GR),
      leaf("Firmware", "bin", GR),
      leaf("Key", "chr", ["Replace"]),
      leaf("Stop", "null", ["Exec"]),
      interior("Update", ["Get", "Exec"], [leaf("State", "int", ["Get"])]),
      interior("Valve", ["Get"], [valve("Main"), valve(null)]),
      leaf("odd name", "chr", GR),
    ],
  ),
};
const job: ExecJob = { signal: new AbortController().signal, progress: () => {} };
const at = (...below: readonly string[]): readonly string[] => ["Vendor", "A B", "Pump", ...below];

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => {};

function changed(format: NodeView["format"], path: readonly string[], value: NodeValue | undefined): ObjectChange {
  const after: NodeView = { name: path.at(-1)!, format, type: "", acl: "", value: value ?? "" };
  return { nodes: [{ path, ...(value !== undefined && { after }) }], tree: { find: () => after } };
}

/** Paths and values are those of the interface: tsc says so, and nothing here could fail later. */
export function typesOfPump(): void {
  same<
    PathOf<Pump, "readable">,
    | "Speed"
    | "On"
    | "Firmware"
    | "odd name"
    | "Update/State"
    | `Valve/${"Main" | "*"}/Open`
    | `Valve/${"Main" | "*"}/Log/*/${"Text" | "Clear"}`
  >(true);
  same<PathOf<Pump, "exec">, "Stop" | "Update" | `Valve/${"Main" | "*"}/Log/*/Clear`>(true);
  same<Exclude<PathOf<Pump, "leaf">, PathOf<Pump, "readable">>, "Key" | "Stop">(true);
  same<PathOf<WriteOnly<Exec<null>>, "exec">, ".">(true);
  same<PathOf<Exec<Pump>, "exec"> & ".", ".">(true);
  same<NodeAt<Pump, "On">, boolean>(true);
  same<NodeAt<Pump, "Key">, string>(true);
  same<NodeAt<Pump, "Stop">, null>(true);
  same<NodeAt<Pump, "Valve/*/Open">, boolean>(true);
  same<NodeAt<Pump, "Valve/Main/Log/*/Text">, string>(true);
  same<InstanceNames<"Valve/*/Log/*/Text">, [name: string, name: string]>(true);
  same<InstanceNames<"Speed">, []>(true);
}

describe("paths and types", () => {
  it("refuse what is not there, or of another type", () => {
    const wrong: readonly (() => unknown)[] = [
      // @ts-expect-error no such node
      () => defineObject(PUMP, { read: { Pressure: () => 1 } }),
      // @ts-expect-error no such node below
      () => defineObject(PUMP, { read: { "Valve/*/Shut": () => true } }),
      // @ts-expect-error an interior node has no value
      () => defineObject(PUMP, { read: { Update: () => 1 } }),
      // @ts-expect-error it can never be read
      () => defineObject(PUMP, { read: { Key: () => "secret" } }),
      // @ts-expect-error it cannot be run
      () => defineObject(PUMP, { exec: { Speed: () => STATUS.ok } }),
      // @ts-expect-error there is no value to judge
      () => defineObject(PUMP, { validate: { Valve: () => STATUS.ok } }),
    ];
    for (const define of wrong) expect(define).toThrow(RangeError);
    // Types only: while the device runs, a value is wrong when it is there.
    // @ts-expect-error a number is wanted
    defineObject(PUMP, { read: { Speed: () => "fast" } });
    // @ts-expect-error bytes are wanted
    defineObject(PUMP, { read: { Firmware: () => "bytes" } });
    // @ts-expect-error a promise of a boolean is wanted
    defineObject(PUMP, { read: { "Valve/*/Open": async () => 1 } });
    // @ts-expect-error the value is a number
    defineObject(PUMP, { validate: { Speed: (value: string | undefined) => (value === "" ? STATUS.ok : 500) } });
    // @ts-expect-error it may be gone
    defineObject(PUMP, { applied: { Speed: (value: number) => void value } });
    // @ts-expect-error 999 is no status
    defineObject(PUMP, { exec: { Stop: () => 999 } });
    // @ts-expect-error there is one name on this path
    defineObject(PUMP, { read: { "Valve/*/Open": (_one: string, _two: string) => true } });
    // @ts-expect-error the shape is of another type
    const other: ObjectShape<PumpUpdate> = PUMP;
    expect(other).toBe(PUMP);
  });
});

describe("hooks", () => {
  it("read typed values, with the names on the way", async () => {
    const object = defineObject(PUMP, {
      read: {
        Speed: () => 40,
        On: async () => false,
        Firmware: () => Uint8Array.of(1),
        "Valve/*/Open": (name) => name === "left",
        "Valve/Main/Open": () => true,
        "Valve/*/Log/*/Text": (valveName, log) => `${valveName} ${log}`,
        "odd name": () => undefined,
      },
    });
    const read = (...below: readonly string[]) => object.read?.(at(...below));
    expect(read("Speed")).toBe("40");
    expect(await read("On")).toBe("false");
    expect(read("Firmware")).toEqual(Uint8Array.of(1));
    expect(read("Valve", "left", "Open")).toBe("true");
    expect(read("Valve", "right", "Open")).toBe("false");
    // The description of its own comes before the unnamed one (tree §12.2#4).
    expect(read("Valve", "Main", "Open")).toBe("true");
    expect(read("Valve", "Main", "Log", "1", "Text")).toBeUndefined();
    expect(read("Valve", "a", "Log", "1", "Text")).toBe("a 1");
    expect(read("odd name")).toBeUndefined();
    expect(read("Valve")).toBeUndefined();
    expect(read("Elsewhere")).toBeUndefined();
    expect(object).toMatchObject({ under: PUMP.under, spec: PUMP.spec });
    expect(Object.keys(object).sort()).toEqual(["read", "spec", "under"]);
  });

  it("fail on values of another type, without showing them", async () => {
    const wrong = { Speed: () => "fast", On: async () => 1 } as unknown as { Speed: () => number };
    const object = defineObject(PUMP, { read: wrong });
    expect(() => object.read?.(at("Speed"))).toThrow("this value is none that a node of format int can have");
    await expect(object.read?.(at("On"))).rejects.toThrow(TypeError);
  });

  it("judge what changes, the first refusal holds", async () => {
    const seen: unknown[] = [];
    const object = defineObject(PUMP, {
      validate: {
        Speed: (value, change, ...none) => {
          seen.push(value, change.nodes.length, none);
          return (value ?? 0) > 100 ? STATUS.unsupportedMediaTypeOrFormat : STATUS.ok;
        },
        Key: async (value) => (value === "1234" ? STATUS.ok : STATUS.forbidden),
        "Valve/*/Open": (value, _change, name) => {
          seen.push(value, name);
          return STATUS.ok;
        },
      },
    });
    const validate = (change: ObjectChange) => object.validate?.(change, job.signal);
    expect(await validate(changed("int", at("Speed"), "+7"))).toBe(200);
    expect(await validate(changed("int", at("Speed"), "101"))).toBe(415);
    expect(await validate(changed("int", at("Speed"), undefined))).toBe(200);
    // A node described and not yet written.
    expect(await validate(changed("int", at("Speed"), ""))).toBe(200);
    expect(await validate(changed("chr", at("Key"), "0"))).toBe(403);
    expect(await validate(changed("bool", at("Valve", "v", "Open"), "True"))).toBe(200);
    expect(await validate(changed("chr", at("odd name"), "x"))).toBe(200);
    expect(seen).toEqual([7, 1, [], 101, 1, [], undefined, 1, [], undefined, 1, [], true, "v"]);
  });

  it("act on what is durable", async () => {
    const seen: unknown[] = [];
    const object = defineObject(PUMP, {
      applied: {
        Firmware: (value) => void seen.push(value),
        "Valve/*/Open": async (value, _signal, name) => void seen.push(value, name),
      },
    });
    const views = new Map<string, NodeValue>([["Firmware", Uint8Array.of(9)]]);
    const find = (path: readonly string[]): NodeView | undefined => {
      const value = views.get(path.slice(3).join("/"));
      return value === undefined ? undefined : { name: "", format: "bin", type: "", acl: "", value };
    };
    await object.applied?.([at(), at("Firmware"), at("Valve", "v", "Open"), at("Speed")], { find }, job.signal);
    expect(seen).toEqual([Uint8Array.of(9), undefined, "v"]);
  });

  it("run nodes, leaves and interior ones", async () => {
    const object = defineObject(PUMP, {
      exec: {
        Stop: (argument, given) => (argument === "now" && given === job ? STATUS.ok : STATUS.commandFailed),
        Update: async () => STATUS.acceptedForProcessing,
        "Valve/*/Log/*/Clear": (_argument, _job, valveName, log) =>
          valveName === "v" && log === "1" ? STATUS.ok : STATUS.commandFailed,
      },
    });
    const exec = (below: readonly string[], argument = "") => object.exec?.(at(...below), argument, job);
    expect(exec(["Stop"], "now")).toBe(200);
    expect(await exec(["Update"])).toBe(202);
    expect(exec(["Valve", "v", "Log", "1", "Clear"])).toBe(200);
    expect(exec(["Speed"])).toBe(405);
  });

  it("are the object's own where there is one node only", () => {
    const shape: ObjectShape<Exec<number>> = { spec: leaf("Level", "int", ["Get", "Exec"]) };
    const object = defineObject(shape, { read: { ".": () => 3 }, exec: { ".": () => STATUS.ok } });
    expect(object.read?.(["Level"])).toBe("3");
    expect(object.exec?.(["Level"], "", job)).toBe(200);
    expect("under" in object).toBe(false);
  });

  it("keep what undoes them", async () => {
    const undone: unknown[] = [];
    const change = changed("int", at("Speed"), "1");
    const object: ManagementObject = defineObject(PUMP, { rollBack: (given) => void undone.push(given) });
    await object.rollBack?.(change, job.signal);
    expect(undone).toEqual([change]);
  });

  it("refuse a shape that hangs nowhere", () => {
    expect(() => defineObject({ ...PUMP, under: "./a//b" }, {})).toThrow(RangeError);
  });
});

describe("values (tree §4.2)", () => {
  it.each([
    ["int", "7", 7],
    ["int", "-2147483648", -2147483648],
    ["float", "1.5", 1.5],
    ["float", "1e+21", 1e21],
    ["float", "INF", Number.POSITIVE_INFINITY],
    ["float", "-INF", Number.NEGATIVE_INFINITY],
    ["float", "NaN", Number.NaN],
    ["bool", "true", true],
    ["bool", "false", false],
    ["chr", " a ", " a "],
    ["xml", "<a/>", "<a/>"],
    ["date", "2026-11-24", "2026-11-24"],
    ["time", "12:00:00", "12:00:00"],
    ["b64", "AP8=", Uint8Array.of(0, 255)],
    ["bin", Uint8Array.of(0, 255), Uint8Array.of(0, 255)],
    ["null", "", null],
  ] as const)("%s %j", (format, stored, value) => {
    expect(fromNodeValue(format, stored)).toEqual(value);
    expect(toNodeValue(format, value)).toEqual(stored);
  });
  it.each([
    ["int", "+7", 7],
    ["int", " 7\n", 7],
    ["bool", "True", true],
    ["bool", "0", false],
    ["float", ".5", 0.5],
    ["chr", Uint8Array.of(65), "A"],
    ["bin", "A", Uint8Array.of(65)],
  ] as const)("%s %j is read too", (format, stored, value) => expect(fromNodeValue(format, stored)).toEqual(value));
  it.each([
    ["int", "1.5"],
    ["int", "99999999999"],
    ["bool", "yes"],
    ["float", "0x1"],
    ["b64", "*"],
  ] as const)("%s %j is no value", (format, stored) => expect(() => fromNodeValue(format, stored)).toThrow(TypeError));
  it.each([
    ["int", 1.5],
    ["int", 2 ** 31],
    ["int", Number.NaN],
    ["int", "1"],
    ["int", null],
    ["float", "1"],
    ["bool", "true"],
    ["chr", 1],
    ["chr", Uint8Array.of(1)],
    ["date", "yesterday"],
    ["bin", "text"],
    ["b64", "text"],
    ["null", ""],
  ] as const)("no %s node holds %j", (format, value) => expect(() => toNodeValue(format, value)).toThrow(TypeError));
});
