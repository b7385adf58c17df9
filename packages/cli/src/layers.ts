/** A captured push, layer by layer: short messages, the push PDU, and what it carries. */
import { DecodeError } from "@oma-dm/codec";
import { decodeDocument, printDocument } from "@oma-dm/codec/document";
import {
  decodeNotification12,
  decodeNotification13,
  NOTIFICATION_1_2_TYPE,
  NOTIFICATION_1_3_TYPE,
} from "@oma-dm/codec/notification";
import { decodeSmsDeliver, decodeUserData, Reassembly, type SmsDeliver } from "@oma-dm/codec/sms";
import { decodePush, headerOf, printContentType } from "@oma-dm/codec/wsp";

/** One layer; its other members are those of the codec, octets in hexadecimal. */
export interface Layer {
  readonly layer: "sms" | "wsp-push" | "notification-1.2" | "notification" | "document" | "data";
  readonly [name: string]: unknown;
}

export interface Layers {
  readonly layers: readonly Layer[];
  /** Why the innermost layer could not be read; the ones around it were. */
  readonly refusal?: DecodeError;
}

export const LAYERED_FORMS = ["notification", "notification-1.2", "wsp-push", "sms"] as const;
export type LayeredForm = (typeof LAYERED_FORMS)[number];

export function isLayered(form: string): form is LayeredForm {
  return (LAYERED_FORMS as readonly string[]).includes(form);
}

/** `pdus`: one, or of `sms` the parts of one message in any order. Throws `DecodeError` when the outermost cannot be read. */
export function readLayers(pdus: readonly Uint8Array[], form: LayeredForm): Layers {
  const [first = new Uint8Array()] = pdus;
  switch (form) {
    case "notification":
      return { layers: [notification13(first)] };
    case "notification-1.2":
      return { layers: [notification12(first)] };
    case "wsp-push":
      return pushed(first);
    case "sms":
      return sms(pdus);
  }
}

function notification12(bytes: Uint8Array): Layer {
  const { signed: _, digest, vendorData, format: __, ...rest } = decodeNotification12(bytes);
  return { layer: "notification-1.2", digest: hex(digest), ...rest, vendorData: hex(vendorData) };
}

function notification13(bytes: Uint8Array): Layer {
  const { signed: _, digest, vendorInfo, unknownOptions, format: __, ...rest } = decodeNotification13(bytes);
  return {
    layer: "notification",
    ...rest,
    ...(vendorInfo === undefined ? {} : { vendorInfo: hex(vendorInfo) }),
    unknownOptions: unknownOptions.map(({ number, value }) => ({ number, value: hex(value) })),
    digest: hex(digest),
  };
}

function pushed(bytes: Uint8Array): Layers {
  const push = decodePush(bytes);
  const { transactionId, confirmed, contentType, headers, data } = push;
  const applicationId = headerOf(push, "X-Wap-Application-Id");
  const layer: Layer = {
    layer: "wsp-push",
    transactionId,
    confirmed,
    contentType: printContentType(contentType) ?? `0x${contentType.code?.toString(16)}`,
    ...(applicationId === undefined ? {} : { applicationId }),
    headers: headers.map(({ name, value }) => ({ name, value: value instanceof Uint8Array ? hex(value) : value })),
  };
  try {
    return { layers: [layer, content(contentType.type?.toLowerCase(), data)] };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { layers: [layer, { layer: "data", data: hex(data) }], refusal: error };
  }
}

function content(type: string | undefined, data: Uint8Array): Layer {
  if (type === NOTIFICATION_1_2_TYPE) return notification12(data);
  if (type === NOTIFICATION_1_3_TYPE) return notification13(data);
  if (type?.startsWith("application/vnd.syncml.dm+") !== true) return { layer: "data", data: hex(data) };
  const document = decodeDocument(data);
  return { layer: "document", encoding: document.encoding, bytes: data.length, xml: printDocument(document, "  ") };
}

function sms(pdus: readonly Uint8Array[]): Layers {
  const reassembly = new Reassembly();
  const layers: Layer[] = [];
  let whole: Uint8Array | undefined;
  for (const pdu of pdus) {
    const { userData, ...head } = shortMessage(pdu);
    const { ports, concatenation, payload } = userData ?? { payload: new Uint8Array() };
    layers.push({
      layer: "sms",
      ...head,
      ...(ports && { ports }),
      ...(concatenation && { concatenation }),
      ...(userData === undefined ? { text: true } : { octets: payload.length }),
    });
    if (userData !== undefined) whole = reassembly.add(head.originator ?? "", userData, 0)?.payload ?? whole;
  }
  if (whole === undefined) return { layers };
  try {
    const inner = pushed(whole);
    return { ...inner, layers: [...layers, ...inner.layers] };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { layers: [...layers, { layer: "data", data: hex(whole) }], refusal: error };
  }
}

/** An SMS-DELIVER, or user data that begins with its header, as gateways log it. */
function shortMessage(pdu: Uint8Array): Partial<Omit<SmsDeliver, "userData">> & Pick<SmsDeliver, "userData"> {
  try {
    return decodeSmsDeliver(pdu);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const userData = bareUserData(pdu);
    if (userData === undefined) throw error;
    return { userData };
  }
}

function bareUserData(pdu: Uint8Array): SmsDeliver["userData"] {
  try {
    const userData = decodeUserData(pdu);
    return userData.ports === undefined && userData.concatenation === undefined ? undefined : userData;
  } catch {
    return undefined;
  }
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}
