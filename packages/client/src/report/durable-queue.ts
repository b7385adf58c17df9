/** First in, first out, on disk: what is in it when the device stops is in it when it starts again. */
import { DeviceError } from "../device-error.ts";
import type { Store, StoreChange } from "../ports.ts";
import { damaged } from "../tree/node-record.ts";
import { Turns } from "../turns.ts";

export interface QueueLimits {
  readonly maxEntries: number;
  /** Of all records together. */
  readonly maxBytes: number;
}

export interface QueueForm<T> {
  /** Of the store's keys, the colon included. */
  readonly prefix: string;
  readonly limits: QueueLimits;
  /** What an entry is called in a message to people. */
  readonly noun: string;
  readonly write: (value: T) => Uint8Array;
  readonly read: (bytes: Uint8Array) => T | undefined;
}

export interface Queued<T> {
  /** In the order of arrival; not used again while the device runs. */
  readonly id: string;
  readonly value: T;
}

interface Entry<T> extends Queued<T> {
  readonly bytes: number;
}

const ID_DIGITS = 10;

export class DurableQueue<T> {
  private readonly store: Store;
  private readonly form: QueueForm<T>;
  private readonly entries_: Entry<T>[] = [];
  private last = 0;
  private readonly turns = new Turns();

  private constructor(store: Store, form: QueueForm<T>) {
    this.store = store;
    this.form = form;
  }

  /** Rejects with `StateError` when an entry cannot be read, having written nothing. */
  static async open<T>(store: Store, form: QueueForm<T>): Promise<DurableQueue<T>> {
    const queue = new DurableQueue(store, form);
    for (const [key, bytes] of await store.entries(form.prefix)) {
      const id = key.slice(form.prefix.length);
      const value = /^\d{10}$/.test(id) ? form.read(bytes) : undefined;
      if (value === undefined) throw damaged(`${JSON.stringify(key.slice(0, 80))} is no ${form.noun}`);
      queue.entries_.push({ id, value, bytes: bytes.length });
      queue.last = Number(id);
    }
    return queue;
  }

  /** The oldest first. */
  get entries(): readonly Queued<T>[] {
    return this.entries_;
  }

  get isEmpty(): boolean {
    return this.entries_.length === 0;
  }

  /**
   * Durable, together with `more`, when it resolves. Rejects with `DeviceError` queue-full, and keeps nothing, unless
   * its place was reserved otherwise.
   */
  async add(
    value: T,
    options: { readonly more?: readonly StoreChange[]; readonly reserved?: boolean } = {},
  ): Promise<string> {
    return this.turns.take(async () => {
      const bytes = this.form.write(value);
      if (options.reserved !== true) this.refuseFull(bytes.length);
      const id = String(this.last + 1).padStart(ID_DIGITS, "0");
      await this.store.commit([...(options.more ?? []), { key: this.form.prefix + id, value: bytes }]);
      this.last += 1;
      this.entries_.push({ id, value, bytes: bytes.length });
      return id;
    });
  }

  /** Another value in the place of one that is there; durable when it resolves. */
  async replace(id: string, value: T): Promise<void> {
    await this.turns.take(async () => {
      const at = this.entries_.findIndex((entry) => entry.id === id);
      if (at < 0) return;
      const bytes = this.form.write(value);
      await this.store.commit([{ key: this.form.prefix + id, value: bytes }]);
      this.entries_[at] = { id, value, bytes: bytes.length };
    });
  }

  /** What removes an entry from the store: to be committed before `drop`. */
  removal(id: string): StoreChange {
    return { key: this.form.prefix + id, value: null };
  }

  /** The entry's removal is durable. Says what it was. */
  drop(id: string): T | undefined {
    const at = this.entries_.findIndex((entry) => entry.id === id);
    return at < 0 ? undefined : this.entries_.splice(at, 1)[0]!.value;
  }

  /** Gone, durably, when it resolves. */
  async remove(ids: readonly string[], more: readonly StoreChange[] = []): Promise<void> {
    await this.turns.take(async () => {
      const changes = [...ids.map((id) => this.removal(id)), ...more];
      if (changes.length > 0) await this.store.commit(changes);
      for (const id of ids) this.drop(id);
    });
  }

  private refuseFull(bytes: number): void {
    const { limits, noun } = this.form;
    const held = this.entries_.reduce((sum, entry) => sum + entry.bytes, 0);
    if (this.entries_.length < limits.maxEntries && held + bytes <= limits.maxBytes) return;
    const what = `${this.entries_.length} ${noun}s with ${held} bytes wait already`;
    throw new DeviceError("queue-full", `${what}; connect to the server so that it takes them`);
  }
}
