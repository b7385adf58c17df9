import type { Store } from "../ports.ts";
import { storeClosed } from "./store-error.ts";

/** A store that forgets everything when the process ends. Rejects with `StoreError` once closed. */
export function memoryStore(): Store {
  // A character for each byte: a text lies in V8's own heap, and costs a tenth of what an array beside it does.
  const values = new Map<string, string>();
  let closed = false;
  return {
    async entries(prefix) {
      if (closed) throw storeClosed();
      const found: (readonly [key: string, value: Uint8Array])[] = [];
      for (const [key, value] of values)
        if (key.startsWith(prefix)) found.push([key, Uint8Array.from(Buffer.from(value, "latin1"))]);
      // The order of the port is that of UTF-8, which differs from that of strings beyond U+FFFF.
      return found.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
    async commit(changes) {
      if (closed) throw storeClosed();
      for (const { key, value } of changes) {
        if (value === null) values.delete(key);
        else values.set(key, Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1"));
      }
    },
    async close() {
      closed = true;
      values.clear();
    },
  };
}
