/** What a bootstrap is called with, what it leaves, and what the device maker lets it do. */
import type { SecurityMethod } from "./security.ts";

/** The doors a bootstrap document comes through (bootstrap-push §7.1). */
export type BootstrapSource = "file" | "factory" | "push" | "https" | "card" | "scws";

export interface BootstrapOptions {
  /** Media type with its parameters, such as `application/vnd.syncml.dm+wbxml; SEC=NETWORKID; MAC=…`. */
  readonly contentType?: string;
  /** SEC where the bearer brought it beside the media type: its name, or its WSP value (bootstrap-push §A#3, #4). */
  readonly sec?: string | number;
  /** MAC where the bearer brought it beside the media type, in hexadecimal. */
  readonly mac?: string;
  /** The network's secret for NETWORKID: the IMSI's digits. The device's own when not given. */
  readonly imsi?: string;
  /** What the user was given for USERPIN; asked through the UI port when not given. */
  readonly pin?: string;
  /** The door it came through; a file of the operator when not given. */
  readonly source?: BootstrapSource;
  /** Take plain XML: only for a file the operator of the device chose (decisions D5, D22). */
  readonly allowXml?: boolean;
  /** Take this document without a MAC: only where its source is trusted, as a local file is (bootstrap-push §8.1). */
  readonly allowUnsigned?: boolean;
  /** Say what would be created and create nothing. */
  readonly check?: boolean;
  /** Aborting it takes back the question for a PIN. */
  readonly signal?: AbortSignal;
}

export interface BootstrapOutcome {
  /** ServerIDs of the accounts made. */
  readonly accounts: readonly string[];
  /** URIs of the objects made. */
  readonly created: readonly string[];
  /** The card offers what it offered before: nothing was done. */
  readonly unchanged?: true;
  /** Applications of a provisioning document that make no account, and why. */
  readonly skipped?: readonly { readonly serverId: string; readonly reason: string }[];
}

/** What the device maker decides (bootstrap-push §7.3#1). */
export interface BootstrapPolicy {
  /** The IMSI's digits, where the device knows them. */
  readonly imsi?: string;
  /** The IMSI's ASCII digits are tried too, for servers that key with those (bootstrap-push §8.3#8). */
  readonly imsiAsAscii?: boolean;
  /** Further secrets of the network, such as a MEID in the forms its operator may use (bootstrap-push §8.3#8). */
  readonly networkSecrets?: readonly Uint8Array[];
  /** Doors whose documents need no MAC; https, scws, card and factory when not given (bootstrap-push §8.1#2). */
  readonly unsignedFrom?: readonly BootstrapSource[];
  /** Methods taken; all of them when not given. */
  readonly methods?: readonly SecurityMethod[];
  /** `sha256`: no MAC of a document by SHA-1 is taken (bootstrap-push §8.2#2). */
  readonly minMac?: "sha1" | "sha256";
  /**
   * A pushed document that NETWORKID alone protects and that brings another server to a device that has one: `ask` the
   * user (the default), or `accept` it (bootstrap-push §8.5#1).
   */
  readonly networkIdAlone?: "ask" | "accept";
  /** Take documents for another device (bootstrap-push §7.2#2). */
  readonly anyTarget?: boolean;
  /** First names of subtrees a document may write to, beside accounts and connectivity (bootstrap-push §7.3#3). */
  readonly roots?: readonly string[];
  /** Of the bootstrap server, where neither the card nor the tree names one; `{DevID}` stands for the device's identifier. */
  readonly serverUrl?: string;
  /** Of the document on the card's web server, such as `https://127.0.0.1:4116/dm/bootstrap`: the device has one (bootstrap-push §10#2). */
  readonly scwsUrl?: string;
  /** Whether cards are read, and which. */
  readonly card?: CardPolicy;
  /** What the device was made with: applied once, at power-on. */
  readonly factory?: { readonly document: Uint8Array; readonly contentType?: string };
  /** Milliseconds a device without an account waits for a push before it asks the server; 60,000 when not given. */
  readonly holdOffMs?: number;
  /** How both are asked. */
  readonly request?: BootstrapRequestOptions;
}

export interface CardPolicy {
  /** `false`: no card is read (bootstrap-push §9.1#2). */
  readonly enabled?: boolean;
  /** `false` rejects a card, as a SIM lock does; the ICCID is empty where the card has none (bootstrap-push §9.1#3). */
  readonly accepts?: (card: { readonly iccid: string }) => boolean | Promise<boolean>;
  /** Object identifier of the PKCS#15 object with the bootstrap server's URL: none is registered (bootstrap-push §11.1#4). */
  readonly serverUrlOid?: string;
}

/**
 * How a server is asked for a document. PROVISIONAL, because what DM 1.3 says of the request was never read
 * (bootstrap-push §11.1#2).
 */
export interface BootstrapRequestOptions {
  /** Beside those of the client, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly userAgent?: string;
  /** Milliseconds one request may take; 60,000 when not given. */
  readonly timeoutMs?: number;
  /** Requests at most; 3 when not given. */
  readonly attempts?: number;
}
