/** A device whose server is a list of turns: what each answers to the device's alerts, and what it asks. */
import { DeviceClient, type DeviceEvent, type DeviceOptions, type HttpClient, testObject } from "@oma-dm/client";
import { memoryStore } from "@oma-dm/client/node";
import {
  type Alert,
  type Chal,
  type Command,
  decodeMessage,
  type Encoding,
  encodeMessage,
  MEDIA_TYPES,
  type Message,
  type Status,
} from "@oma-dm/codec/syncml";
import { bootstrapDocument } from "@oma-dm/lab";

export const SERVER_ID = "com.example.dm";
const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" };

export interface Turn {
  /** Status of an alert of the device's own; undefined: none at all. 200 when not given. */
  readonly status?: (alert: Alert) => string | undefined;
  /** Status of the SyncHdr; 200 when not given. */
  readonly header?: string;
  readonly chal?: Chal;
  readonly commands?: readonly Command[];
  /** True when not given. */
  readonly final?: boolean;
  readonly maxMsgSize?: number;
  readonly maxObjSize?: number;
  /** HTTP status; 200 when not given. */
  readonly http?: number;
  /** The connection breaks instead. */
  readonly drop?: boolean;
  /** An answer without a body. */
  readonly empty?: boolean;
  /** Runs when the message has arrived, before it is answered. */
  readonly meanwhile?: () => unknown;
}

export interface Sent {
  readonly message: Message;
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
}

export interface PaperServer {
  readonly http: HttpClient;
  readonly sent: readonly Sent[];
  /** What to answer next; after the last turn, Statuses 200 and Final. */
  readonly turns: Turn[];
}

export function paperServer(...turns: readonly Turn[]): PaperServer {
  const sent: Sent[] = [];
  const left = [...turns];
  const http: HttpClient = {
    exchange: async (request) => {
      const { message, encoding } = decodeMessage(request.body!);
      sent.push({ message, bytes: request.body!, encoding });
      const turn = left.shift() ?? {};
      await turn.meanwhile?.();
      if (turn.drop === true) return { outcome: "failure", kind: "reset", message: "the connection broke" };
      const headers = { "content-type": MEDIA_TYPES.syncml[encoding] };
      const body = turn.empty === true ? new Uint8Array() : encodeMessage(answerTo(message, turn), encoding);
      return { outcome: "response", status: turn.http ?? 200, headers, body, url: request.url, serverVerified: true };
    },
    close: async () => {},
  };
  return { http, sent, turns: left };
}

function answerTo({ syncHdr, syncBody }: Message, turn: Turn): Message {
  const { status = () => "200", header = "200", chal, commands = [], final = true } = turn;
  const limits = {
    ...(turn.maxMsgSize === undefined ? {} : { maxMsgSize: String(turn.maxMsgSize) }),
    ...(turn.maxObjSize === undefined ? {} : { maxObjSize: String(turn.maxObjSize) }),
  };
  const base = { cmd: "Status", msgRef: syncHdr.msgId } as const;
  const statuses: Omit<Status, "cmdId">[] = [
    { ...base, cmdRef: "0", command: "SyncHdr", data: header, ...(chal && { chal }) },
  ];
  for (const command of syncBody.commands) {
    const isOwn = command.cmd === "Alert" && ["1224", "1226", "1230"].includes(command.data ?? "");
    if (command.cmd !== "Alert" && command.cmd !== "Replace") continue;
    const data = isOwn ? status(command) : header === "401" ? "401" : "200";
    if (data !== undefined) statuses.push({ ...base, cmdRef: command.cmdId, command: command.cmd, data });
  }
  const numbered = [...statuses, ...commands].map((each, index) => ({ ...each, cmdId: String(index + 1) }) as Command);
  return {
    syncHdr: {
      verDtd: "1.2",
      verProto: syncHdr.verProto,
      sessionId: syncHdr.sessionId,
      msgId: syncHdr.msgId,
      target: { locUri: syncHdr.source.locUri },
      source: { locUri: syncHdr.target.locUri },
      ...(Object.keys(limits).length === 0 ? {} : { meta: limits }),
    },
    syncBody: { commands: numbered, final },
  };
}

export type StoreOfDevice = ReturnType<typeof memoryStore>;

/** A store that outlives the device that closes it. */
export function lastingStore(): StoreOfDevice {
  const store = memoryStore();
  return { ...store, close: async () => {} };
}

export async function openDevice(
  server: PaperServer,
  options: { readonly store?: StoreOfDevice; readonly authType?: "BASIC" | "DIGEST" | "HMAC" | "TRANSPORT" } & Pick<
    DeviceOptions,
    "objects" | "ports"
  > = {},
): Promise<{ device: DeviceClient; events: DeviceEvent[] }> {
  const { store = memoryStore(), objects = [testObject()], authType = "TRANSPORT" } = options;
  const device = await DeviceClient.open({
    device: DEVICE,
    objects,
    ports: { ...options.ports, http: server.http, store },
  });
  const events: DeviceEvent[] = [];
  void (async () => {
    for await (const event of device.events()) events.push(event);
  })();
  if (device.accounts().length === 0) {
    const document = bootstrapDocument({
      serverId: SERVER_ID,
      url: "https://dm.example/",
      deviceId: DEVICE.devId,
      authType,
      client: { name: "gw-1", secret: "client-pass", nonce: Uint8Array.of(1, 2, 3) },
      server: { name: SERVER_ID, secret: "server-pass", nonce: Uint8Array.of(4, 5, 6) },
    });
    await device.bootstrap(document, { allowUnsigned: true });
  }
  return { device, events };
}

/** The device's own alerts in a message, with what of them a test looks at. */
export function ownAlerts({ message }: Sent): readonly Alert[] {
  return message.syncBody.commands.filter(
    (command): command is Alert => command.cmd === "Alert" && ["1224", "1226", "1230"].includes(command.data ?? ""),
  );
}

/** The data of the device's own alerts in each message sent. */
export function spoken({ sent }: PaperServer): readonly (readonly unknown[])[] {
  return sent.map((each) => ownAlerts(each).map(({ items }) => items?.[0]?.data));
}
