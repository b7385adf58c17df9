/**
 * A bootstrap document becomes accounts in the tree, whole or not at all; nothing is ever answered.
 * Clause: DMBOOT 1.2 §5.3–5.5, DMSEC 1.2 §5.7; rules bootstrap-push §7.3, §8.
 */

import { DecodeError } from "@oma-dm/codec";
import { bootstrapMac, imsiOctets } from "@oma-dm/codec/auth";
import {
  type Command,
  decodeMessage,
  detectEncoding,
  effectiveMeta,
  type Item,
  MEDIA_TYPES,
  type Message,
} from "@oma-dm/codec/syncml";
import { decodeTnds } from "@oma-dm/codec/tnds";
import { readAccounts } from "../objects/dm-acc.ts";
import { isSuccess, STATUS, type StatusCode } from "../status.ts";
import type { TreeContext } from "../tree/commands.ts";
import { type Placement, placeArrived, placeFromInbox } from "../tree/inbox.ts";
import { arrivedNode, InboxItems, isTnds } from "../tree/inbox-items.ts";
import type { ManagementTree } from "../tree/management-tree.ts";
import type { ObjectHost } from "../tree/object-host.ts";
import type { PlacedNode } from "../tree/tnds-place.ts";
import { parseUri, printUri } from "../tree/uri.ts";

export interface BootstrapOptions {
  /** Media type with its parameters, such as `application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=…`. */
  readonly contentType?: string;
  /** The network's secret for NETWORKID: the IMSI's digits. */
  readonly imsi?: string;
  /** What the user was given for USERPIN. */
  readonly pin?: string;
  /** Take plain XML: only for a file the operator of the device chose (decisions D5). */
  readonly allowXml?: boolean;
  /** Take a document without a MAC: only where its source is trusted, as a local file is (bootstrap-push §8.1). */
  readonly allowUnsigned?: boolean;
  /** Say what would be created and create nothing. */
  readonly check?: boolean;
}

export type BootstrapErrorCode =
  | "xml-refused"
  | "unsigned-refused"
  | "mac-wrong"
  | "mac-malformed"
  | "secret-missing"
  | "security-method-unknown"
  | "misdirected"
  | "nothing-to-apply"
  | "no-account"
  | "refused";

/** The document, or what came with it, is at fault. */
export class BootstrapError extends Error {
  override readonly name = "BootstrapError";
  readonly code: BootstrapErrorCode;
  constructor(code: BootstrapErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface BootstrapOutcome {
  /** ServerIDs of the accounts made. */
  readonly accounts: readonly string[];
  /** URIs of the objects made. */
  readonly created: readonly string[];
}

/** Applies `document` to `tree` in one transaction. Rejects with `BootstrapError` or `DecodeError`; the tree is then as before. */
export async function applyBootstrap(
  tree: ManagementTree,
  objects: Pick<ObjectHost, "settle">,
  document: Uint8Array,
  options: BootstrapOptions,
  placements: readonly Placement[],
  deviceId: string,
): Promise<BootstrapOutcome> {
  authenticate(document, options);
  if (detectEncoding(document) === "xml" && options.allowXml !== true) {
    throw new BootstrapError("xml-refused", "a bootstrap document must be WBXML; allow XML only for a file you trust");
  }
  const { message } = decodeMessage(document);
  checkAddressee(message, deviceId);
  return tree.transact(async (transaction) => {
    const context: TreeContext = { tree, transaction, actor: { kind: "device" } };
    const arrived = new InboxItems();
    const whole = message.syncBody.commands.flatMap((command) => applyCommand(context, command, placements, arrived));
    const created = [...whole, ...arrived.takeAll().flatMap(({ nodes }) => applyArrived(context, nodes, placements))];
    if (created.length === 0) {
      throw new BootstrapError("nothing-to-apply", "the document adds no object this device knows");
    }
    const accounts = readAccounts(tree).filter(({ path }) => created.includes(printUri(path)));
    if (accounts.length === 0) throw new BootstrapError("no-account", "the document makes no complete DM account");
    if (options.check !== true) {
      const { status } = await objects.settle(transaction);
      if (!isSuccess(status)) throw new BootstrapError("refused", `an object refuses the document (Status ${status})`);
    }
    return { accounts: accounts.map(({ serverId }) => serverId), created };
  });
}

function applyCommand(
  context: TreeContext,
  command: Command,
  placements: readonly Placement[],
  arrived: InboxItems,
): readonly string[] {
  if (command.cmd === "Atomic" || command.cmd === "Sequence") {
    return command.commands.flatMap((child) => applyCommand(context, child, placements, arrived));
  }
  if (command.cmd !== "Add" && command.cmd !== "Replace") return [];
  return command.items.flatMap((item) => {
    const uri = item.target?.locUri ?? "";
    const address = parseUri(uri);
    // Bootstrap writes through the Inbox alone (bootstrap-push §7.3 B-3).
    if (typeof address === "number" || address.path[0] !== "Inbox") return [];
    const meta = effectiveMeta(command.meta, item.meta);
    const whole = { ...item, meta };
    if (isPlain(address.path, whole)) {
      const node = arrivedNode(address.path, whole);
      const status = typeof node === "number" ? node : arrived.add(node);
      if (!isSuccess(status)) throw cannotBe(uri, status);
      return [];
    }
    if (item.data === undefined) return [];
    const tnds = decodeTnds(item.data, meta.format === undefined ? {} : { format: meta.format });
    const { status, created } = placeFromInbox(context, tnds, placements, true);
    if (status === STATUS.ok) return created.map(printUri);
    throw cannotBe(uri, status);
  });
}

/** Objects that came node by node (tree §11#16). */
function applyArrived(
  context: TreeContext,
  nodes: readonly PlacedNode[],
  placements: readonly Placement[],
): readonly string[] {
  const { status, created } = placeArrived(context, nodes, placements, true);
  if (status === STATUS.ok) return created.map(printUri);
  throw cannotBe(printUri(nodes[0]!.path), status);
}

/** One node below the Inbox; what says nothing of itself is taken for a whole object where it looks like one. */
function isPlain(path: readonly string[], item: Item): boolean {
  if (path.length < 2 || isTnds(item)) return false;
  const { data, meta } = item;
  if (data === undefined || meta?.format !== undefined || meta?.type !== undefined) return true;
  return typeof data === "string" && !data.trimStart().startsWith("<");
}

function cannotBe(uri: string, status: StatusCode): BootstrapError {
  return new BootstrapError("refused", `the objects for ${uri} cannot be created (Status ${status})`);
}

/** A Target that names another device by its identifier was not meant for this one (bootstrap-push §7.2). */
function checkAddressee({ syncHdr }: Message, deviceId: string): void {
  const target = syncHdr.target.locUri;
  if (/^(?:IMEI|MEID|ESN|urn):/i.test(target) && target.toLowerCase() !== deviceId.toLowerCase()) {
    throw new BootstrapError("misdirected", `the document is for another device; this one is ${deviceId}`);
  }
}

/** SEC and MAC travel as parameters of the media type (bootstrap-push §8.2). A MAC that is there must be right. */
function authenticate(document: Uint8Array, options: BootstrapOptions): void {
  const { type, sec, mac } = parseContentType(options.contentType ?? MEDIA_TYPES.syncml.wbxml);
  if (type !== MEDIA_TYPES.syncml.wbxml && type !== MEDIA_TYPES.syncml.xml) {
    throw new BootstrapError("refused", `content type ${JSON.stringify(type.slice(0, 60))} is no bootstrap document`);
  }
  if (sec === undefined && mac === undefined) {
    if (options.allowUnsigned === true) return;
    throw new BootstrapError("unsigned-refused", "the document carries no MAC; its source must be trusted or sign it");
  }
  if (mac === undefined || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(mac)) {
    throw new BootstrapError("mac-malformed", "MAC is not 40 or 64 hexadecimal digits");
  }
  const expected = bootstrapMac(mac.length === 40 ? "sha1" : "sha256", keyFor(sec, options), document);
  const given = Uint8Array.from({ length: mac.length / 2 }, (_, i) => Number.parseInt(mac.slice(2 * i, 2 * i + 2), 16));
  let difference = 0;
  for (let i = 0; i < expected.length; i++) difference |= expected[i]! ^ given[i]!;
  if (difference !== 0) {
    throw new BootstrapError("mac-wrong", "the MAC does not match; wrong IMSI or PIN, or the document was changed");
  }
}

/** The key of each method (bootstrap-push §8.3). */
function keyFor(sec: string | undefined, { imsi, pin }: BootstrapOptions): Uint8Array {
  const network = (): Uint8Array => {
    if (imsi === undefined) throw new BootstrapError("secret-missing", `${sec} needs the IMSI`);
    if (!/^\d{1,15}$/.test(imsi)) throw new BootstrapError("secret-missing", "an IMSI has 1 to 15 decimal digits");
    return imsiOctets(imsi);
  };
  const user = (suffix: string): Uint8Array => {
    if (pin === undefined || pin === "") throw new BootstrapError("secret-missing", `${sec} needs the PIN`);
    return new TextEncoder().encode(pin + suffix);
  };
  switch (sec?.toUpperCase()) {
    case "NETWORKID":
    case "NETWPIN":
      return network();
    case "USERPIN":
      return user("");
    case "USERPIN_NETWORKID":
      return Uint8Array.from([...user(":"), ...network()]);
    default:
      throw new BootstrapError("security-method-unknown", `SEC=${sec ?? "(none)"} is not a method this device knows`);
  }
}

function parseContentType(text: string): { type: string; sec: string | undefined; mac: string | undefined } {
  const [type = "", ...rest] = text.split(";");
  const parameters = new Map(
    rest.map((part) => {
      const [name = "", value = ""] = part.split("=");
      return [name.trim().toUpperCase(), value.trim().replace(/^"(.*)"$/, "$1")] as const;
    }),
  );
  return { type: type.trim().toLowerCase(), sec: parameters.get("SEC"), mac: parameters.get("MAC") };
}

/** Whether an error tells of bad input rather than of a fault of ours. */
export function isBadInput(error: unknown): error is DecodeError | BootstrapError {
  return error instanceof DecodeError || error instanceof BootstrapError;
}
