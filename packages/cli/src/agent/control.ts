/** The control socket: a running agent says how it is. HTTP on a Unix socket that only its owner can open. */
import { chmodSync, existsSync, lstatSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { EXIT, Failure } from "../failure.ts";

export interface AgentStatus {
  readonly accounts: readonly string[];
  readonly listeners: readonly string[];
  readonly push: unknown;
}

/** `answer` is asked for each status. Rejects with `Failure` when somebody else has the socket. */
export async function openControl(
  path: string,
  answer: () => Promise<AgentStatus>,
): Promise<{ close(): Promise<void> }> {
  // One that was left behind by an agent that was killed.
  if (existsSync(path) && lstatSync(path).isSocket() && !(await answers(path))) rmSync(path);
  const server = createServer({ maxHeaderSize: 4_096, requestTimeout: 5_000 }, async (incoming, response) => {
    const end = (status: number, body = ""): void =>
      void response.writeHead(status, { "Content-Type": "application/json", Connection: "close" }).end(body);
    if (incoming.method !== "GET" || incoming.url !== "/status") return end(404);
    try {
      end(200, JSON.stringify(await answer()));
    } catch {
      end(503);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) => {
      reject(new Failure(EXIT.missing, `${path} cannot be the control socket (${code}); is an agent running already?`));
    });
    // Never anybody else's, not even for a moment.
    const mask = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(mask);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const answers = (path: string): Promise<boolean> =>
  askStatus(path).then(
    () => true,
    () => false,
  );

export function askStatus(socketPath: string): Promise<AgentStatus> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path: "/status", timeout: 5_000 }, (answer) => {
      let text = "";
      answer.on("data", (data: Buffer) => {
        text += data.toString("utf8");
      });
      answer.on("end", () => {
        try {
          resolve(JSON.parse(text) as AgentStatus);
        } catch (error) {
          reject(error);
        }
      });
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", reject).end();
  });
}
