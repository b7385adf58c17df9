/**
 * What the runner asks of whoever has the client in hand. The drivers of real clients stand outside the lab, which knows
 * none of them.
 *
 * Clause: conformance §2#2 (client control API).
 */
import type { Encoding } from "@oma-dm/codec/syncml";
import type { ScriptOptions } from "../script.ts";
import type { DeviceAct, Feature, ServerName, SessionAct, UiAnswer } from "./case.ts";

/** A bootstrap document as it reaches the device. */
export interface BootstrapPush {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** The network's secret the MAC is keyed with. */
  readonly imsi: string;
}

/** A device as a case needs it. */
export interface DeviceSetup {
  readonly deviceId: string;
  /** In the order of the servers. */
  readonly bootstraps: readonly BootstrapPush[];
  /** Trust anchor of the servers, PEM. */
  readonly ca?: string;
  readonly clientCertificate?: { readonly cert: string; readonly key: string };
  readonly allowOldTls?: boolean;
  readonly ui?: readonly UiAnswer[];
  readonly rootAcl?: string;
  readonly fullDisk?: boolean;
  /** Makes what the client draws at random the same in every run. */
  readonly seed: number;
}

/** A push as it reaches the device. */
export interface Push {
  readonly bearer: "wap-push" | "http-push";
  /** A WSP PDU, or the entity. */
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export interface SessionRequest {
  readonly server: ServerName;
  /** ServerID of the account. */
  readonly serverId: string;
  readonly encoding: Encoding;
  readonly alert?: 1200 | 1201;
  readonly sessionId?: string;
  readonly cancelAfter?: number;
  readonly raise?: SessionAct["raise"];
  /** Deliver these and see whether a session comes of them, instead of beginning one. */
  readonly pushes?: readonly Push[];
}

/** How it went, in the client's own words. */
export interface SessionEnd {
  readonly outcome: string;
  readonly error?: string;
}

export interface DrivenDevice {
  /** Runs one session and resolves when it is over; rejects only for a failure of the driver. */
  session(request: SessionRequest): Promise<SessionEnd>;
  /** Does what the act says; resolves with why the client refused, if it did. */
  act(
    act: DeviceAct,
    server: { readonly serverId: string; readonly encoding: Encoding; readonly bootstrap?: BootstrapPush },
  ): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface ClientDriver {
  /** For the statement: what was driven. */
  readonly name: string;
  readonly offers: ReadonlySet<Feature>;
  /** What its messages can be told to be written in; default both. */
  readonly encodings?: readonly Encoding[];
  /** What the server demands and shows where a case says nothing else. */
  readonly defaults?: ScriptOptions;
  open(setup: DeviceSetup): Promise<DrivenDevice>;
}
