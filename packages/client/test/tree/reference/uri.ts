/** Addresses, read the plain way. Clause: tree §2; decisions D2. */
import { Refusal } from "./refusal.ts";

export type Path = readonly string[];

/** What a LocURI points at: a node, one of its properties, or a list of what is below it. */
export interface Address {
  readonly path: Path;
  readonly prop?: string;
  readonly list?: string;
}

const LIMITS = { depth: 20, total: 1024, segment: 255 };

/** Throws 404 for a malformed address (D2) and 414 for one that is too long or too deep. */
export function parseAddress(locUri: string): Address {
  const mark = locUri.indexOf("?");
  const query = mark < 0 ? undefined : locUri.slice(mark + 1);
  let prop: string | undefined;
  let list: string | undefined;
  if (query !== undefined) {
    if (query.startsWith("prop=")) prop = query.slice("prop=".length);
    else if (query.startsWith("list=")) list = query.slice("list=".length);
    // choice: tree §2#U9: any other query makes the address malformed.
    else throw new Refusal(404);
  }
  let place = mark < 0 ? locUri : locUri.slice(0, mark);
  if (place === "./" && list !== undefined) place = ".";
  // choice: tree §2#U1: the empty address is malformed; only `.` is the root.
  const path = place === "." ? [] : (place.startsWith("./") ? place.slice(2) : place).split("/").map(segment);
  // choice: tree §2 (MaxTotLen): the leading `./` counts, as it stands in the raw LocURI.
  const counted = prop === undefined ? place : locUri;
  if (path.length > LIMITS.depth || [...counted].length > LIMITS.total) throw new Refusal(414);
  for (const name of path) checkLength(name);
  return { path, ...(prop !== undefined && { prop }), ...(list !== undefined && { list }) };
}

function segment(escaped: string): string {
  let name: string;
  try {
    name = decodeURIComponent(escaped);
  } catch {
    throw new Refusal(404);
  }
  if (!isName(name)) throw new Refusal(404);
  return name;
}

/** tree §2#U3, #U7, #U8. */
export function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && name !== "*" && !name.includes("/");
}

export function checkLength(name: string): void {
  if ([...name].length > LIMITS.segment) throw new Refusal(414);
}

/** For places that come into being without a LocURI of their own: nodes of a TNDS object, renamed nodes. */
export function checkPath(path: Path): void {
  for (const name of path) {
    if (!isName(name)) throw new Refusal(404);
    checkLength(name);
  }
  if (path.length > LIMITS.depth || [...formatPath(path)].length > LIMITS.total) throw new Refusal(414);
}

/** As it stands in Results and child lists (tree §2#U6, #U7). */
export function formatName(name: string): string {
  return encodeURIComponent(name).replace(/%(?:3A|40|26|3D|2B|24|2C|3B)/g, decodeURIComponent);
}

/** Absolute, with `./` in front; the root is `.` (tree §2). */
export function formatPath(path: Path): string {
  return [".", ...path.map(formatName)].join("/");
}
