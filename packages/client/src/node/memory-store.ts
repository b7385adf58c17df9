import type { Store } from "../ports.ts";
import { storeClosed } from "./store-error.ts";

/** A store that forgets everything when the process ends. Rejects with `StoreError` once closed. */
export function memoryStore(): Store {
  const values = new Map<string, string | Uint8Array>();
  let closed = false;
  return {
    async entries(prefix) {
      if (closed) throw storeClosed();
      const found: (readonly [key: string, value: Uint8Array])[] = [];
      for (const [key, value] of values) if (key.startsWith(prefix)) found.push([key, Uint8Array.from(bytesOf(value))]);
      // The order of the port is that of UTF-8, which differs from that of strings beyond U+FFFF.
      return found.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
    commit(changes) {
      if (closed) return Promise.reject(storeClosed());
      for (const { key, value } of changes) {
        if (value === null) values.delete(key);
        else values.set(key, kept(value));
      }
      return undefined;
    },
    async close() {
      closed = true;
      values.clear();
    },
  };
}

/** Of a buffer that a value may keep with it: most batches are small. */
const SMALL = 1_024;

/**
 * From a large batch a character for each byte: a text lies in V8's own heap, and costs a tenth of what an array beside
 * it does.
 */
function kept(value: Uint8Array): string | Uint8Array {
  if (value.buffer.byteLength <= SMALL) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? Buffer.from(value, "latin1") : value;
}
