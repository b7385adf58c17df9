/** Node URIs. Clause: DMTND 1.2 §5.1 (URI); grammar, limits and canonical form tree §2. */
import { Recent } from "../recent.ts";
import { STATUS, type StatusCode } from "../status.ts";

export interface NodeAddress {
  /** Decoded names from the root; empty for the root. */
  readonly path: readonly string[];
  /** `?prop=`: the property addressed. */
  readonly prop?: string;
  /** `?list=`: the query asked. */
  readonly list?: string;
}

/** What ./DevDetail/URI publishes; 0 means no limit. */
export interface UriLimits {
  readonly maxDepth: number;
  readonly maxTotLen: number;
  readonly maxSegLen: number;
}

export const URI_LIMITS: UriLimits = { maxDepth: 20, maxTotLen: 1024, maxSegLen: 255 };

/** What most segments are, and what decodes to itself. */
const WORD = /^\w+$/;
/** A segment as it travels: unreserved characters, `:@&=+$,;` and percent escapes (tree §2 U7). */
const SEGMENT = /^(?:[\w\-.!~*'():@&=+$,;]|%[0-9A-Fa-f]{2}|[^\u0000-\u007f])+$/;

/** Servers ask for the same places, session after session: what was parsed last is kept, where it is short. */
const known = new Recent<NodeAddress>(512);
const MAX_KNOWN_LENGTH = 128;

/** The address, or the status that refuses it: malformed 404, too long or too deep 414 (decisions D2). */
export function parseUri(locUri: string, limits: UriLimits = URI_LIMITS): NodeAddress | StatusCode {
  const address = known.get(locUri) ?? learn(locUri);
  return typeof address === "number" ? address : checked(address, locUri, limits);
}

/** As `parseUri`, for an address that was parsed before; undefined for any other, and for what may be a relative one. */
export function knownAddress(locUri: string): NodeAddress | StatusCode | undefined {
  const address = known.get(locUri);
  return address && checked(address, locUri, URI_LIMITS);
}

function checked(address: NodeAddress, locUri: string, limits: UriLimits): NodeAddress | StatusCode {
  // Limits come after the grammar (tree §6.1#3); a query's own text is not counted (tree §2#14).
  const counted = address.list === undefined ? locUri : locUri.slice(0, locUri.indexOf("?"));
  return isWithin(address.path, counted, limits) ? address : STATUS.uriTooLong;
}

function learn(locUri: string): NodeAddress | StatusCode {
  const address = parseAddress(locUri);
  if (typeof address === "number" || locUri.length > MAX_KNOWN_LENGTH || locUri.includes("MOID=")) return address;
  // Copies: a text cut out of a message would keep all of it. Names that JSON reads are found faster in V8, too.
  const [own, kept] = JSON.parse(JSON.stringify([locUri, address])) as [string, NodeAddress];
  return known.keep(own, kept);
}

function parseAddress(locUri: string): NodeAddress | StatusCode {
  const question = locUri.indexOf("?");
  const nodePart = question < 0 ? locUri : locUri.slice(0, question);
  const query = question < 0 ? undefined : parseQuery(locUri.slice(question + 1));
  if (question >= 0 && query === undefined) return STATUS.notFound;
  // A naive server writes `./?list=…` for the root; nothing else may end in a slash (tree §7.4).
  if (nodePart === "" || (nodePart === "./" && query?.list === undefined)) return STATUS.notFound;
  const relative = nodePart === "." ? "" : nodePart.startsWith("./") ? nodePart.slice(2) : nodePart;
  const path = relative === "" ? [] : relative.split("/");
  for (let i = 0; i < path.length; i++) {
    const name = decodeSegment(path[i]!);
    if (name === undefined) return STATUS.notFound;
    path[i] = name;
  }
  return { path, ...query };
}

/** 0 means no limit (tree §2#11–#13). */
function isWithin(path: readonly string[], text: string, { maxDepth, maxTotLen, maxSegLen }: UriLimits): boolean {
  if ((maxDepth !== 0 && path.length > maxDepth) || !hasLength(text, maxTotLen)) return false;
  for (const name of path) if (!hasLength(name, maxSegLen)) return false;
  return true;
}

/** Whether a text has at most `limit` characters: it has no more of them than UTF-16 units. */
function hasLength(text: string, limit: number): boolean {
  return limit === 0 || text.length <= limit || [...text].length <= limit;
}

function parseQuery(query: string): { prop?: string; list?: string } | undefined {
  if (query.startsWith("prop=")) return { prop: query.slice(5) };
  if (query.startsWith("list=")) return { list: query.slice(5) };
  return undefined;
}

function decodeSegment(segment: string): string | undefined {
  if (WORD.test(segment)) return segment;
  if (segment === "." || segment === ".." || segment === "*" || !SEGMENT.test(segment)) return undefined;
  try {
    const name = decodeURIComponent(segment);
    return name.includes("/") || name.includes("\0") ? undefined : name;
  } catch {
    return undefined;
  }
}

/** Names that travel as they are. */
const PLAIN = /^[\w\-.!~*'():@&=+$,;]+$/;

/** The canonical absolute URI: `.` or `./A/B`, names escaped. */
export function printUri(path: readonly string[]): string {
  let uri = ".";
  for (const name of path) uri += `/${escapeName(name)}`;
  return uri;
}

/** A name as it travels in a URI or a child list (tree §2 U6). */
export function escapeName(name: string): string {
  if (PLAIN.test(name)) return name;
  return encodeURIComponent(name).replace(/%(3A|40|26|3D|2B|24|2C|3B)/g, (escaped) => decodeURIComponent(escaped));
}
