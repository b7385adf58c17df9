import { describe, expect, it } from "vitest";
import type { Random } from "../../src/ports.ts";

export function randomContract(name: string, create: () => Random): void {
  describe(`${name} as a source of random bytes`, () => {
    it("gives exactly as many bytes as asked, in an array of their own", () => {
      const random = create();
      for (const length of [0, 1, 16, 31, 32, 33, 70_000]) {
        const bytes = random.bytes(length);
        expect(bytes).toHaveLength(length);
        expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
        expect(bytes.buffer.byteLength).toBe(length);
      }
    });

    it("never repeats itself and uses every value about as often", () => {
      const random = create();
      const seen = new Set(Array.from({ length: 1000 }, () => Buffer.from(random.bytes(16)).toString("hex")));
      expect(seen.size).toBe(1000);
      const counts = new Array<number>(256).fill(0);
      for (const byte of random.bytes(256 * 1000)) counts[byte] = (counts[byte] ?? 0) + 1;
      // Eight standard deviations of a fair source either side.
      expect(Math.min(...counts)).toBeGreaterThan(740);
      expect(Math.max(...counts)).toBeLessThan(1260);
    });

    it("refuses a length that is no size", () => {
      expect(() => create().bytes(-1)).toThrow(RangeError);
    });
  });
}
