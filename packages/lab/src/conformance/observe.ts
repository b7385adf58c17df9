/** Judges what a case looks for in the log. Pure: one sentence for each thing that is not as it should be. */
import {
  type Command,
  dataText,
  encodeMessage,
  type Item,
  type Message,
  type Results,
  type Status,
} from "@oma-dm/codec/syncml";
import { nonceOf } from "../credentials.ts";
import type { LogEntry, SessionReport } from "../log.ts";
import { headerValue } from "../rule.ts";
import type { TextMatch } from "../script.ts";
import { countSecret, textsOf } from "../secrets.ts";
import type { Observation } from "./case.ts";
import type { SessionEnd } from "./driver.ts";
import { listFaults, moRootFaults, tndsFaults } from "./observe-lists.ts";

/** What there is to look at. */
export interface Seen {
  /** Of all servers since the case began, in the order of their coming. */
  readonly all: readonly LogEntry[];
  /** Of the last session. */
  readonly last: readonly LogEntry[];
  /** Sessions so far, in order. */
  readonly sessions: readonly SessionReport[];
  /** How the last session ended for the client. */
  readonly end: SessionEnd | undefined;
  /** Requests of the last session that the server turned away with HTTP 401. */
  readonly turnedAway: number;
}

/** Messages of the client, re-POSTs left out. */
function messagesOf(entries: readonly LogEntry[]): { readonly entry: LogEntry; readonly message: Message }[] {
  return entries.flatMap((entry) => {
    const { direction, message, repeat } = entry;
    return direction === "to-server" && message !== undefined && repeat !== true ? [{ entry, message }] : [];
  });
}

export function fits(text: string, wanted: TextMatch): boolean {
  return typeof wanted === "string" ? text === wanted : wanted.test(text);
}

export function unseen(wanted: Observation, seen: Seen): string[] {
  const own = messagesOf(seen.last);
  switch (wanted.see) {
    case "messages": {
      const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } = wanted;
      if (own.length >= atLeast && own.length <= atMost) return [];
      const bounds = [
        atLeast > 0 ? `at least ${atLeast}` : "",
        atMost < Number.POSITIVE_INFINITY ? `at most ${atMost}` : "",
      ];
      return [`${own.length} messages of the client, expected ${bounds.filter((each) => each !== "").join(", ")}`];
    }
    case "header":
      return requests(seen.last).flatMap(({ n, headers }) => {
        const value = headerValue(headers, wanted.name);
        return value !== undefined && fits(value, wanted.value)
          ? []
          : [`${wanted.name} of request ${n} is ${value ?? "missing"}, expected ${wanted.value}`];
      });
    case "target": {
      const path = own[wanted.message - 1]?.entry.path ?? "nowhere";
      return fits(path, wanted.value) ? [] : [`message ${wanted.message} went to ${path}, expected ${wanted.value}`];
    }
    case "text":
      return unseenText(wanted, own);
    case "no-text": {
      const found = own.filter(({ message }) => wanted.value.test(xmlOf(message)));
      return found.map(({ message }) => `message ${message.syncHdr.msgId} holds ${wanted.value}`);
    }
    case "bytes":
      return requests(seen.last).some(({ bytes }) => fits(Buffer.from(bytes).toString("latin1"), wanted.value))
        ? []
        : [`no request has ${wanted.value} in its bytes`];
    case "never": {
      const secret = { name: "text", bytes: new TextEncoder().encode(wanted.text) };
      return requests(seen.all)
        .filter(({ bytes }) => textsOf(bytes).some((text) => countSecret(secret, text) > 0))
        .map(({ n }) => `request ${n} holds ${JSON.stringify(wanted.text)}`);
    }
    case "devinfo-is-the-tree":
      return devInfoFaults(own.map(({ message }) => message));
    case "sent-alert":
      return alertFaults(
        wanted,
        messagesOf(seen.all).map(({ message }) => message),
      );
    case "one-value": {
      const items = own.flatMap(({ message }) => resultsOf(message)).flatMap((results) => results.items);
      const values = wanted.uris.map((uri) => dataText(items.find((item) => item.source?.locUri === uri)?.data));
      return new Set(values).size === 1 ? [] : [`${wanted.uris.join(", ")} are ${values.join(", ")}`];
    }
    case "devinfo-source": {
      const source = own[0]?.message.syncHdr.source.locUri ?? "";
      const told = own.flatMap(({ message }) => resultsOf(message)).flatMap(({ items }) => items);
      const devId = dataText(told.find((item) => item.source?.locUri.endsWith("DevInfo/DevId"))?.data);
      return devId === source ? [] : [`Source of the header is ${source}, DevId ${devId}`];
    }
    case "another-session-id": {
      const [before, after] = seen.sessions.slice(-2).map(({ sessionId }) => sessionId);
      return after !== undefined && before !== after
        ? []
        : [`SessionID ${before ?? "missing"} and then ${after ?? "none"}`];
    }
    case "session-id": {
      const id = seen.sessions.at(-1)?.sessionId ?? "missing";
      return id === wanted.value ? [] : [`SessionID ${id}, expected ${wanted.value}`];
    }
    case "final-once": {
      const finals = own.slice(1).map(({ message }) => message.syncBody.final === true);
      const last = finals.lastIndexOf(true);
      if (finals.length < 2 || last < 1) return ["no package of several messages came to its Final"];
      return finals.slice(0, last).includes(true) && !finals.slice(0, last).includes(false)
        ? ["Final in every message"]
        : [];
    }
    case "msg-refs":
      return msgRefFaults(
        wanted,
        own.flatMap(({ message }) => statusesOf(message)),
      );
    case "nonces":
      return nonceFaults(
        wanted.count,
        messagesOf(seen.all).map(({ message }) => message),
      );
    case "first-cred": {
      const type = own[0]?.message.syncHdr.cred?.meta?.type ?? "none";
      return type === wanted.type ? [] : [`the first message shows ${type}, expected ${wanted.type}`];
    }
    case "refusals": {
      const refusals = seen.sessions.at(-1)?.refusals ?? [];
      return refusals.length <= wanted.atMost ? [] : [`the server refused the client: ${refusals.join("; ")}`];
    }
    case "header-refs":
      return headerRefFaults(seen.last);
    case "outcome":
      return fits(seen.end?.outcome ?? "", wanted.value)
        ? []
        : [`the client says "${seen.end?.outcome ?? "nothing"}", expected ${wanted.value}`];
    case "lists-agree":
      return listFaults(own.flatMap(({ message }) => resultsOf(message)));
    case "same-tnds":
      return tndsFaults(own.flatMap(({ message }) => resultsOf(message)));
    case "mo-roots-agree":
      return moRootFaults(own.flatMap(({ message }) => resultsOf(message)));
    case "http-attempts":
      return seen.turnedAway <= wanted.atMost
        ? []
        : [`${seen.turnedAway} requests were turned away, expected at most ${wanted.atMost}`];
  }
}

function requests(entries: readonly LogEntry[]): LogEntry[] {
  return entries.filter(({ direction }) => direction === "to-server");
}

function unseenText(
  { message: which, value }: Extract<Observation, { see: "text" }>,
  own: readonly { readonly message: Message }[],
): string[] {
  const texts = own.map(({ message }) => xmlOf(message));
  const found = which === 0 ? texts.some((text) => fits(text, value)) : fits(texts[which - 1] ?? "", value);
  return found ? [] : [`${which === 0 ? "no message" : `message ${which} does not`} hold ${value}`];
}

function xmlOf(message: Message): string {
  return new TextDecoder().decode(encodeMessage(message, "xml"));
}

function statusesOf({ syncBody }: Message): Status[] {
  return syncBody.commands.filter((command): command is Status => command.cmd === "Status");
}

function resultsOf({ syncBody }: Message): Results[] {
  return syncBody.commands.filter((command): command is Results => command.cmd === "Results");
}

function alertFaults(
  { code, correlator, data, type, format, times }: Extract<Observation, { see: "sent-alert" }>,
  messages: readonly Message[],
): string[] {
  const asksItem = data !== undefined || type !== undefined || format !== undefined;
  const own = messages
    .flatMap(({ syncBody }) => syncBody.commands)
    .filter((command) => command.cmd === "Alert")
    .filter((alert) => alert.data === String(code) && (correlator === undefined || alert.correlator === correlator))
    .filter(({ items = [] }) => !asksItem || items.some((item) => isThat(item, { data, type, format })));
  if (times !== undefined && own.length !== times) {
    return [`${own.length} Alerts ${code} as described, expected ${times}`];
  }
  return own.length > 0 ? [] : [`no Alert ${code} as described was ever sent`];
}

function isThat(
  item: Item,
  { data, type, format }: Record<"data" | "format", TextMatch | undefined> & { readonly type: string | undefined },
): boolean {
  return (
    (data === undefined || fits(dataText(item.data), data)) &&
    (type === undefined || item.meta?.type === type) &&
    (format === undefined || fits(item.meta?.format ?? "", format))
  );
}

function devInfoFaults(messages: readonly Message[]): string[] {
  const commands: readonly Command[] = messages.flatMap(({ syncBody }) => syncBody.commands);
  const values = (cmd: "Replace" | "Results"): Map<string, string> =>
    new Map(
      commands.flatMap((command) =>
        command.cmd === cmd
          ? command.items.map(
              (item) => [(item.source?.locUri ?? "").replace(/^\.\//, ""), dataText(item.data)] as const,
            )
          : [],
      ),
    );
  const [told, read] = [values("Replace"), values("Results")];
  if (told.size === 0) return ["package 1 tells nothing of the device"];
  return [...told].flatMap(([uri, value]) =>
    read.get(uri) === value
      ? []
      : [`package 1 says ${uri} is ${value}, the tree ${read.get(uri) ?? "has no such node"}`],
  );
}

function msgRefFaults(
  { of, commands }: Extract<Observation, { see: "msg-refs" }>,
  statuses: readonly Status[],
): string[] {
  const own = statuses.filter(({ command, msgRef }) => command === "Get" && msgRef === of);
  const refs = new Set(own.map(({ cmdRef }) => cmdRef));
  if (own.length !== commands) return [`${own.length} Statuses of Get with MsgRef ${of}, expected ${commands}`];
  return refs.size === commands ? [] : ["a command has two Statuses"];
}

function nonceFaults(count: number, messages: readonly Message[]): string[] {
  const nonces = messages
    .flatMap(statusesOf)
    .flatMap(({ chal }) => nonceOf(chal) ?? [])
    .map((nonce) => Buffer.from(nonce).toString("latin1"));
  return [
    ...(nonces.length < count ? [`${nonces.length} nonces of the client, expected ${count}`] : []),
    ...(new Set(nonces).size < nonces.length ? ["a nonce came twice"] : []),
    ...(nonces.some(({ length }) => length < 16) ? ["a nonce of less than 16 bytes"] : []),
  ];
}

/** The SyncHdr Status repeats Target and Source of the message it answers, where it names them. */
function headerRefFaults(entries: readonly LogEntry[]): string[] {
  const server = entries.flatMap(({ direction, message }) =>
    direction === "to-device" && message !== undefined ? [message.syncHdr] : [],
  );
  const headers = messagesOf(entries)
    .flatMap(({ message }) => statusesOf(message))
    .filter(({ cmdRef }) => cmdRef === "0");
  if (headers.length === 0) return ["no SyncHdr Status"];
  return headers.flatMap(({ msgRef, targetRefs, sourceRefs }) => {
    const answered = server.find(({ msgId }) => msgId === msgRef);
    if (answered === undefined) return [];
    const wrong = (refs: readonly string[] | undefined, wanted: string, name: string): string[] =>
      refs === undefined || (refs.length === 1 && refs[0] === wanted)
        ? []
        : [`${name} ${refs.join(", ")}, not ${wanted}`];
    return [
      ...wrong(targetRefs, answered.target.locUri, "TargetRef"),
      ...wrong(sourceRefs, answered.source.locUri, "SourceRef"),
    ];
  });
}
