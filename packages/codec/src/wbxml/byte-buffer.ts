/** Bytes that come one after another; the room for them doubles when it is used up. */
const encoder = new TextEncoder();
const FIRST_ROOM = 256;
/** Longer text is encoded on its own: nobody knows its length in bytes, which may be three times that. */
const SHORT_TEXT = 1024;

export class ByteBuffer {
  length = 0;
  private room = new Uint8Array(FIRST_ROOM);

  append(bytes: Uint8Array | readonly number[]): void {
    this.makeRoom(bytes.length);
    this.room.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** In UTF-8. */
  appendText(text: string): void {
    if (text.length > SHORT_TEXT) this.append(encoder.encode(text));
    else if (text !== "") {
      this.makeRoom(text.length * 3);
      this.length += encoder.encodeInto(text, this.room.subarray(this.length)).written;
    }
  }

  /** A view of all there is; the next to be appended may end up elsewhere. */
  bytes(): Uint8Array {
    return this.room.subarray(0, this.length);
  }

  private makeRoom(count: number): void {
    const needed = this.length + count;
    if (needed <= this.room.length) return;
    const room = new Uint8Array(Math.max(needed, this.room.length * 2));
    room.set(this.bytes());
    this.room = room;
  }
}
