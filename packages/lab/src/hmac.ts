/**
 * syncml:auth-MAC, computed with node:crypto and never with the codec: the header `x-syncml-hmac` and its digest.
 *
 * Clause: protocol §11.1 (grammar and the formula of 1.2), §11.2 (what 1.3 may have changed), §16 (vectors).
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { LabCredential, LabHmac } from "./account.ts";
import { parseAttributes, quotedString } from "./attribute-list.ts";
import type { CredVerdict } from "./credentials.ts";

export const AUTH_MAC = "syncml:auth-MAC";
export const HMAC_HEADER = "x-syncml-hmac";

type Hash = "md5" | "sha256";

/** Tokens of `algorithm`, in upper case. All but MD5 are provisional: the text of 1.3 was not read (protocol §11.2#3). */
const HASHES: Readonly<Record<string, Hash>> = {
  MD5: "md5",
  SHA256: "sha256",
  "SHA-256": "sha256",
  "HMAC-SHA256": "sha256",
};

/** How a digest other than MD5 is put together. Provisional (protocol §11.2#2). */
export type HmacConstruction = "nested" | "rfc2104";

export interface MacInput {
  /** Token of the header: `MD5`, `SHA256`, `SHA-256` or `HMAC-SHA256`; case does not matter. */
  readonly algorithm: string;
  /** Default `nested`. MD5 is nested whatever this says (protocol §11.1#4). */
  readonly construction?: HmacConstruction;
  readonly name: string;
  readonly secret: string;
  /** Raw bytes. */
  readonly nonce: Uint8Array;
  /** The HTTP entity body. */
  readonly body: Uint8Array;
}

const CONSTRUCTIONS: Readonly<
  Record<HmacConstruction, (hash: Hash, key: string, nonce: Uint8Array, body: string) => string>
> = {
  nested: (hash, key, nonce, body) =>
    b64(hash, Buffer.concat([Buffer.from(`${key}:`), nonce, Buffer.from(`:${body}`)])),
  rfc2104: (hash, key, nonce, body) =>
    createHmac(hash, key)
      .update(Buffer.concat([nonce, Buffer.from(`:${body}`)]))
      .digest("base64"),
};

function b64(hash: Hash, bytes: Uint8Array | string): string {
  return createHash(hash).update(bytes).digest("base64");
}

/** Base64 text of the mac. Throws `TypeError` for an algorithm that is not in the table. Clause: protocol §11.1#4. */
export function macText({ algorithm, construction = "nested", name, secret, nonce, body }: MacInput): string {
  const hash = HASHES[algorithm.toUpperCase()];
  if (hash === undefined) throw new TypeError(`no algorithm "${algorithm}" for ${HMAC_HEADER}`);
  const build = CONSTRUCTIONS[hash === "md5" ? "nested" : construction];
  return build(hash, b64(hash, `${name}:${secret}`), nonce, b64(hash, body));
}

/** Value of the header as a sender writes it: the mac last and without quotes (protocol §11.1#3). */
export function printHmacHeader(header: { algorithm: string; username: string; mac: string }): string {
  const username = quotedString(asHeaderText(header.username));
  return `algorithm=${header.algorithm}, username=${username}, mac=${header.mac}`;
}

export interface HmacHeader {
  /** In upper case; `MD5` when the header does not say. */
  readonly algorithm: string;
  readonly username: string;
  readonly mac: string;
  /** The user's name stood in quotes, as the grammar wants. */
  readonly quoted: boolean;
}

/** Reads a header in any order, quoted or not; text of one sentence when it is none (protocol §11.1#3). */
export function parseHmacHeader(value: string): HmacHeader | string {
  const found = parseAttributes(value);
  if (typeof found === "string") return found;
  const username = found.get("username");
  const mac = found.get("mac")?.text ?? "";
  if (username === undefined) return "no username";
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(mac)) return "mac is not base64";
  const algorithm = (found.get("algorithm")?.text ?? "MD5").toUpperCase();
  return { algorithm, username: fromHeaderText(username.text), mac, quoted: username.quoted };
}

/** What the lab says of a client message under auth-MAC. `faults` are violations beyond a refusal. */
export interface HmacVerdict {
  readonly verdict: CredVerdict;
  readonly faults: readonly string[];
  /** Token the client used, for the answer. */
  readonly algorithm?: string;
}

/**
 * Judges the header over the raw body bytes (protocol §11.1#7).
 * @param locName SyncHdr Source/LocName, which the username repeats
 */
export function judgeHmac(
  header: string | undefined,
  { body, locName }: { readonly body: Uint8Array; readonly locName: string | undefined },
  owner: LabCredential,
  policy: LabHmac,
  nonce: Uint8Array | undefined,
): HmacVerdict {
  if (header === undefined) return { verdict: { kind: "missing", why: `no ${HMAC_HEADER}` }, faults: [] };
  const read = parseHmacHeader(header);
  if (typeof read === "string") {
    return { verdict: { kind: "wrong", why: `${HMAC_HEADER}: ${read}` }, faults: [`${HMAC_HEADER}: ${read}`] };
  }
  const { algorithm, username, mac, quoted } = read;
  const faults: string[] = [];
  if (!quoted) faults.push(`${HMAC_HEADER}: username is not a quoted string`);
  if (username !== locName) faults.push(`${HMAC_HEADER}: username is not the LocName of SyncHdr Source`);
  const wrong = (why: string): HmacVerdict => ({ verdict: { kind: "wrong", why }, faults, algorithm });
  const accept = (policy.accept ?? Object.keys(HASHES)).map((each) => each.toUpperCase());
  if (HASHES[algorithm] === undefined || !accept.includes(algorithm))
    return wrong(`algorithm ${algorithm} is not accepted`);
  if (username !== owner.name) return wrong("the mac is of another user");
  if (nonce === undefined) return wrong("a mac, but there is no nonce to make it with");
  const given = { algorithm, name: owner.name, secret: owner.secret, body };
  const due = macText({ ...given, nonce, ...(policy.construction && { construction: policy.construction }) });
  if (sameText(mac, due)) return { verdict: { kind: "accepted" }, faults, algorithm };
  const textOfNonce = new Uint8Array(Buffer.from(Buffer.from(nonce).toString("base64")));
  const other = policy.construction === "rfc2104" ? "nested" : "rfc2104";
  if (mac === macText({ ...given, nonce: textOfNonce })) return wrong("the mac hashes the base64 text of the nonce");
  if (mac === macText({ ...given, nonce, construction: other })) return wrong(`the mac is put together as ${other}`);
  return wrong("the mac does not match: stale nonce, wrong secret or changed body");
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** node:http takes and gives header text as Latin-1; names are UTF-8. */
function asHeaderText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function fromHeaderText(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}
