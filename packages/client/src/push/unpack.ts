/** The layers around a push are taken off: SMS, then WSP; an HTTP request has none left (bootstrap-push §4.6). */
import { DecodeError } from "@oma-dm/codec";
import { decodeSmsDeliver, decodeUserData, Reassembly } from "@oma-dm/codec/sms";
import { decodePush, headerOf, printContentType, WAP_PUSH_PORT, WAP_PUSH_SECURE_PORT } from "@oma-dm/codec/wsp";
import type { Bearer, IgnoreReason, InjectOptions } from "./push-types.ts";

export interface Unpacked {
  readonly bearer: Bearer;
  readonly secure: boolean;
  /** Media type with its parameters. */
  readonly contentType: string;
  readonly applicationId: string | number | undefined;
  readonly data: Uint8Array;
}

export class Unpacker {
  private readonly reassembly = new Reassembly();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** `incomplete`: a part of a message, kept until the others come. */
  unpack(bytes: Uint8Array, options: InjectOptions): Unpacked | IgnoreReason | "incomplete" {
    try {
      switch (options.bearer) {
        case "wap-push":
          return this.fromWsp(bytes, options);
        case "sms":
          return this.fromSms(bytes, options);
        case "http-push": {
          const { contentType = "", applicationId, secure = false } = options;
          return { bearer: "http-push", secure, contentType, applicationId, data: bytes };
        }
        default:
          throw new TypeError(`no such bearer: ${options.bearer satisfies never}`);
      }
    } catch (error) {
      if (error instanceof DecodeError) return "malformed";
      throw error;
    }
  }

  private fromWsp(bytes: Uint8Array, { bearer, secure = false }: InjectOptions): Unpacked | IgnoreReason {
    const push = decodePush(bytes);
    const contentType = printContentType(push.contentType);
    if (contentType === undefined) return "other-content-type";
    const id = headerOf(push, "X-Wap-Application-Id");
    return { bearer, secure, contentType, applicationId: id instanceof Uint8Array ? "" : id, data: push.data };
  }

  /** Only what is addressed to the push port; on the secure one plain octets are nothing (decisions D18). */
  private fromSms(bytes: Uint8Array, options: InjectOptions): Unpacked | IgnoreReason | "incomplete" {
    if (options.form === "push") return this.fromWsp(bytes, options);
    const { originator, userData } =
      options.form === "user-data"
        ? { originator: options.from ?? "", userData: decodeUserData(bytes) }
        : decodeSmsDeliver(bytes);
    if (userData === undefined) return "other-application";
    // The port may stand in another part; what names a wrong one is no part of ours.
    const refused = userData.ports && refusePort(userData.ports.destination, options);
    if (refused !== undefined) return refused;
    const whole = this.reassembly.add(originator, userData, this.now());
    if (whole === undefined) return "incomplete";
    const reason = refusePort(whole.ports?.destination, options);
    if (reason !== undefined) return reason;
    return this.fromWsp(whole.payload, options);
  }
}

function refusePort(port: number | undefined, { secure }: InjectOptions): IgnoreReason | undefined {
  if (port === WAP_PUSH_SECURE_PORT && secure !== true) return "not-secured";
  return port === WAP_PUSH_PORT || port === WAP_PUSH_SECURE_PORT ? undefined : "other-application";
}
