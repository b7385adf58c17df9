/** Looks for secrets in whatever was written, in every form in which they leak (decisions D11). */
import { type Secret, secretForms } from "@oma-dm/lab";

export interface Written {
  /** Where it was written, for people. */
  readonly where: string;
  readonly what: string | Uint8Array;
}

export function secret(name: string, value: string | Uint8Array): Secret {
  return { name, bytes: typeof value === "string" ? new TextEncoder().encode(value) : value };
}

/** `name of the secret: where`, once for each place. */
export function leaks(secrets: readonly Secret[], written: readonly Written[]): readonly string[] {
  const texts = written.map(({ where, what }) => ({ where, text: Buffer.from(what as string).toString("latin1") }));
  return secrets.flatMap((one) => {
    if (secretForms(one).length === 0) throw new RangeError(`the ${one.name} is too short to be found`);
    const forms = formsOf(one);
    return texts
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map(({ where }) => `${one.name}: ${where}`);
  });
}

/** Raw, base64 at any offset, hex, percent-encoded, escaped as XML, once or twice, and as JSON; as Latin-1 of the bytes. */
function formsOf(one: Secret): readonly string[] {
  const text = Buffer.from(one.bytes).toString("latin1");
  const xml = asXml(text);
  const plain = [text, ...xml, ...xml.flatMap(asXml)];
  return [...new Set([...secretForms(one), ...plain, ...plain.map((each) => JSON.stringify(each).slice(1, -1))])];
}

/** With few references, with all five, and with numbers. */
function asXml(text: string): readonly string[] {
  const few = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const more = few.replaceAll(">", "&gt;");
  const quoted = more.replaceAll('"', "&quot;");
  const byNumber = (print: (code: number) => string) =>
    text.replace(/[&<>"']/g, (char) => `&#${print(char.charCodeAt(0))};`);
  return [
    few,
    more,
    quoted,
    quoted.replaceAll("'", "&apos;"),
    byNumber(String),
    byNumber((code) => `x${code.toString(16)}`),
    byNumber((code) => `x${code.toString(16).toUpperCase()}`),
  ];
}
