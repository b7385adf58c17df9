/**
 * Everything the device touches outside its own memory. Implementations live in `node/`; each port has one contract
 * suite that all of them pass.
 */
import type { ClientCertificateSource } from "./http-options.ts";
import type { MaybeLater } from "./maybe-later.ts";

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** `length` cryptographically random bytes. */
  bytes(length: number): Uint8Array;
}

export interface StoreChange {
  readonly key: string;
  /** The store's from then on: whoever commits it does not change it. `null` removes the key. */
  readonly value: Uint8Array | null;
}

/** Durable key-value store: a batch is applied whole or not at all, and is on disk when `commit` is done. */
export interface Store {
  /** Every entry whose key begins with `prefix`, in the order of the keys' UTF-8 bytes. */
  entries(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  /** One atomic, synced batch; a later change of the same key wins. Failures reject. */
  commit(changes: readonly StoreChange[]): MaybeLater<void>;
  /** Releases the store; using it afterwards rejects. Idempotent. */
  close(): Promise<void>;
}

/** No older one is ever spoken (protocol §13#3). */
export type TlsVersion = "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

export interface HttpRequest {
  readonly method: "POST" | "GET";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Bytes of the largest response body accepted. */
  readonly maxResponseBytes: number;
  /** Milliseconds from the start of the request to the end of the response. */
  readonly timeoutMs: number;
  /** Plain http to a host that is not a loopback address (decisions D20). */
  readonly allowPlainHttp?: boolean;
  /** Lowest TLS version for this request, in place of the client's own. */
  readonly minTlsVersion?: TlsVersion;
  /** What the server gets when it asks for a client certificate, in place of the client's own. */
  readonly clientCertificate?: ClientCertificateSource;
  /** The body goes out chunked, without a Content-Length (protocol §12.1#8). */
  readonly chunked?: boolean;
  /** It is later than this, whatever the clock says: milliseconds since 1970 (decisions D15). */
  readonly timeFloor?: number;
}

export interface HttpResponse {
  readonly outcome: "response";
  readonly status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** URL that answered, after same-origin redirects (decisions D10). */
  readonly url: string;
  /** The connection was TLS and the certificate verified. */
  readonly serverVerified: boolean;
}

/** Each way an exchange can fail before a usable response: a value, never an exception. */
export interface HttpFailure {
  readonly outcome: "failure";
  readonly kind:
    | "bad-url"
    | "plain-http-refused"
    | "name-not-resolved"
    | "refused"
    | "unreachable"
    | "reset"
    | "timeout"
    | "tls-untrusted"
    | "tls-name-mismatch"
    | "tls-expired"
    | "tls-not-yet-valid"
    | "tls-failed"
    | "client-certificate-unusable"
    | "proxy-unreachable"
    | "proxy-refused"
    | "proxy-authentication"
    | "redirect-refused"
    | "content-encoding-refused"
    | "response-too-large"
    | "malformed-response"
    | "aborted";
  /** One line: what happened and what to do. Never holds a header value or a body. */
  readonly message: string;
}

export interface HttpClient {
  /** Never rejects; `signal` aborting yields `aborted`. */
  exchange(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse | HttpFailure>;
  close(): Promise<void>;
}

/** What a person answered. Clause: DMPRO 1.2 §10 (user interaction). */
export type UserAnswer =
  | { readonly answer: "accepted"; readonly text?: string; readonly choices?: readonly number[] }
  | { readonly answer: "rejected" | "cancelled" | "timed-out" };

/** What a person is shown. The text is a server's: lines end in `\n`, and whatever else is in it is not to be trusted. */
export interface Prompt {
  readonly text: string;
  /** Milliseconds it should stay in sight at least: a hint. */
  readonly minMs?: number;
}

export interface ConfirmPrompt extends Prompt {
  /** The answer to suggest. */
  readonly preset?: boolean;
}

export interface InputPrompt extends Prompt {
  readonly kind: "text" | "number" | "date" | "time" | "phone" | "ip-address";
  /** Not to be shown while it is typed. */
  readonly secret: boolean;
  /** The text to begin with. */
  readonly preset?: string;
  /** Characters. */
  readonly maxLength?: number;
  /** Whether a text is of that kind and length. Nothing else may be answered. */
  readonly accepts: (text: string) => boolean;
}

export interface ChoicePrompt extends Prompt {
  /** Numbered from 1, in this order. */
  readonly choices: readonly string[];
  /** Numbers of those to suggest. */
  readonly preset: readonly number[];
  /** Any number of them, none included; otherwise one. */
  readonly multiple: boolean;
}

/**
 * A person at the device. Each call asks one thing and settles when it is answered, or soon after `signal` aborts; what
 * it then says does not matter. An implementation must not wait for the device's own tree: a command may hold it.
 */
export interface UserInterface {
  /** Accepted once it was seen. */
  display(prompt: Prompt, signal?: AbortSignal): Promise<UserAnswer>;
  confirm(prompt: ConfirmPrompt, signal?: AbortSignal): Promise<UserAnswer>;
  /** Accepted with `text`. */
  input(prompt: InputPrompt, signal?: AbortSignal): Promise<UserAnswer>;
  /** Accepted with `choices`. */
  choose(prompt: ChoicePrompt, signal?: AbortSignal): Promise<UserAnswer>;
  /** A PIN for a protected bootstrap; `undefined` when the user gives none. */
  pin(purpose: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** What the device's reader holds: a UICC or a SIM. */
export interface CardReader {
  /** Speaks to the card; `undefined` when there is none. Rejects with `CardError`. */
  connect(signal?: AbortSignal): Promise<CardConnection | undefined>;
  /** Lets the reader go. Idempotent. */
  close(): Promise<void>;
}

export interface CardConnection {
  /** With T=0 a command has data or asks for some, not both: the rest is fetched (bootstrap-push §9.3#2). */
  readonly protocol: "T=0" | "T=1";
  /** One command; the response with its two status octets. Rejects with `CardError`. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** The card stays powered: the modem may be using it. Idempotent, never rejects. */
  disconnect(): Promise<void>;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly http: HttpClient;
  /** Absent: UI alerts are answered 406. */
  readonly ui?: UserInterface;
  /** Absent: no card. */
  readonly card?: CardReader;
}
