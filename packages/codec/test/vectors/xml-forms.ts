/** Spellings of XML: prefixes, CDATA, references, character encodings, DOCTYPE, white space (protocol §2.2, D13). */
import { commandXml, message, messageXml, SYNC_HDR } from "./envelope.ts";
import { toHex, utf8Hex } from "./notation.ts";
import type { MessageRow, Row } from "./row.ts";

const FINAL = { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } } as const;

function empty(name: string, xml: string, exact = false): MessageRow {
  const row = { name, form: "message", xml, value: FINAL } as const;
  return exact ? { ...row, exact } : row;
}

const data = (text: string) => message({ cmd: "Replace", cmdId: "1", items: [{ data: text }] });
const withData = (name: string, content: string, text: string): Row =>
  commandXml(name, `<Replace><CmdID>1</CmdID><Item><Data>${content}</Data></Item></Replace>`, data(text));
const withUri = (name: string, content: string, locUri: string): Row =>
  commandXml(
    name,
    `<Get><CmdID>1</CmdID><Item><Target><LocURI>${content}</LocURI></Target></Item></Get>`,
    message({ cmd: "Get", cmdId: "1", items: [{ target: { locUri } }] }),
  );

const PLAIN = messageXml("<Final/>");

/** Code units of UTF-16, the byte order mark in front. */
function utf16(text: string, littleEndian: boolean): string {
  const octets = Array.from({ length: text.length + 1 }, (_, at) => {
    const unit = at === 0 ? 0xfeff : text.charCodeAt(at - 1);
    return littleEndian ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff];
  });
  return toHex(Uint8Array.from(octets.flat()));
}

export const XML_FORMS: readonly Row[] = [
  empty("the message as we write it", PLAIN, true),
  empty("an XML declaration", `<?xml version="1.0"?>${PLAIN}`),
  empty("an XML declaration with encoding, in apostrophes", `<?xml version='1.0' encoding='UTF-8'?>\n${PLAIN}`),
  empty(
    "an XML declaration with utf-8 in small letters",
    `<?xml version="1.0" encoding="utf-8" standalone="yes" ?>${PLAIN}`,
  ),
  empty("XML 1.1, which differs in nothing a message needs", `<?xml version="1.1"?>${PLAIN}`),
  empty("US-ASCII declared, and true", `<?xml version="1.0" encoding="US-ASCII"?>${PLAIN}`),
  empty("a byte order mark", `\ufeff${PLAIN}`),
  empty("a byte order mark and a declaration", `\ufeff<?xml version="1.0" encoding="UTF-8"?>${PLAIN}`),
  empty("white space in front of the root", `\r\n\t ${PLAIN}`),
  empty("white space, a comment and an instruction behind the root", `${PLAIN}\n<!-- end --><?end now?>\n`),
  empty("a comment in front of the root", `<!-- a -->${PLAIN}`),
  empty("an instruction in front of the root", `<?xml-stylesheet href="x"?>${PLAIN}`),
  empty(
    "a DOCTYPE with public and system identifier",
    `<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SYNCML 1.2//EN" "http://x/y.dtd">${PLAIN}`,
  ),
  empty("a DOCTYPE with a system identifier", `<!DOCTYPE SyncML SYSTEM 'y.dtd'>${PLAIN}`),
  empty("a DOCTYPE with neither", `<!DOCTYPE SyncML>${PLAIN}`),
  empty("a DOCTYPE with an empty internal subset", `<!DOCTYPE SyncML []>${PLAIN}`),
  empty(
    "a DOCTYPE whose internal subset declares nothing (decisions D13)",
    `<!DOCTYPE SyncML [\n <!-- a > ] <!ENTITY x "y"> --> <?oma-ddf-ver ddf-spec='1.2'?>\n]>${PLAIN}`,
  ),
  empty("an identifier that holds brackets and angles", `<!DOCTYPE SyncML SYSTEM "a[b]>c">${PLAIN}`),
  empty("comments and instructions between elements", PLAIN.replaceAll("><", "><!-- c --><?p i?><")),
  empty("the root's namespace as a prefix", prefixed(PLAIN, "s")),
  empty("no namespace at all", PLAIN.replace(' xmlns="SYNCML:SYNCML1.2"', "")),
  empty("the namespace in small letters", PLAIN.replace("SYNCML:SYNCML1.2", "syncml:SYNCML1.2")),
  empty("the namespace of SyncML 1.1", PLAIN.replace("SYNCML1.2", "SYNCML1.1")),
  empty("the namespace of SyncML 1.0", PLAIN.replace("SYNCML1.2", "SYNCML1.0")),
  empty(
    "attributes nobody knows",
    PLAIN.replace("<SyncBody>", '<SyncBody a="1" xml:lang="de">').replace("<MsgID>", "<MsgID b='&lt;&quot;\n>'>"),
  ),
  empty("an empty element with a separate end tag", PLAIN.replace("<Final/>", "<Final></Final>")),
  empty("white space inside tags", PLAIN.replace("<Final/>", "<Final\n/>").replaceAll("</SyncML>", "</SyncML >")),
  empty("white space inside an empty element", PLAIN.replace("<Final/>", "<Final> </Final>")),
  empty("one element a line", PLAIN.replaceAll("><", ">\r\n  <")),
  commandXml(
    "MetInf elements by a prefix",
    '<Get><CmdID>1</CmdID><Meta xmlns:m="syncml:metinf"><m:Format>chr</m:Format><m:Type>a/b</m:Type></Meta></Get>',
    message({ cmd: "Get", cmdId: "1", meta: { format: "chr", type: "a/b" }, items: [] }),
    { oneWay: "a Get has at least one Item" },
  ),
  commandXml(
    "a default namespace for the whole Meta, SyncML by it too",
    '<Replace><CmdID>1</CmdID><Item><Meta xmlns="syncml:metinf"><Format>chr</Format></Meta><Data>x</Data></Item></Replace>',
    message({ cmd: "Replace", cmdId: "1", items: [{ meta: { format: "chr" }, data: "x" }] }),
  ),

  withData("CDATA", "<![CDATA[<a>&amp;]]>", "<a>&amp;"),
  withData("CDATA split around its own end", "<![CDATA[]]]]><![CDATA[>]]>", "]]>"),
  withData("an empty CDATA", "<![CDATA[]]>", ""),
  withData("CDATA and text in turn", "a<![CDATA[<b>]]> c<![CDATA[]]>d", "a<b> cd"),
  withData("a comment inside text", "a<!-- c -->b", "ab"),
  withData("an instruction inside text", "a<?p i?>b", "ab"),
  withData("the five named references", "&lt;&gt;&amp;&quot;&apos;", "<>&\"'"),
  withData("numeric references", "&#65;&#x42;&#x1F600;&#128512;", "AB\u{1f600}\u{1f600}"),
  withData("a reference that is never read twice", "&amp;lt;", "&lt;"),
  withData("line ends become line feeds", "a\r\nb\rc\nd", "a\nb\nc\nd"),
  withData("a carriage return by reference stays", "a&#13;b", "a\rb"),
  withData("white space alone in Data", " \n\t ", " \n\t "),
  withData("an angle that needs no escape", "a > b", "a > b"),
  withData("UTF-8 of two, three and four octets", "é€\u{1f600}", "é€\u{1f600}"),
  withData("text that looks like a reference after CDATA", "<![CDATA[&]]>amp;", "&amp;"),
  withUri("white space around a URI", "\n  ./a\n ", "./a"),
  withUri("an ampersand in a URI", "./a?prop=ACL&amp;x=1", "./a?prop=ACL&x=1"),
  withUri("a URI in CDATA", "<![CDATA[./a]]>", "./a"),
  withUri("a URI with escapes of its own, left alone", "./a%2Fb%20c", "./a%2Fb%20c"),
  withUri("space inside a URI stays", "./a b", "./a b"),

  {
    name: "UTF-16, big end first, with its mark",
    form: "message",
    encoding: "xml",
    hex: utf16(PLAIN, false),
    value: FINAL,
  },
  {
    name: "UTF-16, little end first, with its mark",
    form: "message",
    encoding: "xml",
    hex: utf16(PLAIN, true),
    value: FINAL,
  },
  {
    name: "UTF-16 that says so",
    form: "message",
    encoding: "xml",
    hex: utf16(`<?xml version="1.0" encoding="UTF-16"?>${PLAIN}`, true),
    value: FINAL,
  },
  {
    name: "ISO-8859-1 that says so",
    form: "message",
    encoding: "xml",
    hex: utf8Hex(
      `<?xml version="1.0" encoding="ISO-8859-1"?>${messageXml("<Alert><CmdID>1</CmdID><Data>#</Data></Alert>")}`,
    ).replace("3e233c", "3ee93c"),
    value: message({ cmd: "Alert", cmdId: "1", data: "é" }),
  },
  {
    name: "a byte order mark as octets",
    form: "message",
    encoding: "xml",
    hex: `efbbbf${utf8Hex(PLAIN)}`,
    value: FINAL,
  },
];

/** Every element under one prefix. */
function prefixed(xml: string, prefix: string): string {
  return xml.replace("xmlns=", `xmlns:${prefix}=`).replace(/<(\/?)(?=[A-Z])/g, `<$1${prefix}:`);
}
