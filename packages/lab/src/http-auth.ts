/**
 * HTTP Basic and Digest before the lab: who may speak to it at all. Independent of everything inside the messages.
 *
 * Clause: protocol §12.5; RFC 7617, RFC 7616 (SHA-256, MD5) and RFC 2617 (no algorithm, no qop).
 */
import { createHash } from "node:crypto";
import { parseAttributes, quotedString } from "./attribute-list.ts";
import { type HeaderList, headerValue } from "./rule.ts";

export type DigestAlgorithm = "MD5" | "MD5-sess" | "SHA-256" | "SHA-256-sess";

export interface LabHttpAuth {
  readonly scheme: "basic" | "digest";
  readonly name: string;
  readonly secret: string;
  /** Default `dm`. */
  readonly realm?: string;
  /** Offered in this order, a WWW-Authenticate each. Default SHA-256, then MD5 (RFC 7616 §3.7). */
  readonly algorithms?: readonly DigestAlgorithm[];
  /** `none` asks for the form without cnonce and nc (RFC 2617 §3.2.2.1). Default `auth`. */
  readonly qop?: "auth" | "auth-int" | "none";
  /** The challenge leaves `algorithm` out, which means MD5 (RFC 2617 §3.2.1). Only with `algorithms: ["MD5"]`. */
  readonly unnamedAlgorithm?: boolean;
  /** Requests a nonce is good for; the next is answered with stale=true. Default: any number. */
  readonly nonceUses?: number;
  /** Authentication-Info names the nonce of the next request. Default false. */
  readonly nextNonce?: boolean;
  /** rspauth in Authentication-Info. Default `right`. */
  readonly rspauth?: "right" | "wrong" | "none";
}

export interface GatedRequest {
  readonly method: string;
  /** Request target: path and query. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly bytes: Uint8Array;
}

export type GateVerdict =
  /** `info` makes the headers of the answer with that body. */
  | { readonly admitted: true; info(body: Uint8Array): HeaderList }
  | { readonly admitted: false; readonly why: string; readonly headers: HeaderList };

interface NonceState {
  uses: number;
  /** Highest nonce count so far. */
  count: number;
  /** Shared by a nonce and those that followed it in Authentication-Info. */
  readonly session: Session;
}

/** The key of a -sess algorithm: made once, of the first request after the challenge (RFC 7616 §3.4.2). */
interface Session {
  key?: string;
}

/** Shown with a quoted string, and as a bare token (RFC 7616 §3.4). */
const QUOTED = ["username", "realm", "nonce", "uri", "response", "cnonce", "opaque"];
const BARE = ["algorithm", "qop", "nc"];

export class HttpGate {
  readonly #options: Required<Omit<LabHttpAuth, "nonceUses">> & Pick<LabHttpAuth, "nonceUses">;
  readonly #random: (length: number) => Uint8Array;
  readonly #opaque: string;
  readonly #nonces = new Map<string, NonceState>();

  constructor(options: LabHttpAuth, random: (length: number) => Uint8Array) {
    this.#options = {
      realm: "dm",
      algorithms: ["SHA-256", "MD5"],
      qop: "auth",
      unnamedAlgorithm: false,
      nextNonce: false,
      rspauth: "right",
      ...options,
    };
    this.#random = random;
    this.#opaque = this.#token();
  }

  /** Judges a request by its Authorization. */
  admit(request: GatedRequest): GateVerdict {
    const header = headerValue(request.headers, "authorization");
    const { scheme, name, secret } = this.#options;
    if (header === undefined) return this.#refuse("no Authorization");
    const [, shownScheme = "", rest = ""] = /^(\S+)\s+(.*)$/s.exec(header) ?? [];
    if (shownScheme.toLowerCase() !== scheme) return this.#refuse(`Authorization of scheme "${shownScheme}"`);
    if (scheme === "digest") return this.#admitDigest(rest, request);
    const right = Buffer.from(`${name}:${secret}`, "utf8").toString("base64") === rest.trim();
    return right ? { admitted: true, info: () => [] } : this.#refuse("Basic credentials do not match");
  }

  #admitDigest(text: string, { method, path, bytes }: GatedRequest): GateVerdict {
    const { name, secret, realm, algorithms, qop, nonceUses } = this.#options;
    const list = parseAttributes(text);
    if (typeof list === "string") return this.#refuse(`Digest: ${list}`);
    const value = (attribute: string): string => list.get(attribute)?.text ?? "";
    const form =
      QUOTED.find((each) => list.get(each)?.quoted === false) ?? BARE.find((each) => list.get(each)?.quoted === true);
    if (form !== undefined) return this.#refuse(`Digest: ${form} is ${BARE.includes(form) ? "" : "not "}quoted`);
    const extended = list.get("username*")?.text;
    if (list.has("username") && extended !== undefined) return this.#refuse("Digest: the user stands there twice");
    if ((extended === undefined ? value("username") : decodeExtended(extended)) !== name)
      return this.#refuse("Digest: another user");
    if (value("realm") !== realm) return this.#refuse("Digest: another realm");
    if (value("uri") !== path) return this.#refuse(`Digest: uri is ${value("uri")}, the request is for ${path}`);
    if (value("opaque") !== this.#opaque) return this.#refuse("Digest: opaque did not come back");
    const algorithm = algorithms.find((each) => each.toLowerCase() === (value("algorithm") || "MD5").toLowerCase());
    if (algorithm === undefined) return this.#refuse(`Digest: algorithm ${value("algorithm")} was not offered`);
    if (value("qop") !== (qop === "none" ? "" : qop)) return this.#refuse(`Digest: qop "${value("qop")}"`);
    if (qop !== "none" && (value("cnonce") === "" || !/^[0-9a-fA-F]{8}$/.test(value("nc")))) {
      return this.#refuse("Digest: no cnonce, or nc is not eight hexadecimal digits");
    }
    const state = this.#nonces.get(value("nonce"));
    if (state === undefined) return this.#refuse("Digest: the nonce is none of ours", true);

    const hash = hashOf(algorithm);
    const plain = hash(`${name}:${realm}:${secret}`);
    const a1 = algorithm.endsWith("-sess")
      ? (state.session.key ?? hash(`${plain}:${value("nonce")}:${value("cnonce")}`))
      : plain;
    const digest = (verb: string, body: Uint8Array): string => {
      const a2 = hash(qop === "auth-int" ? `${verb}:${path}:${hash(body)}` : `${verb}:${path}`);
      const middle = qop === "none" ? "" : `${value("nc")}:${value("cnonce")}:${qop}:`;
      return hash(`${a1}:${value("nonce")}:${middle}${a2}`);
    };
    if (value("response") !== digest(method, bytes)) return this.#refuse("Digest: the response does not match");

    const count = qop === "none" ? state.uses + 1 : Number.parseInt(value("nc"), 16);
    if (count <= state.count) return this.#refuse(`Digest: nc ${value("nc")} was used before`, true);
    if (nonceUses !== undefined && state.uses >= nonceUses) return this.#refuse("Digest: the nonce is used up", true);
    state.count = count;
    state.uses += 1;
    state.session.key ??= a1;
    const { session } = state;
    return { admitted: true, info: (body) => this.#info(digest("", body), value("cnonce"), value("nc"), session) };
  }

  /** Authentication-Info (RFC 7616 §3.5). */
  #info(rspauth: string, cnonce: string, nc: string, session: Session): HeaderList {
    const { rspauth: wanted, nextNonce, qop } = this.#options;
    const parts: string[] = [];
    if (nextNonce) parts.push(`nextnonce=${quotedString(this.#freshNonce(session))}`);
    if (wanted !== "none") {
      const shown = wanted === "right" ? rspauth : rspauth.replace(/./, (first) => (first === "0" ? "1" : "0"));
      parts.push(`rspauth=${quotedString(shown)}`);
      if (qop !== "none") parts.push(`qop=${qop}`, `cnonce=${quotedString(cnonce)}`, `nc=${nc}`);
    }
    return parts.length === 0 ? [] : [["authentication-info", parts.join(", ")]];
  }

  #refuse(why: string, stale = false): GateVerdict {
    const { scheme, realm, algorithms, qop, unnamedAlgorithm } = this.#options;
    if (scheme === "basic") {
      return {
        admitted: false,
        why,
        headers: [["www-authenticate", `Basic realm=${quotedString(realm)}, charset="UTF-8"`]],
      };
    }
    const nonce = this.#freshNonce();
    const headers = algorithms.map((algorithm): readonly [string, string] => {
      const parts = [
        `realm=${quotedString(realm)}`,
        `nonce=${quotedString(nonce)}`,
        `opaque=${quotedString(this.#opaque)}`,
      ];
      if (!unnamedAlgorithm) parts.push(`algorithm=${algorithm}`);
      if (qop !== "none") parts.push(`qop=${quotedString(qop)}`);
      if (stale) parts.push("stale=true");
      return ["www-authenticate", `Digest ${parts.join(", ")}`];
    });
    return { admitted: false, why, headers };
  }

  #freshNonce(session: Session = {}): string {
    const nonce = this.#token();
    this.#nonces.set(nonce, { uses: 0, count: 0, session });
    return nonce;
  }

  #token(): string {
    return Buffer.from(this.#random(16)).toString("hex");
  }
}

/** A name beyond ASCII (RFC 7616 §3.4.4, RFC 8187). */
function decodeExtended(text: string): string | undefined {
  const [, encoded] = /^UTF-8'[^']*'((?:[\w!#$&+.^`|~-]|%[0-9A-Fa-f]{2})*)$/i.exec(text) ?? [];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function hashOf(algorithm: DigestAlgorithm): (input: string | Uint8Array) => string {
  const name = algorithm.startsWith("MD5") ? "md5" : "sha256";
  return (input) => createHash(name).update(input).digest("hex");
}
