/** One piece of work after the other, in the order they came; at once when nothing is under way. */
import type { MaybeLater } from "./maybe-later.ts";

export class Turns {
  private isTaken = false;
  private readonly waiting: (() => void)[] = [];

  /** Runs `work` once all that came before has ended, however it ended. */
  take<T>(work: () => MaybeLater<T>): MaybeLater<T>;
  /** With an argument, for work that is defined once. */
  take<A, T>(work: (argument: A) => MaybeLater<T>, argument: A): MaybeLater<T>;
  take<A, T>(work: (argument?: A) => MaybeLater<T>, argument?: A): MaybeLater<T> {
    if (!this.isTaken) {
      this.isTaken = true;
      return this.run(work, argument);
    }
    return this.later(work, argument);
  }

  private later<A, T>(work: (argument?: A) => MaybeLater<T>, argument: A | undefined): Promise<T> {
    return new Promise<void>((resolve) => this.waiting.push(resolve)).then(() => this.run(work, argument));
  }

  private run<A, T>(work: (argument?: A) => MaybeLater<T>, argument: A | undefined): MaybeLater<T> {
    let result: MaybeLater<T>;
    try {
      result = work(argument);
    } catch (error) {
      this.pass();
      throw error;
    }
    if (result instanceof Promise) return this.passAfter(result);
    this.pass();
    return result;
  }

  private passAfter<T>(result: Promise<T>): Promise<T> {
    return result.then(
      (value) => {
        this.pass();
        return value;
      },
      (error: unknown) => {
        this.pass();
        throw error;
      },
    );
  }

  private pass(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.isTaken = false;
    else next();
  }
}
