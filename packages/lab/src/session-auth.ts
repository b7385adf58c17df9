/**
 * Authentication of one session, both ways: who was judged how, which nonce is valid now.
 *
 * Clause: protocol §10.5–§10.10, §11.
 */
import type { Chal, Cred, Status } from "@oma-dm/codec/syncml";
import type { KnownDevice } from "./account.ts";
import {
  AUTH_BASIC,
  AUTH_MD5,
  basicText,
  type CredVerdict,
  chalFor,
  digestText,
  judgeCred,
  nonceOf,
  printableNonce,
} from "./credentials.ts";
import { AUTH_MAC, HMAC_HEADER, judgeHmac, macText, printHmacHeader } from "./hmac.ts";
import type { Script, ServerAuth } from "./script.ts";

/** Code of the SyncHdr Status the server gives, and the Chal that goes with it. */
export interface HeaderVerdict {
  readonly code: "200" | "212" | "401" | "407";
  readonly chal?: Chal;
  readonly accepted: boolean;
}

/** What the client thinks of the server, from its SyncHdr Status. */
export type ServerVerdict = "none" | "accepted" | "challenged";

/** Everything in a client message that may prove who sent it. */
export interface ClientProof {
  readonly cred: Cred | undefined;
  /** Value of x-syncml-hmac. */
  readonly hmac: string | undefined;
  readonly body: Uint8Array;
  /** SyncHdr Source/LocName. */
  readonly locName: string | undefined;
  readonly verProto: string;
  /** A sessionless report proves who sends it and leaves every nonce where it is (protocol §14#1). */
  readonly isReport: boolean;
}

type Shown = "right" | "wrong" | "stale" | "nothing";

/** What the server shows before it was challenged, and after. Clause: protocol §10.10. */
const SERVER_AUTH: Readonly<
  Record<
    ServerAuth,
    { readonly scheme: "md5" | "basic" | "hmac" | "none"; readonly first: Shown; readonly later: Shown }
  >
> = {
  none: { scheme: "none", first: "nothing", later: "nothing" },
  basic: { scheme: "basic", first: "right", later: "right" },
  md5: { scheme: "md5", first: "right", later: "right" },
  "md5-when-challenged": { scheme: "md5", first: "nothing", later: "right" },
  "stale-nonce": { scheme: "md5", first: "stale", later: "right" },
  "wrong-once": { scheme: "md5", first: "wrong", later: "right" },
  wrong: { scheme: "md5", first: "wrong", later: "wrong" },
  hmac: { scheme: "hmac", first: "right", later: "right" },
  "hmac-when-challenged": { scheme: "hmac", first: "nothing", later: "right" },
  "hmac-stale-nonce": { scheme: "hmac", first: "stale", later: "right" },
  "hmac-wrong-once": { scheme: "hmac", first: "wrong", later: "right" },
  "hmac-wrong": { scheme: "hmac", first: "wrong", later: "wrong" },
};

export class SessionAuth {
  readonly #device: KnownDevice;
  readonly #script: Script;
  readonly #random: (length: number) => Uint8Array;
  #clientNonce: Uint8Array | undefined;
  #serverNonce: Uint8Array | undefined;
  /** N_sc that came with the client's acceptance and waits for the client to be accepted itself (protocol §10.9#4). */
  #pendingServerNonce: Uint8Array | undefined;
  #clientIn = false;
  #serverIn = false;
  /** What the last server message showed. */
  #shown: Shown = "nothing";
  #algorithm: string | undefined;
  /** Why the client's credentials were refused, in words, one entry for each time. */
  readonly refusals: string[] = [];
  /** Rejections of the client so far. */
  rejections = 0;
  /** Challenges of the client to the server so far. */
  challenges = 0;

  constructor(device: KnownDevice, script: Script, random: (length: number) => Uint8Array) {
    this.#device = device;
    this.#script = script;
    this.#random = random;
    this.#clientNonce = script.forgetsClientNonce ? printableNonce(random) : device.nonces.client;
    this.#serverNonce = device.nonces.server;
  }

  get clientAccepted(): boolean {
    return this.#clientIn;
  }

  get serverAccepted(): boolean {
    return this.#serverIn;
  }

  /** Judges who sent a client message; what is wrong beyond a rejection goes to `report`. */
  judgeClient(proof: ClientProof, report: (rule: string, what: string) => void): HeaderVerdict {
    const { requireAuth: scheme, authScope } = this.#script;
    if (scheme === "none") {
      this.#clientIn = true;
      return { code: "200", accepted: true };
    }
    if (this.#clientIn && authScope === "session" && scheme !== "hmac") {
      if (proof.cred !== undefined) report("protocol §10.6", "Cred although the server said 212");
      return { code: "200", accepted: true };
    }
    const verdict = scheme === "hmac" ? this.#judgeMac(proof, report) : this.#judgeCred(proof, scheme);
    if (verdict.kind !== "accepted") {
      this.refusals.push(verdict.why);
      return this.rejectClient(verdict.kind === "missing" ? 407 : 401);
    }
    this.#clientIn = true;
    this.rejections = 0;
    const code = authScope === "session" && scheme !== "hmac" ? "212" : "200";
    if (scheme === "basic" || proof.isReport) return { code, accepted: true };
    // The nonce that belongs to 212 is for the next session, the one with 200 for the next message.
    const chal = this.#issueNonce(scheme);
    this.#device.nonces.client = this.#clientNonce;
    return { code, chal, accepted: true };
  }

  #judgeCred({ cred }: ClientProof, scheme: "md5" | "basic"): CredVerdict {
    const nonces = this.#clientNonce === undefined ? [] : [this.#clientNonce];
    return judgeCred(cred, scheme, this.#device.account.client, nonces);
  }

  #judgeMac(proof: ClientProof, report: (rule: string, what: string) => void): CredVerdict {
    const { client, hmac = {} } = this.#device.account;
    const { verdict, faults, algorithm } = judgeHmac(proof.hmac, proof, client, hmac, this.#clientNonce);
    this.#algorithm = hmac.algorithm ?? algorithm ?? (proof.verProto === "DM/1.3" ? "SHA256" : "MD5");
    for (const what of faults) report("protocol §11.1", what);
    if (verdict.kind === "missing" && this.#clientIn) {
      report("protocol §11.1", `no ${HMAC_HEADER} although the messages before had one`);
    }
    return verdict;
  }

  /** A rejection with a fresh nonce. The stored nonce stays: this client may be anybody (protocol §10.9). */
  rejectClient(status: 401 | 407): HeaderVerdict {
    this.#clientIn = false;
    this.rejections += 1;
    const scheme = this.#script.requireAuth === "none" ? "md5" : this.#script.requireAuth;
    const chal = scheme === "basic" ? chalFor("basic", new Uint8Array()) : this.#issueNonce(scheme);
    return { code: status === 401 ? "401" : "407", chal, accepted: false };
  }

  /** Takes in the client's SyncHdr Status. `hadCommands`: the message it judges carried commands to execute. */
  readServerVerdict(
    status: Status | undefined,
    hadCommands: boolean,
    report: (rule: string, what: string) => void,
  ): ServerVerdict {
    if (status === undefined) return "none";
    const { scheme } = SERVER_AUTH[this.#script.serverAuth];
    const nonce = nonceOf(status.chal);
    if (nonce !== undefined) {
      if (this.#device.nonceHistory.some((each) => Buffer.compare(each, nonce) === 0)) {
        report("protocol §10.9", "the client issues a nonce that was in use before");
      }
      this.#serverNonce = nonce;
      this.#device.nonceHistory.push(nonce);
    }
    if (status.data === "401" || status.data === "407") {
      this.challenges += 1;
      this.#serverIn = false;
      if (status.chal === undefined) report("protocol §10.5", `SyncHdr Status ${status.data} without Chal`);
      return "challenged";
    }
    if (status.data !== "200" && status.data !== "212") return "none";
    if (scheme !== "none" && !this.#serverIn && this.#shown !== "right" && hadCommands) {
      report("protocol §10.8", `the server showed ${SHOWN_WORDS[this.#shown]} and got Status ${status.data}`);
    }
    if (scheme === "hmac" && this.#shown === "right") this.#checkMacStatus(status, report);
    if (nonce !== undefined) this.#pendingServerNonce = nonce;
    // A client that never shows who it is must not be able to replace what is stored.
    if (this.#clientIn && this.#pendingServerNonce !== undefined) {
      this.#device.nonces.server = this.#pendingServerNonce;
      this.#pendingServerNonce = undefined;
    }
    if (status.data === "212" || (scheme === "hmac" && this.#shown === "right")) this.#serverIn = true;
    return "accepted";
  }

  /** Always 200, with the nonce of the next message (protocol §11.1#5). */
  #checkMacStatus({ data, chal }: Status, report: (rule: string, what: string) => void): void {
    if (data !== "200") report("protocol §11.1", `SyncHdr Status ${data} for a mac, not 200`);
    if (chal === undefined) report("protocol §11.1", "SyncHdr Status 200 for a mac without Chal");
    else if (chal.meta.type !== AUTH_MAC) report("protocol §11.1", `Chal of type "${chal.meta.type ?? ""}" for a mac`);
  }

  /** Cred for the next server message, if it has one to show. Call it once for each message. */
  serverCred(): Cred | undefined {
    const { scheme, first, later } = SERVER_AUTH[this.#script.serverAuth];
    const { name, secret } = this.#device.account.server;
    const wanted = this.challenges === 0 ? first : later;
    this.#shown = "nothing";
    if (wanted === "nothing" || (scheme !== "hmac" && this.#serverIn)) return undefined;
    // Without a stored nonce the right digest cannot be made: none, and the client challenges (protocol §10.3).
    if (wanted === "right" && scheme !== "basic" && this.#serverNonce === undefined) return undefined;
    this.#shown = wanted;
    if (scheme === "hmac") return undefined;
    if (scheme === "basic") return { meta: { format: "b64", type: AUTH_BASIC }, data: basicText(name, secret) };
    const digest = digestText(name, this.#secretToShow(secret), this.#nonceToShow());
    return { meta: { format: "b64", type: AUTH_MD5 }, data: digest };
  }

  /** LocName of a message with a mac, whose header repeats it (protocol §11.1#3). Comes after `serverCred`. */
  serverLocName(): string | undefined {
    return this.#showsMac() ? this.#device.account.server.name : undefined;
  }

  /** Value of x-syncml-hmac for these body bytes, if the message shows one. Comes after `serverCred`. */
  serverMac(body: Uint8Array): string | undefined {
    if (!this.#showsMac()) return undefined;
    const { server, hmac = {} } = this.#device.account;
    const algorithm = hmac.algorithm ?? this.#algorithm ?? "MD5";
    const secret = this.#secretToShow(server.secret);
    const mac = macText({ ...hmac, algorithm, name: server.name, secret, nonce: this.#nonceToShow(), body });
    return printHmacHeader({ algorithm, username: server.name, mac });
  }

  #showsMac(): boolean {
    return SERVER_AUTH[this.#script.serverAuth].scheme === "hmac" && this.#shown !== "nothing";
  }

  #secretToShow(secret: string): string {
    return this.#shown === "wrong" ? `not ${secret}` : secret;
  }

  #nonceToShow(): Uint8Array {
    return this.#shown === "stale" ? printableNonce(this.#random) : (this.#serverNonce ?? new Uint8Array());
  }

  #issueNonce(scheme: "md5" | "hmac"): Chal {
    const nonce = printableNonce(this.#random);
    this.#clientNonce = nonce;
    this.#device.nonceHistory.push(nonce);
    return chalFor(scheme, nonce);
  }
}

const SHOWN_WORDS: Readonly<Record<Shown, string>> = {
  right: "the right credentials",
  wrong: "wrong credentials",
  stale: "credentials with a stale nonce",
  nothing: "no credentials",
};
