/**
 * A bootstrap document becomes accounts in the tree, whole or not at all; nothing is ever answered.
 * Clause: DMBOOT 1.2 §5.3–5.5; rules bootstrap-push §7.3.
 */
import { decodeProvisioning, type ProvisioningDocument } from "@oma-dm/codec/cp";
import { decodeMessage, detectEncoding, type Message } from "@oma-dm/codec/syncml";
import { BOOTSTRAP_CONFIG_NODES } from "../objects/bootstrap-config.ts";
import { type Account, finishAccount, keepNonces, readAccounts } from "../objects/dm-acc.ts";
import { isSuccess } from "../status.ts";
import type { TreeContext } from "../tree/commands.ts";
import type { Placement } from "../tree/inbox.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import type { ObjectHost } from "../tree/object-host.ts";
import { parseUri, printUri } from "../tree/uri.ts";
import { BootstrapError } from "./bootstrap-error.ts";
import type { BootstrapOptions, BootstrapOutcome, BootstrapPolicy } from "./bootstrap-options.ts";
import { type Provisioned, provision } from "./cp-document.ts";
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
  /** TLS proves who the device is. */
  readonly hasCertificate: boolean;
}

/** What is known of the accounts a document brings. */
export interface Before {
  /** Whether this very document made the account, so that its nonces have moved on since. */
  readonly isAgain: (serverId: string) => boolean;
  /** URIs of what earlier documents made for these accounts alone. */
  readonly obsolete: (serverIds: readonly string[]) => readonly string[];
}

/**
 * Applies a document that was found genuine, in one transaction. Rejects with `BootstrapError` or `DecodeError`; the tree is
 * then as before.
 */
export async function applyDocument(
  target: BootstrapTarget,
  document: Uint8Array,
  claim: Claim,
  { allowXml, check, source = "file" }: Pick<BootstrapOptions, "allowXml" | "check" | "source">,
  { isAgain, obsolete }: Before,
): Promise<BootstrapOutcome> {
  const { tree, objects, placements, policy } = target;
  if ((claim.isXml || detectEncoding(document) === "xml") && !(allowXml === true && source === "file")) {
    throw new BootstrapError("xml-refused", "a bootstrap document must be WBXML; allow XML only for a file you trust");
  }
  const content = contentOf(document, claim, target);
  return tree.transact(async (transaction) => {
    const context: TreeContext = { tree, transaction, actor: { kind: "device" } };
    const before = readAccounts(tree);
    const writer = new DocumentWriter(context, placements, [...OWN_ROOTS, ...(policy.roots ?? [])]);
    const skipped = write(writer, content, target);
    const created = [...writer.made].filter(([, path]) => tree.nodeAt(path) !== undefined).map(([uri]) => uri);
    if (created.length === 0) {
      throw new BootstrapError("nothing-to-apply", "the document adds no object this device knows");
    }
    const isOurs = source === "card" || source === "factory";
    const isConfiguration = isOurs && created.includes(printUri([BOOTSTRAP_CONFIG_NODES.root]));
    const accounts = finishAccounts(context, created);
    // A card, or the factory, may only say where the bootstrap server is (bootstrap-push §11.1#4).
    if (accounts.length === 0 && !isConfiguration) {
      const [first] = skipped;
      const why = first === undefined ? "" : `: ${first.reason}`;
      throw new BootstrapError("no-account", `the document makes no complete DM account${why}`);
    }
    for (const account of accounts) {
      const old = before.find(({ serverId }) => serverId === account.serverId);
      if (old !== undefined && isAgain(account.serverId)) keepNonces(context, old, account);
    }
    removeObsolete(context, created, obsolete(accounts.map(({ serverId }) => serverId)));
    if (check !== true) {
      const { status } = await objects.settle(transaction);
      if (!isSuccess(status)) throw new BootstrapError("refused", `an object refuses the document (Status ${status})`);
    }
    const outcome = { accounts: accounts.map(({ serverId }) => serverId), created };
    return skipped.length === 0 ? outcome : { ...outcome, skipped };
  });
}

type Content =
  | { readonly form: "dm"; readonly message: Message }
  | { readonly form: "cp"; readonly document: ProvisioningDocument };

/** Decoded before anything is touched. Throws `BootstrapError` or `DecodeError`. */
function contentOf(document: Uint8Array, { form }: Claim, { policy, deviceId }: BootstrapTarget): Content {
  if (form === "cp") return { form, document: decodeProvisioning(document) };
  const { message } = decodeMessage(document, { limits: { maxBytes: MAX_DOCUMENT_BYTES } });
  if (policy.anyTarget !== true) checkAddressee(message, deviceId);
  return { form, message };
}

function write(
  writer: DocumentWriter,
  content: Content,
  { tree, hasCertificate }: BootstrapTarget,
): Provisioned["skipped"] {
  if (content.form === "dm") {
    writer.apply(content.message);
    return [];
  }
  const accounts = readAccounts(tree);
  const provisioned = provision(content.document, {
    hasCertificate,
    account: (serverId) => {
      const path = accounts.find((each) => each.serverId === serverId)?.path;
      const node = path && tree.nodeAt(path);
      return node && { name: node.name, acl: node.acl };
    },
    isTaken: (container, name) => tree.nodeAt([container, name]) !== undefined,
  });
  writer.placeTree(provisioned.tree);
  return provisioned.skipped;
}

/** Connectivity of accounts that came anew, which nobody refers to any more. */
function removeObsolete(
  { tree, transaction }: TreeContext,
  created: readonly string[],
  obsolete: readonly string[],
): void {
  for (const uri of obsolete) {
    const address = parseUri(uri);
    if (typeof address === "number" || created.includes(uri)) continue;
    const node = tree.nodeAt(address.path);
    if (node !== undefined && node.parent !== undefined && address.path[0] !== "DMAcc") transaction.remove(node);
  }
}

/** Every account among what was made must be complete (bootstrap-push §7.3#9). */
function finishAccounts(context: TreeContext, created: readonly string[]): readonly Account[] {
  const { tree } = context;
  for (const node of tree.nodeAt(["DMAcc"])?.children?.values() ?? []) {
    const path = ["DMAcc", node.name];
    if (!created.includes(printUri(path))) continue;
    const status = finishAccount(context, path);
    if (!isSuccess(status)) throw cannotBe(printUri(path), status);
  }
  return readAccounts(tree).filter(({ path }) => created.includes(printUri(path)));
}

/** A Target that names another device by its identifier was not meant for this one (bootstrap-push §7.2#2). */
function checkAddressee({ syncHdr }: Message, deviceId: string): void {
  const target = syncHdr.target.locUri;
  if (/^(?:IMEI|MEID|ESN|urn):/i.test(target) && target.toLowerCase() !== deviceId.toLowerCase()) {
    throw new BootstrapError("misdirected", `the document is for another device; this one is ${deviceId}`);
  }
}
