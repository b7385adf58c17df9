/** What the server's Status of our SyncHdr means. Clause: DMSEC 1.2 §5.3; rules protocol §8.9, §10.6. */
import { dataText, type Status } from "@oma-dm/codec/syncml";
import { isMac, readChal } from "../security/authentication.ts";
import { STATUS } from "../status.ts";
import type { Draft, Ending, SessionErrorCode, SessionState } from "./state.ts";

/** Versions of the protocol we can speak, the newest first (protocol §2.1#5). */
export const SPOKEN = ["DM/1.3", "DM/1.2"] as const;

interface Verdict {
  /** Rule ids it stands on. */
  readonly rule: string;
  /** First and last code of the server's Status of our SyncHdr. */
  readonly from: number;
  readonly to: number;
  /** How the session ends; absent: it goes on. */
  readonly error?: SessionErrorCode;
}

/** Codes 401 and 407 are challenges and never get here. The first row that holds the code decides. */
export const HEADER_VERDICTS: readonly Verdict[] = [
  { rule: "protocol §8.9#1", from: 100, to: 299 },
  { rule: "protocol §8.9#1", from: STATUS.serviceUnavailable, to: STATUS.serviceUnavailable, error: "busy" },
  {
    rule: "protocol §2.1#5, §8.9#1",
    from: STATUS.dtdVersionNotSupported,
    to: STATUS.dtdVersionNotSupported,
    error: "version-refused",
  },
  {
    rule: "protocol §2.1#5, §8.9#1",
    from: STATUS.protocolVersionNotSupported,
    to: STATUS.protocolVersionNotSupported,
    error: "version-refused",
  },
];

/**
 * After a Status that refuses our version: one the server names that we can speak and have not tried, else the older
 * one (protocol §2.1#5). Undefined when there is none left, or the version is not what was refused.
 */
export function versionToTry(status: Status | undefined, tried: string): string | undefined {
  if (status === undefined || verdictOn(status)?.error !== "version-refused") return undefined;
  const named = (status.items ?? []).map(({ data }) => dataText(data).trim());
  const other = SPOKEN.find((version) => version !== tried && named.includes(version)) ?? SPOKEN.at(-1);
  return other === tried ? undefined : other;
}

function verdictOn({ data }: Status): Verdict | undefined {
  return HEADER_VERDICTS.find(({ from, to }) => Number(data) >= from && Number(data) <= to);
}

function endingFor(error: SessionErrorCode, status: Status, { options }: SessionState): Ending {
  if (error === "busy") {
    return { outcome: "protocol", error: { code: "busy", message: "the server is busy; try later" } };
  }
  if (error === "version-refused") {
    const message = `the server does not speak ${options.verProto} (Status ${status.data})`;
    return { outcome: "protocol", error: { code: error, message } };
  }
  const message = `the server refused the message with Status ${status.data.slice(0, 8)}`;
  return { outcome: "protocol", error: { code: error, message } };
}

/** Of our header: it wants credentials, or others (protocol §10.6#4, #5). */
export const CHALLENGES: ReadonlySet<number> = new Set([STATUS.unauthorized, STATUS.authenticationRequired]);

export function isChallenge(code: number): boolean {
  return CHALLENGES.has(code);
}

/** What the server thinks of our message (protocol §10.6, §8.9): the session goes on, or how it ends. */
export function noteHeaderStatus(state: Draft, status: Status | undefined): Ending | undefined {
  if (status === undefined) {
    // Where TLS vouches for the server it counts as 200 (protocol §18#32).
    if (state.options.servers.length === 0) return undefined;
    const message = "the server's message has no Status for ours";
    return { outcome: "protocol", error: { code: "protocol", message } };
  }
  const code = Number(status.data);
  const verdict = verdictOn(status);
  const error = verdict === undefined ? "protocol" : verdict.error;
  if (error !== undefined) return endingFor(error, status, state);
  const nonce = status.chal === undefined ? undefined : readChal(status.chal).nonce;
  const mac = isMac(state.client?.scheme);
  const accepted = code === STATUS.authenticationAccepted || (mac && code === STATUS.ok);
  if (accepted) {
    state.challenges = [];
    if (!mac) state.clientAuthenticated = true;
  }
  // A MAC is never made twice with one nonce (protocol §11.1#6).
  if (mac || nonce !== undefined) state.clientNonce = nonce;
  if (nonce !== undefined) state.offeredNonce = nonce;
  return undefined;
}
