/** Parts of short messages become one again (bootstrap-push §4.5#10). Time comes with each part. */
import { join } from "../auth/join.ts";
import type { UserData } from "./user-data.ts";

/** Bounds of what waits for its other parts. */
export interface ReassemblyLimits {
  /** Milliseconds after which an incomplete message is dropped. */
  readonly expiresMs: number;
  /** Incomplete messages of one originator; the oldest goes. */
  readonly maxPerOriginator: number;
  /** Incomplete messages of all; the oldest goes. */
  readonly maxSets: number;
  /** Octets held for all of them; the oldest goes. */
  readonly maxBytes: number;
}

/** A day, and a quarter of a mebibyte. */
export const REASSEMBLY_LIMITS: ReassemblyLimits = {
  expiresMs: 24 * 60 * 60 * 1_000,
  maxPerOriginator: 4,
  maxSets: 64,
  maxBytes: 256 * 1024,
};

/** A whole PDU; the port may have come with any of its parts. */
export interface WholeMessage {
  readonly ports?: { readonly destination: number; readonly source: number };
  readonly payload: Uint8Array;
}

interface PartSet {
  readonly originator: string;
  readonly since: number;
  readonly parts: Map<number, Uint8Array>;
  ports?: WholeMessage["ports"];
  bytes: number;
}

/** Keeps parts until their message is whole. */
export class Reassembly {
  private readonly limits: ReassemblyLimits;
  /** The oldest first. */
  private readonly sets = new Map<string, PartSet>();
  private bytes = 0;

  constructor(limits: Partial<ReassemblyLimits> = {}) {
    this.limits = { ...REASSEMBLY_LIMITS, ...limits };
  }

  /** Incomplete messages held. */
  get pending(): number {
    return this.sets.size;
  }

  /** The message `part` completes; `undefined` while parts are missing. `now` in milliseconds. */
  add(originator: string, part: UserData, now: number): WholeMessage | undefined {
    this.expire(now);
    const { concatenation, ports, payload } = part;
    if (concatenation === undefined) return { ...(ports && { ports }), payload };
    const { width, reference, total, sequence } = concatenation;
    const key = JSON.stringify([originator, width, reference, total]);
    const set: PartSet = this.sets.get(key) ?? { originator, since: now, parts: new Map(), bytes: 0 };
    this.sets.set(key, set);
    // The first of a sequence number counts; the port is taken from any part that names one.
    if (!set.parts.has(sequence)) {
      const own = payload.slice();
      set.parts.set(sequence, own);
      set.bytes += own.length;
      this.bytes += own.length;
    }
    if (ports !== undefined) set.ports ??= ports;
    if (set.parts.size === total) {
      this.drop(key, set);
      const whole = join(...Array.from({ length: total }, (_, index) => set.parts.get(index + 1)!));
      return { ...(set.ports && { ports: set.ports }), payload: whole };
    }
    this.makeRoom(originator);
    return undefined;
  }

  private expire(now: number): void {
    for (const [key, set] of this.sets) {
      if (now - set.since >= this.limits.expiresMs) this.drop(key, set);
    }
  }

  private makeRoom(originator: string): void {
    const own = [...this.sets].filter(([, set]) => set.originator === originator);
    const surplus = own.slice(0, Math.max(0, own.length - this.limits.maxPerOriginator));
    for (const [key, set] of surplus) this.drop(key, set);
    for (const [key, set] of this.sets) {
      if (this.sets.size <= this.limits.maxSets && this.bytes <= this.limits.maxBytes) return;
      this.drop(key, set);
    }
  }

  private drop(key: string, set: PartSet): void {
    this.sets.delete(key);
    this.bytes -= set.bytes;
  }
}
