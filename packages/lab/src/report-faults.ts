/** What is wrong with a sessionless report. Clause: protocol §14. */
import type { Message } from "@oma-dm/codec/syncml";
import { childOf, type Element, StrictReadError } from "./element.ts";
import type { Fault } from "./incoming-object.ts";
import { isReportAlert } from "./judge-session.ts";
import { readWbxml } from "./read-wbxml.ts";
import { readXml } from "./read-xml.ts";
import { looksLikeXml } from "./rule.ts";

/** Of a message that has Alert 1230 and nothing else. Type and Format are INV-14's to judge. */
export function reportFaults(message: Message, bytes: Uint8Array): Fault[] {
  const faults: Fault[] = [];
  const { commands, final } = message.syncBody;
  for (const command of commands) {
    const items = command.cmd === "Alert" ? (command.items ?? []) : [];
    if (items.length !== 1) faults.push(["protocol §14#7", `a sessionless report of ${items.length} Items, not one`]);
    if (items.some((item) => item.moreData === true)) faults.push(["protocol §14#3", "a sessionless report in chunks"]);
  }
  if (final !== true) faults.push(["protocol §14#1", "a sessionless report without Final"]);
  for (const data of itemData(bytes)) {
    if (data.opaque || (data.text === "" && data.children.length === 0)) continue;
    faults.push(["protocol §14#7", `Data of a sessionless report is no ${looksLikeXml(bytes) ? "CDATA" : "OPAQUE"}`]);
  }
  return faults;
}

/** Alert 1230 beside something else is no report. */
export function mixedReportFaults({ syncBody }: Message): Fault[] {
  const others = syncBody.commands.filter((command) => !isReportAlert(command));
  if (others.length === 0 || others.length === syncBody.commands.length) return [];
  return [["protocol §14#7", `Alert 1230 beside ${[...new Set(others.map((each) => each.cmd))].join(", ")}`]];
}

function itemData(bytes: Uint8Array): Element[] {
  const body = childOf(rootOf(bytes), "SyncBody");
  return (body?.children ?? []).flatMap((alert) =>
    alert.children
      .filter((child) => child.name === "Item")
      .flatMap((item) => item.children.filter((child) => child.name === "Data")),
  );
}

const NOTHING: Element = { name: "", namespace: "", children: [], text: "", opaque: false };

function rootOf(bytes: Uint8Array): Element {
  try {
    return looksLikeXml(bytes) ? readXml(bytes) : readWbxml(bytes).root;
  } catch (error) {
    // INV-02 says what is wrong with it.
    if (error instanceof StrictReadError) return NOTHING;
    throw error;
  }
}
