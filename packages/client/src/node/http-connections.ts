import { lookup as resolveName } from "node:dns";
import type { LookupFunction, Socket } from "node:net";
import { Agent, buildConnector } from "undici";
import type { ClientCertificate, HttpClientOptions } from "../http-options.ts";
import type { HttpFailure, TlsVersion } from "../ports.ts";
import { httpFailure } from "./http-failure.ts";
import { proxyAuthorization, proxyOrigin, throughProxy } from "./proxy-tunnel.ts";
import { checkCertificate, isTlsVersion, secureContext } from "./tls-settings.ts";

/** Longest wait for a TCP connection and its TLS handshake, in milliseconds; `timeoutMs` may end it sooner. */
const CONNECT_MS = 30_000;
/** Wait for one of several addresses before the next is tried, in milliseconds: Node's 250 is short for a cell link. */
const ADDRESS_MS = 2_000;

/** How the requests to one origin travel. */
export interface Route {
  readonly agent: Agent;
  /** Of a proxy that is asked for the whole URL: plain http is not tunnelled. */
  readonly proxy?: { readonly origin: string; readonly authorization: string | undefined };
}

export interface ConnectionOptions extends HttpClientOptions {
  /** Connections per origin; unlimited unless told. Idle ones are reused first. */
  readonly connections?: number;
}

/** Pools of connections: one for each lowest TLS version in use, made anew with the client certificate (protocol §13#9). */
export class Connections {
  private readonly options: ConnectionOptions;
  private readonly proxy: Route["proxy"];
  private readonly pools = new Map<TlsVersion, { agent: Agent; certificate: ClientCertificate | undefined }>();
  /** Those of a former certificate, until their requests have ended. */
  private readonly leaving = new Set<Agent>();
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
    this.pool(version, typeof clientCertificate === "function" ? undefined : clientCertificate);
  }

  route(url: URL, version: TlsVersion, timeFloor: number): Route | HttpFailure {
    this.timeFloor = Math.max(this.timeFloor, timeFloor);
    const { clientCertificate } = this.options;
    try {
      const certificate = typeof clientCertificate === "function" ? clientCertificate() : clientCertificate;
      const agent = this.pool(version, certificate);
      return url.protocol === "http:" && this.proxy !== undefined ? { agent, proxy: this.proxy } : { agent };
    } catch {
      return httpFailure("client-certificate-unusable", url.origin);
    }
  }

  async destroy(): Promise<void> {
    for (const tunnel of this.tunnels) tunnel.destroy();
    const agents = [...this.pools.values()].map(({ agent }) => agent);
    await Promise.all([...agents, ...this.leaving].map((agent) => agent.destroy()));
  }

  private pool(version: TlsVersion, certificate: ClientCertificate | undefined): Agent {
    const known = this.pools.get(version);
    if (known !== undefined && known.certificate === certificate) return known.agent;
    const agent = this.agent(version, certificate);
    this.pools.set(version, { agent, certificate });
    if (known !== undefined) {
      this.leaving.add(known.agent);
      const left = (): boolean => this.leaving.delete(known.agent);
      void known.agent.close().then(left, left);
    }
    return agent;
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
