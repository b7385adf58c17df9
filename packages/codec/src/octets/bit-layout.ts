/** Fields of a few bits each, packed without gaps, most significant bit first. The table is the layout. */

/** Names of fields and their widths in bits, in the order they are packed. */
export type Layout = Readonly<Record<string, number>>;
/** A value for each field of a layout. */
export type Fields<L extends Layout> = { readonly [Name in keyof L]: number };

/** A table of fields as a codec for the octets they fill. */
export interface BitLayout<L extends Layout> {
  /** Octets of all fields. */
  readonly length: number;
  /** The first `length` octets of `bytes` as fields. */
  decode(bytes: Uint8Array): Fields<L>;
  /** Throws `RangeError` for a value its field cannot hold. */
  encode(fields: Fields<L>): Uint8Array;
}

/** `layout` names fields and their widths in bits, none wider than 32; they end at an octet's end. */
export function bitLayout<const L extends Layout>(layout: L): BitLayout<L> {
  const names = Object.keys(layout) as (keyof L & string)[];
  const bits = names.reduce((sum, name) => sum + layout[name]!, 0);
  if (bits % 8 !== 0 || names.some((name) => layout[name]! < 1 || layout[name]! > 32)) {
    throw new RangeError("fields have 1 to 32 bits and end at an octet's end");
  }
  return {
    length: bits / 8,
    decode: (bytes) => {
      let at = 0;
      const fields: Partial<Record<keyof L, number>> = {};
      for (const name of names) {
        let value = 0;
        for (const end = at + layout[name]!; at < end; at++)
          value = value * 2 + ((bytes[at >> 3]! >> (7 - (at & 7))) & 1);
        fields[name] = value;
      }
      return fields as Fields<L>;
    },
    encode: (fields) => {
      const bytes = new Uint8Array(bits / 8);
      let at = 0;
      for (const name of names) {
        const [value, width] = [fields[name], layout[name]!];
        if (!Number.isInteger(value) || value < 0 || value >= 2 ** width) {
          throw new RangeError(`${name} must be an integer below ${2 ** width}`);
        }
        for (let bit = width - 1; bit >= 0; bit--, at++) {
          if (Math.floor(value / 2 ** bit) % 2 === 1) bytes[at >> 3]! |= 0x80 >> (at & 7);
        }
      }
      return bytes;
    },
  };
}
