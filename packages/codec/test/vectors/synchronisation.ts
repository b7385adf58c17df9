/** Commands and elements of Data Synchronisation, which a device reads in order to refuse (protocol §3.1#22, §4.3). */
import { commandRows, commandWbxml, commandXml, message, meta, metinf } from "./envelope.ts";
import type { Row } from "./row.ts";

const ITEM = "54 4f'v'01 01";
const ITEM_XML = "<Item><Data>v</Data></Item>";
const ITEMS = [{ data: "v" }];
const CRED = "4e 4f'eA=='01 01";
const CRED_XML = "<Cred><Data>eA==</Data></Cred>";
const FORMAT = meta("47'chr'01");
const FORMAT_XML = `<Meta>${metinf("Format", "chr")}</Meta>`;
const TARGET = "6e 57't'01 01";
const TARGET_XML = "<Target><LocURI>t</LocURI></Target>";
const SOURCE = "67 57's'01 01";
const SOURCE_XML = "<Source><LocURI>s</LocURI></Source>";
const ENDS = { target: { locUri: "t" }, source: { locUri: "s" } } as const;

const META_NEEDED = { format: "chr" } as const;

/** A Get whose Target has this Filter. */
function filterRows(name: string, notation: string, xml: string, filter: object): Row[] {
  return commandRows(
    name,
    `53 4b'1'01 54 6e 57't'01 76 ${notation} 01 01 01 01`,
    `<Get><CmdID>1</CmdID><Item><Target><LocURI>t</LocURI><Filter>${xml}</Filter></Target></Item></Get>`,
    { cmd: "Get", cmdId: "1", items: [{ target: { locUri: "t", filter: { meta: META_NEEDED, ...filter } } }] },
  );
}

export const SYNCHRONISATION: readonly Row[] = [
  ...commandRows("Put with nothing optional", `5f 4b'1'01 ${ITEM} 01`, `<Put><CmdID>1</CmdID>${ITEM_XML}</Put>`, {
    cmd: "Put",
    cmdId: "1",
    items: ITEMS,
  }),
  ...commandRows(
    "Put with everything",
    `5f 4b'1'01 1d 55'de'01 ${CRED} ${FORMAT} ${ITEM} 01`,
    `<Put><CmdID>1</CmdID><NoResp/><Lang>de</Lang>${CRED_XML}${FORMAT_XML}${ITEM_XML}</Put>`,
    {
      cmd: "Put",
      cmdId: "1",
      noResp: true,
      lang: "de",
      cred: { data: "eA==" },
      meta: { format: "chr" },
      items: ITEMS,
    },
  ),
  ...commandRows(
    "Move with everything",
    `7b 4b'1'01 1d ${CRED} ${FORMAT} 54 67 57'1'01 01 7a 57'2'01 01 01 01`,
    `<Move><CmdID>1</CmdID><NoResp/>${CRED_XML}${FORMAT_XML}<Item><Source><LocURI>1</LocURI></Source><TargetParent><LocURI>2</LocURI></TargetParent></Item></Move>`,
    {
      cmd: "Move",
      cmdId: "1",
      noResp: true,
      cred: { data: "eA==" },
      meta: { format: "chr" },
      items: [{ source: { locUri: "1" }, targetParent: { locUri: "2" } }],
    },
  ),
  ...commandRows(
    "Map with nothing optional",
    `58 4b'1'01 ${TARGET} ${SOURCE} 59 ${TARGET} ${SOURCE} 01 01`,
    `<Map><CmdID>1</CmdID>${TARGET_XML}${SOURCE_XML}<MapItem>${TARGET_XML}${SOURCE_XML}</MapItem></Map>`,
    { cmd: "Map", cmdId: "1", ...ENDS, mapItems: [ENDS] },
  ),
  ...commandRows(
    "Map with Cred, Meta and two MapItems",
    `58 4b'1'01 ${TARGET} ${SOURCE} ${CRED} ${FORMAT} 59 ${TARGET} ${SOURCE} 01 59 6e 57'9'01 01 ${SOURCE} 01 01`,
    `<Map><CmdID>1</CmdID>${TARGET_XML}${SOURCE_XML}${CRED_XML}${FORMAT_XML}<MapItem>${TARGET_XML}${SOURCE_XML}</MapItem>` +
      `<MapItem><Target><LocURI>9</LocURI></Target>${SOURCE_XML}</MapItem></Map>`,
    {
      cmd: "Map",
      cmdId: "1",
      ...ENDS,
      cred: { data: "eA==" },
      meta: { format: "chr" },
      mapItems: [ENDS, { ...ENDS, target: { locUri: "9" } }],
    },
  ),
  ...commandRows("Sync with its CmdID alone", "6a 4b'1'01 01", "<Sync><CmdID>1</CmdID></Sync>", {
    cmd: "Sync",
    cmdId: "1",
  }),
  ...commandRows(
    "Sync with everything before its commands",
    `6a 4b'1'01 1d ${CRED} ${TARGET} ${SOURCE} ${FORMAT} 73'3'01 01`,
    `<Sync><CmdID>1</CmdID><NoResp/>${CRED_XML}${TARGET_XML}${SOURCE_XML}${FORMAT_XML}<NumberOfChanges>3</NumberOfChanges></Sync>`,
    {
      cmd: "Sync",
      cmdId: "1",
      noResp: true,
      cred: { data: "eA==" },
      ...ENDS,
      meta: { format: "chr" },
      numberOfChanges: "3",
    },
  ),
  ...commandRows(
    "Sync with every command it may hold",
    `6a 4b'1'01 45 4b'2'01 ${ITEM} 01 48 4b'3'01 50 4b'4'01 ${ITEM} 01 01 4d 4b'5'01 ${ITEM} 01 ` +
      `50 4b'6'01 07 26 ${ITEM} 01 7b 4b'7'01 ${ITEM} 01 60 4b'8'01 ${ITEM} 01 64 4b'9'01 45 4b'10'01 ${ITEM} 01 01 01`,
    `<Sync><CmdID>1</CmdID><Add><CmdID>2</CmdID>${ITEM_XML}</Add><Atomic><CmdID>3</CmdID><Delete><CmdID>4</CmdID>${ITEM_XML}</Delete></Atomic>` +
      `<Copy><CmdID>5</CmdID>${ITEM_XML}</Copy><Delete><CmdID>6</CmdID><Archive/><SftDel/>${ITEM_XML}</Delete>` +
      `<Move><CmdID>7</CmdID>${ITEM_XML}</Move><Replace><CmdID>8</CmdID>${ITEM_XML}</Replace>` +
      `<Sequence><CmdID>9</CmdID><Add><CmdID>10</CmdID>${ITEM_XML}</Add></Sequence></Sync>`,
    {
      cmd: "Sync",
      cmdId: "1",
      commands: [
        { cmd: "Add", cmdId: "2", items: ITEMS },
        { cmd: "Atomic", cmdId: "3", commands: [{ cmd: "Delete", cmdId: "4", items: ITEMS }] },
        { cmd: "Copy", cmdId: "5", items: ITEMS },
        { cmd: "Delete", cmdId: "6", archive: true, sftDel: true, items: ITEMS },
        { cmd: "Move", cmdId: "7", items: ITEMS },
        { cmd: "Replace", cmdId: "8", items: ITEMS },
        { cmd: "Sequence", cmdId: "9", commands: [{ cmd: "Add", cmdId: "10", items: ITEMS }] },
      ],
    },
  ),
  ...commandRows(
    "Search with nothing optional",
    `63 4b'1'01 ${SOURCE} ${FORMAT} 4f'q'01 01`,
    `<Search><CmdID>1</CmdID>${SOURCE_XML}${FORMAT_XML}<Data>q</Data></Search>`,
    { cmd: "Search", cmdId: "1", sources: [{ locUri: "s" }], meta: { format: "chr" }, data: "q" },
  ),
  ...commandRows(
    "Search with everything",
    `63 4b'1'01 1d 1e ${CRED} ${TARGET} ${SOURCE} 67 57'u'01 01 55'de'01 ${FORMAT} 4f'q'01 01`,
    `<Search><CmdID>1</CmdID><NoResp/><NoResults/>${CRED_XML}${TARGET_XML}${SOURCE_XML}<Source><LocURI>u</LocURI></Source>` +
      `<Lang>de</Lang>${FORMAT_XML}<Data>q</Data></Search>`,
    {
      cmd: "Search",
      cmdId: "1",
      noResp: true,
      noResults: true,
      cred: { data: "eA==" },
      target: { locUri: "t" },
      sources: [{ locUri: "s" }, { locUri: "u" }],
      lang: "de",
      meta: { format: "chr" },
      data: "q",
    },
  ),
  ...commandRows(
    "an Atomic that holds a Map, a Move and a Sync",
    `48 4b'1'01 58 4b'2'01 ${TARGET} ${SOURCE} 59 ${TARGET} ${SOURCE} 01 01 7b 4b'3'01 ${ITEM} 01 6a 4b'4'01 01 01`,
    `<Atomic><CmdID>1</CmdID><Map><CmdID>2</CmdID>${TARGET_XML}${SOURCE_XML}<MapItem>${TARGET_XML}${SOURCE_XML}</MapItem></Map>` +
      `<Move><CmdID>3</CmdID>${ITEM_XML}</Move><Sync><CmdID>4</CmdID></Sync></Atomic>`,
    {
      cmd: "Atomic",
      cmdId: "1",
      commands: [
        { cmd: "Map", cmdId: "2", ...ENDS, mapItems: [ENDS] },
        { cmd: "Move", cmdId: "3", items: ITEMS },
        { cmd: "Sync", cmdId: "4" },
      ],
    },
  ),
  ...filterRows("a Filter with its Meta alone", FORMAT, FORMAT_XML, {}),
  ...filterRows("a Filter with a Field", `${FORMAT} 75 ${ITEM} 01`, `${FORMAT_XML}<Field>${ITEM_XML}</Field>`, {
    field: { item: { data: "v" } },
  }),
  ...filterRows("a Filter with a Record", `${FORMAT} 77 ${ITEM} 01`, `${FORMAT_XML}<Record>${ITEM_XML}</Record>`, {
    record: { item: { data: "v" } },
  }),
  ...filterRows(
    "a Filter with Field, Record and FilterType",
    `${FORMAT} 75 ${ITEM} 01 77 54 ${FORMAT} 4f'w'01 01 01 78'INCLUSIVE'01`,
    `${FORMAT_XML}<Field>${ITEM_XML}</Field><Record><Item>${FORMAT_XML}<Data>w</Data></Item></Record><FilterType>INCLUSIVE</FilterType>`,
    {
      field: { item: { data: "v" } },
      record: { item: { meta: { format: "chr" }, data: "w" } },
      filterType: "INCLUSIVE",
    },
  ),
  commandWbxml(
    "a Filter behind LocName",
    `53 4b'1'01 54 6e 57't'01 56'T'01 76 ${FORMAT} 78'EXCLUSIVE'01 01 01 01 01`,
    message({
      cmd: "Get",
      cmdId: "1",
      items: [{ target: { locUri: "t", locName: "T", filter: { meta: META_NEEDED, filterType: "EXCLUSIVE" } } }],
    }),
    { exact: true },
  ),
  commandXml(
    "a Sync whose NumberOfChanges stands before Target and Source",
    `<Sync><CmdID>1</CmdID><NumberOfChanges> 3 </NumberOfChanges>${SOURCE_XML}${TARGET_XML}</Sync>`,
    message({ cmd: "Sync", cmdId: "1", ...ENDS, numberOfChanges: "3" }),
  ),
];
