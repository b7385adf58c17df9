import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StoreError } from "../../src/node/index.ts";
import type { Store } from "../../src/ports.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

/** What every store owes. `reopen` is given by those that keep their entries when closed. */
export function storeContract(
  name: string,
  create: () => Promise<{ store: Store; reopen?: () => Promise<Store>; remove?: () => Promise<void> }>,
): void {
  describe(`${name} as a store`, () => {
    let made: Awaited<ReturnType<typeof create>>;
    let store: Store;
    beforeEach(async () => {
      made = await create();
      store = made.store;
    });
    afterEach(async () => {
      await store.close();
      await made.remove?.();
    });
    const keys = async (prefix: string) => (await store.entries(prefix)).map(([key]) => key);
    const put = async (...names: string[]) => store.commit(names.map((key) => ({ key, value: bytes(1) })));

    it("starts empty", async () => {
      expect(await store.entries("")).toEqual([]);
    });

    it("gives back plain bytes, the empty value among them", async () => {
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.commit([
        { key: "all", value: all },
        { key: "none", value: bytes() },
        { key: "part", value: all.subarray(10, 12) },
      ]);
      expect(await store.entries("")).toEqual([
        ["all", all],
        ["none", bytes()],
        ["part", bytes(10, 11)],
      ]);
    });

    it("applies a batch in order: a later change of the same key wins, null removes", async () => {
      await put("gone", "kept");
      await store.commit([
        { key: "gone", value: null },
        { key: "never", value: null },
        { key: "twice", value: bytes(1) },
        { key: "twice", value: bytes(2) },
        { key: "back", value: null },
        { key: "back", value: bytes(3) },
        { key: "off", value: bytes(4) },
        { key: "off", value: null },
      ]);
      expect(await store.entries("")).toEqual([
        ["back", bytes(3)],
        ["kept", bytes(1)],
        ["twice", bytes(2)],
      ]);
    });

    it("takes an empty batch", async () => {
      await store.commit([]);
      expect(await keys("")).toEqual([]);
    });

    it("orders keys by their UTF-8 bytes, not by UTF-16", async () => {
      // U+FF5E sorts before U+1F600 in UTF-8 and after it in UTF-16.
      await put("b", "😀", "\uff5e", "a/b", "a", "é", "B", "a\u0000");
      expect(await keys("")).toEqual(["B", "a", "a\u0000", "a/b", "b", "é", "\uff5e", "😀"]);
    });

    it("lists exactly the keys that begin with a prefix", async () => {
      await put("a", "a/", "a/1", "a/2/3", "a0", "b/1", "é/1", "ê", "a/\u{10ffff}");
      expect(await keys("a/")).toEqual(["a/", "a/1", "a/2/3", "a/\u{10ffff}"]);
      expect(await keys("é")).toEqual(["é/1"]);
      expect(await keys("a/\u{10ffff}")).toEqual(["a/\u{10ffff}"]);
      expect(await keys("c")).toEqual([]);
      expect(await keys("")).toHaveLength(9);
    });

    it("gives out copies", async () => {
      await store.commit([{ key: "k", value: bytes(1, 2) }]);
      const [first] = await store.entries("k");
      first![1][1] = 9;
      expect(await store.entries("k")).toEqual([["k", bytes(1, 2)]]);
    });

    it("never shows half a batch, nor mixes batches committed at once", async () => {
      const batch = (n: number) => Array.from({ length: 40 }, (_, i) => ({ key: `slot/${i}`, value: bytes(n) }));
      await store.commit(batch(0));
      const commits = Array.from({ length: 30 }, (_, n) => store.commit(batch(n + 1)));
      for (let reads = 0; reads < 20; reads++) {
        const seen = new Set((await store.entries("slot/")).map(([, value]) => value[0]));
        expect(seen.size).toBe(1);
      }
      await Promise.all(commits);
      expect(new Set((await store.entries("slot/")).map(([, value]) => value[0])).size).toBe(1);
    });

    it("closes more than once, and rejects any use afterwards", async () => {
      await put("k");
      await Promise.all([store.close(), store.close()]);
      await store.close();
      for (const use of [() => store.entries(""), () => put("l"), () => store.commit([])]) {
        // A promise that rejects, not an exception: nobody has to be ready for both.
        const error = await (use() as Promise<unknown>).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(StoreError);
        expect(error).toMatchObject({ code: "unavailable" });
      }
    });

    it("finishes a commit under way when closed", async () => {
      const committed = put("k");
      await store.close();
      await expect(committed).resolves.toBeUndefined();
      if (made.reopen !== undefined) {
        store = await made.reopen();
        expect(await keys("")).toEqual(["k"]);
      }
    });

    it("keeps everything across a reopen, if it keeps anything", async () => {
      if (made.reopen === undefined) return;
      await store.commit([
        { key: "a", value: bytes(1) },
        { key: "b", value: bytes(2) },
      ]);
      await store.commit([{ key: "a", value: null }]);
      await store.close();
      store = await made.reopen();
      expect(await store.entries("")).toEqual([["b", bytes(2)]]);
    });
  });
}
