/**
 * A document on its way out, byte by byte. Most texts in it have a few characters, which are written one after the
 * other: the platform's encoder is faster, but takes longer to call than those take to write.
 */
import { END, STR_I, TOKEN_MASK } from "./tokens.ts";

const encoder = new TextEncoder();
/** Called by way of `call`: V8 has so many kinds of text that it would look for a text's own method each time. */
const { charCodeAt } = String.prototype;
/** In characters; longer text is the encoder's. */
const SHORT_TEXT = 400;
/** Bytes of a leaf beside its text: tag, STR_I, NUL, END. */
const AROUND_TEXT = 4;

/** Enough for most documents. */
const ROOM = 16_384;
const NO_ROOM = new Uint8Array();
/** The room of the last document, wiped; none while one is being written. */
let spare: Uint8Array | undefined;

/** Gives an array of `length` bytes. */
export type Allocate = (length: number) => Uint8Array;

const newArray: Allocate = (length) => new Uint8Array(length);

/** Whoever is done with one calls `finish` or `release`: its room is the next one's. */
export class ByteBuffer {
  length = 0;
  private room: Uint8Array;

  constructor() {
    this.room = spare ?? new Uint8Array(ROOM);
    spare = undefined;
  }

  byte(value: number): void {
    if (this.length === this.room.length) this.grow(1);
    this.room[this.length++] = value;
  }

  append(bytes: Uint8Array | readonly number[]): void {
    if (this.length + bytes.length > this.room.length) this.grow(bytes.length);
    this.room.set(bytes, this.length);
    this.length += bytes.length;
  }

  /**
   * An element with text: an inline string, or without content where there is none. `token` is that of the element with
   * content. Text with a NUL cannot be such a string: the answer is false, and nothing is written.
   */
  leaf(token: number, text: string): boolean {
    const { length } = text;
    if (length === 0) {
      this.byte(token & TOKEN_MASK);
      return true;
    }
    if (length > SHORT_TEXT) return this.encodedLeaf(token, text);
    if (this.length + length + AROUND_TEXT > this.room.length) this.grow(length + AROUND_TEXT);
    const { room } = this;
    let at = this.length + 2;
    let bits = 0;
    let i = 0;
    // Four at a time, which saves a tenth of the whole.
    for (const last = length - 3; i < last; i += 4) {
      const first = charCodeAt.call(text, i);
      const second = charCodeAt.call(text, i + 1);
      const third = charCodeAt.call(text, i + 2);
      const fourth = charCodeAt.call(text, i + 3);
      bits |= first | (first - 1) | second | (second - 1) | third | (third - 1) | fourth | (fourth - 1);
      room[at] = first;
      room[at + 1] = second;
      room[at + 2] = third;
      room[at + 3] = fourth;
      at += 4;
    }
    for (; i < length; i++) {
      const code = charCodeAt.call(text, i);
      bits |= code | (code - 1);
      room[at++] = code;
    }
    // Beyond seven bits there is something where a character is not ASCII, or is NUL.
    if (bits >>> 7 !== 0) {
      room.fill(0, this.length, at);
      return this.encodedLeaf(token, text);
    }
    room[this.length] = token;
    room[this.length + 1] = STR_I;
    room[at] = 0;
    room[at + 1] = END;
    this.length = at + 2;
    return true;
  }

  private encodedLeaf(token: number, text: string): boolean {
    if (text.includes("\0")) return false;
    this.byte(token);
    this.byte(STR_I);
    this.append(encoder.encode(text));
    this.byte(0);
    this.byte(END);
    return true;
  }

  /** All there is behind `parts`, in an array from `allocate`. */
  finish(parts: readonly Uint8Array[] = [], allocate = newArray): Uint8Array {
    const document = allocate(parts.reduce((sum, part) => sum + part.length, this.length));
    let at = 0;
    for (const part of parts) {
      document.set(part, at);
      at += part.length;
    }
    document.set(this.room.subarray(0, this.length), at);
    this.release();
    return document;
  }

  /** What was written is given up. */
  release(): void {
    if (this.room.length === ROOM) {
      this.room.fill(0, 0, this.length);
      spare = this.room;
    }
    this.room = NO_ROOM;
    this.length = 0;
  }

  private grow(count: number): void {
    const room = new Uint8Array((this.length + count) * 2);
    room.set(this.room.subarray(0, this.length));
    this.room = room;
  }
}
