/** What bearers of pushes and the device say to each other. Implementations live in `node/`. */

/** A security layer for the secure push port; without one nothing that comes there is read (decisions D18). */
export interface SecureDatagram {
  /**
   * The WSP PDU inside `datagram`, or `undefined` when it is plain, was not made with the right keys, was changed, or
   * came before. Must not throw. What it returns counts as coming from whom the layer stands for.
   */
  open(datagram: Uint8Array, from: { readonly address: string; readonly port: number }): Uint8Array | undefined;
}

/** A bearer that is open. */
export interface PushListener {
  /** Which one, in words: `wap-push 127.0.0.1:2948`. */
  readonly name: string;
  /** Of a socket: where it listens. */
  readonly address?: { readonly host: string; readonly port: number };
  /** Of one that waits for a modem or a gateway: whether it has it. Absent: it always can. */
  isReady?(): boolean;
  /** Datagrams the kernel dropped so far; absent where it does not say. */
  kernelDrops?(): number | undefined;
  /** Nothing is handed in afterwards, and the port is free. Idempotent. */
  close(): Promise<void>;
}

/** A request of a push proxy gateway, or the head of one. */
export interface PushRequestHead {
  readonly method: string;
  /** Without a query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Over TLS. */
  readonly encrypted: boolean;
  /** The gateway showed a certificate that verified, or we verified its own. */
  readonly peerVerified: boolean;
}

export interface PushResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What answers the requests of a gateway, whichever side made the connection: first `refuse`, then `answer`. */
export interface PushTerminal {
  /** Judges a head before its body is read; `undefined`: go on. */
  refuse(head: PushRequestHead): PushResponse | undefined;
  answer(head: PushRequestHead, body: Uint8Array): Promise<PushResponse>;
}

/** Takes short messages in whatever state a bearer has them. Each resolves to whether it was a push for the device. */
export interface ShortMessages {
  /** An SMS-DELIVER. */
  pdu(octets: Uint8Array): Promise<boolean>;
  /** User data with its header, one part or a whole whose parts somebody else put together. */
  userData(originator: string, octets: Uint8Array): Promise<boolean>;
  /** A WSP PDU that somebody else found in short messages to the push port. */
  push(octets: Uint8Array): Promise<boolean>;
}
