/** Whether a push proxy gateway is who may push (bootstrap-push §6.4#2). Clause: RFC 7616, RFC 7617. */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { Clock, Random } from "../ports.ts";
import type { PushRequestHead } from "../push-ports.ts";
import { parseChallenges, quoteParam } from "../security/http-challenge.ts";
import { httpDigest } from "../security/http-digest.ts";

export interface GatewayUser {
  readonly user: string;
  readonly secret: string;
}

const NONCE_MS = 5 * 60 * 1_000;
const MAX_NONCES = 64;
const REALM = "wappush";

export class GatewayAuthentication {
  private readonly users: readonly GatewayUser[];
  private readonly scheme: "basic" | "digest";
  private readonly parts: { readonly clock: Clock; readonly random: Random };
  /** Nonces given out: when, and how often each was used. */
  private readonly nonces = new Map<string, { readonly at: number; count: number }>();

  constructor(
    scheme: "basic" | "digest",
    users: readonly GatewayUser[],
    parts: { readonly clock: Clock; readonly random: Random },
  ) {
    this.scheme = scheme;
    this.users = users;
    this.parts = parts;
  }

  /** What WWW-Authenticate asks for; a fresh nonce each time. */
  challenge(): string {
    if (this.scheme === "basic") return `Basic realm="${REALM}", charset="UTF-8"`;
    const nonce = encodeBase64(this.parts.random.bytes(18));
    this.nonces.set(nonce, { at: this.parts.clock.now(), count: 0 });
    const [oldest] = this.nonces.keys();
    if (this.nonces.size > MAX_NONCES && oldest !== undefined) this.nonces.delete(oldest);
    return `Digest realm="${REALM}", qop="auth", algorithm=SHA-256, nonce="${nonce}"`;
  }

  accepts(head: PushRequestHead): boolean {
    const given = head.headers["authorization"] ?? "";
    return this.scheme === "basic" ? this.acceptsBasic(given) : this.acceptsDigest(given, head);
  }

  private acceptsBasic(given: string): boolean {
    const [, token] = /^Basic +([A-Za-z0-9+/=]+)\s*$/i.exec(given) ?? [];
    const shown = token === undefined ? undefined : decodeBase64(token);
    if (shown === undefined) return false;
    const encoder = new TextEncoder();
    const fitting = this.users.filter(({ user, secret }) => sameSecret(encoder.encode(`${user}:${secret}`), shown));
    return fitting.length > 0;
  }

  private acceptsDigest(given: string, { method, path }: PushRequestHead): boolean {
    const params = parseChallenges(given).find(({ scheme }) => scheme === "digest")?.params;
    const nonce = this.nonces.get(params?.get("nonce") ?? "");
    const count = Number.parseInt(params?.get("nc") ?? "", 16);
    if (params === undefined || nonce === undefined || !(count > nonce.count)) return false;
    if (this.parts.clock.now() - nonce.at >= NONCE_MS || params.get("qop") !== "auth") return false;
    if (params.get("uri")?.split("?")[0] !== path) return false;
    const known = this.users.find(({ user }) => user === params.get("username"));
    const secret = known?.secret ?? encodeBase64(this.parts.random.bytes(18));
    const wanted = httpDigest({
      algorithm: "SHA-256",
      username: params.get("username") ?? "",
      secret,
      realm: REALM,
      nonce: params.get("nonce") ?? "",
      auth: { cnonce: params.get("cnonce") ?? "", count },
      method,
      uri: params.get("uri") ?? "",
    });
    const encoder = new TextEncoder();
    if (!sameSecret(encoder.encode(wanted), encoder.encode(params.get("response") ?? ""))) return false;
    // A request that was overheard cannot be sent again (RFC 7616 §3.4).
    nonce.count = count;
    return known !== undefined;
  }
}

/** In time that does not tell where they differ. */
function sameSecret(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ (b[i] ?? 0);
  return difference === 0;
}

/**
 * The device's own credentials for a gateway that asks for them with X-Wap-Authenticate: the value of
 * X-Wap-Authorization (bootstrap-push §6.4#2). Basic only where nobody listens on the way.
 */
export function terminalAuthorization(
  { method, path, headers, encrypted }: PushRequestHead,
  own: GatewayUser | undefined,
  random: Random,
): string | undefined {
  const asked = headers["x-wap-authenticate"];
  if (own === undefined || asked === undefined) return undefined;
  const challenges = parseChallenges(asked);
  const digest = challenges.find(({ scheme, params }) => scheme === "digest" && isOffered(params));
  if (digest !== undefined) {
    const [realm, nonce] = [digest.params.get("realm") ?? "", digest.params.get("nonce") ?? ""];
    const algorithm = /^md5$/i.test(digest.params.get("algorithm") ?? "MD5") ? "MD5" : "SHA-256";
    const cnonce = encodeBase64(random.bytes(12));
    const auth = { cnonce, count: 1 };
    const response = httpDigest({
      algorithm,
      username: own.user,
      secret: own.secret,
      realm,
      nonce,
      auth,
      method,
      uri: path,
    });
    return (
      `Digest username=${quoteParam(own.user)}, realm=${quoteParam(realm)}, nonce=${quoteParam(nonce)}, ` +
      `uri=${quoteParam(path)}, algorithm=${algorithm}, qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}"`
    );
  }
  if (!encrypted || !challenges.some(({ scheme }) => scheme === "basic")) return undefined;
  return `Basic ${encodeBase64(new TextEncoder().encode(`${own.user}:${own.secret}`))}`;
}

function isOffered(params: ReadonlyMap<string, string>): boolean {
  const qop = (params.get("qop") ?? "").split(",").map((each) => each.trim());
  return qop.includes("auth") && /^(?:md5|sha-256)$/i.test(params.get("algorithm") ?? "MD5");
}
