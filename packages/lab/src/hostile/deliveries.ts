/** How a hostile server hands over what it says: a table of ways, from whole to never ending. */
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Dice } from "./dice.ts";

export interface Parcel {
  readonly dice: Dice;
  readonly body: Uint8Array;
  /** Of the body; the media type of its encoding. */
  readonly contentType: string;
  /** The server's own URI. */
  readonly url: string;
  /** Milliseconds the slowest way takes. */
  readonly dripMs: number;
  /** Bytes after which an endless body ends all the same. */
  readonly endlessBytes: number;
}

type Delivery = (outgoing: ServerResponse, parcel: Parcel) => Promise<void> | void;

/** By name. A name is part of what a seed means: append, do not reorder. */
export const DELIVERIES: Readonly<Record<string, Delivery>> = {
  whole: (outgoing, { body, contentType }) => {
    outgoing.writeHead(200, { "content-type": contentType, "content-length": body.length }).end(body);
  },
  chunked: (outgoing, { dice, body, contentType }) => {
    outgoing.writeHead(200, { "content-type": contentType });
    for (let at = 0; at < body.length; ) {
      const size = 1 + dice.int(200);
      outgoing.write(body.subarray(at, at + size));
      at += size;
    }
    outgoing.end();
  },
  drip: async (outgoing, { dice, body, contentType, dripMs }) => {
    outgoing.writeHead(200, { "content-type": contentType, "content-length": body.length });
    const pieces = 2 + dice.int(6);
    for (let at = 0; at < pieces && !outgoing.destroyed; at++) {
      const [from, to] = [at, at + 1].map((each) => Math.floor((each * body.length) / pieces));
      if (at > 0) await sleep(dripMs / (pieces - 1));
      outgoing.write(body.subarray(from, to));
    }
    outgoing.end();
  },
  late: async (outgoing, { body, contentType, dripMs }) => {
    await sleep(dripMs);
    if (!outgoing.destroyed) outgoing.writeHead(200, { "content-type": contentType }).end(body);
  },
  endless: async (outgoing, { dice, body, contentType, endlessBytes }) => {
    outgoing.writeHead(200, { "content-type": contentType });
    // A client that does not read is not waited for either.
    outgoing.setTimeout(1000, () => outgoing.destroy());
    const more = Buffer.from(dice.pick(["<Get>", " ", "\u0000", "xxxxxxxx"]).repeat(4096));
    const flood = function* (): Generator<Uint8Array> {
      yield body;
      for (let sent = 0; sent < endlessBytes; sent += more.length) yield more;
    };
    await pipeline(Readable.from(flood(), { objectMode: false }), outgoing, { end: false });
    outgoing.destroy();
  },
  cut: (outgoing, { dice, body, contentType }) => {
    outgoing.writeHead(200, { "content-type": contentType, "content-length": body.length + 1 });
    outgoing.write(body.subarray(0, dice.int(body.length + 1)), () => outgoing.destroy());
  },
  drop: (outgoing) => {
    outgoing.destroy();
  },
  status: (outgoing, { dice, body }) => {
    const status = dice.pick([201, 202, 204, 300, 304, 400, 401, 403, 404, 407, 408, 413, 415, 429, 500, 503, 599]);
    const headers = dice.once(2) ? { "retry-after": "0" } : { "www-authenticate": dice.pick(CHALLENGES) };
    outgoing.writeHead(status, headers).end(status === 204 || status === 304 ? undefined : body);
  },
  redirect: (outgoing, { dice, url }) => {
    const location = dice.pick([url, "", "http://[", "file:///etc/passwd", "//", `${url}?${"x".repeat(2000)}`]);
    outgoing.writeHead(dice.pick([301, 302, 303, 307, 308]), { location }).end();
  },
  type: (outgoing, { dice, body, contentType }) => {
    const types = [
      "text/html",
      "",
      "application/vnd.syncml+xml",
      `${contentType}; charset="utf-8"; x`,
      "/",
      contentType,
    ];
    const type = dice.pick(types);
    outgoing.writeHead(200, type === "" ? {} : { "content-type": type.toUpperCase() }).end(body);
  },
  headers: (outgoing, { dice, body, contentType }) => {
    const odd = dice.pick([
      { "x-padding": "x".repeat(20_000) },
      {
        "x-syncml-hmac": dice.pick(["", "mac=AAAA", 'algorithm=MD5, username="x", mac=AAAA', ",,,=", '"'.repeat(500)]),
      },
      { "set-cookie": Array.from({ length: 200 }, (_, at) => `c${at}=1`) },
      { "content-encoding": dice.pick(["gzip", "br", "identity", "x"]) },
      { "authentication-info": dice.pick(["nextnonce=", 'rspauth="0"', ",", "x"]) },
      { connection: "close" },
    ]);
    outgoing.writeHead(200, { "content-type": contentType, ...odd }).end(body);
  },
  bomb: (outgoing, { contentType }) => {
    const body = gzipSync(Buffer.alloc(200_000, 0x20));
    outgoing.writeHead(200, { "content-type": contentType, "content-encoding": "gzip" }).end(body);
  },
  "no-http": (outgoing, { dice, body }) => {
    const starts = [
      "HTTP/9.9 banana\r\n\r\n",
      "HTTP/1.1 200\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
      "",
    ];
    // The response has no socket of its own yet when the one before is still being written.
    const { socket } = outgoing.req;
    socket.write(Buffer.concat([Buffer.from(dice.pick(starts)), body]), () => socket.destroy());
  },
};

const CHALLENGES = ["Basic realm=x", "Digest", 'Digest realm="", nonce="", qop="auth-int"', ",,,", "Basic"] as const;
