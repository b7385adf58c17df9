/** The code pages of Device Management documents, spelled as the specifications spell them. */
import type { Tag } from "../events.ts";

export interface CodePage {
  readonly page: number;
  readonly xmlns: string;
  readonly tags: Readonly<Record<string, number>>;
}

/** protocol §4.3. Clause: SyncML RepPro 1.2 §8, WBXML definition, code page 0. */
// biome-ignore format: a table to be compared with the specification's
export const SYNCML = {
  page: 0,
  xmlns: "SYNCML:SYNCML1.2",
  tags: {
    Add: 0x05, Alert: 0x06, Archive: 0x07, Atomic: 0x08, Chal: 0x09, Cmd: 0x0a, CmdID: 0x0b, CmdRef: 0x0c,
    Copy: 0x0d, Cred: 0x0e, Data: 0x0f, Delete: 0x10, Exec: 0x11, Final: 0x12, Get: 0x13, Item: 0x14,
    Lang: 0x15, LocName: 0x16, LocURI: 0x17, Map: 0x18, MapItem: 0x19, Meta: 0x1a, MsgID: 0x1b, MsgRef: 0x1c,
    NoResp: 0x1d, NoResults: 0x1e, Put: 0x1f, Replace: 0x20, RespURI: 0x21, Results: 0x22, Search: 0x23,
    Sequence: 0x24, SessionID: 0x25, SftDel: 0x26, Source: 0x27, SourceRef: 0x28, Status: 0x29, Sync: 0x2a,
    SyncBody: 0x2b, SyncHdr: 0x2c, SyncML: 0x2d, Target: 0x2e, TargetRef: 0x2f, VerDTD: 0x31, VerProto: 0x32,
    NumberOfChanges: 0x33, MoreData: 0x34, Field: 0x35, Filter: 0x36, Record: 0x37, FilterType: 0x38,
    SourceParent: 0x39, TargetParent: 0x3a, Move: 0x3b, Correlator: 0x3c,
  },
} as const satisfies CodePage;

/** protocol §4.4. Clause: SyncML MetInf 1.2, WBXML definition, code page 1. */
// biome-ignore format: a table to be compared with the specification's
export const METINF = {
  page: 1,
  xmlns: "syncml:metinf",
  tags: {
    Anchor: 0x05, EMI: 0x06, Format: 0x07, FreeID: 0x08, FreeMem: 0x09, Last: 0x0a, Mark: 0x0b, MaxMsgSize: 0x0c,
    Mem: 0x0d, MetInf: 0x0e, Next: 0x0f, NextNonce: 0x10, SharedMem: 0x11, Size: 0x12, Type: 0x13, Version: 0x14,
    MaxObjSize: 0x15, FieldLevel: 0x16,
  },
} as const satisfies CodePage;

/** protocol §4.5, tree §10.2. Clause: DMTND 1.2 §10 (WBXML definition), code page 2. */
// biome-ignore format: a table to be compared with the specification's
export const DMDDF = {
  page: 2,
  xmlns: "syncml:dmddf1.2",
  tags: {
    AccessType: 0x05, ACL: 0x06, Add: 0x07, b64: 0x08, bin: 0x09, bool: 0x0a, chr: 0x0b, CaseSense: 0x0c, CIS: 0x0d,
    Copy: 0x0e, CS: 0x0f, date: 0x10, DDFName: 0x11, DefaultValue: 0x12, Delete: 0x13, Description: 0x14,
    DFFormat: 0x15, DFProperties: 0x16, DFTitle: 0x17, DFType: 0x18, Dynamic: 0x19, Exec: 0x1a, float: 0x1b,
    Format: 0x1c, Get: 0x1d, int: 0x1e, Man: 0x1f, MgmtTree: 0x20, MIME: 0x21, Mod: 0x22, Name: 0x23, Node: 0x24,
    node: 0x25, NodeName: 0x26, null: 0x27, Occurrence: 0x28, One: 0x29, OneOrMore: 0x2a, OneOrN: 0x2b, Path: 0x2c,
    Permanent: 0x2d, Replace: 0x2e, RTProperties: 0x2f, Scope: 0x30, Size: 0x31, time: 0x32, Title: 0x33,
    TStamp: 0x34, Type: 0x35, Value: 0x36, VerDTD: 0x37, VerNo: 0x38, xml: 0x39, ZeroOrMore: 0x3a, ZeroOrN: 0x3b,
    ZeroOrOne: 0x3c,
  },
} as const satisfies CodePage;

/** All tags of a set of pages, by id (page × 64 + token) and by name within a page. */
export interface TagTable {
  readonly byId: readonly (Tag | undefined)[];
  find(page: CodePage, name: string): Tag | undefined;
}

/** Derives both look-ups; throws at load when a page gives a token twice or outside 0x05…0x3f. */
export function tagTable(...pages: readonly CodePage[]): TagTable {
  const byId: (Tag | undefined)[] = [];
  const byName = new Map<string, Tag>();
  for (const { page, xmlns, tags } of pages) {
    for (const [name, token] of Object.entries(tags)) {
      const id = page * 64 + token;
      if (token < 0x05 || token > 0x3f) throw new RangeError(`${name}: token ${token} is outside 0x05…0x3f`);
      if (byId[id] !== undefined) throw new RangeError(`${name}: token ${token} of page ${page} is already taken`);
      const tag: Tag = { name, page, token, xmlns, id };
      byId[id] = tag;
      byName.set(`${page} ${name}`, tag);
    }
  }
  return { byId, find: (page, name) => byName.get(`${page.page} ${name}`) };
}

/** The three pages of a Device Management message. */
export const DM_TAGS = tagTable(SYNCML, METINF, DMDDF);
