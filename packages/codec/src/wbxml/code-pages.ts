/** The code pages of Device Management documents, spelled as the specifications spell them. */
import type { Tag } from "../events.ts";

/** A set of element names with their tokens: what WBXML calls a code page and XML a namespace. */
export interface CodePage {
  /** Our own number, different for every page; the number on the wire is the document type's business. */
  readonly vocabulary: number;
  /** Namespace written in XML. */
  readonly xmlns: string;
  /** Tokens by element name, without the content and attribute bits. */
  readonly tags: Readonly<Record<string, number>>;
}

/** Elements of messages (protocol §4.3). Clause: SyncML RepPro 1.2 §8, WBXML definition, code page 0. */
// biome-ignore format: a table to be compared with the specification's
export const SYNCML = {
  vocabulary: 0,
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

/** Elements of Meta (protocol §4.4). Clause: SyncML MetInf 1.2, WBXML definition, code page 1. */
// biome-ignore format: a table to be compared with the specification's
export const METINF = {
  vocabulary: 1,
  xmlns: "syncml:metinf",
  tags: {
    Anchor: 0x05, EMI: 0x06, Format: 0x07, FreeID: 0x08, FreeMem: 0x09, Last: 0x0a, Mark: 0x0b, MaxMsgSize: 0x0c,
    Mem: 0x0d, MetInf: 0x0e, Next: 0x0f, NextNonce: 0x10, SharedMem: 0x11, Size: 0x12, Type: 0x13, Version: 0x14,
    MaxObjSize: 0x15, FieldLevel: 0x16,
  },
} as const satisfies CodePage;

/** Elements of TNDS and DDF (protocol §4.5, tree §10.2). Clause: DMTND 1.2 §10 (WBXML definition), code page 2. */
// biome-ignore format: a table to be compared with the specification's
export const DMDDF = {
  vocabulary: 2,
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

/** Elements of device information, protocol §4.9. Clause: SyncML DevInf 1.2, WBXML definition, code page 0. */
// biome-ignore format: a table to be compared with the specification's
export const DEVINF = {
  vocabulary: 3,
  xmlns: "syncml:devinf",
  tags: {
    CTCap: 0x05, CTType: 0x06, DataStore: 0x07, DataType: 0x08, DevID: 0x09, DevInf: 0x0a, DevTyp: 0x0b,
    DisplayName: 0x0c, DSMem: 0x0d, Ext: 0x0e, FwV: 0x0f, HwV: 0x10, Man: 0x11, MaxGUIDSize: 0x12, MaxID: 0x13,
    MaxMem: 0x14, Mod: 0x15, OEM: 0x16, ParamName: 0x17, PropName: 0x18, Rx: 0x19, "Rx-Pref": 0x1a, SharedMem: 0x1b,
    MaxSize: 0x1c, SourceRef: 0x1d, SwV: 0x1e, SyncCap: 0x1f, SyncType: 0x20, Tx: 0x21, "Tx-Pref": 0x22,
    ValEnum: 0x23, VerCT: 0x24, VerDTD: 0x25, XNam: 0x26, XVal: 0x27, UTC: 0x28, SupportNumberOfChanges: 0x29,
    SupportLargeObjs: 0x2a, Property: 0x2b, PropParam: 0x2c, MaxOccur: 0x2d, NoTruncate: 0x2e, "Filter-Rx": 0x30,
    FilterCap: 0x31, FilterKeyword: 0x32, FieldLevel: 0x33, SupportHierarchicalSync: 0x34,
  },
} as const satisfies CodePage;

const { MaxSize: sizeToken, ...olderDevInf } = DEVINF.tags;

/** The same page as versions 1.0 and 1.1 name it: MaxSize was Size. */
export const DEVINF_BEFORE_1_2 = {
  vocabulary: 4,
  xmlns: DEVINF.xmlns,
  tags: { ...olderDevInf, Size: sizeToken },
} as const satisfies CodePage;

/** All tags of a set of pages, by id (vocabulary × 64 + token) and by name within a page. */
export interface TagTable {
  /** Undefined where no tag has that id. */
  readonly byId: readonly (Tag | undefined)[];
  /** The tag of that name in that page; undefined when the page has none. */
  find(page: CodePage, name: string): Tag | undefined;
}

/** Derives both look-ups; throws at load when a page gives a token twice or outside 0x05…0x3f. */
export function tagTable(...pages: readonly CodePage[]): TagTable {
  const byId: (Tag | undefined)[] = new Array(pages.length * 64).fill(undefined);
  const byName = new Map<string, Tag>();
  for (const { vocabulary, xmlns, tags } of pages) {
    for (const [name, token] of Object.entries(tags)) {
      const id = vocabulary * 64 + token;
      if (token < 0x05 || token > 0x3f) throw new RangeError(`${name}: token ${token} is outside 0x05…0x3f`);
      if (byId[id] !== undefined) throw new RangeError(`${name}: token ${token} of ${xmlns} is already taken`);
      const tag: Tag = { name, vocabulary, token, xmlns, id };
      byId[id] = tag;
      byName.set(`${vocabulary} ${name}`, tag);
    }
  }
  return { byId, find: (page, name) => byName.get(`${page.vocabulary} ${name}`) };
}

/** Every page this codec knows, in the order of their vocabulary numbers. */
export const CODE_PAGES: readonly CodePage[] = [SYNCML, METINF, DMDDF, DEVINF, DEVINF_BEFORE_1_2];

/** The tags of all `CODE_PAGES`. */
export const DM_TAGS = tagTable(...CODE_PAGES);

/** protocol §2.2: namespaces by vocabulary; versions before and after the one we write are read alike. */
const NAMESPACES: readonly (readonly [RegExp, CodePage])[] = [
  [/^syncml:syncml\d\.\d$/i, SYNCML],
  [/^syncml:metinf(?:\d\.\d)?$/i, METINF],
  [/^syncml:dmddf(?:\d\.\d)?$/i, DMDDF],
  [/^syncml:devinf(?:\d\.\d)?$/i, DEVINF],
];

/** The page whose elements live in this XML namespace. */
export function pageOfNamespace(xmlns: string): CodePage | undefined {
  return NAMESPACES.find(([pattern]) => pattern.test(xmlns))?.[1];
}
