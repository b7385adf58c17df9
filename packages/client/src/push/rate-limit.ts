/** So many at once, and so many a minute after that, for each name. */
export class RateLimit {
  private readonly burst: number;
  private readonly perMinute: number;
  private readonly buckets = new Map<string, { left: number; at: number }>();

  constructor(burst: number, perMinute: number) {
    this.burst = burst;
    this.perMinute = perMinute;
  }

  /** Takes one, if there is one left. `now` in milliseconds. Names must be of those that are known. */
  take(name: string, now: number): boolean {
    const { left, at } = this.buckets.get(name) ?? { left: this.burst, at: now };
    const filled = Math.min(this.burst, left + (Math.max(0, now - at) / 60_000) * this.perMinute);
    this.buckets.set(name, { left: filled < 1 ? filled : filled - 1, at: now });
    return filled >= 1;
  }
}
