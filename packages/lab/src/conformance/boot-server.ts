/** A web server that has bootstrap documents: the network's, or the one on the card. */
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import type { LabTls } from "../server.ts";
import type { BootSetup } from "./bootstrap-act.ts";

export interface BootAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface BootServer {
  readonly url: string;
  /** Method and path of what was asked. */
  readonly requests: readonly string[];
  /** To the next request. */
  answer: BootAnswer;
  close(): Promise<void>;
}

const PATH = "/dm/bootstrap";
const NOTHING: BootAnswer = { status: 404, contentType: "text/plain", body: new Uint8Array() };

export async function startBootServer({ plain }: BootSetup, { key, cert }: LabTls): Promise<BootServer> {
  const requests: string[] = [];
  let answer = NOTHING;
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { status, contentType, body } = request.url === PATH ? answer : NOTHING;
    response.writeHead(status, { "content-type": contentType, connection: "close" }).end(body);
  };
  const server =
    plain === undefined
      ? createHttps({ key: Buffer.from(key), cert: Buffer.from(cert) }, listener)
      : createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${plain === true ? "http" : "https"}://127.0.0.1:${port}${PATH}`,
    requests,
    get answer() {
      return answer;
    },
    set answer(next) {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
