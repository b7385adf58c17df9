/** The account a caller means. */
import { DeviceError } from "./device-error.ts";
import type { Account } from "./objects/dm-acc.ts";

/** That of `serverId`, the only one when none is named. Throws `DeviceError` no-account or unknown-account. */
export function chooseAccount(accounts: readonly Account[], serverId: string | undefined): Account {
  if (accounts.length === 0) throw new DeviceError("no-account", "the device has no account; bootstrap it first");
  if (serverId === undefined && accounts.length > 1) {
    const known = accounts.map((account) => account.serverId).join(", ");
    throw new DeviceError("unknown-account", `there are several accounts; name one of: ${known}`);
  }
  const account = serverId === undefined ? accounts[0] : accounts.find((it) => it.serverId === serverId);
  if (account !== undefined) return account;
  const known = accounts.map((it) => it.serverId).join(", ");
  throw new DeviceError("unknown-account", `no account for ${serverId}; there is: ${known}`);
}
