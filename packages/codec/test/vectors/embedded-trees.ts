/** The six places a TNDS object stands in a message (tree §9.4 T1–T6), and what senders do to them. */
import { HEADER, messageNotation, messageXml, metinf, START, TREE_START, treeXml } from "./envelope.ts";
import { base64, utf8Hex, wbxml } from "./notation.ts";
import type { EmbeddedRow, Row } from "./row.ts";

const BODY = "60 77'1.2'01 64 66'A'01 76'v'01 01 01";
const XML = treeXml("<Node><NodeName>A</NodeName><Value>v</Value></Node>");
const VALUE = { verDtd: "1.2", nodes: [{ nodeName: "A", value: "v" }] } as const;
const STANDALONE = `${TREE_START} ${BODY}`;
const XML_TYPE = "application/vnd.syncml.dmtnds+xml";
const WBXML_TYPE = "application/vnd.syncml.dmtnds+wbxml";

function inXml(name: string, format: string, type: string, data: string): EmbeddedRow {
  const xml = messageXml(
    `<Add><CmdID>1</CmdID><Item><Target><LocURI>./Inbox</LocURI></Target><Meta>${metinf("Format", format)}${metinf("Type", type)}</Meta><Data>${data}</Data></Item></Add>`,
  );
  return { name: `${name}, XML`, form: "embedded", xml, value: VALUE };
}

function inWbxml(name: string, format: string, type: string, data: string): EmbeddedRow {
  const notation = messageNotation(
    `45 4b'1'01 54 6e 57'./Inbox'01 01 5a 0001 47'${format}'01 53'${type}'01 0000 01 4f ${data} 01 01 01`,
  );
  return { name: `${name}, WBXML`, form: "embedded", hex: wbxml(notation), value: VALUE };
}

/** An OPAQUE of octets that hold quotation marks, which the notation cannot spell. */
function opaque(hex: string): string {
  return `{${hex}}`;
}

const escaped = (xml: string): string => xml.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const DOCTYPE =
  '<!DOCTYPE MgmtTree PUBLIC "-//OMA//DTD-DM-DDF 1.2//EN" "http://www.openmobilealliance.org/tech/DTD/dm_ddf-v1_2.dtd">';

export const EMBEDDED_TREES: readonly Row[] = [
  inXml("T1, CDATA", "xml", XML_TYPE, `<![CDATA[${XML}]]>`),
  inXml("T1, escaped text", "xml", XML_TYPE, escaped(XML)),
  inXml("T1 behind a declaration and a DOCTYPE", "xml", XML_TYPE, `<![CDATA[<?xml version="1.0"?>${DOCTYPE}${XML}]]>`),
  inXml("T1 behind white space", "xml", XML_TYPE, `\n  <![CDATA[${XML}]]>\n`),
  inXml(
    "T1 with a CDATA of its own, split",
    "xml",
    XML_TYPE,
    `<![CDATA[${XML.replace(">v<", "><![CDATA[v]]]]><![CDATA[><")}]]>`,
  ),
  inXml("T1 under the wrong Type", "chr", WBXML_TYPE, `<![CDATA[${XML}]]>`),
  inXml("T2, child elements", "xml", XML_TYPE, XML),
  inXml("T2 among white space", "xml", XML_TYPE, `\n  ${XML.replaceAll("><", ">\n<")}\n`),
  inXml("T2 without its namespace", "xml", XML_TYPE, XML.replace(' xmlns="syncml:dmddf1.2"', "")),
  inXml("T2 by a prefix", "xml", XML_TYPE, XML.replace("xmlns=", "xmlns:d=").replace(/<(\/?)(?=[A-Z])/g, "<$1d:")),
  inXml("T5, base64 of a WBXML document", "b64", WBXML_TYPE, base64(wbxml(STANDALONE))),
  inXml("T5 over several lines", "b64", WBXML_TYPE, base64(wbxml(STANDALONE)).replace(/.{20}/g, "$&\n")),
  inXml("T5, base64 of XML", "b64", XML_TYPE, base64(utf8Hex(XML))),
  inXml("T1 inside a SyncML element (tree §9.4#8)", "xml", XML_TYPE, `<![CDATA[<SyncML>${XML}</SyncML>]]>`),
  inWbxml("T3, a document in an OPAQUE", "bin", WBXML_TYPE, `{ ${STANDALONE} }`),
  inWbxml("T3 with Format xml", "xml", WBXML_TYPE, `{ ${STANDALONE} }`),
  inWbxml("T3 without its page switch (protocol §4.7#2)", "bin", WBXML_TYPE, `{ ${TREE_START.slice(0, -5)} ${BODY} }`),
  inWbxml("T3 with public id 1 and no table", "bin", WBXML_TYPE, `{ 03 01 6a 00 00 02 ${BODY} }`),
  inWbxml(
    "T3 with an identifier that lacks its NUL",
    "bin",
    WBXML_TYPE,
    `{ 02 00 00 6a ("-//OMA//DTD-DM-DDF 1.2//EN") 00 02 ${BODY} }`,
  ),
  inWbxml("T3 in two OPAQUEs", "bin", WBXML_TYPE, `{ ${TREE_START} } { ${BODY} }`),
  inWbxml("T4 among white space, as string and as OPAQUE", "xml", WBXML_TYPE, `' ' {0a} 00 02 ${BODY} 00 00 ' ' {0a}`),
  inWbxml("T4, tokens in place", "xml", WBXML_TYPE, `00 02 ${BODY} 00 00`),
  inWbxml("T4 with Format bin", "bin", WBXML_TYPE, `00 02 ${BODY} 00 00`),
  inWbxml("T6, a string", "xml", XML_TYPE, `'${XML}'`),
  inWbxml("T6, an OPAQUE of XML", "xml", XML_TYPE, opaque(utf8Hex(XML))),
  {
    name: "T4, the switch back after Data's END, WBXML",
    form: "embedded",
    hex: wbxml(`${START} 6d ${HEADER} 6b 45 4b'1'01 54 4f 00 02 ${BODY} 01 00 00 01 01 01 01`),
    value: VALUE,
  },
  {
    name: "an OPAQUE of XML that begins with a byte order mark, WBXML",
    form: "embedded",
    hex: wbxml(messageNotation(`45 4b'1'01 54 4f ${opaque(`efbbbf${utf8Hex(XML)}`)} 01 01 01`)),
    value: VALUE,
  },
  {
    name: "an OPAQUE of XML under a +wbxml Type (protocol §4.7#2), WBXML",
    form: "embedded",
    hex: wbxml(
      messageNotation(`45 4b'1'01 54 5a 0001 53'${WBXML_TYPE}'01 0000 01 4f ${opaque(utf8Hex(XML))} 01 01 01`),
    ),
    value: VALUE,
  },
];
