/** Clients whose messages are wrong. */
import type { Alert, Command, Item, Message, Status } from "@oma-dm/codec/syncml";
import {
  type Change,
  each,
  has,
  isHeaderStatus,
  type Mutant,
  outgoing,
  whenResults,
  withCommands,
  without,
} from "./mutant.ts";

const isStatusOf =
  (name: string) =>
  (command: Command): boolean =>
    command.cmd === "Status" && command.command === name;
const isAlert =
  (code: string) =>
  (command: Command): boolean =>
    command.cmd === "Alert" && command.data === code;
const items = (alert: Alert, change: (item: Item) => Item): Alert => ({
  ...alert,
  ...(alert.items === undefined ? {} : { items: alert.items.map(change) }),
});
const header = (message: Message, change: Partial<Message["syncHdr"]>): Message => ({
  ...message,
  syncHdr: { ...message.syncHdr, ...change },
});
const body = (message: Message, change: Partial<Message["syncBody"]>): Message => ({
  ...message,
  syncBody: { ...message.syncBody, ...change },
});
const alerts = (code: string, change: (alert: Alert) => Command): Change =>
  each("Alert", (alert) => (alert.data === code ? change(alert) : alert));
const chals = (change: (chal: NonNullable<Status["chal"]>) => NonNullable<Status["chal"]>): Change =>
  each("Status", (status) => (status.chal === undefined ? status : { ...status, chal: change(status.chal) }));
const results = (change: (item: Item) => Item): Change =>
  each("Results", (each_) => ({ ...each_, items: each_.items.map(change) }));
const devInfo = (change: (list: readonly Item[]) => readonly Item[]): Change =>
  each("Replace", (replace) => ({ ...replace, items: change(replace.items) }));
const lastFirst = (commands: readonly Command[]): readonly Command[] => {
  const [first, ...rest] = commands;
  return first === undefined ? [] : [...rest, first];
};
const no = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = value;
  return rest;
};

const of = (name: string, killer: string, change: Change, control?: string): Mutant => ({
  name,
  killer,
  ports: outgoing(change),
  ...(control === undefined ? {} : { control }),
});

export const MESSAGE_MUTANTS: readonly Mutant[] = [
  of("leaves out the Status of a Delete", "CM-17", without(isStatusOf("Delete"))),
  of(
    "gives Statuses in another order",
    "CM-29",
    whenResults((message) => {
      const rest = message.syncBody.commands.filter((each_) => each_.cmd === "Status" && each_.cmdRef !== "0");
      const turned = [...rest].reverse().values();
      return withCommands(message, (list) =>
        list.map((each_) => (rest.includes(each_) ? turned.next().value! : each_)),
      );
    }),
  ),
  of("says Final in every message", "SE-08", (message) =>
    message.syncBody.final === true ? message : body(message, { final: true }),
  ),
  of(
    "never says Final when it brings Results",
    "TR-01",
    whenResults((message) => body(message, { final: false })),
  ),
  of("says Final before the server does", "SE-10", (message) =>
    has(message, "Alert") && message.syncHdr.msgId !== "1" ? body(message, { final: true }) : message,
  ),
  of("uses a MsgID twice", "SE-02", (message) =>
    message.syncHdr.msgId === "3" ? header(message, { msgId: "2" }) : message,
  ),
  of("skips a MsgID", "SE-02", (message) =>
    message.syncHdr.msgId === "1" ? message : header(message, { msgId: String(Number(message.syncHdr.msgId) + 1) }),
  ),
  of("changes its SessionID on the way", "SE-02", (message) =>
    message.syncHdr.msgId === "1" ? message : header(message, { sessionId: "F9" }),
  ),
  of("begins every session with the same SessionID", "SE-16", (message) => header(message, { sessionId: "5" })),
  of(
    "uses a CmdID twice",
    "TR-01",
    each("Results", (command) => ({ ...command, cmdId: "1" })),
  ),
  of(
    "uses CmdID 0",
    "TR-01",
    each("Results", (command) => ({ ...command, cmdId: "0" })),
  ),
  of(
    "puts the Status of SyncHdr last",
    "TR-01",
    whenResults((message) => withCommands(message, lastFirst)),
  ),
  of("leaves out the Status of SyncHdr", "TR-01", whenResults(without(isHeaderStatus))),
  of(
    "puts Results before their Status",
    "TR-01",
    whenResults((message) =>
      withCommands(message, (list) => [
        ...list.filter(isHeaderStatus),
        ...list.filter(({ cmd }) => cmd === "Results"),
        ...list.filter((each_) => each_.cmd !== "Results" && !isHeaderStatus(each_)),
      ]),
    ),
  ),
  of(
    "always refers to message 1",
    "SE-03",
    each("Status", (status) => (status.cmdRef === "0" || status.msgRef === "1" ? status : { ...status, msgRef: "1" })),
  ),
  of(
    "calls every command Get in its Status",
    "CM-01",
    each("Status", (status) => (status.command === "Add" ? { ...status, command: "Get" } : status)),
  ),
  of("gives two Statuses for a Replace", "CM-11", (message) =>
    withCommands(message, (list) =>
      list.flatMap((each_) => (isStatusOf("Replace")(each_) ? [each_, { ...each_, cmdId: "99" }] : [each_])),
    ),
  ),
  of("brings Results for a Get that failed", "TR-04", (message) =>
    withCommands(message, (list) =>
      list.flatMap((each_): Command[] =>
        each_.cmd === "Status" && each_.command === "Get" && each_.data === "404"
          ? [
              each_,
              {
                cmd: "Results",
                cmdId: "99",
                msgRef: each_.msgRef,
                cmdRef: each_.cmdRef,
                items: [{ source: { locUri: "./NoSuch" }, data: "" }],
              },
            ]
          : [each_],
      ),
    ),
  ),
  of(
    "spells URIs its own way in Results",
    "TR-06",
    results((item) =>
      item.source?.locUri === "DevInfo/DevId" ? { ...item, source: { locUri: "./DevInfo/DevId" } } : item,
    ),
  ),
  of(
    "leaves Format out of Results",
    "TR-21",
    results((item) => (item.meta?.format === "int" ? { ...item, meta: no(item.meta, "format") } : item)),
  ),
  of(
    "leaves Type out of Results",
    "TR-19",
    results((item) => (item.meta?.type === "application/vnd.acme" ? { ...item, meta: no(item.meta, "type") } : item)),
  ),
  of(
    "trims values",
    "TR-23",
    results((item) => (typeof item.data === "string" ? { ...item, data: item.data.trim() } : item)),
  ),
  of(
    "leaves Lang out of DevInfo",
    "DI-03",
    devInfo((list) => list.filter((item) => item.source?.locUri !== "./DevInfo/Lang")),
    "IN-05",
  ),
  of(
    "tells of another device than its tree",
    "DI-04",
    devInfo((list) =>
      list.map((item) => (item.source?.locUri === "./DevInfo/Man" ? { ...item, data: "Other" } : item)),
    ),
  ),
  of(
    "puts Target where Source belongs in DevInfo",
    "DI-03",
    devInfo((list) =>
      list.map((item) =>
        item.source?.locUri === "./DevInfo/Lang" ? { ...no(item, "source"), target: item.source } : item,
      ),
    ),
    "SC-08",
  ),
  of(
    "always says that it began the session itself",
    "DI-02",
    alerts("1200", (alert) => ({ ...alert, data: "1201" })),
  ),
  of(
    "alerts twice that a session begins",
    "DI-01",
    (message) =>
      withCommands(message, (list) =>
        list.some(isAlert("1201")) ? [{ cmd: "Alert", cmdId: "98", data: "1201" }, ...list] : list,
      ),
    "SC-08",
  ),
  of("leaves DevInfo out after a challenge", "DI-05", (message) =>
    message.syncHdr.msgId === "1" ? message : without(({ cmd }) => cmd === "Replace")(message, 0),
  ),
  of("does not say 1222", "SE-10", without(isAlert("1222"))),
  of("aborts without Final", "SE-05", (message) =>
    message.syncBody.commands.some(isAlert("1223")) ? body(message, { final: false }) : message,
  ),
  of("goes away without a word", "SE-05", without(isAlert("1223"))),
  of("leaves LocName out", "SC-02d", (message) =>
    header(message, { source: { locUri: message.syncHdr.source.locUri } }),
  ),
  of("does not say how much it can take", "SE-17", (message) =>
    message.syncHdr.meta === undefined ? message : { ...message, syncHdr: no(message.syncHdr, "meta") },
  ),
  of("shows its credentials again after 212", "SE-02", keepCred(), "DI-01"),
  of("makes its digest of the wrong nonce", "SC-02", (message, nth) => spoilCred(message, nth === 1), "DI-01"),
  of(
    "challenges without a nonce",
    "SC-01",
    chals((chal) => ({ meta: no(chal.meta, "nextNonce") })),
  ),
  of(
    "issues the same nonce again and again",
    "SC-06",
    chals((chal) => ({ meta: { ...chal.meta, nextNonce: "c2FtZS1ub25jZS1hcy1iZWZvcmU=" } })),
  ),
  of("issues nonces of four bytes", "SC-06", shortNonces()),
  of(
    "never says Format b64 in a Chal",
    "SC-01",
    chals((chal) => ({ meta: no(chal.meta, "format") })),
  ),
  of(
    "sends commands that are a server's",
    "TR-01",
    whenResults((message) =>
      withCommands(message, (list) => [...list, { cmd: "Get", cmdId: "97", items: [{ target: { locUri: "./x" } }] }]),
    ),
  ),
  of(
    "says NoResp",
    "AL-01",
    alerts("1226", (alert) => ({ ...alert, noResp: true })),
  ),
  of(
    "leaves Type out of a generic alert",
    "AL-01",
    alerts("1226", (alert) =>
      items(alert, (item) => (item.meta === undefined ? item : { ...item, meta: no(item.meta, "type") })),
    ),
  ),
  of(
    "does not say which object an alert is about",
    "AL-01",
    alerts("1226", (alert) => items(alert, (item) => no(item, "source"))),
  ),
  of(
    "makes up an object an alert is about",
    "AL-02",
    alerts("1226", (alert) => items(alert, (item) => ({ ...item, source: { locUri: "./DevInfo" } }))),
  ),
  of(
    "forgets the Correlator",
    "CM-23",
    alerts("1226", (alert) => no(alert, "correlator")),
  ),
  of(
    "forgets the Mark",
    "AL-03",
    alerts("1226", (alert) =>
      items(alert, (item) => (item.meta === undefined ? item : { ...item, meta: no(item.meta, "mark") })),
    ),
  ),
  of(
    "sends a client event as a generic alert",
    "AL-09",
    alerts("1224", (alert) => ({ ...alert, data: "1226" })),
  ),
  of("begins a session with its report", "AL-10", (message) =>
    message.syncBody.commands.some(isAlert("1230"))
      ? withCommands(message, (list) => [{ cmd: "Alert", cmdId: "96", data: "1201" }, ...list])
      : message,
  ),
  of(
    "puts two Items into a report",
    "AL-11",
    alerts("1230", (alert) => ({ ...alert, items: [...(alert.items ?? []), ...(alert.items ?? [])] })),
  ),
  of(
    "puts no Type into a report",
    "AL-11",
    alerts("1230", (alert) =>
      items(alert, (item) => (item.meta === undefined ? item : { ...item, meta: no(item.meta, "type") })),
    ),
  ),
  of("tells a secret in Results", "DI-14", (message) =>
    withCommands(message, (list) =>
      list.map((each_) =>
        each_.cmd === "Results" && each_.items.some((item) => item.source?.locUri.endsWith("AAuthName") === true)
          ? { ...each_, items: each_.items.map((item) => ({ ...item, data: "client-secret-A-7391" })) }
          : each_,
      ),
    ),
  ),
  of(
    "says yes to everything",
    "CM-12",
    each("Status", (status) => (status.data === "404" ? { ...status, data: "200" } : status)),
  ),
  of(
    "says 200 for an Atomic that failed",
    "AS-06",
    each("Status", (status) => (status.data === "507" ? { ...status, data: "200" } : status)),
  ),
  of(
    "says 200 for what an Atomic undid",
    "AS-06",
    each("Status", (status) => (status.data === "216" ? { ...status, data: "200" } : status)),
  ),
  of(
    "does not tell chunks from whole objects",
    "LO-01",
    each("Status", (status) => (status.data === "213" ? { ...status, data: "200" } : status)),
  ),
];

/** The digest of another nonce in the first message of every session. */
function spoilCred(message: Message, isFirst: boolean): Message {
  const { cred } = message.syncHdr;
  if (isFirst || message.syncHdr.msgId !== "1" || cred === undefined) return message;
  return header(message, { cred: { ...cred, data: "AAAAAAAAAAAAAAAAAAAAAA==" } });
}

function keepCred(): Change {
  let shown: Message["syncHdr"]["cred"];
  return (message) => {
    shown = message.syncHdr.cred ?? shown;
    return message.syncHdr.cred !== undefined || shown === undefined ? message : header(message, { cred: shown });
  };
}

function shortNonces(): Change {
  let drawn = 0;
  return chals((chal) => ({
    meta: { ...chal.meta, nextNonce: Buffer.from(`n${String(++drawn).padStart(3, "0")}`).toString("base64") },
  }));
}
