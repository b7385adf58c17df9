/** What the digest of a notification is keyed with: the credential the server shows the client (bootstrap-push §2.3#1). */
export interface DigestKey {
  /** The server's identifier, or its AAuthName (bootstrap-push §2.3#2). */
  readonly name: string;
  readonly secret: string;
  /** AAuthData, decoded; empty where none is stored (bootstrap-push §2.3#3). */
  readonly nonce: Uint8Array;
}

/** The special nonce 0x00000000, with which a server that lost the nonce may knock (bootstrap-push §2.4#1). */
export const RESYNCHRONISATION_NONCE: Uint8Array = new Uint8Array(4);
