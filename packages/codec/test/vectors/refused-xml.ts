/** XML to refuse, by what is wrong with it (protocol §2.2#8, decisions D13). */
import { HEADER_XML, refusedWbxml, refusedXml, treeXml } from "./envelope.ts";
import { utf8Hex } from "./notation.ts";
import type { Row } from "./row.ts";

const OPEN = `<SyncML xmlns="SYNCML:SYNCML1.2">${HEADER_XML}<SyncBody>`;
const BODY = "SyncML/SyncBody";
const AS_TREE = { as: "tnds" } as const;
const AS_DDF = { as: "ddf" } as const;
const inBody = (content: string): string => `${OPEN}${content}</SyncBody></SyncML>`;
const declaration = (name: string, subset: string): Row =>
  refusedXml(
    name,
    `<!DOCTYPE SyncML [${subset}]>^${inBody("<Final/>")}`,
    "doctype-refused",
    "",
    "nothing may be declared",
  );

export const REFUSED_XML: readonly Row[] = [
  // Well-formedness
  refusedXml("a root that never ends", `${OPEN}^`, "truncated", BODY, "end tags are missing"),
  refusedXml("a document cut inside a tag", `${OPEN}<Get^`, "truncated", BODY, "the tag never ends"),
  refusedXml("a document cut inside a comment", `${OPEN}<!-- ^`, "truncated", BODY, "the comment never ends"),
  refusedXml(
    "a document cut inside CDATA",
    `${OPEN}<Get><CmdID><![CDATA[1^`,
    "truncated",
    `${BODY}/Get/CmdID`,
    "CDATA never ends",
  ),
  refusedXml("white space alone", " \n^", "truncated", "", "there is no root"),
  refusedXml("a declaration alone", '<?xml version="1.0"?>^', "truncated", "", "there is no root"),
  refusedXml("a mismatched end tag", `${OPEN}<Get></Got>^`, "not-well-formed", `${BODY}/Get`, "Get is open"),
  refusedXml("an end tag too many", `${inBody("<Final/>")}</SyncML>^`, "not-well-formed", "", "nothing is open"),
  refusedXml(
    "a second root",
    `${inBody("<Final/>")}<SyncML>^</SyncML>`,
    "not-well-formed",
    "",
    "a document has one root",
  ),
  refusedXml("text behind the root", `${inBody("<Final/>")}x^`, "not-well-formed", "", "only white space may follow"),
  refusedXml(
    "a bare ampersand",
    inBody("<Get><CmdID>a ^& b</CmdID></Get>"),
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "an ampersand begins a reference",
  ),
  refusedXml(
    "a bare ampersand behind carriage returns",
    inBody("<Get>\r\n\r<CmdID>a ^& b</CmdID></Get>"),
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "an ampersand begins a reference",
  ),
  refusedXml(
    "an entity nobody declared",
    `${OPEN}<Get><CmdID>&nbsp;^`,
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "XML has five entities",
  ),
  refusedXml(
    "a reference to NUL",
    `${OPEN}<Get><CmdID>&#0;^`,
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "XML has no NUL",
  ),
  refusedXml(
    "a reference to half a character",
    `${OPEN}<Get><CmdID>&#xD800;^`,
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "a surrogate is no character",
  ),
  refusedXml(
    "a control character",
    `${OPEN}<Get><CmdID>\u0001^`,
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "XML has no control characters",
  ),
  refusedXml(
    "the end of CDATA in text",
    `${OPEN}<Get><CmdID>]]>^`,
    "not-well-formed",
    `${BODY}/Get/CmdID`,
    "the sequence is reserved",
  ),
  refusedXml(
    "an attribute twice",
    `${OPEN}<Get a="1" a="2">^`,
    "not-well-formed",
    BODY,
    "names of attributes are unique",
  ),
  refusedXml("an attribute without quotes", `${OPEN}<Get a=1^`, "not-well-formed", BODY, "values stand in quotes"),
  refusedXml("a prefix nobody declared", `${OPEN}<x:Get>^`, "not-well-formed", BODY, "x stands for nothing"),
  refusedXml(
    "two hyphens in a comment",
    inBody("<!-- a -- ^b -->"),
    "not-well-formed",
    BODY,
    "a comment holds no double hyphen",
  ),
  refusedXml(
    "a declaration behind white space",
    ' <?xml ^version="1.0"?><SyncML/>',
    "not-well-formed",
    "",
    "a declaration comes first",
  ),
  refusedXml(
    "a mismatch on a later line",
    `${OPEN}\n  <Get>\n    </Got>^`,
    "not-well-formed",
    `${BODY}/Get`,
    "Get is open",
  ),

  // Declarations
  declaration("an internal entity", '<!ENTITY a "b">'),
  declaration("an external entity", '<!ENTITY a SYSTEM "file:///etc/hostname">'),
  declaration("a parameter entity", '<!ENTITY % p SYSTEM "http://x/y"> %p;'),
  declaration("an element type", "<!ELEMENT SyncML ANY>"),
  declaration("a list of attributes", '<!ATTLIST SyncML a CDATA "b">'),
  declaration("a notation", '<!NOTATION n SYSTEM "x">'),
  declaration("entities that multiply", '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'),
  declaration("a declaration behind a comment", '<!-- c --><!ENTITY a "b">'),
  declaration("a reference to a parameter entity", "%p;"),

  // Character encodings
  {
    name: "UTF-8 that is none",
    form: "refused",
    as: "message",
    hex: `${utf8Hex("<SyncML>")}ff${utf8Hex("</SyncML>")}`,
    code: "bad-charset",
    at: { kind: "line", line: 1, column: 9 },
    path: [],
    reason: "FF occurs nowhere in UTF-8",
  },
  {
    name: "a byte that is no UTF-8 behind line ends of every sort",
    form: "refused",
    as: "message",
    hex: `${utf8Hex("<SyncML>\r\r\n\n\u{1f600}")}ff`,
    code: "bad-charset",
    at: { kind: "line", line: 4, column: 2 },
    path: [],
    reason: "FF occurs nowhere in UTF-8",
  },
  {
    name: "a byte that is no UTF-8 in XML 1.1",
    form: "refused",
    as: "message",
    hex: `${utf8Hex('<?xml version="1.1"?>\r\u0085\u0085\u2028 ')}ff`,
    code: "bad-charset",
    at: { kind: "line", line: 4, column: 2 },
    path: [],
    reason: "FF occurs nowhere in UTF-8",
  },
  {
    name: "UTF-8 cut inside a character",
    form: "refused",
    as: "message",
    hex: `${utf8Hex("<SyncML>")}e282`,
    code: "bad-charset",
    at: { kind: "line", line: 1, column: 9 },
    path: [],
    reason: "the third octet is missing",
  },
  refusedXml(
    "windows-1252, declared",
    "^<?xml version='1.0' encoding='windows-1252'?><SyncML/>",
    "bad-charset",
    "",
    "neither Unicode nor ISO-8859-1",
  ),

  // Elements
  refusedXml("another root", "<html>^</html>", "unexpected-element", "", "no document is called html"),
  refusedXml(
    "a tree as root of a message",
    `<MgmtTree xmlns="syncml:dmddf1.2">^</MgmtTree>`,
    "unexpected-element",
    "",
    "a tree is no message",
  ),
  refusedXml(
    "a body without header",
    "<SyncML><SyncBody/></SyncML>^",
    "missing-element",
    "SyncML",
    "SyncHdr is missing",
  ),
  refusedXml(
    "a header without body",
    `<SyncML>${HEADER_XML}</SyncML>^`,
    "missing-element",
    "SyncML",
    "SyncBody is missing",
  ),
  refusedXml("an empty root", "<SyncML/>^", "missing-element", "SyncML", "SyncHdr is missing"),
  refusedXml(
    "a second SyncHdr",
    `<SyncML>${HEADER_XML}<SyncHdr>^</SyncHdr></SyncML>`,
    "unexpected-element",
    "SyncML",
    "one is enough",
  ),
  refusedXml(
    "a second Data",
    inBody("<Add><CmdID>1</CmdID><Item><Data>a</Data><Data>^b</Data></Item></Add>"),
    "unexpected-element",
    `${BODY}/Add/Item`,
    "which one holds?",
  ),
  refusedXml("a second Final", inBody("<Final/><Final/>^"), "unexpected-element", BODY, "one is enough"),
  refusedXml("text among commands", inBody("x<^Final/>"), "unexpected-text", BODY, "commands are elements"),
  refusedXml(
    "text beside a LocURI",
    inBody("<Get><CmdID>1</CmdID><Item><Target>x<LocURI>./a</LocURI></Target>^</Item></Get>"),
    "unexpected-text",
    `${BODY}/Get/Item/Target`,
    "which one holds?",
  ),
  refusedXml(
    "an element in a CmdID",
    inBody("<Get><CmdID>1<b>^x</b></CmdID></Get>"),
    "unexpected-element",
    `${BODY}/Get/CmdID`,
    "a CmdID is text",
  ),

  // Trees
  refusedXml(
    "an unknown Format",
    treeXml("<Node><NodeName>a</NodeName><RTProperties><Format><blob/>^</Format></RTProperties></Node>"),
    "bad-value",
    "MgmtTree/Node/RTProperties/Format",
    "there are eleven",
    AS_TREE,
  ),
  refusedXml(
    "two Formats at once",
    treeXml("<Node><NodeName>a</NodeName><RTProperties><Format><chr/><int/>^</Format></RTProperties></Node>"),
    "unexpected-element",
    "MgmtTree/Node/RTProperties/Format",
    "which one holds?",
    AS_TREE,
  ),
  refusedXml(
    "an unknown AccessType",
    treeXml("<Node><NodeName>a</NodeName><DFProperties><AccessType><Write/>^</AccessType></DFProperties></Node>"),
    "bad-value",
    "MgmtTree/Node/DFProperties/AccessType",
    "there are six",
    AS_DDF,
  ),
  refusedXml(
    "an unknown Scope",
    treeXml("<Node><NodeName>a</NodeName><DFProperties><Scope><Static/>^</Scope></DFProperties></Node>"),
    "bad-value",
    "MgmtTree/Node/DFProperties/Scope",
    "there are two",
    AS_DDF,
  ),
  refusedXml(
    "an unknown Occurrence",
    treeXml("<Node><NodeName>a</NodeName><DFProperties><Occurrence><Many/>^</Occurrence></DFProperties></Node>"),
    "bad-value",
    "MgmtTree/Node/DFProperties/Occurrence",
    "there are six",
    AS_DDF,
  ),
  refusedXml(
    "a ZeroOrN that is no number",
    treeXml(
      "<Node><NodeName>a</NodeName><DFProperties><Occurrence><ZeroOrN>some</ZeroOrN>^</Occurrence></DFProperties></Node>",
    ),
    "bad-value",
    "MgmtTree/Node/DFProperties/Occurrence/ZeroOrN",
    "some is a word",
    AS_DDF,
  ),
  refusedXml(
    "a second Value",
    treeXml("<Node><NodeName>a</NodeName><Value>1</Value><Value>^2</Value></Node>"),
    "unexpected-element",
    "MgmtTree/Node",
    "which one holds?",
    AS_TREE,
  ),
  refusedWbxml("base64 that holds neither", '^"AAAA"', "unknown-document", "", "NUL begins no document", AS_TREE),
  ...(
    [
      ["text before an inline tree", "x", "^", "unexpected-element"],
      ["text behind an inline tree", "", "", "unexpected-text", "x<^/Data>"],
      ["an element before an inline tree", "<v/>", "^", "unexpected-element"],
      ["an element behind an inline tree", "", "", "unexpected-element", "<v>^</v></Data>"],
    ] as const
  ).map(([name, before, open, code, behind = "</Data>"]) =>
    refusedXml(
      name,
      inBody(
        `<Add><CmdID>1</CmdID><Item><Data>${before}<MgmtTree xmlns="syncml:dmddf1.2">${open}<VerDTD>1.2</VerDTD></MgmtTree>${behind}</Item></Add>`,
      ),
      code,
      `${BODY}/Add/Item/Data`,
      "a tree is all of a Data or none of it",
    ),
  ),

  // Limits
  refusedXml(
    "more elements than allowed",
    "<SyncML><SyncHdr><VerDTD>^",
    "limit",
    "SyncML/SyncHdr",
    "two elements are allowed",
    { limits: { maxElements: 2 } },
  ),
  refusedXml(
    "elements nested deeper than 32",
    `${OPEN}${"<Atomic>".repeat(31)}^`,
    "limit",
    `${BODY}${"/Atomic".repeat(30)}`,
    "32 levels are allowed",
  ),
  refusedXml(
    "unknown elements nested deeper than 32",
    `<SyncML>${"<a>".repeat(32)}^`,
    "limit",
    `SyncML${"/a".repeat(31)}`,
    "32 levels are allowed",
  ),

  // Below and beside messages
  refusedXml(
    "a document of no known root",
    "\n<html>^</html>",
    "unexpected-element",
    "",
    "no document is called html",
    {
      as: "document",
    },
  ),
  refusedXml("a document cut short", "<DevInf><Man>^", "truncated", "DevInf/Man", "end tags are missing", {
    as: "document",
  }),
  refusedXml(
    "a description with another root",
    "<SyncML>^</SyncML>",
    "unexpected-element",
    "",
    "a message is no tree",
    AS_DDF,
  ),
];
