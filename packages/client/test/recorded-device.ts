/** A device whose network is a list of prepared answers: real servers' messages, replayed. */
import { DeviceClient, type HttpClient, testObject } from "@oma-dm/client";
import { decodeMessage, encodeMessage, MEDIA_TYPES, type Message } from "@oma-dm/codec/syncml";
import { bootstrapDocument } from "@oma-dm/lab";

export interface Replay {
  readonly device: DeviceClient;
  /** Messages the device sent. */
  readonly sent: readonly Message[];
}

/** Answers each request with the next message, its header made to belong to this session. */
export async function replay(
  messages: readonly Uint8Array[],
  options: { readonly keepStatus?: boolean } = {},
): Promise<Replay> {
  const sent: Message[] = [];
  const http: HttpClient = {
    exchange: async (request) => {
      const { message: asked, encoding } = decodeMessage(request.body!);
      sent.push(asked);
      const recorded = messages[sent.length - 1];
      const answer =
        recorded === undefined
          ? nothingMore(asked)
          : readdress(decodeMessage(recorded).message, asked, options.keepStatus === true);
      return {
        outcome: "response",
        status: 200,
        headers: { "content-type": MEDIA_TYPES.syncml[encoding] },
        body: encodeMessage(answer, encoding),
        url: request.url,
        serverVerified: true,
      };
    },
    close: async () => {},
  };
  const device = await DeviceClient.open({
    device: { devId: "IMEI:493005100592800", man: "Acme", mod: "GW-1", swV: "1.0", hwV: "1" },
    ports: { http },
    objects: [testObject()],
  });
  const account = { name: "none", secret: "none" };
  const document = bootstrapDocument({
    serverId: "recorded",
    url: "http://127.0.0.1/dm",
    deviceId: "IMEI:493005100592800",
    authType: "TRANSPORT",
    client: account,
    server: account,
  });
  await device.bootstrap(document, { allowUnsigned: true });
  return { device, sent };
}

function readdress(recorded: Message, asked: Message, keepStatus: boolean): Message {
  const { sessionId, msgId } = asked.syncHdr;
  const commands = recorded.syncBody.commands
    .filter(({ cmd }) => cmd !== "Unknown")
    .map((command) =>
      command.cmd === "Status"
        ? { ...command, msgRef: msgId, data: command.cmdRef === "0" && !keepStatus ? "200" : command.data }
        : command,
    );
  const { respUri: _elsewhere, ...header } = recorded.syncHdr;
  return {
    syncHdr: { ...header, sessionId, msgId: String(Number(msgId) + 100) },
    syncBody: { ...recorded.syncBody, commands },
  };
}

function nothingMore({ syncHdr }: Message): Message {
  const { verDtd, verProto, sessionId, msgId, source, target } = syncHdr;
  const status = { cmd: "Status", cmdId: "1", msgRef: msgId, cmdRef: "0", command: "SyncHdr", data: "200" } as const;
  return {
    syncHdr: {
      verDtd,
      verProto,
      sessionId,
      msgId: "900",
      target: { locUri: source.locUri },
      source: { locUri: target.locUri },
    },
    syncBody: { commands: [status], final: true },
  };
}

/** `Cmd code` of every Status after that of the SyncHdr. */
export function statuses(message: Message | undefined): readonly string[] {
  return (message?.syncBody.commands ?? []).flatMap((command) =>
    command.cmd === "Status" && command.cmdRef !== "0" ? [`${command.command} ${command.data}`] : [],
  );
}
