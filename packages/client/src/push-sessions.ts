/** How a push begins a session. */
import { RESYNCHRONISATION_NONCE } from "@oma-dm/codec/notification";
import type { ConnectOptions, SessionOutcome } from "./connect.ts";
import { DeviceError } from "./device-error.ts";
import type { Account } from "./objects/dm-acc.ts";
import type { PushParts } from "./push/push-desk.ts";

/** `begin` runs one session and rejects with `DeviceError` busy while another is under way. */
export function pushSessions(
  accounts: () => readonly Account[],
  begin: (account: Account, options: ConnectOptions) => Promise<SessionOutcome>,
): PushParts["connect"] {
  return async (serverId, options, resynchronised) => {
    const account = accounts().find((each) => each.serverId === serverId);
    if (account === undefined) return "account-gone";
    try {
      return await begin(resynchronised ? withSpecialNonce(account) : account, options);
    } catch (error) {
      // Of a device that was closed meanwhile nobody asks any more.
      if (error instanceof DeviceError && (error.code === "busy" || error.code === "closed")) return "busy";
      throw error;
    }
  };
}

/**
 * A server that knocked with the special nonce lost both: it expects it in our first credentials and uses it in its own
 * (bootstrap-push §2.4#3, protocol §10.9#6).
 */
function withSpecialNonce(account: Account): Account {
  const special = <T extends object>(credential: T): T => ({ ...credential, nonce: RESYNCHRONISATION_NONCE });
  return { ...account, clients: account.clients.map(special), servers: account.servers.map(special) };
}
