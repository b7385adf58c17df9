/**
 * Strings out of a document, cheaply. A run of plain ASCII is decoded once and cut into pieces, which costs a fraction
 * of decoding each piece; everything else is decoded on its own. A piece keeps its run alive, so runs are short.
 */
const RUN_BYTES = 4096;
/** Below this a run is not worth its decoding. */
const SHORT = 24;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class TextWindow {
  private readonly bytes: Uint8Array;
  private run = "";
  private runStart = 0;
  private runEnd = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The text of bytes `start` to `end`; undefined when they are not UTF-8. */
  cut(start: number, end: number): string | undefined {
    return start >= this.runStart && end <= this.runEnd
      ? this.run.substring(start - this.runStart, end - this.runStart)
      : this.decode(start, end);
  }

  private decode(start: number, end: number): string | undefined {
    if (start === end) return "";
    if (start >= this.runEnd || start < this.runStart) {
      this.advance(start);
      if (end <= this.runEnd) return this.run.substring(0, end - start);
    }
    return this.cutAlone(start, end);
  }

  /** As `cut`, for pieces that do not come in order: no run is decoded for their sake. */
  cutAlone(start: number, end: number): string | undefined {
    try {
      return decoder.decode(this.bytes.subarray(start, end));
    } catch {
      return undefined;
    }
  }

  /** Begins a run at `start` that ends before the first byte that is not ASCII. */
  private advance(start: number): void {
    const limit = Math.min(start + RUN_BYTES, this.bytes.length);
    const end = this.asciiEnd(start, limit);
    this.runStart = start;
    this.runEnd = end - start < SHORT ? start : end;
    this.run = this.runEnd === start ? "" : decoder.decode(this.bytes.subarray(start, this.runEnd));
  }

  private asciiEnd(start: number, limit: number): number {
    const { bytes } = this;
    const aligned = start + ((4 - ((bytes.byteOffset + start) & 3)) & 3);
    let at = start;
    while (at < aligned && at < limit && bytes[at]! < 0x80) at += 1;
    if (at < aligned) return at;
    // Sixteen bytes at a time: no high bit in any of them.
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (limit - at) >> 2);
    const last = words.length - 4;
    let word = 0;
    while (
      word <= last &&
      ((words[word]! | words[word + 1]! | words[word + 2]! | words[word + 3]!) & 0x80808080) === 0
    ) {
      word += 4;
    }
    at += word * 4;
    while (at < limit && bytes[at]! < 0x80) at += 1;
    return at;
  }
}
