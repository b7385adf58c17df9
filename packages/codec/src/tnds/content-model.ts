/** DTD dm_ddf-v1_2 as rows (tree §9.1, §12.1). Clause: DMTND 1.2 §9, DMTNDS 1.2 §5. */
import { compile, occurrence, record, text, token, tokens, value } from "../content-model/model.ts";
import { DMDDF } from "../wbxml/code-pages.ts";
import {
  ACCESS_TYPES,
  type DFProperties,
  type MgmtTree,
  NODE_FORMATS,
  type RTProperties,
  type TndsNode,
  type TypeProperty,
} from "./model.ts";

const typeProperty = record<TypeProperty>({ mime: "MIME*", ddfName: "DDFName?" }, { bareText: "MIME" });

const models = compile({
  page: DMDDF,
  elements: {
    MgmtTree: record<MgmtTree>({ verDtd: "VerDTD", man: "Man?", mod: "Mod?", nodes: "Node+", extensions: "@*" }),
    Node: record<TndsNode>({
      nodeName: "NodeName",
      path: "Path?",
      rtProperties: "RTProperties?",
      dfProperties: "DFProperties?",
      nodes: "Node*",
      value: "Value?",
      extensions: "@*",
    }),
    RTProperties: record<RTProperties>({
      acl: "ACL?",
      format: "Format?",
      name: "Name?",
      size: "Size?",
      title: "Title?",
      tStamp: "TStamp?",
      type: "Type?",
      verNo: "VerNo?",
      extensions: "@*",
    }),
    DFProperties: record<DFProperties>(
      {
        accessType: "AccessType?",
        defaultValue: "DefaultValue?",
        description: "Description?",
        dfFormat: "DFFormat?",
        occurrence: "Occurrence?",
        scope: "Scope?",
        dfTitle: "DFTitle?",
        dfType: "DFType?",
        caseSense: "CaseSense?",
        extensions: "@*",
      },
      { rare: true },
    ),
    Type: typeProperty,
    DFType: record<TypeProperty>({ mime: "MIME*", ddfName: "DDFName?" }, { bareText: "MIME", rare: true }),
    Format: token(NODE_FORMATS),
    DFFormat: token(NODE_FORMATS),
    AccessType: tokens(ACCESS_TYPES),
    Occurrence: occurrence(["One", "ZeroOrOne", "ZeroOrMore", "OneOrMore", "ZeroOrN", "OneOrN"]),
    Scope: token(["Permanent", "Dynamic"]),
    CaseSense: token(["CS", "CIS"]),
    Value: value,
    ACL: text,
    DDFName: text,
    DefaultValue: value,
    Description: text,
    DFTitle: text,
    Man: text,
    MIME: text,
    Mod: text,
    Name: text,
    NodeName: text,
    Path: text,
    Size: text,
    Title: text,
    TStamp: text,
    VerDTD: text,
    VerNo: text,
  },
});

export const TNDS_MODELS = models;
export const MGMT_TREE = models.get("MgmtTree")!;
