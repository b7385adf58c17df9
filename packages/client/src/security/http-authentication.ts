/**
 * HTTP authentication of one session, as values: nothing here sends or draws randomness (protocol §12.5). It is
 * independent of the credentials inside SyncML. Clause: RFC 7616, RFC 7617, RFC 2617.
 */
import { basicCredential, sameDigest } from "@oma-dm/codec/auth";
import { isLoopbackHost } from "../loopback.ts";
import { type HttpChallenge, parseAuthParams, parseChallenges, quoteParam } from "./http-challenge.ts";
import { digestCount, type HttpDigestAlgorithm, type HttpDigestInput, httpDigest } from "./http-digest.ts";

/** AAuthType of AAuthLevel HTTP (protocol §10.2#3): Basic's will do for Digest, never the reverse (protocol §12.5#5). */
export type HttpAuthType = "HTTP-BASIC" | "HTTP-DIGEST";

export interface HttpCredential {
  readonly type: HttpAuthType;
  readonly name: string;
  readonly secret: string;
}

export interface HttpAuthentication {
  readonly credentials: readonly HttpCredential[];
  /** Origin of the account's address: Basic goes nowhere else, whatever RespURI says (protocol §12.5#6). */
  readonly origin: string;
  /** Plain http may carry Basic though it goes beyond loopback (decisions D20). */
  readonly allowPlainBasic: boolean;
  readonly agreed?: Agreed;
}

/** What a server asked for last; used without being asked again (protocol §12.5#3). */
type Agreed =
  | { readonly scheme: "basic"; readonly origin: string; readonly credential: HttpCredential }
  | {
      readonly scheme: "digest";
      readonly origin: string;
      readonly credential: HttpCredential;
      readonly challenge: DigestChallenge;
      /** Of the challenge, or the `nextnonce` after it. */
      readonly nonce: string;
      /** Requests sent with `nonce`. */
      readonly count: number;
      /** Nonce and cnonce a -sess key is made of: those of the first request after the challenge. */
      readonly session?: { readonly nonce: string; readonly cnonce: string };
    };

interface DigestChallenge {
  readonly algorithm: HttpDigestAlgorithm;
  /** The server named an algorithm; otherwise it is MD5 and goes unsaid. */
  readonly algorithmNamed: boolean;
  readonly qop: boolean;
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly stale: boolean;
}

export interface HttpTarget {
  readonly method: string;
  readonly url: string;
}

/** One request as it was authorised: what its answer is judged by. */
export interface Authorized {
  readonly header: string;
  /** Of a Digest. */
  readonly proof?: HttpDigestInput;
}

/** The strongest first (protocol §12.5#5). */
export const ALGORITHMS: readonly HttpDigestAlgorithm[] = ["SHA-256", "SHA-256-sess", "MD5", "MD5-sess"];

/** The Authorization for a request, when one was agreed with its origin. `cnonce`: fresh, unpredictable, no `"`. */
export function authorize(
  state: HttpAuthentication,
  { method, url }: HttpTarget,
  cnonce: string,
): readonly [HttpAuthentication, Authorized | undefined] {
  const { agreed } = state;
  const { origin, pathname, search } = new URL(url);
  if (agreed === undefined || agreed.origin !== origin) return [state, undefined];
  const { name, secret } = agreed.credential;
  if (agreed.scheme === "basic") return [state, { header: `Basic ${basicCredential(name, secret)}` }];
  const { challenge, nonce } = agreed;
  const isSession = challenge.algorithm.endsWith("-sess");
  const session = isSession ? (agreed.session ?? { nonce, cnonce }) : undefined;
  const count = agreed.count + 1;
  const proof: HttpDigestInput = {
    algorithm: challenge.algorithm,
    username: name,
    secret,
    realm: challenge.realm,
    nonce,
    // Servers that keep no session key make it anew of each request's cnonce: with one cnonce both agree.
    ...(challenge.qop ? { auth: { cnonce: session?.cnonce ?? cnonce, count } } : {}),
    ...(session === undefined ? {} : { session }),
    method,
    uri: pathname + search,
  };
  const next = { ...agreed, count, ...(session === undefined ? {} : { session }) };
  return [
    { ...state, agreed: next },
    { header: printDigest(challenge, proof), proof },
  ];
}

function printDigest(challenge: DigestChallenge, proof: HttpDigestInput): string {
  const { username, auth } = proof;
  const named = /^[\x20-\x7e]*$/.test(username)
    ? `username=${quoteParam(username)}`
    : `username*=UTF-8''${encodeURIComponent(username).replaceAll(/['()*]/g, (it) => `%${it.charCodeAt(0).toString(16)}`)}`;
  return `Digest ${[
    named,
    `realm=${quoteParam(challenge.realm)}`,
    `nonce=${quoteParam(proof.nonce)}`,
    `uri=${quoteParam(proof.uri)}`,
    `response="${httpDigest(proof)}"`,
    ...(challenge.algorithmNamed ? [`algorithm=${challenge.algorithm}`] : []),
    ...(challenge.opaque === undefined ? [] : [`opaque=${quoteParam(challenge.opaque)}`]),
    ...(auth === undefined ? [] : ["qop=auth", `nc=${digestCount(auth.count)}`, `cnonce="${auth.cnonce}"`]),
  ].join(", ")}`;
}

export type ChallengeAnswer =
  /** `stale`: the server only wants a newer nonce; that is no refusal of the secret. */
  | { readonly go: true; readonly state: HttpAuthentication; readonly stale: boolean }
  /** One line, without a secret. */
  | { readonly go: false; readonly reason: string };

/** How to answer a 401 whose WWW-Authenticate is `header`; `shown` is what the refused request carried. */
export function answerChallenge(
  state: HttpAuthentication,
  header: string | undefined,
  { url }: HttpTarget,
  shown: Authorized | undefined,
): ChallengeAnswer {
  if (state.credentials.length === 0) {
    return { go: false, reason: "the server wants HTTP authentication; the account has no credentials for it" };
  }
  const challenges = parseChallenges(header ?? "");
  const { origin } = new URL(url);
  const digest = strongestDigest(challenges);
  const forDigest = credentialFor(state, "HTTP-DIGEST") ?? credentialFor(state, "HTTP-BASIC");
  if (digest !== undefined && forDigest !== undefined) {
    const { nonce } = digest;
    const agreed = { scheme: "digest", origin, credential: forDigest, challenge: digest, nonce, count: 0 } as const;
    const stale = digest.stale && shown?.proof !== undefined;
    return { go: true, state: { ...state, agreed }, stale };
  }
  const forBasic = credentialFor(state, "HTTP-BASIC");
  if (forBasic !== undefined && challenges.some(({ scheme }) => scheme === "basic")) {
    const refused = refuseBasic(state, forBasic, url);
    if (refused !== undefined) return { go: false, reason: refused };
    const agreed = { scheme: "basic", origin, credential: forBasic } as const;
    return { go: true, state: { ...state, agreed }, stale: false };
  }
  const offered = challenges.map(({ scheme }) => scheme.slice(0, 20)).join(", ");
  const has = state.credentials.map(({ type }) => type).join(", ");
  return {
    go: false,
    reason: `the server wants HTTP authentication (${offered || "none named"}); the account has ${has}`,
  };
}

function credentialFor({ credentials }: HttpAuthentication, type: HttpAuthType): HttpCredential | undefined {
  return credentials.find((it) => it.type === type);
}

function refuseBasic(state: HttpAuthentication, { name }: HttpCredential, url: string): string | undefined {
  const { origin, protocol, hostname } = new URL(url);
  if (origin !== state.origin) return "another host than the account's wants HTTP Basic; it gets no password";
  if (name.includes(":")) return "a name with a colon cannot be sent by HTTP Basic; change the account's";
  if (protocol === "https:" || isLoopbackHost(hostname) || state.allowPlainBasic) return undefined;
  return "HTTP Basic over plain http is refused; use https, or HTTP-DIGEST";
}

function strongestDigest(challenges: readonly HttpChallenge[]): DigestChallenge | undefined {
  return challenges
    .flatMap((challenge) => readDigest(challenge) ?? [])
    .sort(
      (a, b) => ALGORITHMS.indexOf(a.algorithm) - ALGORITHMS.indexOf(b.algorithm) || Number(b.qop) - Number(a.qop),
    )[0];
}

/** `undefined` for what this client cannot compute. */
function readDigest({ scheme, params }: HttpChallenge): DigestChallenge | undefined {
  if (scheme !== "digest") return undefined;
  const named = params.get("algorithm");
  const algorithm = ALGORITHMS.find((it) => it.toLowerCase() === (named ?? "MD5").toLowerCase());
  const nonce = params.get("nonce");
  const realm = params.get("realm");
  const offered = params.get("qop");
  const qop = offered?.split(",").some((it) => it.trim().toLowerCase() === "auth") === true;
  if (algorithm === undefined || nonce === undefined || realm === undefined) return undefined;
  // Only auth-int, or a session key without the cnonce it is made of.
  if (!qop && (offered !== undefined || algorithm.endsWith("-sess"))) return undefined;
  return {
    algorithm,
    algorithmNamed: named !== undefined,
    qop,
    realm,
    nonce,
    opaque: params.get("opaque"),
    stale: params.get("stale")?.toLowerCase() === "true",
  };
}

/**
 * Takes the Authentication-Info of an answer to an authorised request: the next nonce. `undefined`: the server's own
 * proof is wrong, so it does not know the secret (RFC 7616 §3.5).
 */
export function readAuthenticationInfo(
  state: HttpAuthentication,
  header: string | undefined,
  shown: Authorized | undefined,
): HttpAuthentication | undefined {
  const { agreed } = state;
  const proof = shown?.proof;
  if (header === undefined || proof === undefined || agreed?.scheme !== "digest") return state;
  const info = parseAuthParams(header);
  const rspauth = info.get("rspauth");
  if (rspauth !== undefined && !sameDigest(rspauth.toLowerCase(), httpDigest({ ...proof, method: "" })))
    return undefined;
  if (proof.auth !== undefined) {
    const { cnonce, count } = proof.auth;
    if ((info.get("cnonce") ?? cnonce) !== cnonce) return undefined;
    if (Number.parseInt(info.get("nc") ?? digestCount(count), 16) !== count) return undefined;
  }
  const nonce = info.get("nextnonce");
  return nonce === undefined || nonce === "" ? state : { ...state, agreed: { ...agreed, nonce, count: 0 } };
}
