/** What a challenge of the server is answered with. Clause: DMSEC 1.2 §5.3; rules protocol §10.5, §10.7. */
import type { Status } from "@oma-dm/codec/syncml";
import { mayAnswer, needsNonce, readChal, type Scheme } from "../security/authentication.ts";
import { sameBytes } from "../security/same-bytes.ts";
import { quote } from "./header.ts";
import type { Peer, SessionOptions, SessionState } from "./state.ts";

/** Challenges answered, for one scheme and in all (protocol §10.7#5). */
export const CHALLENGE_LIMITS = { perScheme: 2, inAll: 3 } as const;

export type Answer = Pick<SessionState, "client" | "clientNonce" | "challenges">;

/** Who is challenged, and what was answered before. */
export interface Challenged extends Answer {
  readonly options: Pick<SessionOptions, "clients" | "mayShowBasic">;
}

/** The credentials for the next message, or in one line why there are none. */
export function answerTo(state: Challenged, { chal, data }: Status): Answer | string {
  const { options, challenges, clientNonce } = state;
  if (options.clients.length === 0) return "the server wants credentials and the account has none";
  if (chal === undefined) return withoutChallenge(state, data);
  const { scheme, nonce } = readChal(chal);
  const client = scheme === undefined ? undefined : peerFor(state, scheme);
  if (scheme === undefined || client === undefined) {
    const own = options.clients.map((peer) => peer.scheme).join(", ");
    return `the server wants ${quote(chal.meta.type ?? "syncml:auth-basic")}, the account has ${own}`;
  }
  if (scheme === "syncml:auth-basic" && !options.mayShowBasic) return PASSWORD_WANTED;
  const asked = challenges.filter((each) => each === scheme).length;
  const isSame = nonce === undefined ? !needsNonce(scheme) : clientNonce !== undefined && sameBytes(nonce, clientNonce);
  const repeats = isSame && state.client?.scheme === scheme && asked > 0;
  if (repeats || asked >= CHALLENGE_LIMITS.perScheme || challenges.length >= CHALLENGE_LIMITS.inAll) {
    return "the server refused the credentials; check name and secret";
  }
  return { client, clientNonce: nonce ?? clientNonce, challenges: [...challenges, scheme] };
}

const PASSWORD_WANTED = "the server wants the password itself, which only travels over https";

/** Once, what the account has (protocol §10.5); never a password where somebody may listen (protocol §10.1). */
function withoutChallenge({ options, client, challenges }: Challenged, code: string): Answer | string {
  const [only, ...others] = options.clients;
  if (code !== "407" || client !== undefined || only === undefined || others.length > 0 || challenges.length > 0) {
    return `the server answered ${code} without a challenge`;
  }
  if (only.scheme === "syncml:auth-basic" && !options.mayShowBasic) return PASSWORD_WANTED;
  return { client: only, clientNonce: only.nonce, challenges: [only.scheme] };
}

/** The account's record for a scheme, or one whose secret is protected no worse by it (protocol §10.7). */
function peerFor({ options }: Challenged, scheme: Scheme): Peer | undefined {
  const found = options.clients.find((peer) => peer.scheme === scheme);
  const other = found ?? options.clients.find((peer) => mayAnswer(peer.scheme, scheme));
  return other && { ...other, scheme };
}
