/** A time that is certainly past, for devices whose clock starts in 1970 or is set back (decisions D15). */
import type { Clock, HttpClient, Ports, StoreChange } from "./ports.ts";

export const TIME_FLOOR_KEY = "time-floor";
/** No build of this source is older; a device maker says when his own was made. Milliseconds since 1970. */
const OLDEST_BUILD = Date.UTC(2026, 0, 1);
/** The floor is written anew only when it rose by so much: it need not be exact, and flash wears. */
const STEP_MS = 24 * 60 * 60 * 1_000;

/**
 * The floor rises only to a time at which a server's certificate was verified: a clock set wrongly to the far future
 * must not make every certificate expired for ever (protocol §13#8).
 */
export class TimeFloor {
  private readonly own: Clock;
  /** Of the device's own clock, when the floor was loaded. */
  private readonly began: number;
  private readonly loaded: number;
  private floor: number;
  private persisted: number;

  private constructor(own: Clock, builtAt: number, persisted: number) {
    this.own = own;
    this.began = own.now();
    this.persisted = persisted;
    this.loaded = Math.max(OLDEST_BUILD, builtAt, persisted);
    this.floor = this.loaded;
  }

  /** `builtAt` in milliseconds since 1970. */
  static async load({ clock, store }: Pick<Ports, "clock" | "store">, builtAt = 0): Promise<TimeFloor> {
    const stored = (await store.entries(TIME_FLOOR_KEY)).find(([key]) => key === TIME_FLOOR_KEY)?.[1];
    const persisted = stored === undefined ? 0 : Number(new TextDecoder().decode(stored));
    return new TimeFloor(clock, builtAt, Number.isSafeInteger(persisted) ? persisted : 0);
  }

  /** The device's own clock stands before what is certainly past. */
  get clockIsWrong(): boolean {
    return this.own.now() < this.loaded;
  }

  /** The device's clock; as long as it stands before the floor, time goes on from the floor. */
  get clock(): Clock {
    return {
      now: () => {
        const now = this.own.now();
        return now >= this.loaded ? now : this.loaded + Math.max(0, now - this.began);
      },
      sleep: (ms, signal) => this.own.sleep(ms, signal),
    };
  }

  /** Requests carry the floor; what they find out about the time raises it. */
  over(http: HttpClient): HttpClient {
    return {
      exchange: (request, signal) =>
        // Whoever asks knows of none.
        http.exchange({ timeFloor: this.floor, ...request }, signal).then((answer) => {
          const isProof = answer.outcome === "response" && answer.serverVerified;
          if (isProof) this.floor = Math.max(this.floor, this.own.now());
          return answer;
        }),
      close: () => http.close(),
    };
  }

  /** What to write so that the floor outlives the device's power. */
  changes(): readonly StoreChange[] {
    if (this.floor < this.persisted + STEP_MS || this.floor <= this.loaded) return [];
    this.persisted = this.floor;
    return [{ key: TIME_FLOOR_KEY, value: new TextEncoder().encode(String(this.floor)) }];
  }
}
