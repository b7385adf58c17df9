/**
 * Who may manage whom: the server's side of a DMAcc, and the two nonces that live between sessions.
 *
 * Clause: protocol §10.2, §10.9. "Client" credentials are what the device shows the server (CLCRED), "server"
 * credentials what the server shows the device (SRVCRED).
 */
import type { HmacConstruction } from "./hmac.ts";

export interface LabCredential {
  /** AAuthName. */
  readonly name: string;
  /** AAuthSecret. */
  readonly secret: string;
  /** AAuthData before the first session: raw nonce bytes. Absent: none stored, so the first message gets challenged. */
  readonly nonce?: Uint8Array;
}

/** How an account uses syncml:auth-MAC, in scripts that ask for it. Clause: protocol §11.2. */
export interface LabHmac {
  /** Token of the server's own header; default that of the client, or by VerProto: SHA256 for DM/1.3, else MD5. */
  readonly algorithm?: string;
  /** Tokens taken from the client; default all that are known. */
  readonly accept?: readonly string[];
  /** For algorithms other than MD5; default `nested`. Provisional (protocol §11.2#2). */
  readonly construction?: HmacConstruction;
}

export interface LabAccount {
  /** The device's SyncHdr Source/LocURI. Absent: any device may use this account. */
  readonly deviceId?: string;
  readonly client: LabCredential;
  readonly server: LabCredential;
  readonly hmac?: LabHmac;
}

/** Nonces of one device, remembered between sessions (protocol §10.9). */
export interface NonceStore {
  /** N_cs: issued by the server, used by the client. */
  client: Uint8Array | undefined;
  /** N_sc: issued by the client, used by the server. */
  server: Uint8Array | undefined;
}

export interface KnownDevice {
  readonly deviceId: string;
  readonly account: LabAccount;
  readonly nonces: NonceStore;
  /** Every nonce that was ever valid for this device: what INV-18 looks for. */
  readonly nonceHistory: Uint8Array[];
}

/** Finds the account of a device and keeps its nonces. */
export class AccountBook {
  readonly #accounts: readonly LabAccount[];
  readonly #devices = new Map<string, KnownDevice>();

  constructor(accounts: readonly LabAccount[]) {
    this.#accounts = accounts;
  }

  /** Every device that was seen so far. */
  get devices(): KnownDevice[] {
    return [...this.#devices.values()];
  }

  /** `undefined` when no account covers the device. */
  find(deviceId: string): KnownDevice | undefined {
    const known = this.#devices.get(deviceId);
    if (known !== undefined) return known;
    const account =
      this.#accounts.find((each) => each.deviceId === deviceId) ??
      this.#accounts.find((each) => each.deviceId === undefined);
    if (account === undefined) return undefined;
    const device: KnownDevice = {
      deviceId,
      account,
      nonces: { client: account.client.nonce, server: account.server.nonce },
      nonceHistory: [account.client.nonce, account.server.nonce].filter((nonce) => nonce !== undefined),
    };
    this.#devices.set(deviceId, device);
    return device;
  }
}
