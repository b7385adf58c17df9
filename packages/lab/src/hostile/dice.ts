/** Randomness that a seed repeats: mulberry32 over a hash of its seeds. Not for secrets. */

export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

/** Dice that fall the same way for the same seeds. */
export function diceFor(...seeds: readonly number[]): Dice {
  let state = 0x9e3779b9;
  for (const seed of seeds) state = Math.imul(state ^ (seed >>> 0), 0x85ebca6b) ^ (state >>> 13);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const int = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  return {
    int,
    once: (times) => int(times) === 0,
    pick: (list) => list[int(list.length)] as (typeof list)[number],
    bytes: (length) => Uint8Array.from({ length }, () => int(256)),
  };
}
