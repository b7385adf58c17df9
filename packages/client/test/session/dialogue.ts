/** Both ends of a session by hand: the pure step on one side, messages put together in the test on the other. */
import { md5Credential } from "@oma-dm/codec/auth";
import {
  type Command,
  type Encoding,
  encodeMessage,
  type Message,
  type Meta,
  type SyncHdr,
} from "@oma-dm/codec/syncml";
import type { Effect, Ending, Received, SessionOptions, SessionState } from "../../src/session/state.ts";
import { newSession } from "../../src/session/state.ts";
import { step } from "../../src/session/step.ts";

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const CLIENT = { name: "gw", secret: "client-secret", scheme: "syncml:auth-md5", nonce: utf8("N-cs") } as const;
export const SERVER = { name: "srv", secret: "server-secret", scheme: "syncml:auth-md5", nonce: utf8("N-sc") } as const;

export const OPTIONS: SessionOptions = {
  sessionId: "A",
  alert: "1201",
  url: "https://dm.example/",
  deviceId: "IMEI:1",
  verProto: "DM/1.3",
  encoding: "wbxml",
  maxMsgSize: 5_000,
  maxObjSize: 10_000,
  clients: [CLIENT],
  first: CLIENT,
  mayShowBasic: false,
  servers: [],
  integrity: { algorithm: "SHA256", accepted: ["SHA256"], construction: "nested" },
  devInfo: [{ source: { locUri: "./DevInfo/DevId" }, data: "IMEI:1" }],
};

export type Sent = Extract<Effect, { type: "send" }>;

export interface Saying {
  readonly final?: boolean;
  readonly msgId?: string;
  readonly cred?: { readonly nonce: Uint8Array; readonly secret?: string };
  /** Value of `x-syncml-hmac`, given the message's octets. */
  readonly integrity?: (bytes: Uint8Array) => string;
  readonly meta?: Meta;
  /** Status of the device's SyncHdr; 200 when not given, none at all with `null`. */
  readonly header?: { readonly code?: string; readonly chal?: Meta } | null;
  readonly serverVerified?: boolean;
  /** WBXML when not given. */
  readonly encoding?: Encoding;
  /** In place of what the server's SyncHdr says otherwise. */
  readonly syncHdr?: Partial<SyncHdr>;
  readonly alerts?: Received["alerts"];
  readonly abort?: boolean;
}

export class Dialogue {
  state: SessionState;
  /** Of the last step. */
  effects: readonly Effect[] = [];
  private said = 0;

  constructor(options: Partial<SessionOptions> = {}) {
    this.state = newSession({ ...OPTIONS, ...options });
    this.take({ type: "start" });
  }

  take(input: Parameters<typeof step>[1]): void {
    [this.state, this.effects] = step(this.state, input);
  }

  /** The server speaks: a Status for the device's header, then `commands`. */
  say(commands: readonly Command[], saying: Saying = {}): void {
    this.said += 1;
    const { final = true, msgId = String(this.said), header = {}, cred, meta, serverVerified = true } = saying;
    const { encoding = "wbxml" } = saying;
    const status: readonly Command[] = header === null ? [] : [statusOfHeader(String(this.state.msgId), header)];
    const message: Message = {
      syncHdr: {
        verDtd: "1.2",
        verProto: "DM/1.3",
        sessionId: "A",
        msgId,
        target: { locUri: "IMEI:1" },
        source: { locUri: "https://dm.example/" },
        ...(cred && {
          cred: {
            meta: { format: "b64", type: "syncml:auth-md5" },
            data: md5Credential(SERVER.name, cred.secret ?? SERVER.secret, cred.nonce),
          },
        }),
        ...(meta && { meta }),
        ...saying.syncHdr,
      },
      syncBody: { commands: [...status, ...commands], final },
    };
    const bytes = encodeMessage(message, encoding);
    const input: Received = {
      type: "message",
      message,
      bytes,
      encoding,
      integrity: saying.integrity?.(bytes),
      nonce: utf8(`issued-${this.said}`),
      serverVerified,
      ...(saying.alerts && { alerts: saying.alerts }),
      ...(saying.abort !== undefined && { abort: saying.abort }),
    };
    this.take(input);
  }

  /** Every command handed out was done: Status 200 each, and what `more` adds. */
  done(...more: Extract<Parameters<typeof step>[1], { type: "executed" }>["replies"]): void {
    const execute = this.effects.find((effect) => effect.type === "execute");
    const replies = (execute?.commands ?? []).map(
      ({ cmd, cmdId }) => ({ cmd: "Status", msgRef: "1", cmdRef: cmdId, command: cmd, data: "200" }) as const,
    );
    this.take({ type: "executed", replies: [...replies, ...more] });
  }

  get sent(): Sent {
    const found = this.effects.find((effect) => effect.type === "send");
    if (found === undefined) throw new Error(`nothing was sent: ${JSON.stringify(this.effects)}`);
    return found;
  }

  get ending(): Ending | undefined {
    return this.effects.find((effect) => effect.type === "done")?.ending;
  }

  get commands(): readonly Command[] {
    return this.sent.message.syncBody.commands;
  }

  /** `Cmd CmdRef code` of the Statuses sent. */
  get statuses(): readonly string[] {
    return this.commands.flatMap((it) => (it.cmd === "Status" ? [`${it.command} ${it.cmdRef} ${it.data}`] : []));
  }

  get alerts(): readonly unknown[] {
    return this.commands.flatMap((it) => (it.cmd === "Alert" ? [it.data] : []));
  }

  effect<T extends Effect["type"]>(type: T): Extract<Effect, { type: T }> | undefined {
    return this.effects.find((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
  }
}

function statusOfHeader(msgRef: string, { code = "200", chal }: { code?: string; chal?: Meta }): Command {
  return {
    cmd: "Status",
    cmdId: "1",
    msgRef,
    cmdRef: "0",
    command: "SyncHdr",
    data: code,
    ...(chal && { chal: { meta: chal } }),
  };
}

export const get = (uri: string, cmdId = "2"): Command => ({ cmd: "Get", cmdId, items: [{ target: { locUri: uri } }] });
