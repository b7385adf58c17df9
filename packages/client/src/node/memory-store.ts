import type { Store } from "../ports.ts";
import { storeClosed } from "./store-error.ts";

/** A store that forgets everything when the process ends. Rejects with `StoreError` once closed. */
export function memoryStore(): Store {
  const values = new Map<string, Uint8Array>();
  let closed = false;
  return {
    async entries(prefix) {
      if (closed) throw storeClosed();
      const found: (readonly [key: string, value: Uint8Array])[] = [];
      for (const [key, value] of values) if (key.startsWith(prefix)) found.push([key, value.slice()]);
      // The order of the port is that of UTF-8, which differs from that of strings beyond U+FFFF.
      return found.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
    async commit(changes) {
      if (closed) throw storeClosed();
      for (const { key, value } of changes) {
        if (value === null) values.delete(key);
        else values.set(key, value.slice());
      }
    },
    async close() {
      closed = true;
      values.clear();
    },
  };
}
