/** Memory of messages on their way out: many share a block, since a block costs as much as a message's own memory. */
const BLOCK_BYTES = 16 * 1024;
/** A longer message gets memory of its own. */
const MAX_SHARED_BYTES = BLOCK_BYTES / 4;

let block = new ArrayBuffer(0);
let used = 0;

/** An array that nobody had before; it may lie in a buffer with others. */
export function bytesOfBlock(length: number): Uint8Array {
  if (length > MAX_SHARED_BYTES) return new Uint8Array(length);
  if (used + length > block.byteLength) {
    block = new ArrayBuffer(BLOCK_BYTES);
    used = 0;
  }
  used += length;
  return new Uint8Array(block, used - length, length);
}
