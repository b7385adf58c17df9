/**
 * A server that means harm, the same harm for the same seed: for tests that a client survives everything.
 *
 * It answers every request with one of `BODIES` by one of `DELIVERIES`. About half of the answers are decent, and with
 * an account the server shows the right credentials, so that sessions go deep before they go wrong.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DecodeError } from "@oma-dm/codec";
import { type Command, decodeMessage, type Encoding, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import type { LabAccount } from "../account.ts";
import { AUTH_MD5, chalFor, digestText, nonceOf, printableNonce } from "../credentials.ts";
import { dueFor, headerStatusFor } from "../due-statuses.ts";
import { BODIES, type Occasion } from "./bodies.ts";
import { DELIVERIES } from "./deliveries.ts";
import { type Dice, diceFor } from "./dice.ts";

export interface HostileOptions {
  /** What `url` does. */
  readonly seed: number;
  /** The server shows these credentials; default none. */
  readonly account?: Pick<LabAccount, "server">;
  /** Milliseconds the slowest answer takes; default 20. */
  readonly dripMs?: number;
  /** Bytes of an endless body, which ends there if the client did not hang up; default 1 MiB. */
  readonly endlessBytes?: number;
  /** Names of `HOSTILE_BODIES` to choose from; default all. */
  readonly bodies?: readonly string[];
  /** Names of `HOSTILE_DELIVERIES` to choose from; default all. */
  readonly deliveries?: readonly string[];
}

/** What the server did to one request. */
export interface HostileAct {
  readonly seed: number;
  /** Position among the requests of that seed, from 1. */
  readonly n: number;
  readonly body: string;
  readonly delivery: string;
}

export interface HostileServer {
  /** Where the first message goes; does what the seed of the options means. */
  readonly url: string;
  /** The same server by another seed: a URL for each session repeats any one of them alone. */
  urlFor(seed: number): string;
  /** Everything done so far. */
  readonly acts: readonly HostileAct[];
  /** Stops listening and closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

export const HOSTILE_BODIES: readonly string[] = Object.keys(BODIES);
export const HOSTILE_DELIVERIES: readonly string[] = Object.keys(DELIVERIES);

const LARGEST_REQUEST = 1024 * 1024;
/** Bodies kept for a replay. */
const REMEMBERED = 4;

interface Line {
  requests: number;
  msgId: number;
  readonly before: Uint8Array[];
  /** N_sc as this seed's client knows it. */
  serverNonce: Uint8Array | undefined;
}

/** Starts a hostile server on a free loopback port. */
export async function hostileServer(options: HostileOptions): Promise<HostileServer> {
  const { seed, account, dripMs = 20, endlessBytes = 1024 * 1024 } = options;
  const { bodies = HOSTILE_BODIES, deliveries = HOSTILE_DELIVERIES } = options;
  const lines = new Map<number, Line>();
  const acts: HostileAct[] = [];
  let origin = "";
  const urlFor = (each: number): string => `${origin}/dm/${each}`;

  const decent = (asked: Message, line: Line, dice: Dice, commands: readonly Command[], final: boolean): Message => {
    const { syncHdr } = asked;
    const own = syncHdr.msgId === "1" ? 1 : line.msgId + 1;
    line.msgId = own;
    const chal = chalFor("md5", printableNonce(dice.bytes));
    const statuses = [headerStatusFor(asked, { code: "212", chal, accepted: true }), ...dueFor(asked, "200")];
    let cmdId = 0;
    const number = (command: Command): Command => {
      const numbered = { ...command, cmdId: String(++cmdId) };
      const inner = "commands" in numbered ? { commands: numbered.commands?.map(number) ?? [] } : {};
      return { ...numbered, ...inner } as Command;
    };
    const name = account?.server.name ?? "";
    const cred = { meta: { format: "b64", type: AUTH_MD5 }, data: "" };
    const data = digestText(name, account?.server.secret ?? "", line.serverNonce ?? new Uint8Array());
    return {
      syncHdr: {
        verDtd: "1.2",
        verProto: syncHdr.verProto,
        sessionId: syncHdr.sessionId,
        msgId: String(own),
        target: { locUri: syncHdr.source.locUri },
        source: { locUri: syncHdr.target.locUri },
        ...(account === undefined ? {} : { cred: { ...cred, data } }),
      },
      syncBody: { commands: [...statuses.map((due) => number({ ...due, cmdId: "" })), ...commands.map(number)], final },
    };
  };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readBody(incoming);
    const own = Number(/^\/dm\/(-?\d+)/.exec(incoming.url ?? "")?.[1] ?? seed);
    const line = lines.get(own) ?? { requests: 0, msgId: 0, before: [], serverNonce: account?.server.nonce };
    lines.set(own, line);
    line.requests += 1;
    const dice = diceFor(own, line.requests);
    const { message = NOBODY, encoding } = readMessage(request);
    line.serverNonce = issuedNonce(message) ?? line.serverNonce;

    const body = choose(dice, bodies, "decent");
    const delivery = choose(dice, deliveries, "whole");
    acts.push({ seed: own, n: line.requests, body, delivery });
    const occasion: Occasion = {
      dice,
      encoding: dice.once(8) ? (encoding === "xml" ? "wbxml" : "xml") : encoding,
      decent: (commands, final = true) => decent(message, line, dice, commands, final),
      before: line.before,
      url: urlFor(own),
    };
    const bytes = BODIES[body]?.(occasion) ?? new Uint8Array();
    line.before.push(bytes);
    if (line.before.length > REMEMBERED) line.before.shift();
    const contentType = MEDIA_TYPES.syncml[bytes[0] === 0x3c ? "xml" : "wbxml"];
    const parcel = { dice, body: bytes, contentType, url: urlFor(own), dripMs, endlessBytes };
    await DELIVERIES[delivery]?.(outgoing, parcel);
  };

  const server = createServer((incoming, outgoing) => {
    // A client that hangs up is right to do so.
    outgoing.on("error", () => outgoing.destroy());
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: urlFor(seed),
    urlFor,
    acts,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The decent way every other time, where it is among the names. */
function choose(dice: Dice, names: readonly string[], decent: string): string {
  return names.includes(decent) && dice.once(2) ? decent : dice.pick(names);
}

/** Stands in for a message that cannot be read. */
const NOBODY: Message = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.2",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "http://127.0.0.1/" },
    source: { locUri: "IMEI:0" },
  },
  syncBody: { commands: [] },
};

function readMessage(bytes: Uint8Array): { readonly message?: Message; readonly encoding: Encoding } {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return { encoding: "xml" };
    throw error;
  }
}

/** N_sc as the client last issued it. */
function issuedNonce({ syncBody }: Message): Uint8Array | undefined {
  for (const command of syncBody.commands) {
    if (command.cmd === "Status" && command.cmdRef === "0") return nonceOf(command.chal);
  }
  return undefined;
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= LARGEST_REQUEST) parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
