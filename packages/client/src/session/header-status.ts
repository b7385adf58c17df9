/** What the server's Status of our SyncHdr means. Clause: DMSEC 1.2 §5.3; rules protocol §8.9, §10.6. */
import type { Status } from "@oma-dm/codec/syncml";
import { isMac, readChal } from "../security/authentication.ts";
import { STATUS } from "../status.ts";
import type { Ending, SessionState } from "./state.ts";

/** What the server thinks of our message (protocol §10.6, §8.9). */
export function noteHeaderStatus(state: SessionState, status: Status | undefined): SessionState | Ending {
  if (status === undefined) {
    // Where TLS vouches for the server it counts as 200 (protocol §18#32).
    if (state.options.servers.length === 0) return state;
    const message = "the server's message has no Status for ours";
    return { outcome: "protocol", error: { code: "protocol", message } };
  }
  const code = Number(status.data);
  if (code === STATUS.dtdVersionNotSupported || code === STATUS.protocolVersionNotSupported) {
    const message = `the server does not speak ${state.options.verProto} (Status ${code})`;
    return { outcome: "protocol", error: { code: "version-refused", message } };
  }
  if (code === 503) return { outcome: "protocol", error: { code: "busy", message: "the server is busy; try later" } };
  if (!(code >= 100 && code < 300)) {
    const message = `the server refused the message with Status ${status.data.slice(0, 8)}`;
    return { outcome: "protocol", error: { code: "protocol", message } };
  }
  const nonce = status.chal === undefined ? undefined : readChal(status.chal).nonce;
  const mac = isMac(state.client?.scheme);
  const accepted = code === STATUS.authenticationAccepted || (mac && code === STATUS.ok);
  return {
    ...state,
    clientAuthenticated: state.clientAuthenticated || (accepted && !mac),
    // A MAC is never made twice with one nonce (protocol §11.1#6).
    clientNonce: mac ? nonce : (nonce ?? state.clientNonce),
    offeredNonce: nonce ?? state.offeredNonce,
    challenges: accepted ? [] : state.challenges,
  };
}
