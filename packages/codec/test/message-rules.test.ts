/** What the rule book says of messages in XML, rule by rule: names, content models, Meta. */
import { DecodeError } from "@oma-dm/codec";
import { decodeDocument } from "@oma-dm/codec/document";
import { decodeMessage, encodeMessage, MEDIA_TYPES, META_DEFAULTS, type Message } from "@oma-dm/codec/syncml";
import { encodeTnds, printTnds } from "@oma-dm/codec/tnds";
import { describe, expect, it } from "vitest";
import { HEADER, HEADER_XML, message, messageXml, SYNC_HDR } from "./vectors/envelope.ts";
import { wbxml } from "./vectors/notation.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const octets = (notation: string): Uint8Array => Uint8Array.from(Buffer.from(wbxml(notation), "hex"));
const read = (xml: string): Message => decodeMessage(utf8(xml)).message;
const written = (value: Message): string => new TextDecoder().decode(encodeMessage(value, "xml"));
const again = (xml: string): string => written(read(xml));
const FINAL: Message = { syncHdr: SYNC_HDR, syncBody: { commands: [], final: true } };

describe("versions of the representation", () => {
  it.each([
    ["protocol §2.1#1", "SYNCML:SYNCML1.1", "9f53", "SyncML 1.1"],
    ["protocol §2.1#2, #3", "SYNCML:SYNCML1.2", "a401", "SyncML 1.2"],
  ])("%s: root and public identifier", (_, xmlns, id, name) => {
    const xml = `<SyncML xmlns="${xmlns}">${HEADER_XML}<SyncBody><Final/></SyncBody></SyncML>`;
    const binary = octets(`03 ${id} 6a 00 6d ${HEADER} 6b 12 01 01`);
    for (const document of [utf8(xml), binary]) {
      expect(decodeDocument(document)).toMatchObject({ type: { name }, root: { xmlns } });
      expect(decodeMessage(document).message).toEqual(FINAL);
    }
  });
  it("what is written is 1.2 (protocol §2.1#2, #3)", () => {
    expect(written(FINAL)).toMatch(/^<SyncML xmlns="SYNCML:SYNCML1.2">/);
    expect([...encodeMessage(FINAL, "wbxml").subarray(1, 3)]).toEqual([0xa4, 0x01]);
  });
});

describe("names (protocol §2.2#1–#8)", () => {
  const META = '<Meta><Format xmlns="syncml:metinf">chr</Format><Type xmlns="syncml:metinf">a/b</Type></Meta>';
  const GET = `<Get><CmdID>1</CmdID>${META}<Item><Target><LocURI>./a</LocURI></Target></Item></Get>`;
  const tree = { verDtd: "1.2", nodes: [{ nodeName: "A" }] };
  it("#1, #2, #8: the root and each child of Meta declare their namespace, without a prefix, and nothing else does", () => {
    expect(again(messageXml(GET))).toBe(messageXml(GET));
    expect(messageXml(GET).match(/xmlns/g)).toHaveLength(3);
  });
  it("#3: a tree has its own", () => expect(printTnds(tree)).toMatch(/^<MgmtTree xmlns="syncml:dmddf1\.2">/));
  it.each([
    "http://www.openmobilealliance.org/tech/DTD/OMA-SUP-DTD-SyncML_RepPro-V1_2.dtd",
    "http://www.openmobilealliance.org/tech/DTD/OMA-TS-SyncML_RepPro_DTD-V1_2.dtd",
  ])("#4, #8: a DOCTYPE of %s is read and not written", (system) => {
    const doctype = `<!DOCTYPE SyncML PUBLIC "-//SYNCML//DTD SYNCML 1.2//EN" "${system}">`;
    expect(again(doctype + messageXml(GET))).toBe(messageXml(GET));
  });
  it.each([
    ["#4", "-//SYNCML//DTD SYNCML 1.2//EN", `6d ${HEADER} 6b 12 01 01`, "SyncML 1.2"],
    ["#5", "-//SYNCML//DTD SyncML 1.2//EN", `6d ${HEADER} 6b 12 01 01`, "SyncML 1.2"],
    ["#6", "-//OMA//DTD SYNCML-METINF 1.2//EN", "00 01 4e 53 'a/b' 01 01", "MetInf 1.2"],
    ["#7", "-//OMA//DTD-DM-DDF 1.2//EN", "00 02 60 77 '1.2' 01 01", "DM DDF 1.2"],
  ])("%s: the string table may say %s", (_, fpi, body, name) => {
    expect(decodeDocument(octets(`03 00 00 6a ("${fpi}" 00) ${body}`)).type.name).toBe(name);
  });
  it("#7: and does for a tree", () => {
    expect(new TextDecoder().decode(encodeTnds(tree, "wbxml"))).toContain("-//OMA//DTD-DM-DDF 1.2//EN");
  });
  it("#8: prefixes are read, and children of Meta that name no namespace", () => {
    const prefixed = messageXml(GET)
      .replace(/<(\/?)(?=[A-Z])/g, "<$1s:")
      .replace('xmlns="SYNCML', 'xmlns:s="SYNCML')
      .replaceAll(/s:(Format|Type)/g, "m:$1")
      .replaceAll('xmlns="syncml', 'xmlns:m="syncml');
    expect(prefixed).toContain('<m:Type xmlns:m="syncml:metinf">');
    expect(again(prefixed)).toBe(messageXml(GET));
    expect(again(messageXml(GET).replaceAll(' xmlns="syncml:metinf"', ""))).toBe(messageXml(GET));
  });
});

it("media types (protocol §2.3#1, #2)", () => {
  expect(MEDIA_TYPES).toEqual({
    syncml: { xml: "application/vnd.syncml.dm+xml", wbxml: "application/vnd.syncml.dm+wbxml" },
    tnds: { xml: "application/vnd.syncml.dmtnds+xml", wbxml: "application/vnd.syncml.dmtnds+wbxml" },
  });
});

/** The table of content models, row by row, as the sheet has them. */
const ANY = "Alert Atomic Copy Exec Get Map Put Results Search Sequence Status Sync Add Move Replace Delete";
const REQUEST = "CmdID NoResp? Cred? Meta? Item+";
const MODELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "protocol §3.1#1": { SyncML: "SyncHdr SyncBody" },
  "protocol §3.1#2": { SyncHdr: "VerDTD VerProto SessionID MsgID Target Source RespURI? NoResp? Cred? Meta?" },
  "protocol §3.1#3": { SyncBody: `(${ANY}) Final?` },
  "protocol §3.1#4": { Add: REQUEST, Replace: REQUEST, Copy: REQUEST, Move: REQUEST },
  "protocol §3.1#5": { Delete: "CmdID NoResp? Archive? SftDel? Cred? Meta? Item+" },
  "protocol §3.1#6": { Get: "CmdID NoResp? Lang? Cred? Meta? Item+" },
  "protocol §3.1#7": { Exec: "CmdID NoResp? Cred? Meta? Correlator? Item" },
  "protocol §3.1#8": { Alert: "CmdID NoResp? Cred? Data? Correlator? Item*" },
  "protocol §3.1#9": {
    Atomic: "CmdID NoResp? Meta? (Add Replace Delete Copy Atomic Map Move Sequence Sync Get Exec Alert)",
  },
  "protocol §3.1#10": {
    Sequence: "CmdID NoResp? Meta? (Add Replace Delete Copy Atomic Map Move Sync Get Alert Exec)",
  },
  "protocol §3.1#11": { Status: "CmdID MsgRef CmdRef Cmd TargetRef* SourceRef* Cred? Chal? Data Item*" },
  "protocol §3.1#12": { Results: "CmdID MsgRef? CmdRef Meta? TargetRef? SourceRef? Item+" },
  "protocol §3.1#13": { Item: "Target? Source? SourceParent? TargetParent? Meta? Data? MoreData?" },
  "protocol §3.1#14": { Target: "LocURI LocName? Filter?" },
  "protocol §3.1#15": { Source: "LocURI LocName?" },
  "protocol §3.1#17": { Cred: "Meta? Data" },
  "protocol §3.1#18": { Chal: "Meta" },
};
/** What the table leaves to the DTD. */
const OTHERS: Readonly<Record<string, string>> = {
  Map: "CmdID Target Source Cred? Meta? MapItem",
  MapItem: "Target Source",
  Put: "CmdID NoResp? Lang? Cred? Meta? Item+",
  Search: "CmdID NoResp? NoResults? Cred? Target? Source+ Lang? Meta Data",
  Sync: "CmdID NoResp? Cred? Target? Source? Meta? NumberOfChanges?",
  SourceParent: "LocURI LocName?",
  TargetParent: "LocURI LocName?",
  Filter: "Meta Field? Record? FilterType?",
  Field: "Item",
  Record: "Item",
};
const ALL: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(MODELS), OTHERS);
const EMPTY = ["Final", "MoreData", "NoResp", "Archive", "SftDel", "NoResults"];
const PLAIN_META = '<Meta><Type xmlns="syncml:metinf">a/b</Type></Meta>';

interface Child {
  readonly name: string;
  readonly isOptional: boolean;
  readonly xml: string;
}

/** The children a model allows, in its order, each with only what it needs itself; those that may repeat stand twice. */
function childrenOf(model: string): readonly Child[] {
  const steps = model.match(/\([^)]*\)|[A-Za-z]+[?*+]?/g) ?? [];
  return steps.flatMap((step) => {
    if (step.startsWith("(")) {
      return step
        .slice(1, -1)
        .split(" ")
        .map((name) => ({ name, isOptional: true, xml: least(name) }));
    }
    const [, name = "", mark = ""] = /^(\w+)([?*+]?)$/.exec(step) ?? [];
    const child = { name, isOptional: mark === "?" || mark === "*", xml: least(name) };
    return mark === "*" || mark === "+" ? [child, { ...child, isOptional: true }] : [child];
  });
}

/** An element with what its model demands and nothing else. */
function least(name: string): string {
  if (EMPTY.includes(name)) return `<${name}/>`;
  if (name === "Meta") return PLAIN_META;
  const model = ALL[name];
  if (model === undefined) return `<${name}>${name.toLowerCase()}</${name}>`;
  const needed = (model.match(/\([^)]*\)|[A-Za-z]+[?*+]?/g) ?? []).filter((step) => !/[?*]$/.test(step));
  // Inside an Atomic or a Sequence any one command will do.
  const inner = needed.map((step) => least(step.startsWith("(") ? "Alert" : step.replace("+", "")));
  return inner.length === 0 && name === "Item" ? "<Item><Data>v</Data></Item>" : `<${name}>${inner.join("")}</${name}>`;
}

/** A whole message around an element. */
function around(name: string, xml: string): string {
  const command = (inside: string): string => messageXml(`<Add><CmdID>1</CmdID>${inside}</Add>`);
  if (name === "SyncML") return xml.replace("<SyncML>", '<SyncML xmlns="SYNCML:SYNCML1.2">');
  if (name === "SyncHdr") return messageXml("<Final/>", xml);
  if (name === "SyncBody") return messageXml("").replace("<SyncBody></SyncBody>", xml);
  if (name === "Item") return command(xml);
  if (name === "Target") return command(`<Item>${xml}</Item>`);
  if (name === "Source") return command(`<Item>${xml}</Item>`);
  if (name === "Cred") return command(`${xml}<Item><Data>v</Data></Item>`);
  if (name === "Chal") {
    const refs = "<CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>";
    return messageXml(`<Status>${refs}${xml}<Data>407</Data></Status>`);
  }
  return messageXml(xml);
}

const ROWS = Object.entries(MODELS).flatMap(([rule, rows]) =>
  Object.entries(rows).map(([name, model]) => [rule, name, model] as const),
);

describe("content models", () => {
  it.each(ROWS)("%s: %s, all of it in order", (_, name, model) => {
    const inside = childrenOf(model).map(({ xml }) => xml);
    const whole = around(name, `<${name}>${inside.join("")}</${name}>`);
    expect(again(whole)).toBe(whole);
    expect(decodeMessage(encodeMessage(read(whole), "wbxml")).message).toEqual(read(whole));
  });
  it.each(ROWS)("%s: %s, each part that may be missing", (_, name, model) => {
    const children = childrenOf(model);
    for (const [index, { isOptional }] of children.entries()) {
      const inside = children.toSpliced(index, 1).map(({ xml }) => xml);
      if (!isOptional) continue;
      const whole = around(name, `<${name}>${inside.join("")}</${name}>`);
      expect(again(whole)).toBe(whole);
    }
  });
  it.each(ROWS)("%s: %s is written with all it must have once", (_, name, model) => {
    const children = childrenOf(model);
    // A command without an Item can be read, and so it can be written.
    const once = children.filter((child) => !child.isOptional && child.name !== "Item");
    for (const missing of once) {
      const inside = children.filter((child) => child !== missing).map(({ xml }) => xml);
      const whole = around(name, `<${name}>${inside.join("")}</${name}>`);
      // What has a default is there again; what has none is refused.
      try {
        expect(again(whole), missing.name).toMatch(new RegExp(`<${missing.name}(?:/>|><\\w+/>)`));
      } catch (error) {
        if (!(error instanceof DecodeError || error instanceof TypeError)) throw error;
      }
    }
  });
  it.each(ROWS.filter(([, , model]) => !model.includes("(")))("%s: %s is read in any order", (_, name, model) => {
    const inside = childrenOf(model).map(({ xml }) => xml);
    const whole = (parts: readonly string[]) => around(name, `<${name}>${parts.join("")}</${name}>`);
    expect(again(whole([...inside].reverse()))).toBe(whole(inside));
  });
  it.each(["SyncBody", "Atomic", "Sequence"])("commands of %s keep their order", (name) => {
    const commands = childrenOf(ALL[name]!).filter(({ name: each }) => ANY.split(" ").includes(each));
    const first = name === "SyncBody" ? "" : "<CmdID>1</CmdID>";
    const reversed = [...commands].reverse().map(({ xml }) => xml);
    const whole = around(name, `<${name}>${first}${reversed.join("")}</${name}>`);
    expect(again(whole)).toBe(whole);
  });

  it.each(["SourceRef", "TargetRef"])("%s is text (protocol §3.1#16)", (name) => {
    const status = `<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>2</CmdRef><Cmd>Add</Cmd><${name}>./a</${name}><Data>200</Data></Status>`;
    const field = name === "SourceRef" ? "sourceRefs" : "targetRefs";
    expect(read(messageXml(status)).syncBody.commands).toMatchObject([{ [field]: ["./a"] }]);
    expect(again(messageXml(status))).toBe(messageXml(status));
  });
  it("Meta is any of MetInf, each with its namespace (protocol §3.1#19)", () => {
    const names = ["FieldLevel", "Format", "Type", "Mark", "Size", "Version", "NextNonce", "MaxMsgSize", "MaxObjSize"];
    const children = names.map((name) => `<${name} xmlns="syncml:metinf">x</${name}>`).join("");
    const whole = messageXml(`<Add><CmdID>1</CmdID><Meta>${children}</Meta><Item><Data>v</Data></Item></Add>`);
    expect(again(whole)).toBe(whole);
  });
  it.each(EMPTY)("%s is empty (protocol §3.1#20)", (name) => {
    const owner = {
      Final: "",
      MoreData: "Item",
      NoResp: "Add",
      Archive: "Delete",
      SftDel: "Delete",
      NoResults: "Search",
    }[name]!;
    const inside = (content: string): string => {
      const written = content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
      if (owner === "") return messageXml(written);
      const whole = childrenOf(ALL[owner]!).map((child) => (child.name === name ? written : child.xml));
      return around(owner, `<${owner}>${whole.join("")}</${owner}>`);
    };
    expect(again(inside(""))).toBe(inside(""));
    expect(again(inside(" "))).toBe(inside(""));
    expect(read(inside(""))).not.toEqual(read(inside("").replace(`<${name}/>`, "")));
  });
  it.each("CmdID MsgID MsgRef CmdRef Cmd SessionID LocURI LocName RespURI VerDTD VerProto Correlator Data".split(" "))(
    "%s is text (protocol §3.1#21)",
    (name) => {
      const owner = Object.keys(ALL).find((each) => ALL[each]!.split(/[ ()?*+]+/).includes(name))!;
      const inside = (content: string): string => {
        const whole = childrenOf(ALL[owner]!).map((child) =>
          child.name === name ? `<${name}>${content}</${name}>` : child.xml,
        );
        return around(owner, `<${owner}>${whole.join("")}</${owner}>`);
      };
      const found = read(inside("a &amp; &lt;b"));
      expect(JSON.stringify(found)).toContain('"a & <b"');
      expect(read(written(found))).toEqual(found);
    },
  );
});

const metaOf = (inside: string): unknown => {
  const [command] = read(messageXml(`<Get><CmdID>1</CmdID><Meta>${inside}</Meta><Item/></Get>`)).syncBody.commands;
  return command?.cmd === "Get" ? command.meta : undefined;
};

describe("Meta (protocol §3.4#12)", () => {
  const WHOLE = {
    fieldLevel: "a",
    format: "b",
    type: "c",
    mark: "d",
    size: "e",
    anchor: { last: "f", next: "g" },
    version: "h",
    nextNonce: "i",
    maxMsgSize: "j",
    maxObjSize: "k",
    emi: ["l", "m"],
    mem: { sharedMem: true, freeMem: "n", freeId: "o" },
  };
  const ORDER =
    "FieldLevel Format Type Mark Size Anchor Last Next Version NextNonce MaxMsgSize MaxObjSize EMI EMI Mem SharedMem FreeMem FreeID";
  it("is written in the order of MetInf, without the wrapper", () => {
    const xml = written(message({ cmd: "Get", cmdId: "1", meta: WHOLE, items: [{ target: { locUri: "./a" } }] }));
    const inside = /<Meta>(.*)<\/Meta>/.exec(xml)?.[1] ?? "";
    expect([...inside.matchAll(/<([A-Za-z]+)/g)].map(([, name]) => name).join(" ")).toBe(ORDER);
    expect(metaOf(inside)).toEqual(WHOLE);
    expect(metaOf(`<MetInf xmlns="syncml:metinf">${inside.replaceAll(' xmlns="syncml:metinf"', "")}</MetInf>`)).toEqual(
      WHOLE,
    );
  });
  it("has defaults (protocol §3.4#1, #2)", () => expect(META_DEFAULTS).toEqual({ format: "chr", type: "text/plain" }));
});
