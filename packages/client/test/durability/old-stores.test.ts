/** Stores as released versions left them: what a device holds when its software is replaced (see fixtures/make-store.mjs). */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DeviceClient, testObject } from "@oma-dm/client";
import { openLevelStore } from "@oma-dm/client/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const VERSIONS = readdirSync(FIXTURES).filter((name) => /^store-v\d+$/.test(name));

interface Expected {
  readonly accounts: readonly string[];
  readonly nodes: readonly {
    readonly uri: string;
    readonly format: string;
    readonly type?: string;
    readonly value?: string;
    readonly children?: readonly string[];
    readonly acl: string;
  }[];
  /** Values in base64. */
  readonly entries: readonly (readonly [key: string, value: string])[];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "oma-dm-old-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(VERSIONS)("%s", (version) => {
  const expected = JSON.parse(readFileSync(join(FIXTURES, version, "expected.json"), "utf8")) as Expected;
  const copy = (name: string): string => {
    const place = join(folder, `${version}-${name}`);
    cpSync(join(FIXTURES, version, "store"), place, { recursive: true });
    return place;
  };

  it("gives back every entry", async () => {
    const place = copy("entries");
    for (let times = 0; times < 2; times++) {
      const store = await openLevelStore(place);
      const entries = (await store.entries("")).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
      expect(entries).toEqual(expected.entries);
      await store.close();
    }
  });

  it("opens as the device it was, and keeps what is set from now on", async () => {
    const place = copy("device");
    let device = await DeviceClient.open({ state: place, objects: [testObject()] });
    expect(expected.nodes.length).toBeGreaterThan(20);
    expect(device.accounts()).toEqual(expected.accounts);
    for (const { uri, acl, children, ...node } of expected.nodes) {
      const found = await device.tree.get(uri);
      expect(found).toMatchObject({ uri, ...node });
      // What these programs' ./Test did not have yet is there from the first start of one that has it.
      const known = found.children?.filter((name) => uri !== "./Test" || name !== "async");
      expect(known?.toSorted()).toEqual(children);
      expect([uri, (await device.tree.get(uri, "ACL")).value]).toEqual([uri, acl]);
    }
    await device.tree.set("./Test/dyn/kept/new", "later");
    await device.close();
    device = await DeviceClient.open({ state: place, objects: [testObject()] });
    expect(device.accounts()).toEqual(expected.accounts);
    expect((await device.tree.get("./Test/dyn/kept/new")).value).toBe("later");
    await device.close();
  });
});

it("there is a store of each version", () => expect(VERSIONS).toEqual(["store-v1", "store-v2"]));
