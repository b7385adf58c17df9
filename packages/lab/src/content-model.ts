/**
 * The SyncML 1.2 content models as a table, checked child by child in DTD order.
 *
 * Clause: protocol §3.1. `Sequence` and `Atomic` are here for completeness; INV-10 keeps clients from sending them.
 */
import { type Element, METINF_NS, SYNCML_NS } from "./element.ts";

const COMMAND =
  "(Alert | Atomic | Copy | Exec | Get | Map | Put | Results | Search | Sequence | Status | Sync | Add | Move | Replace | Delete)";
const IN_SEQUENCE = "(Add | Replace | Delete | Copy | Atomic | Map | Move | Sync | Get | Alert | Exec)";
const IN_ATOMIC = "(Add | Replace | Delete | Copy | Atomic | Map | Move | Sequence | Sync | Get | Exec | Alert)";

/** Child order of each element with element content. */
const MODELS: Readonly<Record<string, string>> = {
  SyncML: "SyncHdr SyncBody",
  SyncHdr: "VerDTD VerProto SessionID MsgID Target Source RespURI? NoResp? Cred? Meta?",
  SyncBody: `${COMMAND}+ Final?`,
  Add: "CmdID NoResp? Cred? Meta? Item+",
  Replace: "CmdID NoResp? Cred? Meta? Item+",
  Copy: "CmdID NoResp? Cred? Meta? Item+",
  Delete: "CmdID NoResp? Archive? SftDel? Cred? Meta? Item+",
  Get: "CmdID NoResp? Lang? Cred? Meta? Item+",
  Exec: "CmdID NoResp? Cred? Meta? Correlator? Item",
  Alert: "CmdID NoResp? Cred? Data? Correlator? Item*",
  Atomic: `CmdID NoResp? Meta? ${IN_ATOMIC}+`,
  Sequence: `CmdID NoResp? Meta? ${IN_SEQUENCE}+`,
  Status: "CmdID MsgRef CmdRef Cmd TargetRef* SourceRef* Cred? Chal? Data Item*",
  Results: "CmdID MsgRef? CmdRef Meta? TargetRef? SourceRef? Item+",
  Item: "Target? Source? SourceParent? TargetParent? Meta? Data? MoreData?",
  Target: "LocURI LocName? Filter?",
  Source: "LocURI LocName?",
  Cred: "Meta? Data",
  Chal: "Meta",
};

const EMPTY: ReadonlySet<string> = new Set(["Final", "MoreData", "NoResp", "Archive", "SftDel", "NoResults"]);

const PATTERNS: ReadonlyMap<string, RegExp> = new Map(
  Object.entries(MODELS).map(([name, model]) => [
    name,
    new RegExp(`^${model.replace(/[A-Za-z]+/g, (word) => `(?:${word},)`).replaceAll(" ", "")}$`),
  ]),
);

export interface ModelFault {
  readonly element: string;
  readonly what: string;
}

/** Every place where the document leaves the DTD. */
export function modelFaults(root: Element): ModelFault[] {
  const faults: ModelFault[] = [];
  if (root.name !== "SyncML" || root.namespace !== SYNCML_NS) {
    faults.push({
      element: root.name,
      what: `root is ${root.name} in "${root.namespace}", not SyncML in ${SYNCML_NS}`,
    });
  }
  visit(root, faults);
  return faults;
}

function visit(element: Element, faults: ModelFault[]): void {
  const { name } = element;
  if (element.namespace !== SYNCML_NS) {
    // Meta is visited no deeper, so a foreign namespace can only stand where SyncML belongs.
    if (element.namespace !== METINF_NS)
      faults.push({ element: name, what: `${name} is in namespace "${element.namespace}"` });
    else faults.push({ element: name, what: `${name} of MetInf stands outside Meta` });
    return;
  }
  if (name === "Data" || name === "Meta") return;
  const pattern = PATTERNS.get(name);
  if (pattern === undefined) {
    if (element.children.length > 0) faults.push({ element: name, what: `${name} has child elements` });
    if (EMPTY.has(name) && element.text !== "") faults.push({ element: name, what: `${name} is not empty` });
    return;
  }
  if (element.text.trim() !== "") faults.push({ element: name, what: `${name} holds text` });
  const order = element.children.map((child) => child.name);
  if (!pattern.test(order.map((child) => `${child},`).join(""))) {
    faults.push({
      element: name,
      what: `${name} has children ${order.join(" ") || "none"}; the DTD says ${shown(name)}`,
    });
  }
  for (const child of element.children) visit(child, faults);
}

function shown(name: string): string {
  const model = MODELS[name] ?? "";
  return model.replace(/\(.*\)/, "command");
}
