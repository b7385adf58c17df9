/** Whether a session or a report is under way: never two at once. */
export class Occupation {
  private taken = false;
  private readonly waiting: (() => void)[] = [];

  get isTaken(): boolean {
    return this.taken;
  }

  take(): void {
    this.taken = true;
  }

  /** Whoever waits is woken; the first to take it has it. */
  free(): void {
    this.taken = false;
    for (const wake of this.waiting.splice(0)) wake();
  }

  async whenFree(): Promise<void> {
    while (this.taken) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
