const encoder = new TextEncoder();

/** Texts to bytes, all in one array: an array of its own for each costs more than the encoding. */
export function encodeTogether(texts: readonly string[]): readonly Uint8Array[] {
  if (texts.length === 0) return [];
  const all = texts.join("");
  const bytes = encoder.encode(all);
  // Beyond ASCII nobody knows where one ends.
  if (bytes.length !== all.length) return texts.map((text) => encoder.encode(text));
  let end = 0;
  return texts.map(({ length }) => {
    end += length;
    return bytes.subarray(end - length, end);
  });
}
