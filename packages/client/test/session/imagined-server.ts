/**
 * A server that is only imagined: it turns plans, as a generator makes them, into inputs of the pure step, knows the
 * secrets or not, and keeps what it would know itself. What it computes it computes with the lab's own digests.
 */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import { type Command, type Encoding, encodeMessage, type Item, type Message, type Meta } from "@oma-dm/codec/syncml";
import { basicText, digestText, macText, printHmacHeader } from "@oma-dm/lab";
import type { Outgoing } from "../../src/session/reply.ts";
import type { Effect, Peer, Received, SessionOptions } from "../../src/session/state.ts";

export type Sent = Extract<Effect, { type: "send" }>;
type Execute = Extract<Effect, { type: "execute" }>;

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const CLIENT = { name: "gw", secret: "client-secret" } as const;
export const SERVER = { name: "srv", secret: "server-secret" } as const;
export const STORED = { client: utf8("N-cs"), server: utf8("N-sc") } as const;

/** What a message of the server is to be. */
export interface Plan {
  readonly shows: "cred" | "mac" | "both" | "nothing";
  /** With which secret and nonce. */
  readonly proof: "right" | "wrong-secret" | "old-nonce";
  readonly header: "200" | "212" | "401" | "407" | "503" | "513" | "none";
  readonly chal: "fresh" | "again" | "none";
  readonly asks: Peer["scheme"];
  readonly commands: readonly Order[];
  readonly final: boolean;
  readonly maxMsgSize?: number | undefined;
  readonly maxObjSize?: number | undefined;
  readonly repeats: boolean;
  readonly encoding: Encoding;
  readonly abort: boolean;
  readonly verified: boolean;
  /** Of the device's own alerts and Results. */
  readonly answers: string;
}

export type Order =
  | { readonly kind: "get" | "add" | "exec" | "copy" }
  | { readonly kind: "1222" | "1223" | "1100" }
  | { readonly kind: "atomic" | "sequence"; readonly of: readonly ("get" | "add" | "exec")[] }
  | { readonly kind: "chunk"; readonly target: string; readonly more: boolean; readonly size?: string | undefined };

/** What the server knows of a message of its own. */
export interface Said {
  readonly input: Received;
  /** The Cred is what the device has to take. */
  readonly credIsRight: boolean;
  readonly macIsRight: boolean;
}

const NEVER_ISSUED = utf8("never-issued");

export class ImaginedServer {
  /** Nonces given to the device, in order; the stored one is the first. */
  readonly given: Uint8Array[];
  private readonly options: SessionOptions;
  private said = 0;
  private cmdIds = 0;
  /** What the device issued last. */
  private nonce: Uint8Array | undefined;
  private last: Sent | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.given = options.clients.flatMap(({ nonce }) => nonce ?? []).slice(0, 1);
  }

  /** The device sent it. */
  hear(sent: Sent): void {
    this.last = sent;
    for (const command of sent.message.syncBody.commands) {
      if (command.cmd !== "Status" || command.cmdRef !== "0") continue;
      const issued = command.chal?.meta.nextNonce;
      if (issued !== undefined) this.nonce = decodeBase64(issued);
    }
  }

  /** The message of a plan. It counts only when the device is listening. */
  say(plan: Plan, isHeard: boolean): Said {
    const number = plan.repeats && this.said > 0 ? this.said : this.said + 1;
    const { header, chal, asks } = plan;
    const challenges = header === "401" || header === "407";
    const nonce = chal === "again" ? (this.given.at(-1) ?? utf8("first")) : utf8(`given-${number}`);
    const given = chal !== "none" && header !== "none";
    if (isHeard && given && asks !== "syncml:auth-basic") this.given.push(nonce);
    const statuses = header === "none" ? [] : [this.headerStatus(header, given ? chalOf(asks, nonce) : undefined)];
    const message: Message = {
      syncHdr: this.header(plan, number),
      syncBody: {
        commands: [...statuses, ...this.answersTo(plan.answers), ...plan.commands.map((order) => this.command(order))],
        // What asks for package 1 again ends its package.
        final: plan.final || challenges,
      },
    };
    if (isHeard) this.said = number;
    const bytes = encodeMessage(message, plan.encoding);
    const mac = plan.shows === "mac" || plan.shows === "both";
    const right = plan.proof === "right" && this.due() !== NEVER_ISSUED;
    const schemes = this.options.servers.map(({ scheme }) => scheme);
    return {
      input: {
        type: "message",
        message,
        bytes,
        encoding: plan.encoding,
        integrity: mac ? this.integrity(plan, bytes) : undefined,
        nonce: utf8(`issued-${number}`),
        serverVerified: plan.verified,
        abort: plan.abort,
      },
      macIsRight: mac && right && schemes.some((scheme) => scheme !== "syncml:auth-basic"),
      credIsRight:
        message.syncHdr.cred !== undefined &&
        (schemes.includes("syncml:auth-md5") ? right : plan.proof !== "wrong-secret" && schemes.includes(BASIC)),
    };
  }

  private header(plan: Plan, number: number): Message["syncHdr"] {
    const { url, deviceId, sessionId, servers } = this.options;
    const secret = plan.proof === "wrong-secret" ? "guess" : SERVER.secret;
    const type = servers.some(({ scheme }) => scheme === BASIC) ? BASIC : "syncml:auth-md5";
    const data = type === BASIC ? basicText(SERVER.name, secret) : digestText(SERVER.name, secret, this.nonceFor(plan));
    const meta: Meta = {
      ...(plan.maxMsgSize === undefined ? {} : { maxMsgSize: String(plan.maxMsgSize) }),
      ...(plan.maxObjSize === undefined ? {} : { maxObjSize: String(plan.maxObjSize) }),
    };
    return {
      verDtd: "1.2",
      verProto: "DM/1.3",
      sessionId,
      msgId: String(number),
      target: { locUri: deviceId },
      source: { locUri: url },
      ...(plan.shows === "cred" || plan.shows === "both" ? { cred: { meta: { format: "b64", type }, data } } : {}),
      ...(Object.keys(meta).length === 0 ? {} : { meta }),
    };
  }

  /** The nonce the server's proof has to be made with. */
  private due(): Uint8Array {
    return this.nonce ?? this.options.servers.find(({ nonce }) => nonce !== undefined)?.nonce ?? NEVER_ISSUED;
  }

  private nonceFor({ proof }: Plan): Uint8Array {
    return proof === "old-nonce" ? NEVER_ISSUED : this.due();
  }

  private integrity(plan: Plan, body: Uint8Array): string {
    const { name } = SERVER;
    const secret = plan.proof === "wrong-secret" ? "guess" : SERVER.secret;
    const mac = macText({ algorithm: "SHA256", name, secret, nonce: this.nonceFor(plan), body });
    return printHmacHeader({ algorithm: "SHA256", username: name, mac });
  }

  private headerStatus(data: string, chal: Meta | undefined): Command {
    const msgRef = this.last?.message.syncHdr.msgId ?? "1";
    const status = { cmd: "Status", cmdId: this.id(), msgRef, cmdRef: "0", command: "SyncHdr", data } as const;
    return chal === undefined ? status : { ...status, chal: { meta: chal } };
  }

  private answersTo(data: string): readonly Command[] {
    const { message } = this.last ?? {};
    return (message?.syncBody.commands ?? []).flatMap(({ cmd, cmdId }): readonly Command[] => {
      if (cmd === "Status") return [];
      const cmdRef = cmdId;
      const msgRef = message!.syncHdr.msgId;
      return [{ cmd: "Status", cmdId: this.id(), msgRef, cmdRef, command: cmd, data }];
    });
  }

  private command(order: Order): Command {
    const cmdId = this.id();
    switch (order.kind) {
      case "get":
        return { cmd: "Get", cmdId, items: [{ target: { locUri: `./a/${cmdId}` } }] };
      case "add":
        return { cmd: "Add", cmdId, items: [{ target: { locUri: `./b/${cmdId}` }, data: "value" }] };
      case "exec":
        return { cmd: "Exec", cmdId, items: [{ target: { locUri: `./c/${cmdId}` } }] };
      case "copy":
        return {
          cmd: "Copy",
          cmdId,
          items: [{ target: { locUri: `./d/${cmdId}` }, source: { locUri: `./a/${cmdId}` } }],
        };
      case "atomic":
      case "sequence": {
        const commands = order.of.map((kind) => this.command({ kind })) as never;
        return { cmd: order.kind === "atomic" ? "Atomic" : "Sequence", cmdId, commands };
      }
      case "chunk": {
        const { target, more, size } = order;
        const item: Item = {
          target: { locUri: target },
          ...(size === undefined ? {} : { meta: { size } }),
          data: "0123456789",
          ...(more ? { moreData: true } : {}),
        };
        return { cmd: "Add", cmdId, items: [item] };
      }
      default:
        return { cmd: "Alert", cmdId, data: order.kind };
    }
  }

  private id(): string {
    this.cmdIds += 1;
    return String(this.cmdIds);
  }
}

const BASIC = "syncml:auth-basic";

function chalOf(type: Peer["scheme"], nonce: Uint8Array): Meta {
  return { format: "b64", type, ...(type === BASIC ? {} : { nextNonce: encodeBase64(nonce) }) };
}

/** What a tree would answer: one Status for each command, what was decided before, Results of `size` characters. */
export function executed({ commands, decided, msgRef }: Execute, size: number): readonly Outgoing[] {
  const statuses: Outgoing[] = [];
  const results: Outgoing[] = [];
  const visit = (command: Command): void => {
    const { cmd, cmdId } = command;
    const items = "items" in command ? (command.items ?? []) : [];
    const code = items.map((item) => decided.get(item)).find((each) => each !== undefined) ?? 200;
    const name = command.cmd === "Unknown" ? command.element : cmd;
    statuses.push({ cmd: "Status", msgRef, cmdRef: cmdId, command: name, data: String(code) });
    if ("commands" in command) for (const child of command.commands) visit(child);
    const source = items[0]?.target;
    if (cmd !== "Get" || source === undefined) return;
    const text = "<&>abcdefgh\u{1F600}".repeat(Math.ceil(size / 12)).slice(0, size);
    const data = text.replace(/[\uD800-\uDBFF]$/, "");
    const meta = { format: "chr", type: "text/plain" };
    results.push({ cmd: "Results", msgRef, cmdRef: cmdId, items: [{ source, meta, data }] });
  };
  for (const command of commands) visit(command);
  return [...statuses, ...results];
}
