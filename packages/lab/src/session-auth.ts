/**
 * Authentication of one session, both ways: who was judged how, which nonce is valid now.
 *
 * Clause: protocol §10.5–§10.10.
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
import type { Script } from "./script.ts";

/** Code of the SyncHdr Status the server gives, and the Chal that goes with it. */
export interface HeaderVerdict {
  readonly code: "200" | "212" | "401" | "407";
  readonly chal?: Chal;
  readonly accepted: boolean;
}

/** What the client thinks of the server, from its SyncHdr Status. */
export type ServerVerdict = "none" | "accepted" | "challenged";

export class SessionAuth {
  readonly #device: KnownDevice;
  readonly #script: Script;
  readonly #random: (length: number) => Uint8Array;
  #clientNonce: Uint8Array | undefined;
  #serverNonce: Uint8Array | undefined;
  #clientIn = false;
  #serverIn = false;
  /** What the last server message showed. */
  #shown: "right" | "wrong" | "nothing" = "nothing";
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
    this.#clientNonce = device.nonces.client;
    this.#serverNonce = device.nonces.server;
  }

  get clientAccepted(): boolean {
    return this.#clientIn;
  }

  get serverAccepted(): boolean {
    return this.#serverIn;
  }

  /** Judges the Cred of a client message; what is wrong beyond a rejection goes to `report`. */
  judgeClient(cred: Cred | undefined, report: (rule: string, what: string) => void): HeaderVerdict {
    const { requireAuth: scheme, authScope } = this.#script;
    if (scheme === "none") {
      this.#clientIn = true;
      return { code: "200", accepted: true };
    }
    if (this.#clientIn && authScope === "session") {
      if (cred !== undefined) report("protocol §10.6", "Cred although the server said 212");
      return { code: "200", accepted: true };
    }
    const nonces = this.#clientNonce === undefined ? [] : [this.#clientNonce];
    const verdict: CredVerdict = judgeCred(cred, scheme, this.#device.account.client, nonces);
    if (verdict.kind !== "accepted") this.refusals.push(verdict.why);
    if (verdict.kind !== "accepted") return this.rejectClient(verdict.kind === "missing" ? 407 : 401);
    this.#clientIn = true;
    this.rejections = 0;
    const code = authScope === "session" ? "212" : "200";
    if (scheme === "basic") return { code, accepted: true };
    // The nonce that belongs to 212 is for the next session, the one with 200 for the next message.
    const chal = this.#issueNonce();
    this.#device.nonces.client = this.#clientNonce;
    return { code, chal, accepted: true };
  }

  /** A rejection with a fresh nonce. The stored nonce stays: this client may be anybody (protocol §10.9). */
  rejectClient(status: 401 | 407): HeaderVerdict {
    this.#clientIn = false;
    this.rejections += 1;
    const chal = this.#script.requireAuth === "basic" ? chalFor("basic", new Uint8Array()) : this.#issueNonce();
    return { code: status === 401 ? "401" : "407", chal, accepted: false };
  }

  /** Takes in the client's SyncHdr Status. `hadCommands`: the message it judges carried commands to execute. */
  readServerVerdict(
    status: Status | undefined,
    hadCommands: boolean,
    report: (rule: string, what: string) => void,
  ): ServerVerdict {
    if (status === undefined) return "none";
    const nonce = nonceOf(status.chal);
    if (nonce !== undefined) {
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
    if (this.#script.serverAuth !== "none" && !this.#serverIn && this.#shown !== "right" && hadCommands) {
      const shown = this.#shown === "wrong" ? "wrong credentials" : "no credentials";
      report("protocol §10.8", `the server showed ${shown} and got Status ${status.data}`);
    }
    if (nonce !== undefined) this.#device.nonces.server = nonce;
    if (status.data === "212") this.#serverIn = true;
    return "accepted";
  }

  /** Cred for the next server message, if it has one to show. */
  serverCred(): Cred | undefined {
    const mode = this.#script.serverAuth;
    const { name, secret } = this.#device.account.server;
    this.#shown = "nothing";
    if (mode === "none" || this.#serverIn) return undefined;
    if (mode === "md5-when-challenged" && this.challenges === 0) return undefined;
    if (mode === "basic") {
      this.#shown = "right";
      return { meta: { format: "b64", type: AUTH_BASIC }, data: basicText(name, secret) };
    }
    const wrong = mode === "wrong" || (mode === "wrong-once" && this.challenges === 0);
    // Without a stored nonce the right digest cannot be made: no Cred, and the client challenges (protocol §10.3).
    if (this.#serverNonce === undefined && !wrong) return undefined;
    this.#shown = wrong ? "wrong" : "right";
    const digest = digestText(name, wrong ? `not ${secret}` : secret, this.#serverNonce ?? new Uint8Array());
    return { meta: { format: "b64", type: AUTH_MD5 }, data: digest };
  }

  #issueNonce(): Chal {
    const nonce = printableNonce(this.#random);
    this.#clientNonce = nonce;
    this.#device.nonceHistory.push(nonce);
    return chalFor("md5", nonce);
  }
}
