/**
 * Whether a table of LevelDB is as it was written. LevelDB has a checksum for each of its blocks and does not look at
 * it; what it makes of a changed one may be another value, or the end of the process by a failed assertion.
 *
 * Format: LevelDB doc/table_format.md; Snappy format_description.txt.
 */

/** Two handles, padded, and a magic number. */
const FOOTER = 48;
const MAGIC = Buffer.from("57fb808b247547db", "hex");

interface Handle {
  readonly offset: number;
  readonly size: number;
}

/** Every block the table names has its checksum; one that names something that cannot be is not whole either. */
export function isTableWhole(table: Buffer): boolean {
  try {
    const footer = table.subarray(-FOOTER);
    if (footer.length < FOOTER || !footer.subarray(-MAGIC.length).equals(MAGIC)) return false;
    const reader = new Reader(footer);
    const indexes = [reader.handle(), reader.handle()];
    return indexes.every((index) => handlesIn(blockAt(table, index)).every((handle) => isBlockWhole(table, handle)));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Behind each block stand how it is compressed, a byte, and the checksum of all of it up to there. */
function isBlockWhole(table: Buffer, { offset, size }: Handle): boolean {
  const checked = table.subarray(offset, offset + size + 1);
  if (checked.length !== size + 1) return false;
  return table.readUInt32LE(offset + size + 1) === masked(crc32c(checked));
}

/** Content of a block, decompressed. */
function blockAt(table: Buffer, handle: Handle): Buffer {
  if (!isBlockWhole(table, handle)) throw new RangeError("a block has another checksum");
  const end = handle.offset + handle.size;
  const content = table.subarray(handle.offset, end);
  return table.readUInt8(end) === 0 ? content : uncompress(content);
}

/** The values of an index, which are handles: entries, then where some of them begin, and how many those are. */
function handlesIn(block: Buffer): readonly Handle[] {
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  const reader = new Reader(block);
  const handles: Handle[] = [];
  while (reader.at < end) {
    reader.varint();
    const keyBytes = reader.varint();
    const valueBytes = reader.varint();
    reader.at += keyBytes;
    const next = reader.at + valueBytes;
    handles.push(reader.handle());
    reader.at = next;
  }
  return handles;
}

class Reader {
  private readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes.readUInt8(this.at++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  handle(): Handle {
    return { offset: this.varint(), size: this.varint() };
  }
}

/** Snappy: literals, and copies of what came before. */
function uncompress(content: Buffer): Buffer {
  const reader = new Reader(content);
  const whole = Buffer.alloc(reader.varint());
  let at = 0;
  while (reader.at < content.length) {
    const tag = content.readUInt8(reader.at++);
    const upper = tag >> 2;
    if ((tag & 3) === 0) {
      const extra = Math.max(0, upper - 59);
      const length = 1 + (extra === 0 ? upper : content.readUIntLE(reader.at, extra));
      reader.at += extra;
      at += content.copy(whole, at, reader.at, reader.at + length);
      reader.at += length;
      continue;
    }
    const short = (tag & 3) === 1;
    const offsetBytes = short ? 1 : (tag & 3) === 2 ? 2 : 4;
    const offset = content.readUIntLE(reader.at, offsetBytes) + (short ? (tag >> 5) << 8 : 0);
    reader.at += offsetBytes;
    // Byte by byte: a copy may reach into what it makes.
    for (let left = short ? 4 + (upper & 7) : 1 + upper; left > 0; left--, at++)
      whole[at] = whole.readUInt8(at - offset);
  }
  return whole;
}

const CRC32C = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
  return crc;
});

function crc32c(bytes: Buffer): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC32C[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc;
}

/** As LevelDB stores them, so that a checksum of checksums is no trouble. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
