/**
 * From a card's directories to its bootstrap document: EF DIR, ODF, DODF, EF DM_Bootstrap. Rules bootstrap-push §9.2,
 * §9.4.
 */
import {
  type CardPath,
  DM_BOOTSTRAP_OID,
  decodeApplications,
  decodeDataObjects,
  decodeIccid,
  decodeObjectDirectory,
  PKCS15_AID,
} from "@oma-dm/codec/uicc";
import { CardError } from "../card-error.ts";
import type { CardConnection } from "../ports.ts";
import { type CardFiles, openCard } from "./card-files.ts";

const EF_DIR = [0x3f00, 0x2f00];
const EF_ICCID = [0x3f00, 0x2fe2];
const EF_ODF = 0x5031;
const MF = 0x3f00;
/** Directories and objects looked at; a card has one or two of each. */
const MAX_OBJECTS = 16;

/** What a card offers. */
export interface CardContent {
  /** EF DM_Bootstrap without its fill; absent: none, or an empty one. */
  readonly document?: Uint8Array;
  /** The object with the URL of the bootstrap server, as it is. */
  readonly serverUrl?: Uint8Array;
}

/** ICCID first: who must not be listened to is not read (bootstrap-push §9.1#3). */
export async function identify(connection: CardConnection): Promise<{ files: CardFiles; iccid?: string }> {
  const files = await openCard(connection);
  const bytes = await files.read(EF_ICCID);
  const iccid = bytes && decodeIccid(bytes);
  return iccid === undefined ? { files } : { files, iccid };
}

/** Rejects with `CardError` or `DecodeError`. `urlOid`: content of the DER of an object identifier. */
export async function readCard(files: CardFiles, urlOid: Uint8Array | undefined): Promise<CardContent> {
  const base = await pkcs15(files);
  if (base === undefined) return {};
  const directory = await files.read([...base, EF_ODF]);
  if (directory === undefined) return {};
  let document: Uint8Array | undefined;
  let serverUrl: Uint8Array | undefined;
  for (const path of decodeObjectDirectory(directory).slice(0, MAX_OBJECTS)) {
    const objects = await readPart(files, base, path);
    if (objects === undefined) continue;
    // The first directory has priority (bootstrap-push §9.2#2).
    document ??= await firstOf(files, base, decodeDataObjects(objects, DM_BOOTSTRAP_OID));
    if (urlOid !== undefined) serverUrl ??= await firstOf(files, base, decodeDataObjects(objects, urlOid));
  }
  return { ...(document === undefined ? {} : { document }), ...(serverUrl === undefined ? {} : { serverUrl }) };
}

/** Where paths of the PKCS#15 application begin; `undefined` when the card has none (bootstrap-push §9.3#1, #3). */
async function pkcs15(files: CardFiles): Promise<readonly number[] | undefined> {
  const applications = decodeApplications((await files.read(EF_DIR)) ?? new Uint8Array());
  const found = applications.find(({ aid }) => PKCS15_AID.every((octet, index) => octet === aid[index]));
  if (files.kind === "uicc") return found !== undefined && (await files.selectApplication(found.aid)) ? [] : undefined;
  return found?.path?.[0] === MF ? found.path : [];
}

async function firstOf(
  files: CardFiles,
  base: readonly number[],
  paths: readonly CardPath[],
): Promise<Uint8Array | undefined> {
  for (const path of paths.slice(0, MAX_OBJECTS)) {
    const content = withoutFill((await readPart(files, base, path)) ?? new Uint8Array());
    if (content.length > 0) return content;
  }
  return undefined;
}

async function readPart(files: CardFiles, base: readonly number[], path: CardPath): Promise<Uint8Array | undefined> {
  const isBare = path.files.length === 1;
  const content = await files.read(isBare ? [...base, ...path.files] : path.files);
  if (content === undefined) return undefined;
  const end = path.length === undefined ? content.length : path.index + path.length;
  if (end > content.length || path.index > content.length) {
    throw new CardError("malformed", "the card cannot be read: its directory points beyond the end of a file");
  }
  return content.subarray(path.index, end);
}

/** A document ends with the END of its root, so that nothing of it is lost (bootstrap-push §9.4#4). */
function withoutFill(content: Uint8Array): Uint8Array {
  let end = content.length;
  while (end > 0 && (content[end - 1] === 0x00 || content[end - 1] === 0xff)) end -= 1;
  return content.subarray(0, end);
}
