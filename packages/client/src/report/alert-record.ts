/** An alert as the store has it, and as it stands in a message. */
import { decodeBase64, encodeBase64 } from "@oma-dm/codec/auth";
import type { WaitingAlert } from "../session/session-alerts.ts";
import type { CheckedAlert } from "./alert-content.ts";

/** What the queues keep. */
export interface KeptAlert extends CheckedAlert {
  /** The server it is for; absent: any. */
  readonly serverId?: string;
  /** Deliveries tried in vain. */
  readonly tries?: number;
}

export function writeAlert(alert: KeptAlert): Uint8Array {
  const { data, ...rest } = alert;
  const stored = data instanceof Uint8Array ? { ...rest, base64: encodeBase64(data) } : { ...rest, data };
  return new TextEncoder().encode(JSON.stringify(stored));
}

/** Undefined when the record is no alert. */
export function readAlert(bytes: Uint8Array): KeptAlert | undefined {
  try {
    const record = JSON.parse(new TextDecoder().decode(bytes)) as KeptAlert & { base64?: string };
    const { base64, ...rest } = record;
    const data = base64 === undefined ? rest.data : decodeBase64(base64);
    const isAlert = [rest.code, rest.type, rest.format].every((part) => typeof part === "string");
    return isAlert && data !== undefined ? { ...rest, data } : undefined;
  } catch {
    return undefined;
  }
}

/** One Alert with one Item (protocol §6.4#1, §14#7). */
export function alertCommand(alert: CheckedAlert): WaitingAlert["alert"] {
  const { code, type, format, data, source, mark, correlator } = alert;
  return {
    cmd: "Alert",
    data: code,
    ...(correlator === undefined ? {} : { correlator }),
    items: [
      {
        ...(source === undefined ? {} : { source: { locUri: source } }),
        meta: { format, type, ...(mark === undefined ? {} : { mark }) },
        data,
      },
    ],
  };
}
