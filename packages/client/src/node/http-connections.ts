import { lookup as resolveName } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import type { ClientCertificate, ClientCertificateSource, HttpClientOptions } from "../http-options.ts";
import type { HttpFailure, TlsVersion } from "../ports.ts";
import { httpFailure } from "./http-failure.ts";
import type { HttpTarget } from "./http-target.ts";
import { proxyAuthorization, proxyOrigin, throughProxy } from "./proxy-tunnel.ts";
import { checkCertificate, isTlsVersion, secureContext } from "./tls-settings.ts";

/** Longest wait for a TCP connection and its TLS handshake, in milliseconds; `timeoutMs` may end it sooner. */
const CONNECT_MS = 30_000;
/** Wait for one of several addresses before the next is tried, in milliseconds: Node's 250 is short for a cell link. */
const ADDRESS_MS = 2_000;

/** How the requests of one exchange travel. */
export interface Route {
  readonly agent: Agent;
  /** Of a proxy that is asked for the whole URL: plain http is not tunnelled. */
  readonly proxy?: { readonly origin: string; readonly authorization: string | undefined };
  /** To be called once, when the exchange has ended. */
  readonly leave: () => void;
}

interface Pool {
  readonly agent: Agent;
  readonly certificate: ClientCertificate | undefined;
  /** Exchanges under way. */
  busy: number;
}

export interface ConnectionOptions extends HttpClientOptions {
  /** Connections per origin; unlimited unless told. Idle ones are reused first. */
  readonly connections?: number;
}

/**
 * Pools of connections: one for each lowest TLS version and each source of client certificates in use, so that none is
 * shown where another was asked for; made anew with the certificate (protocol §13#6, #9).
 */
export class Connections {
  private readonly options: ConnectionOptions;
  private readonly proxy: Route["proxy"];
  private readonly pools = new Map<ClientCertificateSource | undefined, Map<TlsVersion, Pool>>();
  /** Those of a former certificate, until their exchanges have ended. */
  private readonly former = new Set<Pool>();
  private readonly tunnels = new Set<Socket>();
  /** It only rises: what was once known to be later stays so. */
  private timeFloor = 0;

  constructor(options: ConnectionOptions) {
    this.options = options;
    const version = options.minTlsVersion ?? "TLSv1.2";
    if (!isTlsVersion(version)) throw new RangeError("TLS 1.1 is the oldest that can be allowed");
    const { proxy, clientCertificate } = options;
    this.proxy = proxy && { origin: proxyOrigin(proxy).origin, authorization: proxyAuthorization(proxy) };
    // At once, because it throws. What a function gives may change, and is judged when it is used.
    this.pool(version, clientCertificate, typeof clientCertificate === "function" ? undefined : clientCertificate);
  }

  route(
    { protocol, origin }: HttpTarget,
    version: TlsVersion,
    timeFloor: number,
    source = this.options.clientCertificate,
  ): Route | HttpFailure {
    this.timeFloor = Math.max(this.timeFloor, timeFloor);
    try {
      const pool = this.pool(version, source, typeof source === "function" ? source() : source);
      pool.busy++;
      const isWhole = protocol === "http:" && this.proxy !== undefined;
      return { agent: pool.agent, leave: () => this.leave(pool), ...(isWhole ? { proxy: this.proxy } : {}) };
    } catch {
      return httpFailure("client-certificate-unusable", origin);
    }
  }

  async destroy(): Promise<void> {
    for (const tunnel of this.tunnels) tunnel.destroy();
    const pools = [...this.pools.values()].flatMap((each) => [...each.values()]);
    await Promise.all([...pools, ...this.former].map(({ agent }) => agent.destroy()));
  }

  private leave(pool: Pool): void {
    pool.busy--;
    if (this.former.has(pool)) this.retire(pool);
  }

  /** Not by Agent.close: what waits for it cannot be destroyed any more. */
  private retire(pool: Pool): void {
    if (pool.busy > 0) {
      this.former.add(pool);
      return;
    }
    this.former.delete(pool);
    void pool.agent.destroy();
  }

  private pool(
    version: TlsVersion,
    source: ClientCertificateSource | undefined,
    certificate: ClientCertificate | undefined,
  ): Pool {
    const pools = this.pools.get(source) ?? new Map<TlsVersion, Pool>();
    this.pools.set(source, pools);
    const known = pools.get(version);
    if (known !== undefined && known.certificate === certificate) return known;
    const pool = { agent: this.agent(version, certificate), certificate, busy: 0 };
    pools.set(version, pool);
    if (known !== undefined) this.retire(known);
    return pool;
  }

  private agent(version: TlsVersion, certificate: ClientCertificate | undefined): Agent {
    const { ca, connections, proxy } = this.options;
    const connector = (context: ReturnType<typeof secureContext>) =>
      buildConnector({
        timeout: CONNECT_MS,
        autoSelectFamilyAttemptTimeout: ADDRESS_MS,
        lookup,
        secureContext: context,
        rejectUnauthorized: true,
        checkServerIdentity: (host, peer) => checkCertificate(host, peer, this.timeFloor),
        // A resumed session skips the check of the name, and outlives the certificate it was opened with.
        maxCachedSessions: 0,
      });
    const direct = connector(secureContext(ca, certificate, version));
    const toProxy = (): buildConnector.connector => connector(secureContext(ca, undefined, "TLSv1.2"));
    return new Agent({
      ...(connections === undefined ? {} : { connections }),
      connect: proxy === undefined ? direct : throughProxy(proxy, toProxy(), direct, this.tunnels),
    });
  }
}

/** `localhost` is this machine whatever a resolver says (RFC 6761 §6.3); plain http is allowed to it (decisions D20). */
const lookup: LookupFunction = (hostname, options, callback) => {
  if (hostname !== "localhost") return resolveName(hostname, options, callback);
  const addresses = [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ].filter(({ family }) => [0, undefined, family, `IPv${family}`].includes(options.family));
  const first = addresses[0] ?? { address: "127.0.0.1", family: 4 };
  if (options.all === true) callback(null, addresses);
  else callback(null, first.address, first.family);
};
