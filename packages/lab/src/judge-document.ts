/** INV-02, INV-03, INV-06, INV-10, INV-11, INV-14 … INV-17, INV-19: the document for itself. */
import { type Alert, type Cred, dataText, type Item, type Message } from "@oma-dm/codec/syncml";
import { type ModelFault, modelFaults } from "./content-model.ts";
import { AUTH_BASIC, AUTH_MD5, credText } from "./credentials.ts";
import { childOf, METINF_NS, protocolElements } from "./element.ts";
import { headerFaults } from "./read-wbxml.ts";
import { headerValue, type Rule, type RuleContext } from "./rule.ts";

/** Elements that Device Management never uses. Clause: conformance §3 INV-17, protocol §3.1. */
const NEVER_EMITTED: ReadonlySet<string> = new Set([
  ...["Archive", "Lang", "NoResp", "NoResults", "NumberOfChanges", "SftDel"],
  ...["Map", "MapItem", "Put", "Search", "Sync"],
]);
const CLIENT_COMMANDS: ReadonlySet<string> = new Set(["Alert", "Replace", "Results", "Status"]);
/** Alerts whose Items carry Type and Format. Clause: protocol §6.3, §6.4, §14. */
const TYPED_ALERTS: ReadonlySet<string> = new Set(["1224", "1226", "1230"]);
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export const DOCUMENT_RULES: readonly Rule[] = [
  {
    id: "INV-02",
    what: "well-formed, DTD-valid, DTD child order, root in SYNCML:SYNCML1.2",
    judge: (context) => {
      const faults = modelFaultsOf(context).filter((fault) => fault.element !== "SyncHdr");
      return [
        ...(context.strictError === undefined ? [] : [context.strictError]),
        ...(context.current.error === undefined ? [] : [`the codec refuses it: ${context.current.error}`]),
        ...faults.map((fault) => fault.what),
      ];
    },
  },
  {
    id: "INV-03",
    what: "SyncHdr: VerDTD, VerProto, SessionID, MsgID, Target, Source, RespURI?, Cred?, Meta?",
    judge: (context) =>
      modelFaultsOf(context)
        .filter((fault) => fault.element === "SyncHdr")
        .map((fault) => fault.what),
  },
  {
    id: "INV-06",
    what: 'CmdID unique in the message, not empty, not "0"',
    judge: ({ root }) => {
      const faults: string[] = [];
      const seen = new Set<string>();
      const body = root === undefined ? undefined : childOf(root, "SyncBody");
      for (const command of body?.children ?? []) {
        if (command.name === "Final") continue;
        const cmdId = childOf(command, "CmdID")?.text.trim() ?? "";
        if (cmdId === "") faults.push(`${command.name} without CmdID`);
        else if (cmdId === "0") faults.push(`${command.name} has CmdID 0`);
        else if (seen.has(cmdId)) faults.push(`CmdID ${cmdId} twice`);
        seen.add(cmdId);
      }
      return faults;
    },
  },
  {
    id: "INV-10",
    what: "the client sends only Replace of DevInfo, Alert, Results and Status",
    judge: ({ current }) => {
      const faults: string[] = [];
      for (const command of current.message?.syncBody.commands ?? []) {
        if (!CLIENT_COMMANDS.has(command.cmd)) faults.push(`${command.cmd} from a client`);
        if (command.cmd !== "Replace") continue;
        for (const item of command.items) {
          const uri = item.source?.locUri;
          if (uri === undefined) faults.push("a Replace Item without Source");
          else if (!/^(\.\/)?DevInfo\//.test(uri)) faults.push(`Replace of ${uri}, which is not DevInfo`);
        }
      }
      return faults;
    },
  },
  {
    id: "INV-11",
    what: "Cred only in SyncHdr, never together with x-syncml-hmac",
    judge: ({ root, current }) => {
      const body = root === undefined ? undefined : childOf(root, "SyncBody");
      const inBody = body === undefined ? [] : [...protocolElements(body)].filter((element) => element.name === "Cred");
      const faults = inBody.map(() => "Cred inside SyncBody");
      const hmac = headerValue(current.headers, "x-syncml-hmac") !== undefined;
      if (hmac && current.message?.syncHdr.cred !== undefined) faults.push("Cred beside x-syncml-hmac");
      return faults;
    },
  },
  {
    id: "INV-14",
    what: "Meta children in syncml:metinf; Meta left out only for chr and text/plain",
    judge: ({ root, current }) => {
      const metas = root === undefined ? [] : [...protocolElements(root)].filter((element) => element.name === "Meta");
      const foreign = metas
        .flatMap((meta) => meta.children)
        .filter((child) => child.namespace !== METINF_NS)
        .map((child) => `${child.name} in Meta has namespace "${child.namespace}"`);
      return [...foreign, ...missingMeta(current.message)];
    },
  },
  {
    id: "INV-15",
    what: "md5: Cred Meta Format b64; Chal Meta Format b64 and a base64 NextNonce",
    judge: ({ current }) => {
      const faults = credFaults(current.message?.syncHdr.cred);
      for (const command of current.message?.syncBody.commands ?? []) {
        if (command.cmd !== "Status" || command.chal === undefined) continue;
        const { type, format, nextNonce } = command.chal.meta;
        if (type === undefined) faults.push("Chal without Type");
        if (type === AUTH_BASIC) continue;
        if (format !== "b64") faults.push(`Chal Format "${format ?? ""}", not b64`);
        if (nextNonce === undefined || nextNonce === "") faults.push("Chal without NextNonce");
        else if (!BASE64.test(nextNonce)) faults.push("NextNonce is not base64");
      }
      return faults;
    },
  },
  {
    id: "INV-16",
    what: 'LocURIs have no trailing "/", no "../" and are spelled as asked',
    judge: (context) => locUriFaults(context),
  },
  {
    id: "INV-17",
    what: "never Archive, Lang, NoResp, NoResults, NumberOfChanges, SftDel, Map, MapItem, Put, Search, Sync",
    judge: ({ root }) =>
      (root === undefined ? [] : [...protocolElements(root)])
        .filter((element) => NEVER_EMITTED.has(element.name) && element.namespace !== METINF_NS)
        .map((element) => `${element.name} is not used in Device Management`),
  },
  {
    id: "INV-19",
    what: "WBXML 1.3, UTF-8, public id of SyncML 1.2",
    judge: ({ wbxmlHeader }) => (wbxmlHeader === undefined ? [] : headerFaults(wbxmlHeader)),
  },
];

function modelFaultsOf({ root }: RuleContext): readonly ModelFault[] {
  return root === undefined ? [] : modelFaults(root);
}

function credFaults(cred: Cred | undefined): string[] {
  if (cred === undefined || cred.meta?.type !== AUTH_MD5) return [];
  const faults: string[] = [];
  if (cred.meta.format !== "b64") faults.push(`Cred Format "${cred.meta.format ?? ""}", not b64`);
  if (!/^[A-Za-z0-9+/]{22}==$/.test(credText(cred))) faults.push("Cred Data is not the base64 of 16 bytes");
  return faults;
}

function missingMeta(message: Message | undefined): string[] {
  const faults: string[] = [];
  for (const command of message?.syncBody.commands ?? []) {
    if (command.cmd === "Alert" && TYPED_ALERTS.has(command.data ?? "")) faults.push(...untypedItems(command));
    if (command.cmd !== "Results") continue;
    for (const item of command.items) {
      const format = item.meta?.format ?? command.meta?.format;
      if (format === undefined && isBinary(item)) {
        faults.push(`binary Results of ${item.source?.locUri ?? "?"} without Meta Format`);
      }
    }
  }
  return faults;
}

function untypedItems(alert: Alert): string[] {
  const items = alert.items ?? [];
  if (items.length === 0) return [`Alert ${alert.data} without Item`];
  return items
    .filter((item) => item.meta?.type === undefined || item.meta.format === undefined)
    .map(() => `an Item of Alert ${alert.data} without Type and Format`);
}

function isBinary(item: Item): boolean {
  return item.data instanceof Uint8Array && /[\0\uFFFD]/.test(dataText(item.data));
}

function locUriFaults({ current, earlier }: RuleContext): string[] {
  const asked = new Set<string>();
  for (const { server } of earlier) {
    for (const uri of server === undefined ? [] : commandUris(server)) asked.add(uri);
  }
  const faults: string[] = [];
  const check = (uri: string, where: string): void => {
    // The server's own spelling goes back verbatim, however odd.
    if (asked.has(uri)) return;
    if (uri.endsWith("/")) faults.push(`${where} "${uri}" ends in "/"`);
    if (uri.split("/").includes("..")) faults.push(`${where} "${uri}" climbs with ".."`);
  };
  // Queries, and addresses relative to an object, are answered with the URIs of nodes (tree §8.2#4).
  const listed = [...asked].some((uri) => uri.includes("?list=") || uri.includes("MOID="));
  for (const command of current.message?.syncBody.commands ?? []) {
    if (command.cmd === "Status" && command.command !== "SyncHdr") {
      for (const uri of command.targetRefs ?? []) {
        if (!asked.has(uri)) faults.push(`TargetRef "${uri}" was never asked for`);
      }
    }
    if (command.cmd !== "Results" && command.cmd !== "Replace" && command.cmd !== "Alert") continue;
    for (const item of command.items ?? []) {
      const uri = item.source?.locUri;
      if (uri === undefined) continue;
      check(uri, `Source of ${command.cmd}`);
      // Node for node a ?list= query answers with URIs of its own making (tree §7.2).
      if (command.cmd === "Results" && !asked.has(uri) && !listed)
        faults.push(`Results for "${uri}", which nobody asked`);
    }
  }
  return faults;
}

function commandUris(message: Message): string[] {
  const uris: string[] = [];
  const walk = (commands: Message["syncBody"]["commands"]): void => {
    for (const command of commands) {
      if (command.cmd === "Atomic" || command.cmd === "Sequence") walk(command.commands);
      else if ("items" in command) {
        for (const item of command.items ?? []) {
          if (item.target !== undefined) uris.push(item.target.locUri);
          if (item.source !== undefined) uris.push(item.source.locUri);
        }
      }
    }
  };
  walk(message.syncBody.commands);
  return uris;
}
