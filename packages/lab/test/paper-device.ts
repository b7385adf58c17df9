/** A device on paper: the least a test needs to talk to the lab over a real socket. Not the product's client. */
import { createHash } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import {
  type Command,
  decodeMessage,
  type Encoding,
  encodeMessage,
  type Message,
  type Status,
} from "@oma-dm/codec/syncml";
import type { LabAccount } from "@oma-dm/lab";

export const DEVICE_ID = "IMEI:004999010640000";
export const nonceBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

export const ACCOUNT: LabAccount = {
  deviceId: DEVICE_ID,
  client: { name: "device-user", secret: "device-secret", nonce: nonceBytes("nonce-for-client") },
  server: { name: "com.example.lab", secret: "server-secret", nonce: nonceBytes("nonce-for-server") },
};

export const GOOD_HEADERS: Readonly<Record<string, string>> = {
  accept: "application/vnd.syncml.dm+wbxml, application/vnd.syncml.dm+xml",
  "accept-charset": "utf-8",
  "cache-control": "no-store, private",
  "user-agent": "Paper-DM/1.0",
};

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const agent = new Agent({ keepAlive: true });

/** Hangs up every idle connection, so that labs close at once. */
export function hangUp(): void {
  agent.destroy();
}

export function post(
  url: string,
  body: Uint8Array | string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<HttpAnswer> {
  const bytes = Buffer.from(body);
  const type = bytes[0] === 0x3c ? "application/vnd.syncml.dm+xml" : "application/vnd.syncml.dm+wbxml";
  return new Promise((resolve, reject) => {
    const headers = {
      ...GOOD_HEADERS,
      "content-type": type,
      "content-length": String(bytes.length),
      ...options.headers,
    };
    const call = request(url, { method: options.method ?? "POST", agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    });
    call.on("error", reject);
    call.end(bytes);
  });
}

export function digest(name: string, secret: string, nonce: Uint8Array): string {
  const inner = createHash("md5").update(`${name}:${secret}`).digest("base64");
  return createHash("md5").update(`${inner}:`).update(nonce).digest("base64");
}

/** The mac by the formula of protocol §11.1#4. */
export function mac(algorithm: string, name: string, secret: string, nonce: Uint8Array, body: Uint8Array): string {
  const hash = (...parts: (string | Uint8Array)[]): string => {
    const sum = createHash(algorithm === "MD5" ? "md5" : "sha256");
    for (const part of parts) sum.update(part);
    return sum.digest("base64");
  };
  return hash(hash(`${name}:${secret}`), ":", nonce, ":", hash(body));
}

export type Answers = Readonly<Record<string, string>>;

export interface PaperOptions {
  readonly url: string;
  readonly account?: LabAccount;
  readonly encoding?: Encoding;
  readonly sessionId?: string;
  /** Values of leaves; a URI that is not here is 404 on Get. */
  readonly leaves?: Answers;
  /** Status for a command instead of the usual one. */
  readonly status?: (command: Command) => number | undefined;
  /** Last change to a message before it leaves. */
  readonly twist?: (message: Message, msgId: number) => Message;
  /** Whether to verify the server, as protocol §10.8 wants; default true. */
  readonly verifies?: boolean;
  readonly maxMessages?: number;
  /** Default 10000. */
  readonly maxMsgSize?: number;
  readonly verProto?: string;
  /** A message with the MsgID of the one before gets the last request again (protocol §5.8#3). */
  readonly repeatsOnDuplicate?: boolean;
  /** Shows macs instead of Cred, and wants them of the server. */
  readonly hmac?: { readonly algorithm: "MD5" | "SHA256"; readonly twist?: (header: string) => string | undefined };
}

/** Plays one session to its end. Returns the server's messages. */
export async function playSession(options: PaperOptions): Promise<Message[]> {
  const device = new PaperDevice(options);
  return device.run();
}

class PaperDevice {
  readonly #options: PaperOptions;
  readonly #account: LabAccount;
  #clientNonce: Uint8Array | undefined;
  #serverNonce: Uint8Array | undefined;
  #clientIn: "no" | "session" | "message" = "no";
  #serverIn = false;
  #issued = 0;
  #respUri: string | undefined;
  #lastServerMsgId: string | undefined;
  /** The last answer had the right mac. */
  #serverMac: "right" | "wrong" | "none" = "none";

  constructor(options: PaperOptions) {
    this.#options = options;
    this.#account = options.account ?? ACCOUNT;
    this.#clientNonce = this.#account.client.nonce;
    this.#serverNonce = this.#account.server.nonce;
  }

  async run(): Promise<Message[]> {
    const received: Message[] = [];
    let commands: readonly Command[] | undefined = this.#package1([]);
    let final = true;
    for (let msgId = 1; commands !== undefined && msgId <= (this.#options.maxMessages ?? 20); msgId++) {
      const answer = await this.#exchange(commands, final, msgId);
      received.push(answer);
      [commands, final] = this.#react(answer);
    }
    return received;
  }

  async #exchange(commands: readonly Command[], final: boolean, msgId: number): Promise<Message> {
    const { url, encoding = "xml", sessionId = "1A", twist } = this.#options;
    const { client } = this.#account;
    const cred =
      this.#clientIn === "session" || this.#clientNonce === undefined || this.#options.hmac !== undefined
        ? {}
        : {
            cred: {
              meta: { format: "b64", type: "syncml:auth-md5" },
              data: digest(client.name, client.secret, this.#clientNonce),
            },
          };
    let cmdId = 0;
    const message: Message = {
      syncHdr: {
        verDtd: "1.2",
        verProto: this.#options.verProto ?? "DM/1.2",
        sessionId,
        msgId: String(msgId),
        target: { locUri: this.#respUri ?? url },
        source: { locUri: this.#account.deviceId ?? DEVICE_ID, locName: client.name },
        ...cred,
        meta: { maxMsgSize: String(this.#options.maxMsgSize ?? 10_000) },
      },
      syncBody: { commands: commands.map((each) => ({ ...each, cmdId: String(++cmdId) })), final },
    };
    const bytes = encodeMessage(twist?.(message, msgId) ?? message, encoding);
    const answer = await post(this.#respUri ?? url, bytes, { headers: this.#macOf(bytes) });
    this.#readMac(answer);
    const received = decodeMessage(answer.body).message;
    const duplicate = received.syncHdr.msgId === this.#lastServerMsgId;
    this.#lastServerMsgId = received.syncHdr.msgId;
    if (!duplicate || this.#options.repeatsOnDuplicate !== true) return received;
    const again = decodeMessage((await post(this.#respUri ?? url, bytes)).body).message;
    this.#lastServerMsgId = again.syncHdr.msgId;
    return again;
  }

  #macOf(bytes: Uint8Array): Record<string, string> {
    const { hmac } = this.#options;
    const { name, secret } = this.#account.client;
    if (hmac === undefined || this.#clientNonce === undefined) return {};
    const value = mac(hmac.algorithm, name, secret, this.#clientNonce, bytes);
    const header = `algorithm=${hmac.algorithm}, username="${name}", mac=${value}`;
    const twisted = hmac.twist === undefined ? header : hmac.twist(header);
    return twisted === undefined ? {} : { "x-syncml-hmac": twisted };
  }

  #readMac({ headers, body }: HttpAnswer): void {
    const { name, secret } = this.#account.server;
    const header = headers["x-syncml-hmac"];
    this.#serverMac = "none";
    if (typeof header !== "string") return;
    const [, algorithm = "", user, value] = /^algorithm=(.*), username="(.*)", mac=(.*)$/.exec(header) ?? [];
    const right = user === name && value === mac(algorithm, name, secret, this.#serverNonce ?? new Uint8Array(), body);
    this.#serverMac = right ? "right" : "wrong";
  }

  #package1(statuses: readonly Command[]): Command[] {
    const leaf = (name: string, data: string) => ({
      source: { locUri: `./DevInfo/${name}` },
      meta: { format: "chr", type: "text/plain" },
      data,
    });
    const values = [
      leaf("DevId", DEVICE_ID),
      leaf("Man", "Paper"),
      leaf("Mod", "P-1"),
      leaf("DmV", "1.2"),
      leaf("Lang", "en"),
    ];
    return [...statuses, { cmd: "Alert", cmdId: "", data: "1201" }, { cmd: "Replace", cmdId: "", items: values }];
  }

  /** The next package, or `undefined` when the session is over. */
  #react(message: Message): [commands: Command[] | undefined, final: boolean] {
    const { syncHdr, syncBody } = message;
    if (syncHdr.respUri !== undefined) this.#respUri = syncHdr.respUri;
    const server = this.#judgeServer(message);
    const header = syncBody.commands.find((each): each is Status => each.cmd === "Status" && each.cmdRef === "0");
    const nonce = header?.chal?.meta.nextNonce;
    if (nonce !== undefined) this.#clientNonce = new Uint8Array(Buffer.from(nonce, "base64"));
    const requests = syncBody.commands.filter((each) => each.cmd !== "Status");
    if (requests.some((each) => each.cmd === "Alert" && each.data === "1223")) return [undefined, true];
    const status = this.#status(message, "0", "SyncHdr", server.code, server.chal);
    if (header?.data === "401" || header?.data === "407") {
      this.#clientIn = "no";
      return [this.#package1([status]), true];
    }
    this.#clientIn = header?.data === "212" || this.#clientIn === "session" ? "session" : "message";
    if (requests.length === 0) return [undefined, true];
    const answers = requests.flatMap((each) => this.#answer(message, each, server.code));
    const results = requests.flatMap((each) => (server.code.startsWith("2") ? this.#results(message, each) : []));
    const next: Command[] = syncBody.final === true ? [] : [{ cmd: "Alert", cmdId: "", data: "1222" }];
    return [[status, ...answers, ...results, ...next], syncBody.final === true];
  }

  #judgeServer({ syncHdr, syncBody }: Message): { code: string; chal?: Status["chal"] } {
    if (this.#options.verifies === false) return { code: "200" };
    const { server } = this.#account;
    const challenges = syncBody.commands.some(
      (each) => each.cmd !== "Status" || (each.cmdRef === "0" && (each.data === "401" || each.data === "407")),
    );
    if (this.#serverIn) return { code: "200" };
    const macs = this.#options.hmac !== undefined;
    const right = macs
      ? this.#serverMac === "right"
      : this.#serverNonce !== undefined && syncHdr.cred?.data === digest(server.name, server.secret, this.#serverNonce);
    if (right && !macs) this.#serverIn = true;
    if (!right && !challenges) return { code: "200" };
    this.#issued += 1;
    const session = this.#options.sessionId ?? "";
    this.#serverNonce = nonceBytes(`fresh-server-nonce-${this.#issued}${session}`);
    const nextNonce = Buffer.from(this.#serverNonce).toString("base64");
    const missing = macs ? this.#serverMac === "none" : syncHdr.cred === undefined;
    const code = right ? (macs ? "200" : "212") : missing ? "407" : "401";
    const type = macs ? "syncml:auth-MAC" : "syncml:auth-md5";
    return { code, chal: { meta: { format: "b64", type, nextNonce } } };
  }

  #answer(message: Message, command: Command, headerCode: string): Command[] {
    if (command.cmd === "Atomic" || command.cmd === "Sequence") {
      const own = this.#status(message, command.cmdId, command.cmd, "200");
      return [own, ...command.commands.flatMap((each) => this.#answer(message, each, headerCode))];
    }
    const given = this.#options.status?.(command);
    const uri = "items" in command ? command.items?.[0]?.target?.locUri : undefined;
    const chunk = "items" in command && command.items?.[0]?.moreData === true;
    const missing = command.cmd === "Get" && uri !== undefined && this.#options.leaves?.[uri] === undefined;
    const usual = missing ? "404" : chunk ? "213" : "200";
    const code = headerCode.startsWith("4") ? headerCode : given === undefined ? usual : String(given);
    return [this.#status(message, command.cmdId, command.cmd, code)];
  }

  #results(message: Message, command: Command): Command[] {
    if (command.cmd !== "Get") return [];
    const items = command.items.flatMap(({ target }) => {
      const data = this.#options.leaves?.[target?.locUri ?? ""];
      if (data === undefined || target === undefined) return [];
      const format = data === "true" || data === "false" ? "bool" : "chr";
      return [{ source: { locUri: target.locUri }, meta: { format, type: "text/plain" }, data }];
    });
    if (items.length === 0) return [];
    return [{ cmd: "Results", cmdId: "", msgRef: message.syncHdr.msgId, cmdRef: command.cmdId, items }];
  }

  #status({ syncHdr }: Message, cmdRef: string, command: string, data: string, chal?: Status["chal"]): Command {
    const status: Status = { cmd: "Status", cmdId: "", msgRef: syncHdr.msgId, cmdRef, command, data };
    return chal === undefined ? status : { ...status, chal };
  }
}

/** Nobody shows anything. */
export const OPEN = { requireAuth: "none", serverAuth: "none" } as const;
/** Package 1 by hand. */
export const PACKAGE_1 =
  '<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>7</SessionID><MsgID>1</MsgID>' +
  `<Target><LocURI>http://lab/dm</LocURI></Target><Source><LocURI>${DEVICE_ID}</LocURI></Source></SyncHdr>` +
  "<SyncBody><Alert><CmdID>1</CmdID><Data>1201</Data></Alert><Final/></SyncBody></SyncML>";
