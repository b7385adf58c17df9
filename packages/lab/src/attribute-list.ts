/** A header's comma-separated list of `attribute=value`, the value a token or a quoted string (RFC 9110 §5.6, §11.2). */

export interface Attribute {
  readonly text: string;
  readonly quoted: boolean;
}

const ATTRIBUTE = /\s*([A-Za-z*-]+)\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^",\s]*))\s*(,|$)/y;

/** By name in lower case. Text of one sentence when it is no such list or a name stands twice. */
export function parseAttributes(value: string): ReadonlyMap<string, Attribute> | string {
  const found = new Map<string, Attribute>();
  let at = 0;
  let more = true;
  while (more) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(value);
    if (match === null) return `no attribute=value at character ${at}`;
    const [whole, rawName = "", quoted, bare = "", comma] = match;
    const name = rawName.toLowerCase();
    if (found.has(name)) return `${name} twice`;
    const text = quoted === undefined ? bare : quoted.replace(/\\([\s\S])/g, "$1");
    found.set(name, { text, quoted: quoted !== undefined });
    at += whole.length;
    more = comma === ",";
  }
  return found;
}

/** A quoted string with `text` in it. */
export function quotedString(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
