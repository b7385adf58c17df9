/** Events for whoever listens, in order, each listener at its own pace. */

/** Events kept for a listener that does not keep up; the oldest go first. */
const MAX_WAITING = 1_000;

export class EventFeed<Event> {
  private readonly listeners = new Set<(event: Event | undefined) => void>();

  emit(event: Event): void {
    for (const listener of this.listeners) listener(event);
  }

  /** Ends every listener's iteration once it has had what is waiting for it. */
  close(): void {
    for (const listener of this.listeners) listener(undefined);
  }

  /** From the first `next` on. */
  async *listen(): AsyncGenerator<Event, void, void> {
    const queue: (Event | undefined)[] = [];
    let wake = (): void => {};
    const listener = (event: Event | undefined): void => {
      queue.push(event);
      if (queue.length > MAX_WAITING) queue.shift();
      wake();
    };
    this.listeners.add(listener);
    try {
      for (;;) {
        while (queue.length > 0) {
          const event = queue.shift();
          if (event === undefined) return;
          yield event;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.listeners.delete(listener);
    }
  }
}
