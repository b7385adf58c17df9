/** How a device reaches its servers, as an embedder says it. */
import type { TlsVersion } from "./ports.ts";

/** An HTTP proxy. Its name and secret, when it wants them, travel as Basic. */
export interface ProxyOptions {
  /** `http://host:port` or `https://host:port`, without user-info. */
  readonly url: string;
  readonly name?: string;
  readonly secret?: string;
}

/** A client certificate, with its chain, and its key: PEM. */
export interface ClientCertificate {
  readonly cert: string | Uint8Array;
  readonly key: string | Uint8Array;
  /** Of an encrypted key. */
  readonly passphrase?: string;
}

/**
 * A function is called for every exchange and gives the same object as long as nothing changed: another one is used from
 * that exchange on, over new connections; `undefined`: none is shown.
 */
export type ClientCertificateSource = ClientCertificate | (() => ClientCertificate | undefined);

export interface HttpClientOptions {
  /** Trust anchors, PEM: in place of those Node ships. */
  readonly ca?: string | Uint8Array;
  /** What servers that ask for a client certificate get. */
  readonly clientCertificate?: ClientCertificateSource;
  /** Default TLSv1.2. TLSv1.1 also admits the old suites and signatures it needs (protocol §13#4), and is warned of. */
  readonly minTlsVersion?: TlsVersion;
  /** For every request, loopback included. None unless told: the environment is not asked. */
  readonly proxy?: ProxyOptions;
}

/** What may differ from server to server. */
export interface AccountHttpOptions {
  /** Plain http beyond loopback, HTTP Basic over it included; warned of (decisions D20). */
  readonly allowPlainHttp?: boolean;
  /** In place of the client's own. */
  readonly minTlsVersion?: TlsVersion;
  /** In place of the client's own, and shown to no other server (protocol §13#6). The same value for every session. */
  readonly clientCertificate?: ClientCertificateSource;
  /** Messages go out chunked, without a Content-Length (protocol §12.1#8). */
  readonly chunked?: boolean;
  /** User-Agent: a product such as `Acme-DM/1.0`. */
  readonly userAgent?: string;
}

export interface DeviceHttpOptions extends HttpClientOptions {
  readonly userAgent?: string;
  /** By ServerID. */
  readonly accounts?: Readonly<Record<string, AccountHttpOptions>>;
}
