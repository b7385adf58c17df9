/** What a device is opened with, and what it tells. */
import type { BootstrapPolicy } from "./bootstrap/bootstrap-options.ts";
import type { SessionOutcome } from "./connect.ts";
import type { DeviceHttpOptions } from "./http-options.ts";
import type { DeviceDescription } from "./objects/device-objects.ts";
import type { ObjectFault } from "./objects/hooks.ts";
import type { ManagementObject } from "./objects/management-object.ts";
import type { Ports } from "./ports.ts";
import type { PushEvent, PushOptions } from "./push/push-types.ts";
import type { ReportEvent } from "./report-delivery.ts";
import type { IntegrityOptions } from "./security/authentication.ts";
import type { Delivery } from "./send-report.ts";

export interface DeviceOptions {
  /** Directory of the durable state. Without it the device forgets everything when it is closed. */
  readonly state?: string;
  /** Needed the first time a state is opened; given later, it replaces what was stored. */
  readonly device?: DeviceDescription;
  /** Your own edges; what is missing comes from `@oma-dm/client/node`. */
  readonly ports?: Partial<Ports>;
  /** Objects of your own. */
  readonly objects?: readonly ManagementObject[];
  /**
   * How the MACs of `syncml:auth-MAC` are made and which are taken, in place of what goes with the version of the
   * protocol: SHA-256 alone with DM/1.3.
   */
  readonly integrity?: Partial<IntegrityOptions>;
  /** ACL of a new tree's root, also after a factory reset; `Add=*&Get=*` when not given (decisions D21). */
  readonly rootAcl?: string;
  /** How servers are reached. Proxy, trust and certificates are those of the HTTP client that comes with this package. */
  readonly http?: DeviceHttpOptions;
  /** Which bootstrap documents are taken, and from where. */
  readonly bootstrap?: BootstrapPolicy;
  /** What becomes of notifications. */
  readonly push?: PushOptions;
  /** When the device's software was made, in milliseconds since 1970: it is later than that (decisions D15). */
  readonly builtAt?: number;
}

export type DeviceEvent =
  | { readonly type: "bootstrapped"; readonly accounts: readonly string[] }
  /** The card no longer offers them. */
  | { readonly type: "accounts-withdrawn"; readonly accounts: readonly string[] }
  | { readonly type: "session-started"; readonly serverId: string; readonly sessionId: string }
  | { readonly type: "session-ended"; readonly serverId: string; readonly outcome: SessionOutcome }
  | { readonly type: "exec-progress"; readonly uri: string; readonly note: string }
  /** An Exec that went on after its 202 is over; the alert that tells the server waits for the next package or session. */
  | { readonly type: "exec-ended"; readonly uri: string; readonly alertId: string; readonly reason?: string }
  /** A server took an alert, or refused it for good: it is forgotten, durably. */
  | {
      readonly type: "alert-delivered" | "alert-refused";
      readonly id: string;
      readonly serverId: string;
      readonly status: number;
    }
  /** A session has ended, and an alert was not offered: it is larger than the server's MaxObjSize, in bytes. */
  | { readonly type: "alert-held"; readonly id: string; readonly serverId: string; readonly maxObjSize: number }
  /** The account of the only server an alert was for is gone. */
  | { readonly type: "alert-dropped"; readonly id: string; readonly serverId: string }
  /** An option let a weakness in: plain http, TLS 1.1. */
  | { readonly type: "warning"; readonly message: string }
  | ReportEvent
  | PushEvent
  /** A hook of a management object threw, or took too long. */
  | ({ readonly type: "object-failed" } & ObjectFault);

/** An alert that is kept, durably, until a server took it. */
export interface KeptNotice {
  readonly id: string;
  /** What a careful sender would change, one line. */
  readonly warning?: string;
}

/** How a report fared: undelivered, it waits, and is sent after the next session with its server or with its next report. */
export type ReportOutcome = { readonly id: string; readonly warning?: string } & (
  | Delivery
  | { readonly delivered: false; readonly error: { readonly code: "busy"; readonly message: string } }
);
