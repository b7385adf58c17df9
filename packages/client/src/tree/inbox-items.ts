/**
 * Plain Items below ./Inbox, one node each: gathered by the object they belong to, and placed once all of them are
 * here. Clause: DMSTDOBJ 1.2 §5.3.4; rules tree §11#16.
 */
import { type Data, type Item, MEDIA_TYPES, META_DEFAULTS, type Meta } from "@oma-dm/codec/syncml";
import { STATUS, type StatusCode } from "../status.ts";
import type { PlacedNode } from "./tnds-place.ts";
import { printUri } from "./uri.ts";
import { isNodeFormat } from "./value.ts";

/** What waits for the rest of its object. */
export interface GatheredObject {
  /** Parents before children. */
  readonly nodes: readonly PlacedNode[];
  /** Places of its Items' Statuses in the answer. */
  readonly statuses: readonly number[];
}

/** Whether an Item brings a whole object: by its media type, or because the tree stands in the message (tree §9.4). */
export function isTnds({ data, meta }: { readonly data?: Data; readonly meta?: Meta }): boolean {
  if (typeof data === "object" && !(data instanceof Uint8Array)) return true;
  if (meta?.type === undefined || meta.type === META_DEFAULTS.type) return false;
  const type = meta.type.split(";", 1).join("").trim().toLowerCase();
  return type === MEDIA_TYPES.tnds.xml || type === MEDIA_TYPES.tnds.wbxml;
}

/** An Item as a node that has not found its place yet, or the Status that refuses it. */
export function arrivedNode(path: readonly string[], { data, meta = {} }: Item): PlacedNode | StatusCode {
  const { format, type } = meta;
  if (typeof data === "object" && !(data instanceof Uint8Array)) return STATUS.unsupportedMediaTypeOrFormat;
  if (format !== undefined && !isNodeFormat(format)) return STATUS.unsupportedMediaTypeOrFormat;
  const sent = { ...(format === undefined ? {} : { format }), ...(type === undefined ? {} : { type }) };
  return { path, format: format ?? "chr", type, acl: undefined, title: undefined, value: data, sent };
}

interface Gathering {
  /** By URI. */
  readonly nodes: Map<string, PlacedNode>;
  readonly statuses: number[];
}

export class InboxItems {
  /** By the first name below the Inbox. */
  private readonly objects = new Map<string, Gathering>();

  /** 200 where the node can wait, 418 where it is there. `status`: where the Item's own will stand. */
  add(node: PlacedNode, status = 0): StatusCode {
    const name = node.path[1] ?? "";
    const object: Gathering = this.objects.get(name) ?? { nodes: new Map(), statuses: [] };
    const uri = printUri(node.path);
    if (object.nodes.has(uri)) return STATUS.alreadyExists;
    object.nodes.set(uri, node);
    object.statuses.push(status);
    this.objects.set(name, object);
    return STATUS.ok;
  }

  /** Everything so far; nothing is left behind. */
  takeAll(): readonly GatheredObject[] {
    const all = [...this.objects.values()];
    this.objects.clear();
    return all.map(({ nodes, statuses }) => ({
      nodes: [...nodes.values()].sort((a, b) => a.path.length - b.path.length),
      statuses,
    }));
  }
}
