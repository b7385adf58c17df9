/** What a hostile server says: a table of answers, from well-behaved to noise. */
import { type Command, type Encoding, encodeMessage, type Item, type Message, type Meta } from "@oma-dm/codec/syncml";
import { AUTH_BASIC, AUTH_MD5 } from "../credentials.ts";
import { AUTH_MAC } from "../hmac.ts";
import { add, addNode, alert, atomic, copy, exec, get, remove, replace, sequence } from "../steps.ts";
import type { Dice } from "./dice.ts";

/** What an answer may be made of. */
export interface Occasion {
  readonly dice: Dice;
  readonly encoding: Encoding;
  /** A decent answer to the client's message with these commands. */
  decent(commands: readonly Command[], final?: boolean): Message;
  /** Bodies that went out before, the latest last. */
  readonly before: readonly Uint8Array[];
  /** The server's own URI. */
  readonly url: string;
}

type Body = (occasion: Occasion) => Uint8Array;

/** By name. A name is part of what a seed means: append, do not reorder. */
export const BODIES: Readonly<Record<string, Body>> = {
  decent: (o) => encode(o, o.decent(commandsOf(o.dice))),
  noise: ({ dice }) => dice.bytes(dice.int(2000)),
  "token-noise": ({ dice }) => join([0x03, 0xa4, 0x01, 0x6a, 0x00, 0x6d, 0x6c], dice.bytes(dice.int(500))),
  flipped: (o) => flip(encode(o, o.decent(commandsOf(o.dice))), o.dice),
  cut: (o) => {
    const whole = encode(o, o.decent(commandsOf(o.dice)));
    return whole.slice(0, o.dice.int(whole.length));
  },
  doubled: (o) => {
    const whole = encode(o, o.decent(commandsOf(o.dice)));
    return join(whole, whole);
  },
  empty: () => new Uint8Array(),
  "deep-xml": ({ dice }) => {
    const depth = dice.pick([10, 31, 32, 33, 100, 20_000]);
    const tag = dice.pick(["Atomic", "Sequence", "Item", "Node", "x"]);
    const open = '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody>';
    return utf8(open + `<${tag}>`.repeat(depth) + (dice.once(2) ? `</${tag}>`.repeat(depth) : ""));
  },
  "deep-wbxml": ({ dice }) => {
    const depth = dice.pick([10, 31, 32, 33, 100, 20_000]);
    const tag = 0x40 | dice.pick([0x08, 0x24, 0x14, 0x1a, 0x05]);
    return join([0x03, 0xa4, 0x01, 0x6a, 0x00, 0x6d, 0x6b], new Uint8Array(depth).fill(tag));
  },
  "deep-uri": (o) => {
    const uri = `./${o.dice.pick(["a/", "../", "/", "%2e%2e/"]).repeat(o.dice.pick([40, 300, 5000]))}`;
    return encode(o, o.decent([get(uri), add(uri, "1"), replace(`${uri}?prop=ACL`, "Get=*")]));
  },
  refs: (o) => encode(o, contradict(o.decent(commandsOf(o.dice)), o.dice)),
  replay: (o) => (o.before.length === 0 ? encode(o, o.decent([])) : o.dice.pick(o.before)),
  finals: (o) => {
    const commands = o.dice.pick<readonly Command[]>([
      [],
      [alert(1222)],
      commandsOf(o.dice),
      [alert(1222), alert(1222)],
    ]);
    const bytes = encode(o, o.decent(commands, o.dice.once(2)));
    if (o.encoding === "wbxml" || o.dice.once(2)) return bytes;
    return utf8(Buffer.from(bytes).toString("utf8").replace("<SyncBody>", "<SyncBody><Final/>"));
  },
  counts: (o) => {
    const many = Array.from({ length: 3000 }, (_, at) => get(`./DevInfo/n${at}`));
    const uris = many.map((each) => each.items[0]?.target?.locUri ?? "");
    return encode(
      o,
      o.decent(o.dice.pick<readonly Command[]>([many, [get(...uris)], [remove(...uris)], [atomic(...many)]])),
    );
  },
  numbers: (o) => encode(o, withNumbers(o.decent(commandsOf(o.dice)), o.dice)),
  "endless-object": (o) => {
    const size = o.dice.pick([undefined, "0", "-1", "10", "999999999999999999999", "x"]);
    const item: Item = {
      target: { locUri: o.dice.pick(URIS) },
      meta: { format: o.dice.pick(FORMATS), ...(size === undefined ? {} : { size }) },
      data: "x".repeat(o.dice.int(400)),
      moreData: true,
    };
    return encode(
      o,
      o.decent([{ cmd: o.dice.pick(["Add", "Replace"] as const), cmdId: "", items: [item] }], o.dice.once(4)),
    );
  },
  challenge: (o) => encode(o, challenged(o.decent([]), o.dice)),
  entities: (o) => {
    const text = Buffer.from(encodeMessage(o.decent(commandsOf(o.dice)), "xml")).toString("utf8");
    const bomb = '<!DOCTYPE SyncML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
    const outside = '<!DOCTYPE SyncML [<!ENTITY b SYSTEM "file:///etc/hostname">]>';
    return utf8(
      o.dice.pick([bomb, outside]) + text.replace("<SyncBody>", "<SyncBody>&b;").replace(/^<\?xml[^>]*>/, ""),
    );
  },
  lengths: ({ dice }) => {
    const length = dice.pick([
      [0xff, 0xff, 0xff, 0xff, 0x7f],
      [0x8f, 0xff, 0xff, 0xff, 0x7f],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [0x81],
    ]);
    const table = join([0x03, 0xa4, 0x01, 0x6a], length, [0x6d]);
    const opaque = join([0x03, 0xa4, 0x01, 0x6a, 0x00, 0x6d, 0x6c, 0x71, 0xc3], length, [0x31]);
    const textual = [0x03, 0x00, ...length, 0x6a, 0x00, 0x6d];
    return dice.pick([table, opaque, Uint8Array.from(textual)]);
  },
  addresses: (o) => {
    const { syncHdr, syncBody } = o.decent(commandsOf(o.dice));
    const respUri = o.dice.pick([
      `${o.url}?again=1`,
      "file:///etc/passwd",
      "",
      "http://[",
      "//",
      "javascript:1",
      "./x",
    ]);
    const odd = o.dice.pick<Partial<Message["syncHdr"]>>([
      { sessionId: "FFFFFFFF" },
      { msgId: o.dice.pick(["0", "-1", "999999999999999999999999", "one", ""]) },
      { target: { locUri: "IMEI:0" } },
      { source: { locUri: "" } },
      { verDtd: "9.9" },
      { verProto: "DS/1.2" },
      { respUri },
    ]);
    return encode(o, { syncHdr: { ...syncHdr, ...odd }, syncBody });
  },
  abort: (o) => encode(o, o.decent([...commandsOf(o.dice), alert(1223), ...commandsOf(o.dice)])),
  alerts: (o) => {
    const codes = [1100, 1101, 1102, 1103, 1104, 1200, 1201, 1222, 1224, 1225, 1226, 1230, 1299, 0];
    const items = Array.from({ length: o.dice.int(5) }, (): Item => ({ data: o.dice.pick(TEXTS) }));
    return encode(o, o.decent([alert(o.dice.pick(codes), items)]));
  },
  values: (o) => {
    const odd = (): Command => {
      const data = o.dice.once(3) ? o.dice.bytes(o.dice.int(60)) : o.dice.pick(TEXTS);
      const options = { format: o.dice.pick(FORMATS), type: o.dice.pick(TYPES) };
      const uri = o.dice.pick(URIS);
      return o.dice.once(2) ? add(uri, data, options) : replace(uri, data, options);
    };
    return encode(o, o.decent(Array.from({ length: 1 + o.dice.int(8) }, odd)));
  },
};

const URIS = [
  ".",
  "./",
  "",
  "./DevInfo",
  "./DevInfo/DevId",
  "./DevDetail/Ext",
  "./Test/dyn/x",
  "./Test/dyn/x/y/z",
  "./DMAcc",
  "./DMAcc/x/AppAuth/y/AAuthSecret",
  "./Inbox/x",
  "./Test/int?prop=ACL",
  "./Test?list=TNDS",
  "./?list=Struct",
  "./Test/dyn/%zz",
  "./Test/dyn/a%2Fb",
  "/DevInfo",
  "DevInfo/DevId?prop=Name",
  "./Test/dyn/\u00e4\u20ac",
  "./\u0001",
] as const;
const FORMATS = ["b64", "bin", "bool", "chr", "int", "float", "date", "time", "node", "null", "xml", "", "x"] as const;
const TYPES = [
  "text/plain",
  "application/vnd.syncml.dmtnds+xml",
  "application/vnd.syncml.dmtnds+wbxml",
  "",
  "a/b",
  "urn:x",
] as const;
const TEXTS = [
  "",
  "1",
  "-99999999999999999999",
  "true",
  "x".repeat(3000),
  "<MgmtTree>",
  "]]>",
  "=&=&=",
  "MINDT=99999&DR=%%&MAXLEN=-1",
  "Add=*&Get=*&Replace=*&Delete=*",
  "\u0000\u0001",
  "%41%zz",
  "1/2/3",
  "=====",
] as const;
const CODES = ["200", "212", "213", "401", "407", "404", "505", "513", "503", "1", "-1", "999", ""] as const;

function commandsOf(dice: Dice): Command[] {
  const one = (depth: number): Command => {
    const uri = dice.pick(URIS);
    const nested = (): Command[] => Array.from({ length: 1 + dice.int(3) }, () => one(depth + 1));
    switch (dice.int(depth > 2 ? 7 : 9)) {
      case 0:
        return add(uri, dice.pick(TEXTS), { format: dice.pick(FORMATS) });
      case 1:
        return addNode(uri);
      case 2:
        return replace(uri, dice.pick(TEXTS));
      case 3:
        return remove(uri);
      case 4:
        return copy(uri, dice.pick(URIS));
      case 5:
        return exec(uri, { correlator: dice.pick(TEXTS) });
      case 6:
        return get(uri, dice.pick(URIS));
      case 7:
        return atomic(...nested());
      default:
        return sequence(...nested());
    }
  };
  return Array.from({ length: dice.int(6) }, () => one(0));
}

/** Statuses for what never was, twice, or under another name. */
function contradict({ syncHdr, syncBody }: Message, dice: Dice): Message {
  const odd = Array.from(
    { length: 1 + dice.int(6) },
    (_, at): Command => ({
      cmd: "Status",
      cmdId: dice.pick(["1", "0", "", `${900 + at}`]),
      msgRef: dice.pick(["0", "1", "2", "77", "-1", "x", ""]),
      cmdRef: dice.pick(["0", "1", "2", "3", "99", "x", ""]),
      command: dice.pick(["SyncHdr", "Alert", "Replace", "Results", "Get", "Nothing", ""]),
      data: dice.pick(CODES),
      ...(dice.once(3) ? { targetRefs: ["./nowhere"] } : {}),
    }),
  );
  const results: Command = {
    cmd: "Results",
    cmdId: "990",
    msgRef: "1",
    cmdRef: "1",
    items: [{ source: { locUri: "./DevInfo/DevId" }, data: "x" }],
  };
  const commands = [
    ...syncBody.commands.map((each) => (dice.once(4) ? { ...each, cmdId: "1" } : each)),
    ...odd,
    results,
  ];
  return { syncHdr, syncBody: { ...syncBody, commands } };
}

function withNumbers({ syncHdr, syncBody }: Message, dice: Dice): Message {
  const number = (): string => dice.pick(["0", "1", "-1", "40", "1e9", "99999999999999999999", "NaN", " 500 ", ""]);
  const meta: Meta = { maxMsgSize: number(), maxObjSize: number() };
  return { syncHdr: { ...syncHdr, meta }, syncBody };
}

/** 401 or 407 for everything, with a Chal of any kind. */
function challenged({ syncHdr, syncBody }: Message, dice: Dice): Message {
  const data = dice.pick(["401", "407"]);
  const nextNonce = dice.pick(["", "AAAA", "!!!", "A".repeat(4000), "AAAAAA==", "Tm9uY2U="]);
  const type = dice.pick([AUTH_MD5, AUTH_BASIC, AUTH_MAC, "syncml:auth-X509", "x", ""]);
  const meta: Meta = { type, format: dice.pick(["b64", "chr", ""]), ...(dice.once(5) ? {} : { nextNonce }) };
  const commands = syncBody.commands.map((each) => {
    if (each.cmd !== "Status") return each;
    const { chal: _, ...rest } = each;
    return each.cmdRef === "0" && !dice.once(5) ? { ...rest, data, chal: { meta } } : { ...rest, data };
  });
  return { syncHdr, syncBody: { ...syncBody, commands } };
}

function encode({ encoding }: Occasion, message: Message): Uint8Array {
  return encodeMessage(message, encoding);
}

function flip(bytes: Uint8Array, dice: Dice): Uint8Array {
  const changed = bytes.slice();
  for (let left = 1 + dice.int(8); left > 0; left--) changed[dice.int(changed.length)] = dice.int(256);
  return changed;
}

function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "utf8"));
}

function join(...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
