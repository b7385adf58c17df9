/**
 * What the runner asks of whoever has the client in hand. The drivers of real clients stand outside the lab, which knows
 * none of them.
 *
 * Clause: conformance §2#2 (client control API).
 */
import type { Encoding } from "@oma-dm/codec/syncml";
import type { VirtualCard } from "../card/virtual-card.ts";
import type { ScriptOptions } from "../script.ts";
import type { BootstrapWay } from "./bootstrap-act.ts";
import type { DeviceAct, Feature, ServerName, SessionAct, UiAnswer } from "./case.ts";
import type { Told } from "./push-case.ts";

/** A bootstrap document as it reaches the device. */
export interface BootstrapPush {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  /** The network's secret the MAC is keyed with. */
  readonly imsi: string;
}

/** What the device's maker, or its SIM, told it of bootstrap. */
export interface BootstrapKnowledge {
  readonly imsi: string;
  /** Of the bootstrap server, and of the web server on the card. */
  readonly serverUrl?: string;
  readonly scwsUrl?: string;
  /** Object identifier of the card's file with the bootstrap server's URL. */
  readonly cardUrlOid: string;
  readonly cardsDisabled?: boolean;
  readonly cardsRejected?: boolean;
}

/** One bootstrap. */
export interface BootstrapRequest {
  readonly door: BootstrapWay;
  /** By push or file: the document, and what its headers say. */
  readonly document?: { readonly bytes: Uint8Array; readonly contentType: string };
  /** What the user types when asked. */
  readonly pin?: string;
  /** What lies in the reader from now on. */
  readonly card?: VirtualCard | "none";
}

export interface BootstrapEnd {
  /** Why the device refused it, if it did. */
  readonly refusal?: string;
  /** ServerIDs whose first session is still to come, where the device tells. */
  readonly due?: readonly string[];
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
  /** What its clock shows, in milliseconds since 1970; absent: the right time. */
  readonly now?: number;
  readonly bootstrap: BootstrapKnowledge;
  /** Makes what the client draws at random the same in every run. */
  readonly seed: number;
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
}

/** How it went, in the client's own words. */
export interface SessionEnd {
  readonly outcome: string;
  readonly error?: string;
}

/** How the client is to listen for pushes. */
export interface PushPorts {
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly user?: { readonly scheme: "basic"; readonly name: string; readonly secret: string };
}

export interface OpenPushPorts {
  readonly wap: { readonly host: string; readonly port: number };
  readonly http: { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

/** What a client with notifications can be told, beyond the rest. */
export interface PushControl {
  /** Hands in what a bearer brought: a WSP PDU, or an SMS-DELIVER. */
  inject(pdu: Uint8Array, bearer: "wap-push" | "sms"): Promise<void>;
  /** What it has told of the notifications it took, in order. */
  readonly told: readonly Told[];
  /** Opens its ports on this machine, any that are free. */
  listen(ports: PushPorts): Promise<OpenPushPorts>;
}

export interface DrivenDevice {
  /** Runs one session and resolves when it is over; rejects only for a failure of the driver. */
  session(request: SessionRequest): Promise<SessionEnd>;
  /** Does what the act says; resolves with why the client refused, if it did. */
  act(act: DeviceAct, server: { readonly serverId: string; readonly encoding: Encoding }): Promise<string | undefined>;
  bootstrap(request: BootstrapRequest): Promise<BootstrapEnd>;
  /** Present with the feature `notification`. */
  readonly pushes?: PushControl;
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
