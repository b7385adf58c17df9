import type { Socket } from "node:net";
import type { buildConnector } from "undici";
import type { ProxyOptions } from "../http-options.ts";

/** Milliseconds a proxy may take to answer CONNECT; `timeoutMs` of the request may end it sooner. */
const ANSWER_MS = 30_000;
const MAX_HEAD_BYTES = 16 * 1024;
const HEAD_END = "\r\n\r\n";

/** What the answer to CONNECT means, by status; other 4xx and 5xx: refused. */
const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  407: "PROXY_AUTHENTICATION",
  502: "PROXY_UNREACHABLE",
  503: "PROXY_UNREACHABLE",
  504: "PROXY_UNREACHABLE",
};

/** `code` is one of http-failure's table. */
function proxyError(code: string): Error {
  return Object.assign(new Error("the proxy gave no tunnel"), { code });
}

/** The origin of a proxy. Throws `TypeError` when its address is none; the message names no secret. */
export function proxyOrigin({ url }: ProxyOptions): URL {
  if (!URL.canParse(url)) throw new TypeError("the proxy's address is not an absolute URL");
  const { protocol, username, password, origin, pathname, search } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError("the proxy's address is not http or https");
  if (username !== "" || password !== "") throw new TypeError("give the proxy's name and secret beside its address");
  if (pathname !== "/" || search !== "") throw new TypeError("the proxy's address has a path; give its origin alone");
  return new URL(origin);
}

/** Proxy-Authorization, when the proxy has a name and secret. Clause: RFC 7617 §2. */
export function proxyAuthorization({ name, secret }: ProxyOptions): string | undefined {
  if (name === undefined && secret === undefined) return undefined;
  return `Basic ${Buffer.from(`${name ?? ""}:${secret ?? ""}`, "utf8").toString("base64")}`;
}

type Connect = buildConnector.connector;

/**
 * Connections of a client with a proxy: those to the proxy itself as they are, those to https servers by CONNECT, then
 * `secure` upgrades the tunnel. `open` holds the tunnels not yet built, so that a closing client can end them.
 * Rule: protocol §12.1#15. Clause: RFC 9110 §9.3.6.
 */
export function throughProxy(proxy: ProxyOptions, toProxy: Connect, secure: Connect, open: Set<Socket>): Connect {
  const { origin, host, hostname, protocol, port } = proxyOrigin(proxy);
  const authorization = proxyAuthorization(proxy);
  // What is wrong with a proxy's certificate is worth more than that it cannot be used.
  const unreachable = (error: Error): Error => (protocol === "https:" ? error : proxyError("PROXY_UNREACHABLE"));
  const connect: Connect = (options, callback) =>
    toProxy(options, (...[error, socket]) =>
      error === null ? callback(null, socket) : callback(unreachable(error), null),
    );
  return (options, callback) => {
    if (`${options.protocol}//${options.host}` === origin) return connect(options, callback);
    const authority = `${bracketed(options.hostname)}:${options.port || "443"}`;
    connect({ hostname: hostname.replace(/^\[|\]$/g, ""), host, protocol, port }, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      open.add(socket);
      requestTunnel(socket, authority, authorization, (refused) => {
        open.delete(socket);
        if (refused === undefined) return secure({ ...options, httpSocket: socket }, callback);
        socket.destroy();
        callback(refused, null);
      });
    });
  };
}

function bracketed(hostname: string): string {
  return hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
}

function requestTunnel(
  socket: Socket,
  authority: string,
  authorization: string | undefined,
  done: (refused?: Error) => void,
): void {
  let head = Buffer.alloc(0);
  const end = (refused?: Error): void => {
    socket.setTimeout(0);
    socket.off("data", read).off("error", lost).off("close", lost).off("timeout", lost);
    // The error of a socket let go is nobody's.
    if (refused !== undefined) socket.on("error", () => {});
    done(refused);
  };
  const lost = (): void => end(proxyError("PROXY_UNREACHABLE"));
  const read = (bytes: Buffer): void => {
    head = Buffer.concat([head, bytes]);
    const at = head.indexOf(HEAD_END);
    if (at < 0) {
      if (head.length > MAX_HEAD_BYTES) end(proxyError("PROXY_REFUSED"));
      return;
    }
    const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |\r\n)/.exec(head.toString("latin1"))?.[1]);
    // A TLS server says nothing first: what follows the head would be the proxy's own words.
    const silent = head.length === at + HEAD_END.length;
    if (status >= 200 && status <= 299 && silent) {
      socket.pause();
      end();
    } else end(proxyError(CODE_OF_STATUS[status] ?? "PROXY_REFUSED"));
  };
  socket.setTimeout(ANSWER_MS);
  socket.on("data", read).on("error", lost).on("close", lost).on("timeout", lost);
  const credentials = authorization === undefined ? "" : `Proxy-Authorization: ${authorization}\r\n`;
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${credentials}\r\n`);
}
