/** An HTTP proxy on loopback: CONNECT for tunnels, whole URLs for plain http. */
import { createServer, type IncomingMessage, request as send } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface ProxyServerOptions {
  /** Credentials it wants; none unless told. */
  readonly name?: string;
  readonly secret?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface ProxyServer {
  readonly url: string;
  /** Method and target of each request it let through. */
  readonly seen: readonly string[];
  /** Proxy-Authorization of each. */
  readonly authorizations: readonly (string | undefined)[];
  close(): Promise<void>;
}

export async function proxyServer({ name, secret, tls }: ProxyServerOptions): Promise<ProxyServer> {
  const seen: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();
  const wanted = name === undefined ? undefined : `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
  const admits = (request: IncomingMessage): boolean => {
    const shown = request.headers["proxy-authorization"];
    if (wanted !== undefined && shown !== wanted) return false;
    seen.push(`${request.method} ${request.url}`);
    authorizations.push(shown);
    return true;
  };
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on("request", (request, response) => {
    if (!admits(request)) return response.writeHead(407, { "Proxy-Authenticate": "Basic realm=x" }).end();
    const { "proxy-authorization": _own, ...headers } = request.headers;
    const onward = send(request.url!, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    return request.pipe(onward);
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    socket.on("error", () => {});
    if (!admits(request)) return socket.end("HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n\r\n");
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    return onward.on("error", () => socket.end("HTTP/1.1 502 No\r\n\r\n"));
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    seen,
    authorizations,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
