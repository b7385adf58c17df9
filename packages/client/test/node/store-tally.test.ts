/** The sum over all entries of a store. */
import { expect, it } from "vitest";
import { Tally } from "../../src/node/store-tally.ts";
import { randomOf } from "./store-files.ts";

const tallyOf = (entries: Iterable<readonly [key: string, value: string]>): Tally => {
  const tally = new Tally();
  for (const [key, value] of entries) tally.put(key, Buffer.from(value));
  return tally;
};

it("is that of the entries there are, whatever was put and removed before, in any order", () => {
  const random = randomOf(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const model = new Map<string, string>();
  const tally = new Tally();
  for (let step = 1; step <= 40_000; step++) {
    const key = `${below(3) === 0 ? "é" : "k"}${below(1_500)}`;
    if (below(3) === 0) {
      tally.remove(key);
      model.delete(key);
    } else {
      const value = String(below(1_000));
      tally.put(key, Buffer.from(value));
      model.set(key, value);
    }
    if (step % 4_000 !== 0) continue;
    const again = tallyOf([...model].reverse());
    expect([tally.count, tally.sum]).toEqual([model.size, again.sum]);
  }
  for (const key of model.keys()) tally.remove(key);
  expect([tally.count, tally.sum]).toEqual([0, 0]);
});

it("is another one when two values, of one bit's difference, change places", () => {
  for (let pair = 0; pair < 200; pair++) {
    const [a, b] = [`./Test/${pair}/a`, `./Test/${pair * 7}/b`];
    const before = tallyOf([
      [a, "0"],
      [b, "1"],
    ]);
    const after = tallyOf([
      [a, "1"],
      [b, "0"],
    ]);
    expect(after.sum).not.toBe(before.sum);
  }
});

it("is another one when bytes pass from the key to the value, or none are left", () => {
  const sums = [tallyOf([["ab", "c"]]), tallyOf([["a", "bc"]]), tallyOf([["abc", ""]]), tallyOf([["abc\u0100", ""]])];
  expect(new Set(sums.map(({ sum }) => sum)).size).toBe(4);
});
