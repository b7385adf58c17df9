import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";

/** A server on a free port of 127.0.0.1. */
export interface LocalServer {
  readonly port: number;
  /** TCP connections accepted so far. */
  readonly connections: number;
  /** TCP connections open now. */
  readonly open: number;
  close(): Promise<void>;
}

export async function serve(listener: RequestListener, tls?: ServerOptions): Promise<LocalServer> {
  return listen(tls === undefined ? createServer(listener) : createTlsServer(tls, listener));
}

/** Below HTTP: `talk` gets each connection. */
export async function serveRaw(talk: (socket: Socket) => void): Promise<LocalServer> {
  return listen(createTcpServer(talk));
}

async function listen(server: Server): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    // Most tests cut connections on purpose.
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
