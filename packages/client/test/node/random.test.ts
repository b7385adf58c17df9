import { describe, expect, it } from "vitest";
import { seededRandom, systemRandom } from "../../src/node/index.ts";
import { randomContract } from "./random-contract.ts";

randomContract("systemRandom", systemRandom);
randomContract("seededRandom", () => seededRandom(1));

describe("seededRandom", () => {
  it("gives the same bytes for the same seed however they are cut, and others for another", () => {
    const a = seededRandom("s");
    const b = seededRandom("s");
    const cut = [...a.bytes(5), ...a.bytes(60), ...a.bytes(35)];
    expect(cut).toEqual([...b.bytes(100)]);
    expect(cut).not.toEqual([...seededRandom("t").bytes(100)]);
  });
});

describe("systemRandom", () => {
  it("differs from one instance to the next", () => {
    expect(systemRandom().bytes(16)).not.toEqual(systemRandom().bytes(16));
  });
});
