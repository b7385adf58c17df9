/** Notifications as a server sends them, and devices that tell what they do. */
import type { DeviceClient, DeviceEvent } from "@oma-dm/client";
import {
  type DigestKey,
  encodeNotification12,
  encodeNotification13,
  type Notification12,
  type Notification13,
} from "@oma-dm/codec/notification";
import { encodePush, parseContentType } from "@oma-dm/codec/wsp";
import { SERVER, SERVER_ID } from "../session/with-lab.ts";

export const KEY: DigestKey = { name: SERVER_ID, secret: SERVER.secret, nonce: SERVER.nonce };

export function knock12(over: Partial<Notification12> = {}, key: DigestKey = KEY): Uint8Array {
  return encodeNotification12(
    {
      version: 11,
      uiMode: "background",
      initiator: "server",
      futureUse: 0,
      sessionId: 0x1a,
      serverId: SERVER_ID,
      vendorData: new Uint8Array(),
      ...over,
    },
    key,
  );
}

export function knock13(
  over: Partial<Notification13> & { readonly timestamp: number },
  key: DigestKey = KEY,
  options: Parameters<typeof encodeNotification13>[2] = {},
): Uint8Array {
  return encodeNotification13(
    {
      version: 1,
      uiMode: "background",
      initiator: "server",
      reserved: 0,
      sessionId: 0xab,
      timeoutDays: 7,
      serverId: SERVER_ID,
      targetedMos: [],
      requestedMos: [],
      preferredBearers: [],
      unknownOptions: [],
      ...over,
    },
    key,
    options,
  );
}

export const TYPE_12 = "application/vnd.syncml.notification";
export const TYPE_13 = "application/vnd.syncml.dm.notification";
export const DM = "x-wap-application:syncml.dm";

/** A push PDU; `application` absent: none is named. */
export function wapPush(data: Uint8Array, contentType = TYPE_12, application: string | undefined = DM): Uint8Array {
  return encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(contentType),
    headers: application === undefined ? [] : [{ name: "X-Wap-Application-Id", value: application }],
    data,
  });
}

/** A push without an application. */
export function namelessPush(data: Uint8Array, contentType = TYPE_12): Uint8Array {
  return encodePush({
    transactionId: 1,
    confirmed: false,
    contentType: parseContentType(contentType),
    headers: [],
    data,
  });
}

/** Collects the events of a device; `until` resolves with the first of a type that comes from now on or came before. */
export function watching(device: DeviceClient) {
  const events: DeviceEvent[] = [];
  let wake = (): void => {};
  void (async () => {
    for await (const event of device.events()) {
      events.push(event);
      wake();
    }
  })();
  return {
    events,
    types: () => events.map(({ type }) => type),
    async until<T extends DeviceEvent["type"]>(type: T, count = 1): Promise<Extract<DeviceEvent, { type: T }>> {
      for (;;) {
        const found = events.filter((event) => event.type === type);
        if (found.length >= count) return found[count - 1] as Extract<DeviceEvent, { type: T }>;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
