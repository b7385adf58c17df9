/** WWW-Authenticate and Authentication-Info as data. Clause: RFC 9110 §11.2, §11.3, §11.6.1; RFC 7616 §3.3, §3.5. */

export interface HttpChallenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case; of a name given twice the first. */
  readonly params: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const SPACE = /[ \t]*/y;
const SEPARATORS = /[ \t,]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
/** What servers leave unquoted though it is no token, such as a base64 nonce. */
const BARE = /[^",]*/y;

/** The challenges of one header, or of several joined by commas. What cannot be read ends the list. */
export function parseChallenges(header: string): readonly HttpChallenge[] {
  const reader = new Reader(header);
  const challenges: { readonly scheme: string; readonly params: Map<string, string> }[] = [];
  for (;;) {
    reader.take(SEPARATORS);
    const name = reader.take(TOKEN);
    if (name === undefined) return challenges;
    const value = reader.value();
    const current = challenges.at(-1);
    if (value === undefined) {
      challenges.push({ scheme: name.toLowerCase(), params: new Map() });
      reader.take(SPACE);
      reader.take(TOKEN68);
    } else if (current === undefined) return challenges;
    else setFirst(current.params, name, value);
  }
}

/** The parameters of Authentication-Info. */
export function parseAuthParams(header: string): ReadonlyMap<string, string> {
  const reader = new Reader(header);
  const params = new Map<string, string>();
  for (;;) {
    reader.take(SEPARATORS);
    const name = reader.take(TOKEN);
    const value = name === undefined ? undefined : reader.value();
    if (name === undefined || value === undefined) return params;
    setFirst(params, name, value);
  }
}

/** As a quoted-string. */
export function quoteParam(value: string): string {
  return `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

function setFirst(params: Map<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  if (!params.has(key)) params.set(key, value);
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  /** What follows a name after `=`; `undefined`, and nothing read, when the name stands alone. */
  value(): string | undefined {
    const start = this.at;
    this.take(SPACE);
    if (this.text[this.at] !== "=") {
      this.at = start;
      return undefined;
    }
    this.at++;
    this.take(SPACE);
    const quoted = this.text[this.at] === '"' ? this.take(QUOTED) : undefined;
    return quoted === undefined ? (this.take(BARE) ?? "").trim() : quoted.replaceAll(/\\(.)/g, "$1");
  }
}
