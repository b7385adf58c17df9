/**
 * One Item of a command, on the tree. Clause: DMREPU 1.2 §6.6; outcomes protocol §8.5, tree §6.2.
 */
import { DecodeError } from "@oma-dm/codec";
import { dataText, type Encoding, type Item, MEDIA_TYPES, type Meta } from "@oma-dm/codec/syncml";
import { decodeTnds, encodeTnds, type MgmtTree } from "@oma-dm/codec/tnds";
import type { MaybeLater } from "../maybe-later.ts";
import { STATUS, type StatusCode } from "../status.ts";
import { mayDo } from "../tree/access.ts";
import {
  addNode,
  checkExec,
  copyNode,
  deleteNode,
  getNode,
  type Outcome,
  type Read,
  replaceNode,
  type TreeContext,
} from "../tree/commands.ts";
import { inInbox, type Placement, placeFromInbox } from "../tree/inbox.ts";
import { arrivedNode, isTnds } from "../tree/inbox-items.ts";
import { type QueryAnswer, query } from "../tree/queries.ts";
import { ReadFailed } from "../tree/read-failed.ts";
import { resolveAddress } from "../tree/relative-uri.ts";
import { addPlaced, replacePlaced } from "../tree/tnds-apply.ts";
import { type PlacedNode, placeNodes } from "../tree/tnds-place.ts";
import type { NodeValue } from "../tree/tree-view.ts";
import { type NodeAddress, printUri } from "../tree/uri.ts";

export type ItemCommand = "Add" | "Replace" | "Delete" | "Get" | "Exec" | "Copy";

export interface ItemOutcome {
  /** Target as the request has it. */
  readonly uri: string;
  readonly source?: string | undefined;
  readonly code: StatusCode;
  /** Where it led to; absent when it led nowhere. */
  readonly path?: readonly string[];
  /** What the Status says besides its code, as URIs. */
  readonly about?: readonly string[] | undefined;
  /** Values asked for. */
  readonly results?: readonly Item[];
  /** A node of an object that is placed at the end of the message (tree §11#16); until then `code` is what it hopes for. */
  readonly arrived?: PlacedNode;
  /** The answer to a query: its nodes are listed one by one. */
  readonly isList?: boolean;
}

export interface ItemContext extends TreeContext {
  readonly placements: readonly Placement[];
  /** How a TNDS object is written (tree §9.4#9). */
  readonly encoding: Encoding;
}

/** `item.meta` is the effective one. Exec is only looked at: running it is the caller's. */
export function runItem(context: ItemContext, name: ItemCommand, item: Item): MaybeLater<ItemOutcome> {
  const uri = item.target?.locUri ?? "";
  const source = name === "Copy" ? item.source?.locUri : undefined;
  // With a TargetParent the object itself can be meant (tree §8.2#8).
  if (uri === "" && item.targetParent === undefined) return { uri, source, code: STATUS.incompleteCommand };
  const resolved = resolveAddress(context, { target: uri, parent: item.targetParent?.locUri });
  const { address } = resolved;
  if (address === undefined) return { uri, source, code: resolved.status, about: resolved.candidates };
  // A container has to come whole, so there is nothing to wait for (protocol §7#10).
  if (item.moreData === true) return { uri, source, code: STATUS.incompleteCommand };
  const { path } = address;
  if (isClosedInbox(name, address)) return { uri, source, path, code: STATUS.commandNotAllowed };
  if (isPlainArrival(name, address, item)) return { uri, source, path, ...arrive(context, path, item) };
  if (name === "Get") return get(context, address, item, resolved.relative === true);
  const outcome = change(context, name, address, item);
  return outcome instanceof Promise ? changedAfter(uri, source, path, outcome) : changed(uri, source, path, outcome);
}

function changedAfter(
  uri: string,
  source: string | undefined,
  path: readonly string[],
  outcome: Promise<Outcome>,
): Promise<ItemOutcome> {
  return outcome.then((later) => changed(uri, source, path, later));
}

function changed(
  uri: string,
  source: string | undefined,
  path: readonly string[],
  { status, failedAt }: Outcome,
): ItemOutcome {
  return { uri, source, path, code: status, about: failedAt && [printUri(failedAt)] };
}

/** Of the Inbox a server can add to it and set its ACL, nothing else (tree §11#3, §6.2#15). */
function isClosedInbox(name: ItemCommand, { path, prop }: NodeAddress): boolean {
  return inInbox(path) && name !== "Add" && (name === "Get" || prop === undefined);
}

/** Below the Inbox objects can be put together node by node, too (tree §11#16). */
function isPlainArrival(name: ItemCommand, { path, prop, list }: NodeAddress, item: Item): boolean {
  return (
    name === "Add" && inInbox(path) && path.length > 1 && prop === undefined && list === undefined && !isTnds(item)
  );
}

function arrive(context: ItemContext, path: readonly string[], item: Item): Pick<ItemOutcome, "code" | "arrived"> {
  const refusal = refusedByInbox(context);
  if (refusal !== undefined) return { code: refusal };
  const arrived = arrivedNode(path, item);
  return typeof arrived === "number" ? { code: arrived } : { code: STATUS.ok, arrived };
}

function change(
  context: ItemContext,
  name: Exclude<ItemCommand, "Get">,
  address: NodeAddress,
  item: Item,
): MaybeLater<Outcome> {
  switch (name) {
    case "Delete":
      return deleteNode(context, address);
    case "Copy":
      return copy(context, address, item);
    case "Exec":
      return { status: checkExec(context, address) };
    default:
      return write(context, name, address, item);
  }
}

async function copy(context: ItemContext, to: NodeAddress, { source, sourceParent }: Item): Promise<Outcome> {
  if (source === undefined) return { status: STATUS.incompleteCommand };
  const from = resolveAddress(context, { target: source.locUri, parent: sourceParent?.locUri });
  if (from.address === undefined) return { status: from.status };
  if (inInbox(from.address.path)) return { status: STATUS.commandNotAllowed };
  try {
    return await copyNode(context, from.address, to);
  } catch (error) {
    if (error instanceof ReadFailed) return { status: STATUS.commandFailed };
    throw error;
  }
}

function write(context: ItemContext, name: "Add" | "Replace", address: NodeAddress, item: Item): Outcome {
  const { data, meta = {} } = item;
  if (!isTnds(item)) {
    if (inInbox(address.path) && address.prop === undefined) return { status: STATUS.commandNotAllowed };
    const value = { format: meta.format, type: meta.type, data };
    return name === "Add" ? addNode(context, address, value) : replaceNode(context, address, value);
  }
  if (address.prop !== undefined || address.list !== undefined) return { status: STATUS.commandNotAllowed };
  if (data === undefined) return { status: STATUS.incompleteCommand };
  const tnds = readTnds(data, meta);
  if (typeof tnds === "number") return { status: tnds };
  return inInbox(address.path) ? place(context, tnds) : apply(context, name, address.path, tnds);
}

/** The object, or what a server is told that sent something else (tree §9.5#5). */
function readTnds(data: NonNullable<Item["data"]>, { format }: Meta): MgmtTree | StatusCode {
  try {
    return decodeTnds(data, format === undefined ? {} : { format });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error.code === "limit" ? STATUS.requestEntityTooLarge : STATUS.unsupportedMediaTypeOrFormat;
  }
}

function refusedByInbox({ tree, actor }: ItemContext): StatusCode | undefined {
  const inbox = tree.nodeAt(["Inbox"]);
  if (inbox === undefined) return STATUS.notFound;
  return mayDo(actor, "Add", inbox) ? undefined : STATUS.permissionDenied;
}

function place(context: ItemContext, tnds: MgmtTree): Outcome {
  const refusal = refusedByInbox(context);
  return { status: refusal ?? placeFromInbox(context, tnds, context.placements, false).status };
}

function apply(context: ItemContext, name: "Add" | "Replace", origin: readonly string[], tnds: MgmtTree): Outcome {
  const { tree } = context;
  const exists = tree.nodeAt(origin) !== undefined;
  if (name === "Replace" && !exists) return { status: STATUS.notFound };
  // Servers that name the new node in the Target as well (tree §9.3, §17#8).
  const isTarget = (node: string): boolean =>
    node === origin.at(-1) && (name === "Add" ? !exists : tree.nodeAt([...origin, node]) === undefined);
  const nodes = placeNodes(tnds, { path: origin, isTarget, formatAt: (path) => tree.specAt(path)?.format });
  if (typeof nodes === "number") return { status: nodes };
  return name === "Add" ? addPlaced(context, nodes) : replacePlaced(context, nodes);
}

function get(context: ItemContext, address: NodeAddress, item: Item, relative: boolean): MaybeLater<ItemOutcome> {
  const uri = item.target?.locUri ?? "";
  const { path } = address;
  if (address.list !== undefined && address.prop === undefined) {
    const answer = query(context, address, dataText(item.data));
    return typeof answer === "number" ? { uri, path, code: answer } : listed(context, address, uri, answer);
  }
  const found = getNode(context, address);
  if (typeof found === "number") return { uri, path, code: found };
  // A server that named an object learns where it is (tree §8.2#4).
  const locUri = relative ? absoluteUri(address) : uri;
  return found.data instanceof Promise
    ? gotAfter(address, uri, locUri, found, found.data)
    : got(address, uri, locUri, found, found.data);
}

async function gotAfter(
  address: NodeAddress,
  uri: string,
  locUri: string,
  found: Read,
  data: Promise<NodeValue>,
): Promise<ItemOutcome> {
  try {
    return got(address, uri, locUri, found, await data);
  } catch (error) {
    if (error instanceof ReadFailed) return { uri, path: address.path, code: STATUS.commandFailed };
    throw error;
  }
}

async function listed(
  context: ItemContext,
  address: NodeAddress,
  uri: string,
  answer: QueryAnswer,
): Promise<ItemOutcome> {
  const results = await listItems(context, answer, address);
  return { uri, path: address.path, code: STATUS.ok, isList: true, results };
}

function got({ path }: NodeAddress, uri: string, locUri: string, { format, type }: Read, data: NodeValue): ItemOutcome {
  return { uri, path, code: STATUS.ok, results: [{ source: { locUri }, meta: { format, type }, data }] };
}

function absoluteUri({ path, prop }: NodeAddress): string {
  return printUri(path) + (prop === undefined ? "" : `?prop=${prop}`);
}

/** A node whose object fails is left out, as one that may not be read. */
async function listItems(context: ItemContext, answer: QueryAnswer, { path }: NodeAddress): Promise<readonly Item[]> {
  if (answer.kind === "tnds") return [tndsItem(context.encoding, printUri(path), await answer.build())];
  const items: Item[] = [];
  for (const { uri, format, type, data } of answer.nodes) {
    const meta = type === "" ? { format } : { format, type };
    const source = { locUri: uri };
    try {
      const value = data instanceof Promise ? await data : data;
      items.push(value === undefined ? { source, meta } : { source, meta, data: value });
    } catch (error) {
      if (!(error instanceof ReadFailed)) throw error;
    }
  }
  return items;
}

/** T1 in XML, T3 in WBXML (tree §7.3#7, §9.4#9). */
function tndsItem(encoding: Encoding, locUri: string, tnds: MgmtTree): Item {
  const document = encodeTnds(tnds, encoding);
  return encoding === "xml"
    ? {
        source: { locUri },
        meta: { format: "xml", type: MEDIA_TYPES.tnds.xml },
        data: new TextDecoder().decode(document),
      }
    : { source: { locUri }, meta: { format: "bin", type: MEDIA_TYPES.tnds.wbxml }, data: document };
}
