/** Each bearer by the contract of all. */
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { systemClock } from "@oma-dm/client/node";
import { afterEach, beforeEach, describe } from "vitest";
import { HTTP_PUSH_LIMITS, openHttpPush } from "../../src/node/push-http.ts";
import { openSmsHttp } from "../../src/node/sms-http.ts";
import { readSmsLines } from "../../src/node/sms-lines.ts";
import { openSpool } from "../../src/node/spool-directory.ts";
import { openUdp } from "../../src/node/udp-listener.ts";
import type { PushTerminal, ShortMessages } from "../../src/push-ports.ts";
import { listenerContract } from "./listener-contract.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "oma-dm-listener-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Takes everything, or fails. */
function counter() {
  let count = 0;
  let isFailing = false;
  const take = async (): Promise<boolean> => {
    count++;
    if (isFailing) throw new Error("full");
    return true;
  };
  const messages: ShortMessages = { pdu: take, userData: take, push: take };
  return {
    take,
    messages,
    handedIn: () => count,
    fail: () => {
      isFailing = true;
    },
  };
}

const post = (port: number, path: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, path, method: "POST", agent: false }, (answer) => {
      answer.resume().on("end", () => resolve());
    });
    outgoing.on("error", reject).end(body);
  });

describe("UDP", () => {
  listenerContract(async () => {
    const { take, ...rest } = counter();
    const listener = await openUdp("wap-push", { port: 0 }, () => void take().catch(() => undefined));
    const send = (): Promise<void> =>
      new Promise((resolve) => {
        const socket = createSocket("udp4");
        socket.send(Uint8Array.of(1), listener.address.port, "127.0.0.1", () => socket.close(() => resolve()));
      });
    return { listener, send, ...rest };
  });
});

describe("HTTP push", () => {
  listenerContract(async () => {
    const { take, ...rest } = counter();
    const terminal: PushTerminal = {
      refuse: () => undefined,
      answer: async () => {
        await take();
        return { status: 204, headers: {} };
      },
    };
    const listener = await openHttpPush({ port: 0 }, terminal, HTTP_PUSH_LIMITS);
    return { listener, send: () => post(listener.address.port, "/wappush", ""), ...rest };
  });
});

describe("PDUs over HTTP", () => {
  listenerContract(async () => {
    const { messages, ...rest } = counter();
    const listener = await openSmsHttp({ port: 0 }, messages);
    return { listener, send: () => post(listener.address.port, "/sms", "00"), ...rest };
  });
});

describe("lines of digits", () => {
  listenerContract(async () => {
    const { messages, ...rest } = counter();
    const lines = new PassThrough();
    const listener = readSmsLines(lines, messages);
    return { listener, send: async () => void lines.write("00\n"), ...rest };
  });
});

describe("a spool directory", () => {
  listenerContract(async () => {
    const { messages, ...rest } = counter();
    const listener = await openSpool({ directory: folder, everyMs: 5 }, messages, systemClock());
    let sent = 0;
    const file = "From: 1\nAlphabet: binary\nUDH-DATA: 06 05 04 0B 84 23 F0\n\nab";
    return { listener, send: async () => writeFileSync(join(folder, `sms-${++sent}`), file), ...rest };
  });
});
