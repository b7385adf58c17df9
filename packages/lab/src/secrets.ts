/**
 * Secrets and the forms they leak in. Clause: decisions D11 (raw, base64, hex, percent-encoded).
 */

export interface Secret {
  /** For people: `client secret`, `nonce`. Never the value. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Below this many bytes a match says nothing. */
const SHORTEST_SECRET = 4;

/** Forms that were made already: a long session looks for the same nonces in every message. */
const known = new WeakMap<Uint8Array, readonly string[]>();

/** Every text, as Latin-1 of bytes, under which a secret may show. Short secrets have none. */
export function secretForms({ bytes }: Secret): readonly string[] {
  const forms = known.get(bytes) ?? formsOf(bytes);
  known.set(bytes, forms);
  return forms;
}

function formsOf(bytes: Uint8Array): readonly string[] {
  if (bytes.length < SHORTEST_SECRET) return [];
  const buffer = Buffer.from(bytes);
  const raw = buffer.toString("latin1");
  const hex = buffer.toString("hex");
  const percent = hex.replace(/../g, (pair) => `%${pair}`);
  const forms = [raw, hex, hex.toUpperCase(), percent, percent.toUpperCase(), percentOfText(buffer)];
  for (const text of base64Forms(buffer)) forms.push(text, text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set(forms)];
}

/** Base64 wherever the secret may start within a group of three; the characters it shares with neighbours are cut. */
function base64Forms(buffer: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), buffer])
      .toString("base64")
      .replace(/=+$/, "");
    const from = shift === 0 ? 0 : shift + 1;
    const whole = (shift + buffer.length) % 3 === 0;
    return text.slice(from, whole ? undefined : -1);
  });
}

function percentOfText(buffer: Buffer): string {
  return Buffer.from(encodeURIComponent(buffer.toString("utf8")), "utf8").toString("latin1");
}

/** How often a secret shows in a text of Latin-1 characters, in any form; overlapping forms count once per form. */
export function countSecret(secret: Secret, latin1: string): number {
  let count = 0;
  for (const form of secretForms(secret)) {
    for (let at = latin1.indexOf(form); at >= 0; at = latin1.indexOf(form, at + 1)) count += 1;
  }
  return count;
}

/** Escapes hide a secret, and XML within XML hides it twice. */
const DEEPEST_ESCAPE = 2;

/** Bytes as they are, and with the character references of XML resolved, as Latin-1 of bytes. */
export function textsOf(bytes: Uint8Array): string[] {
  const texts = [Buffer.from(bytes).toString("latin1")];
  let text = Buffer.from(bytes).toString("utf8");
  for (let depth = 0; depth < DEEPEST_ESCAPE; depth++) {
    const plain = resolveReferences(text);
    if (plain === text) break;
    text = plain;
    texts.push(Buffer.from(text, "utf8").toString("latin1"));
  }
  return texts;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text with its character references resolved, once. */
export function resolveReferences(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/gi, (whole, hex, decimal, name) => {
    if (typeof name === "string") return NAMED[name] ?? whole;
    const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
