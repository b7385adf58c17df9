/** Server accounts. Clause: DMSTDOBJ 1.2 §5.3.1; table tree §13.3. */
import { decodeBase64 } from "@oma-dm/codec/auth";
import type { AccessType } from "@oma-dm/codec/tnds";
import type { MaybeLater } from "../maybe-later.ts";
import { STATUS, type StatusCode } from "../status.ts";
import { type Acl, parseAcl, printAcl, renameServer, storedAcl, withoutServer } from "../tree/acl.ts";
import type { TreeContext } from "../tree/commands.ts";
import type { Placement } from "../tree/inbox.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import { interior, leaf } from "../tree/node-spec.ts";
import type { PlacedNode } from "../tree/tnds-place.ts";
import type { Transaction } from "../tree/transaction.ts";
import { pathOf, type TreeNode } from "../tree/tree-node.ts";
import { judgeCredentials } from "./account-credentials.ts";
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
  validate: judgeCredentials,
};

/** One credential of an account (protocol §10.2). */
export interface Credential {
  /** `DIGEST`, `BASIC`, `HTTP-DIGEST`, … as AAuthType has it. */
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
  /** AAuthPref; empty: whatever was settled on last. */
  readonly preferred?: string;
  /** What the client can show the server, AAuthLevel CLCRED. */
  readonly clients: readonly Credential[];
  /** What the server must show the client, AAuthLevel SRVCRED. */
  readonly servers: readonly Credential[];
  /** What a web server may ask for, beside or before the DM server; AAuthLevel HTTP. */
  readonly http: readonly Credential[];
}

type CredentialUse = "clients" | "servers" | "http";

/** AAuthLevel → whom a credential is shown to, or by. */
const USES: ReadonlyMap<string, CredentialUse> = new Map([
  ["CLCRED", "clients"],
  ["SRVCRED", "servers"],
  ["HTTP", "http"],
]);

/** Every account that names a server and its address; half-made ones are no accounts. */
export function readAccounts(tree: ManagementTree): readonly Account[] {
  const accounts: Account[] = [];
  for (const node of childrenOf(tree.nodeAt(["DMAcc"]))) {
    const account = readAccount(node);
    if (account !== undefined) accounts.push(account);
  }
  return accounts;
}

/** ServerIDs of all accounts. */
export function serverIdsOf(tree: ManagementTree): readonly string[] {
  const ids: string[] = [];
  for (const node of childrenOf(tree.nodeAt(["DMAcc"]))) {
    const server = serverOf(node);
    if (server !== undefined) ids.push(server.serverId);
  }
  return ids;
}

/** Whom an account is for; undefined for a half-made one. */
function serverOf(node: TreeNode): Pick<Account, "serverId" | "url"> | undefined {
  const serverId = textOf(node, "ServerID");
  const url = firstAddress(node);
  return serverId === "" || url === undefined ? undefined : { serverId, url };
}

/** The account of a server; most are where they were, at `path`. */
export function accountOf(tree: ManagementTree, serverId: string, path: readonly string[]): Account | undefined {
  const node = tree.nodeAt(path);
  const account = node && readAccount(node);
  return account?.serverId === serverId ? account : readAccounts(tree).find((each) => each.serverId === serverId);
}

function readAccount(node: TreeNode): Account | undefined {
  const server = serverOf(node);
  if (server === undefined) return undefined;
  const { serverId, url } = server;
  const credentials: Record<CredentialUse, Credential[]> = { clients: [], servers: [], http: [] };
  for (const it of childrenOf(node.children?.get("AppAuth"))) {
    const use = USES.get(textOf(it, "AAuthLevel"));
    if (use !== undefined) credentials[use].push(credentialOf(it));
  }
  const { clients, servers, http } = credentials;
  const account = { path: pathOf(node), serverId, url, clients, servers, http };
  return node.children?.has("AAuthPref") === true ? { preferred: textOf(node, "AAuthPref"), ...account } : account;
}

function firstAddress(node: TreeNode): string | undefined {
  for (const it of childrenOf(node.children?.get("AppAddr"))) {
    const address = addressOf(it);
    if (address !== "") return address;
  }
  return undefined;
}

function childrenOf(node: TreeNode | undefined): Iterable<TreeNode> {
  return node?.children?.values() ?? [];
}

function addressOf(node: TreeNode): string {
  const address = textOf(node, "Addr");
  const [first] = childrenOf(node.children?.get("Port"));
  const port = first && textOf(first, "PortNbr");
  if (port === undefined || !URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.port === "") url.port = port;
  return url.href;
}

function credentialOf(node: TreeNode): Credential {
  const nonce = node.children?.get("AAuthData")?.value;
  const credential = {
    type: textOf(node, "AAuthType"),
    name: textOf(node, "AAuthName"),
    secret: textOf(node, "AAuthSecret"),
    path: pathOf(node),
  };
  return nonce instanceof Uint8Array && nonce.length > 0 ? { nonce, ...credential } : credential;
}

function textOf(node: TreeNode | undefined, name: string): string {
  const value = node?.children?.get(name)?.value;
  return typeof value === "string" ? value.trim() : "";
}

/** Keeps the nonce a credential will be computed with next time. */
export function storeNonce(tree: ManagementTree, credential: Credential, nonce: Uint8Array): MaybeLater<void> {
  return tree.transact((transaction) => {
    setNonce(tree, transaction, credential, nonce);
    transaction.commit();
  });
}

function setNonce(
  tree: ManagementTree,
  transaction: Transaction,
  { path }: Pick<Credential, "path">,
  nonce: Uint8Array,
): void {
  const node = tree.nodeAt(path);
  if (node === undefined) return;
  const data = node.children?.get("AAuthData");
  const value = { name: "AAuthData", format: "bin", type: "text/plain", value: nonce } as const;
  if (data === undefined) transaction.insert(node, value);
  else transaction.set(data, { format: "bin", value: nonce });
}

/** The same credentials given again go on from the nonces of the last session (bootstrap-push §A#8). */
export function keepNonces({ tree, transaction }: TreeContext, old: Account, renewed: Account): void {
  for (const level of ["clients", "servers", "http"] as const) {
    for (const credential of renewed[level]) {
      const before = old[level].find(
        ({ type, name, secret }) =>
          type === credential.type && name === credential.name && secret === credential.secret,
      );
      if (before?.nonce !== undefined) setNonce(tree, transaction, credential, before.nonce);
    }
  }
}

/** A new account for a known ServerID replaces the old one whole (bootstrap-push §7.3 B-11). */
export const DM_ACC_PLACEMENT: Placement = {
  moid: DM_ACC_MOID,
  container: ["DMAcc"],
  identity: serverIdOf,
  understood: nonceUnderstood,
  prepare: ({ tree, transaction, actor }, nodes) => {
    const serverId = serverIdOf(nodes);
    const known = readAccounts(tree).find((account) => account.serverId === serverId);
    if (known === undefined) return STATUS.ok;
    if (actor.kind === "server" && actor.serverId !== known.serverId) return STATUS.alreadyExists;
    transaction.remove(tree.nodeAt(known.path)!);
    return STATUS.ok;
  },
  created: (context, path) => finishAccount(context, path),
};

/** A nonce is octets; some servers send base64 under another Format, or text that is none (bootstrap-push §7.3#14). */
function nonceUnderstood(node: PlacedNode): PlacedNode {
  const { path, format, value, sent, ...rest } = node;
  if (path.at(-1) !== "AAuthData" || typeof value !== "string") return node;
  const said = sent?.format ?? format;
  if (said === "bin" || said === "node") return node;
  const octets = decodeBase64(value) ?? new TextEncoder().encode(value);
  return { ...rest, path, type: "application/octet-stream", format: "bin", value: octets };
}

/** AAuthTypes that are a name and a secret. */
const WITH_SECRET: ReadonlySet<string> = new Set(["BASIC", "DIGEST", "HMAC", "HTTP-BASIC", "HTTP-DIGEST"]);

/** What an arriving account calls its server; its root comes first. */
function serverIdOf(nodes: readonly PlacedNode[]): string | undefined {
  const depth = (nodes[0]?.path.length ?? 0) + 1;
  const value = nodes.find(({ path }) => path.at(-1) === "ServerID" && path.length === depth)?.value;
  return typeof value === "string" ? value.trim() : undefined;
}

/** Only a complete account may stand (bootstrap-push §7.3 B-9); without an ACL its server owns it (B-8). */
export function finishAccount({ tree, transaction }: TreeContext, path: readonly string[]): StatusCode {
  const node = tree.nodeAt(path)!;
  const account = readAccount(node);
  if (account === undefined || !URL.canParse(account.url)) return STATUS.incompleteCommand;
  for (const credential of [...account.clients, ...account.servers, ...account.http]) {
    const needsSecret = WITH_SECRET.has(credential.type);
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
  changeAcls(tree, transaction, (acl, node) => {
    const rest = withoutServer(acl, serverId);
    if (node.parent !== undefined) return rest;
    // At the root nobody may be locked out by what is left (tree §5.7#1).
    return Object.fromEntries(Object.entries(rest).map(([command, ids]) => [command, ids.length === 0 ? ["*"] : ids]));
  });
}

/** A server under another ServerID keeps its rights (tree §13.3#26). */
export function renameServerIn(tree: ManagementTree, transaction: Transaction, from: string, to: string): void {
  // An identifier that ACL syntax cannot hold gets no rights by name.
  if (parseAcl(printAcl({ Get: [to] })) === undefined) forgetServer(tree, transaction, from);
  else changeAcls(tree, transaction, (acl) => renameServer(acl, from, to));
}

function changeAcls(tree: ManagementTree, transaction: Transaction, change: (acl: Acl, node: TreeNode) => Acl): void {
  const visit = (node: TreeNode): void => {
    if (node.acl !== "") {
      const acl = printAcl(change(storedAcl(node.acl), node));
      if (acl !== node.acl) transaction.set(node, { acl });
    }
    for (const child of node.children?.values() ?? []) visit(child);
  };
  visit(tree.root);
}

/**
 * What a transaction does to the servers of a device: those whose account is gone are forgotten, those renamed keep
 * their rights. The account of the session under way (`running`) waits for its end (tree §13.3#28).
 */
export function followAccounts(tree: ManagementTree, transaction: Transaction, running?: string): void {
  const servers = transaction.changes.filter(
    ({ path }) => path[0] === "DMAcc" && path.length === 3 && path[2] === "ServerID",
  );
  if (servers.length === 0) return;
  const now = new Set(serverIdsOf(tree));
  for (const { path, node } of servers) {
    const before = typeof node?.value === "string" ? node.value.trim() : "";
    if (before === "" || before === running || now.has(before)) continue;
    const after = textOf(tree.nodeAt(path.slice(0, 2)), "ServerID");
    if (after === "") forgetServer(tree, transaction, before);
    else renameServerIn(tree, transaction, before, after);
  }
}
