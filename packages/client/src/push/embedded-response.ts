/** An HTTP response inside the body of a request: `application/http` (bootstrap-push §6.3#1). */

export interface EmbeddedResponse {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Uint8Array;
}

const MAX_HEAD = 16 * 1024;

/** `undefined` when it is none. Without a length the content goes to the end (bootstrap-push §6.3#2). */
export function embeddedResponse(body: Uint8Array): EmbeddedResponse | undefined {
  const end = endOfHead(body);
  if (end === undefined) return undefined;
  const [statusLine = "", ...lines] = latin1(body.subarray(0, end)).split(/\r?\n/);
  if (!/^HTTP\/1\.[01] 2\d\d(?: |$)/.test(statusLine)) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    if (line === "") continue;
    const [, name, value = ""] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) return undefined;
    headers[name.toLowerCase()] ??= value;
  }
  const content = body.subarray(end);
  const announced = headers["content-length"];
  if (announced === undefined) return { headers, content };
  if (!/^\d{1,9}$/.test(announced) || Number(announced) > content.length) return undefined;
  return { headers, content: content.subarray(0, Number(announced)) };
}

/** Offset behind the empty line. */
function endOfHead(body: Uint8Array): number | undefined {
  for (let at = 0; at < Math.min(body.length, MAX_HEAD); at++) {
    if (body[at] !== 0x0a) continue;
    if (body[at + 1] === 0x0a) return at + 2;
    if (body[at + 1] === 0x0d && body[at + 2] === 0x0a) return at + 3;
  }
  return undefined;
}

function latin1(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
}
