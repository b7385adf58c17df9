/** Redirects, against real servers on loopback: protocol §12.3#3, decisions D10. */
import { undiciHttp } from "@oma-dm/client/node";
import { expect } from "vitest";
import type { HttpFailure, HttpResponse } from "../../../src/ports.ts";
import { serve } from "../../node/local-server.ts";
import { type Case, cases } from "../../tree/cases/case.ts";

/** Asks a server for `/n`, which redirects to `/n-1` with that status, and so on down to `/0`. */
async function counted(
  status: number,
  n: number,
  location = (left: number) => `/${left - 1}`,
): Promise<{ readonly answer: HttpResponse | HttpFailure; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const server = await serve(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString("hex");
    seen.push(`${request.method} ${request.url} ${body} ${request.headers["x-syncml-hmac"]}`);
    const left = Number(request.url!.slice(1));
    if (left > 0) response.writeHead(status, { Location: location(left) }).end("moved");
    else response.end("here");
  });
  const http = undiciHttp();
  try {
    const answer = await http.exchange({
      method: "POST",
      url: `http://127.0.0.1:${server.port}/${n}`,
      headers: { "x-syncml-hmac": "mac" },
      body: Uint8Array.of(1, 2),
      maxResponseBytes: 100,
      timeoutMs: 2_000,
    });
    return { answer, seen };
  } finally {
    await http.close();
    await server.close();
  }
}

export const REDIRECT_CASES: readonly Case[] = cases({
  "protocol §12.3#3": {
    ...Object.fromEntries(
      [301, 302, 307, 308].map((status) => [
        `HTTP ${status} is followed three times, with the same bytes`,
        async () => {
          const { answer, seen } = await counted(status, 3);
          expect(answer).toMatchObject({ outcome: "response", status: 200, body: new TextEncoder().encode("here") });
          expect(seen).toEqual(["/3", "/2", "/1", "/0"].map((path) => `POST ${path} 0102 mac`));
        },
      ]),
    ),
    "and not a fourth time": async () => {
      const { answer, seen } = await counted(307, 4);
      expect(answer).toMatchObject({ kind: "redirect-refused" });
      expect(seen).toHaveLength(4);
    },
    "HTTP 303 would make a GET of it": async () => {
      const { answer, seen } = await counted(303, 1);
      expect([answer, seen.length]).toMatchObject([{ kind: "redirect-refused" }, 1]);
    },
    "what is no redirect is none, whatever place it names": async () => {
      for (const status of [200, 300, 304, 305]) {
        const { answer, seen } = await counted(status, 1);
        expect([answer, seen.length]).toMatchObject([{ outcome: "response", status }, 1]);
      }
    },
    "no other origin is asked": async () => {
      for (const location of ["http://localhost:1/0", "https://127.0.0.1/0", "//127.0.0.1:1/0"]) {
        const { answer, seen } = await counted(307, 1, () => location);
        expect([answer, seen.length]).toMatchObject([{ kind: "redirect-refused" }, 1]);
      }
    },
  },
});
