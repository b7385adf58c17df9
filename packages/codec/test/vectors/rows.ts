/** Every row of the suite, and one that is wrong on purpose. */
import { BASE64 } from "./base64.ts";
import { BINARY_DATA } from "./binary-data.ts";
import { COMMANDS } from "./commands.ts";
import { CREDENTIALS } from "./credentials.ts";
import { DESCRIPTION_REPORTS } from "./description-reports.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { DOCUMENTS } from "./documents.ts";
import { EMBEDDED_TREES } from "./embedded-trees.ts";
import { message, messageXml, refusedXml } from "./envelope.ts";
import { MANAGEMENT_TREES } from "./management-trees.ts";
import { MESSAGE_ELEMENTS } from "./message-elements.ts";
import { METINF } from "./metinf.ts";
import { REFUSED_WBXML } from "./refused-wbxml.ts";
import { REFUSED_XML } from "./refused-xml.ts";
import type { Row } from "./row.ts";
import { SLOPPY_PEERS } from "./sloppy-peers.ts";
import { SYNCHRONISATION } from "./synchronisation.ts";
import { WBXML_HEADERS } from "./wbxml-headers.ts";
import { WBXML_TOKENS } from "./wbxml-tokens.ts";
import { XML_FORMS } from "./xml-forms.ts";

export const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  "WBXML headers": WBXML_HEADERS,
  "WBXML tokens": WBXML_TOKENS,
  "message elements": MESSAGE_ELEMENTS,
  commands: COMMANDS,
  "synchronisation commands": SYNCHRONISATION,
  MetInf: METINF,
  "binary data": BINARY_DATA,
  "management trees": MANAGEMENT_TREES,
  descriptions: DESCRIPTIONS,
  "reports on descriptions": DESCRIPTION_REPORTS,
  "embedded trees": EMBEDDED_TREES,
  "XML forms": XML_FORMS,
  "sloppy peers": SLOPPY_PEERS,
  documents: DOCUMENTS,
  base64: BASE64,
  credentials: CREDENTIALS,
  "refused WBXML": REFUSED_WBXML,
  "refused XML": REFUSED_XML,
};

export const ROWS: readonly Row[] = Object.values(GROUPS).flat();

const SAMPLE = {
  form: "message",
  xml: messageXml("<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>"),
  value: message({ cmd: "Alert", cmdId: "1", data: "1201" }),
} as const;

/** Rows that no codec may satisfy: a suite that lets one pass proves nothing. */
export const WRONG_ROWS: readonly Row[] = [
  { name: "a wrong value", form: "base64", text: "Zg==", hex: "67" },
  { ...SAMPLE, name: "a wrong CmdID", value: message({ cmd: "Alert", cmdId: "2", data: "1201" }) },
  { ...SAMPLE, name: "octets that cannot come back", xml: ` ${SAMPLE.xml}`, exact: true },
  refusedXml("a refusal at another place", "<SyncML>^<SyncBody/></SyncML>", "missing-element", "SyncML", "on purpose"),
  refusedXml("a refusal of what is good", `^${SAMPLE.xml}`, "limit", "", "on purpose"),
];
