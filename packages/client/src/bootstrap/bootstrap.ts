/**
 * A bootstrap document becomes accounts in the tree, whole or not at all; nothing is ever answered.
 * Clause: DMBOOT 1.2 §5.3–5.5; rules bootstrap-push §7.3.
 */
import { decodeMessage, detectEncoding, type Message } from "@oma-dm/codec/syncml";
import { type Account, finishAccount, keepNonces, readAccounts } from "../objects/dm-acc.ts";
import { isSuccess } from "../status.ts";
import type { TreeContext } from "../tree/commands.ts";
import type { Placement } from "../tree/inbox.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import type { ObjectHost } from "../tree/object-host.ts";
import { printUri } from "../tree/uri.ts";
import { BootstrapError } from "./bootstrap-error.ts";
import type { BootstrapOptions, BootstrapOutcome, BootstrapPolicy } from "./bootstrap-options.ts";
import { cannotBe, DocumentWriter } from "./dm-document.ts";
import type { Claim } from "./security.ts";

/** Bytes of the largest document: a card's file has 32 KiB at most, a push of 255 short messages as much. */
export const MAX_DOCUMENT_BYTES = 64 * 1024;

/** Subtrees a document may write to node by node (bootstrap-push §7.3#3). */
const OWN_ROOTS: readonly string[] = ["DMAcc", "NAP", "Proxy"];

/** What a document is applied to. */
export interface BootstrapTarget {
  readonly tree: ManagementTree;
  readonly objects: Pick<ObjectHost, "settle">;
  readonly placements: readonly Placement[];
  readonly deviceId: string;
  readonly policy: BootstrapPolicy;
}

/**
 * Applies a document that was found genuine, in one transaction. `isAgain`: whether an account was made by this very
 * document before, so that its nonces have moved on since. Rejects with `BootstrapError` or `DecodeError`; the tree is
 * then as before.
 */
export async function applyDocument(
  target: BootstrapTarget,
  document: Uint8Array,
  claim: Claim,
  { allowXml, check, source = "file" }: Pick<BootstrapOptions, "allowXml" | "check" | "source">,
  isAgain: (serverId: string) => boolean,
): Promise<BootstrapOutcome> {
  const { tree, objects, placements, policy } = target;
  if ((claim.isXml || detectEncoding(document) === "xml") && !(allowXml === true && source === "file")) {
    throw new BootstrapError("xml-refused", "a bootstrap document must be WBXML; allow XML only for a file you trust");
  }
  const { message } = decodeMessage(document, { limits: { maxBytes: MAX_DOCUMENT_BYTES } });
  if (policy.anyTarget !== true) checkAddressee(message, target.deviceId);
  return tree.transact(async (transaction) => {
    const context: TreeContext = { tree, transaction, actor: { kind: "device" } };
    const before = readAccounts(tree);
    const writer = new DocumentWriter(context, placements, [...OWN_ROOTS, ...(policy.roots ?? [])]);
    writer.apply(message);
    const created = [...writer.made].filter(([, path]) => tree.nodeAt(path) !== undefined).map(([uri]) => uri);
    if (created.length === 0) {
      throw new BootstrapError("nothing-to-apply", "the document adds no object this device knows");
    }
    const accounts = finishAccounts(context, created);
    for (const account of accounts) {
      const old = before.find(({ serverId }) => serverId === account.serverId);
      if (old !== undefined && isAgain(account.serverId)) keepNonces(context, old, account);
    }
    if (check !== true) {
      const { status } = await objects.settle(transaction);
      if (!isSuccess(status)) throw new BootstrapError("refused", `an object refuses the document (Status ${status})`);
    }
    return { accounts: accounts.map(({ serverId }) => serverId), created };
  });
}

/** Every account among what was made must be complete, and there must be one (bootstrap-push §7.3#9). */
function finishAccounts(context: TreeContext, created: readonly string[]): readonly Account[] {
  const { tree } = context;
  for (const node of tree.nodeAt(["DMAcc"])?.children?.values() ?? []) {
    const path = ["DMAcc", node.name];
    if (!created.includes(printUri(path))) continue;
    const status = finishAccount(context, path);
    if (!isSuccess(status)) throw cannotBe(printUri(path), status);
  }
  const accounts = readAccounts(tree).filter(({ path }) => created.includes(printUri(path)));
  if (accounts.length === 0) throw new BootstrapError("no-account", "the document makes no complete DM account");
  return accounts;
}

/** A Target that names another device by its identifier was not meant for this one (bootstrap-push §7.2#2). */
function checkAddressee({ syncHdr }: Message, deviceId: string): void {
  const target = syncHdr.target.locUri;
  if (/^(?:IMEI|MEID|ESN|urn):/i.test(target) && target.toLowerCase() !== deviceId.toLowerCase()) {
    throw new BootstrapError("misdirected", `the document is for another device; this one is ${deviceId}`);
  }
}
