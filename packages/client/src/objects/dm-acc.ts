/** Server accounts. Clause: DMSTDOBJ 1.2 §5.3.1; table tree §13.3. */
import type { AccessType } from "@oma-dm/codec/tnds";
import { STATUS } from "../status.ts";
import { parseAcl, printAcl } from "../tree/acl.ts";
import type { TreeContext } from "../tree/commands.ts";
import type { Placement } from "../tree/inbox.ts";
import { type ManagementTree, pathOf, type Transaction, type TreeNode } from "../tree/management-tree.ts";
import { interior, leaf } from "../tree/node-spec.ts";
import type { ManagementObject } from "./management-object.ts";

const OWN: readonly AccessType[] = ["Add", "Delete", "Get", "Replace"];
/** Secrets can be written, never read back (tree §13.3). */
const WRITE_ONLY: readonly AccessType[] = ["Add", "Delete", "Replace"];
const chr = (name: string) => leaf(name, "chr", OWN);

export const DM_ACC_MOID = "urn:oma:mo:oma-dm-dmacc:1.1";

// biome-ignore format: the table of tree §13.3
export const DM_ACC: ManagementObject = {
  spec: interior("DMAcc", ["Add", "Get"], [
    interior(null, OWN, [
      chr("AppID"), chr("ServerID"), chr("Name"), chr("PrefConRef"),
      interior("ToConRef", OWN, [interior(null, OWN, [chr("ConRef")])]),
      interior("AppAddr", OWN, [
        interior(null, OWN, [chr("Addr"), chr("AddrType"), interior("Port", OWN, [interior(null, OWN, [chr("PortNbr")])])]),
      ]),
      chr("AAuthPref"),
      interior("AppAuth", OWN, [
        interior(null, OWN, [
          chr("AAuthLevel"), chr("AAuthType"), chr("AAuthName"),
          leaf("AAuthSecret", "chr", WRITE_ONLY),
          leaf("AAuthData", "bin", WRITE_ONLY, { mime: ["text/plain", "application/octet-stream"] }),
        ]),
      ]),
      interior("Ext", OWN, [], { open: true }),
    ], { moid: DM_ACC_MOID }),
  ], { scope: "Permanent" }),
};

/** One credential of an account (protocol §10.2). */
export interface Credential {
  /** `DIGEST`, `BASIC`, … as AAuthType has it. */
  readonly type: string;
  readonly name: string;
  readonly secret: string;
  /** Raw bytes; absent when none was ever exchanged. */
  readonly nonce?: Uint8Array;
  /** Where it is stored. */
  readonly path: readonly string[];
}

export interface Account {
  readonly path: readonly string[];
  readonly serverId: string;
  readonly url: string;
  /** What the client shows the server. */
  readonly client?: Credential;
  /** What the server must show the client. */
  readonly server?: Credential;
}

/** Every account that names a server and its address; half-made ones are no accounts. */
export function readAccounts(tree: ManagementTree): readonly Account[] {
  const nodes = tree.find(["DMAcc"])?.children?.values() ?? [];
  return [...nodes].flatMap((node) => readAccount(node) ?? []);
}

function readAccount(node: TreeNode): Account | undefined {
  const serverId = textOf(node, "ServerID");
  const url = [...(node.children?.get("AppAddr")?.children?.values() ?? [])].map(addressOf).find((it) => it !== "");
  if (serverId === "" || url === undefined) return undefined;
  const credentials = [...(node.children?.get("AppAuth")?.children?.values() ?? [])];
  const preferred = textOf(node, "AAuthPref");
  const ofLevel = (level: string): Credential | undefined => {
    const matching = credentials.filter((it) => textOf(it, "AAuthLevel") === level).map(credentialOf);
    return matching.find(({ type }) => type === preferred) ?? matching[0];
  };
  const client = ofLevel("CLCRED");
  const server = ofLevel("SRVCRED");
  return { path: pathOf(node), serverId, url, ...(client && { client }), ...(server && { server }) };
}

function addressOf(node: TreeNode): string {
  const address = textOf(node, "Addr");
  const port = [...(node.children?.get("Port")?.children?.values() ?? [])].map((it) => textOf(it, "PortNbr"))[0];
  if (port === undefined || !URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.port === "") url.port = port;
  return url.href;
}

function credentialOf(node: TreeNode): Credential {
  const nonce = node.children?.get("AAuthData")?.value;
  return {
    type: textOf(node, "AAuthType"),
    name: textOf(node, "AAuthName"),
    secret: textOf(node, "AAuthSecret"),
    path: pathOf(node),
    ...(nonce instanceof Uint8Array && nonce.length > 0 ? { nonce } : {}),
  };
}

function textOf(node: TreeNode, name: string): string {
  const value = node.children?.get(name)?.value;
  return typeof value === "string" ? value.trim() : "";
}

/** Keeps the nonce a credential will be computed with next time. */
export function storeNonce(tree: ManagementTree, credential: Credential, nonce: Uint8Array): void {
  const node = tree.find(credential.path);
  if (node === undefined) return;
  const transaction = tree.begin();
  const data = node.children?.get("AAuthData");
  const value = { name: "AAuthData", format: "bin", type: "text/plain", value: nonce } as const;
  if (data === undefined) transaction.insert(node, value);
  else transaction.set(data, value);
  transaction.commit();
}

/** Current and legacy identifiers (tree §11). */
const MOIDS = /^(?:urn:oma:mo:oma-dm-dmacc:1\.[01]|org\.openmobilealliance\/1\.0\/w7)$/i;

/** A new account for a known ServerID replaces the old one whole (bootstrap-push §7.3 B-11). */
export const DM_ACC_PLACEMENT: Placement = {
  accepts: (moid) => MOIDS.test(moid),
  container: ["DMAcc"],
  prepare: ({ tree, transaction, actor }, nodes) => {
    const serverId = nodes.find(({ path }) => path.at(-1) === "ServerID" && path.length === nodes[0]!.path.length + 1);
    const known = readAccounts(tree).find((account) => account.serverId === serverId?.value);
    if (known === undefined) return STATUS.ok;
    if (actor.kind === "server" && actor.serverId !== known.serverId) return STATUS.alreadyExists;
    transaction.remove(tree.find(known.path)!);
    return STATUS.ok;
  },
  created: (context, path) => finishAccount(context, path),
};

/** Only a complete account may stand (bootstrap-push §7.3 B-9); without an ACL its server owns it (B-8). */
function finishAccount({ tree, transaction }: TreeContext, path: readonly string[]) {
  const node = tree.find(path)!;
  const account = readAccount(node);
  if (account === undefined || !URL.canParse(account.url)) return STATUS.incompleteCommand;
  for (const credential of [account.client, account.server]) {
    const needsSecret = credential !== undefined && ["BASIC", "DIGEST", "HMAC"].includes(credential.type);
    if (needsSecret && (credential.name === "" || credential.secret === "")) return STATUS.incompleteCommand;
  }
  const { serverId } = account;
  const ids = [serverId];
  const own = printAcl({ Add: ids, Delete: ids, Get: ids, Replace: ids });
  // A ServerID that ACL syntax cannot hold gets no rights by name.
  if (node.acl === "" && parseAcl(own) !== undefined) transaction.set(node, { acl: own });
  return STATUS.ok;
}

/** Removes a server from every ACL once its account is gone (tree §5.7). */
export function forgetServer(tree: ManagementTree, transaction: Transaction, serverId: string): void {
  const visit = (node: TreeNode): void => {
    const acl = parseAcl(node.acl) ?? {};
    const kept = Object.fromEntries(
      Object.entries(acl).map(([command, ids]) => {
        const rest = ids.filter((id) => id !== serverId);
        return [command, rest.length === 0 && node.parent === undefined ? ["*"] : rest];
      }),
    );
    const text = printAcl(kept);
    if (text !== node.acl) transaction.set(node, { acl: text });
    for (const child of node.children?.values() ?? []) visit(child);
  };
  visit(tree.root);
}
