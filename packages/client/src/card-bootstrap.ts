/**
 * A bootstrap from the card: what it offers is applied, what it no longer offers is withdrawn. Rules bootstrap-push §9.1,
 * §11.1#4.
 */
import { decodeTnds, type TndsNode } from "@oma-dm/codec/tnds";
import { BootstrapError } from "./bootstrap/bootstrap-error.ts";
import type { BootstrapPolicy } from "./bootstrap/bootstrap-options.ts";
import type { Origin } from "./bootstrap/bootstrap-records.ts";
import { type CardContent, identify, readCard } from "./bootstrap/card-content.ts";
import { CardError } from "./card-error.ts";
import { BOOTSTRAP_CONFIG_NODES } from "./objects/bootstrap-config.ts";
import type { CardReader } from "./ports.ts";

/** What was found in the reader. */
export type CardFound =
  | { readonly card: "absent" }
  | { readonly card: "rejected" }
  | ({ readonly card: "read"; readonly iccid: string } & CardContent);

/** Rejects with `BootstrapError`, `CardError` or `DecodeError`; nothing has changed then. */
export async function readBootstrapCard(
  reader: CardReader | undefined,
  policy: BootstrapPolicy["card"] = {},
  signal?: AbortSignal,
): Promise<CardFound> {
  if (policy.enabled === false) {
    throw new BootstrapError("card-disabled", "bootstrap from a card is switched off on this device");
  }
  if (reader === undefined) throw new CardError("not-available", "this device has no card reader");
  const connection = await reader.connect(signal);
  if (connection === undefined) return { card: "absent" };
  try {
    const { files, iccid = "" } = await identify(connection);
    try {
      if ((await policy.accepts?.({ iccid })) === false) return { card: "rejected" };
      const oid = policy.serverUrlOid === undefined ? undefined : derContent(policy.serverUrlOid);
      return { card: "read", iccid, ...(await readCard(files, oid)) };
    } finally {
      // A card that was taken out has no channel left to close.
      await files.close().catch(() => undefined);
    }
  } finally {
    await connection.disconnect();
  }
}

/** The URL of the bootstrap server, as text or in a Bootstrap Config object (bootstrap-push §11.1#4). */
export function serverUrlOn(content: Uint8Array): string {
  const text = new TextDecoder().decode(content).trim();
  if (/^https:\/\/\S+$/i.test(text)) return text;
  const find = (nodes: readonly TndsNode[]): string | undefined => {
    for (const { nodeName, value, nodes: below = [] } of nodes) {
      if (nodeName === BOOTSTRAP_CONFIG_NODES.serverUrl && typeof value === "string") return value.trim();
      const found = find(below);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const url = find(decodeTnds(content).nodes);
  if (url !== undefined) return url;
  throw new BootstrapError("bad-url", "the card's object for the bootstrap server names no URL");
}

/** ServerIDs of accounts a card once gave and gives no longer: it is gone, another one, or says otherwise (bootstrap-push §9.1#4). */
export function withdrawn(origins: ReadonlyMap<string, Origin>, offered: readonly string[]): readonly string[] {
  return [...origins].flatMap(([serverId, { source }]) =>
    source === "card" && !offered.includes(serverId) ? [serverId] : [],
  );
}

/** `2.23.43.7.1` as DER has it, without tag and length. Throws `BootstrapError`. */
function derContent(oid: string): Uint8Array {
  const numbers = oid.split(".").map(Number);
  const [first = -1, second = -1, ...rest] = numbers;
  if (numbers.some((each) => !Number.isSafeInteger(each) || each < 0) || numbers.length < 3 || first > 2) {
    throw new BootstrapError("bad-url", "an object identifier is numbers with dots between, such as 2.23.43.7.1");
  }
  return Uint8Array.from(
    [first * 40 + second, ...rest].flatMap((number) => {
      const octets = [number & 0x7f];
      for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
        octets.unshift((left & 0x7f) | 0x80);
      return octets;
    }),
  );
}
