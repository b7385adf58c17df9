/** HTTP push, with the gateway on whichever side: what is answered, and what comes of it (bootstrap-push §6). */
import { createHash } from "node:crypto";
import { request } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { HttpPushOptions } from "@oma-dm/client";
import { end, expectPackage1, script, selfSignedCertificate } from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { setUp } from "../session/with-lab.ts";
import { DM, knock12, knock13, TYPE_12, TYPE_13 } from "./knocking.ts";

const KNOCKED = script("knocked", { requireAuth: "md5", serverAuth: "md5" }, expectPackage1({ alert: 1200 }), end());
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function terminal(httpPush: HttpPushOptions = {}) {
  const both = await setUp({ script: KNOCKED });
  const open = await both.device.listen({ httpPush: { port: 0, ...httpPush } });
  closing.push(() => open.close());
  const port = open.listeners.find(({ address }) => address !== undefined)?.address?.port ?? 0;
  return { ...both, port, open };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function ask(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: Uint8Array = new Uint8Array(),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve({ status: answer.statusCode!, headers: answer.headers }));
    });
    outgoing.on("error", reject).end(body);
  });
}

const own = { "Content-Type": TYPE_12, "X-Wap-Application-Id": DM };
const embedded = (head: string, content: Uint8Array): Uint8Array =>
  Uint8Array.from(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n`), content]));

describe("what a gateway is answered: R147, bootstrap-push §6.1#1, #3, §6.2#9", () => {
  it.each([
    ["GET", "/wappush", {}, 405, "bootstrap-push §6.2#2"],
    ["PUT", "/wappush", {}, 405, "bootstrap-push §6.2#2"],
    ["POST", "/other", {}, 404, "bootstrap-push §6.2#1"],
    ["POST", "/", {}, 404, "bootstrap-push §6.2#1"],
  ] as const)("%s %s", async (method, path, headers, status, _rule) => {
    const { port, lab } = await terminal();
    const answer = await ask(port, method, path, headers);
    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.headers["allow"]).toBe("POST, OPTIONS");
    expect(lab.log).toEqual([]);
  });
  it("registration, and again with the same tag: bootstrap-push §6.2#3, #4, #10, #11", async () => {
    const { port } = await terminal({ terminalId: "me" });
    const first = await ask(port, "OPTIONS", "/wappush");
    expect(first.status).toBe(204);
    expect(first.headers).toMatchObject({
      "x-wap-push-ota-version": "1.0",
      "x-wap-terminal-id": "me",
      "x-wap-push-status": expect.stringMatching(/^501/),
      "x-wap-push-accept-appid": DM,
      "cache-control": "no-cache",
      date: expect.any(String),
      server: expect.any(String),
    });
    const tag = String(first.headers["x-wap-cpitag"]);
    expect(Buffer.from(tag, "base64").length).toBe(4);
    const again = await ask(port, "OPTIONS", "/wappush", { "X-Wap-CPITag": tag });
    expect(again.headers["x-wap-push-status"]).toMatch(/^500/);
    expect(again.headers["x-wap-push-accept"]).toBeUndefined();
  });
  it("a tag that is stale: nothing is read; one that is missing or right: bootstrap-push §6.2#5, #8", async () => {
    const { port, lab, device } = await terminal();
    const stale = await ask(port, "POST", "/wappush", { ...own, "X-Wap-CPITag": "AAAAAA==" }, knock12());
    expect(stale.headers["x-wap-push-status"]).toMatch(/^256/);
    expect(device.pushStatistics().received).toBe(0);
    const tag = String(stale.headers["x-wap-cpitag"]);
    const right = await ask(port, "POST", "/wappush", { ...own, "X-Wap-CPITag": tag }, knock12());
    expect(right.headers["x-wap-push-status"]).toMatch(/^400/);
    await lab.ended();
  });
  it.each([
    ["a notification of 1.2 as the body", own, knock12(), /^400/, "R126, bootstrap-push §6.2#6"],
    ["one of 1.3", { "Content-Type": TYPE_13 }, knock13({ timestamp: 1, timeoutDays: 0 }), /^400/, "R126"],
    ["no application: decisions D8, bootstrap-push §6.3#2", { "Content-Type": TYPE_12 }, knock12(), /^400/, ""],
    [
      "a response inside",
      { "Content-Type": "application/http" },
      embedded(
        `Content-Type: ${TYPE_12}\r\nX-Wap-Application-Id: ${DM}\r\nContent-Length: ${knock12().length}\r\n`,
        knock12(),
      ),
      /^400/,
      "",
    ],
    [
      "a response without a length: bootstrap-push §6.3#1, #2",
      { "Content-Type": "application/http" },
      embedded(`content-type: ${TYPE_12}\r\n`, knock12()),
      /^400/,
      "",
    ],
  ] as const)("%s opens a session", async (_title, headers, body, status, _rule) => {
    const { port, lab } = await terminal();
    const answer = await ask(port, "POST", "/wappush", headers, body);
    expect(answer.status).toBe(204);
    expect(answer.headers["x-wap-push-status"]).toMatch(status);
    expect((await lab.ended()).passed).toBe(true);
  });
  it("chunked, and after 100 Continue: bootstrap-push §6.3#3", async () => {
    const { port, lab } = await terminal();
    const status = await new Promise<number>((resolve) => {
      const headers = { ...own, "Transfer-Encoding": "chunked", Expect: "100-continue" };
      const outgoing = request({ host: "127.0.0.1", port, method: "POST", path: "/wappush", headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      });
      outgoing.on("continue", () => {
        const body = knock12();
        outgoing.write(body.subarray(0, 7));
        outgoing.end(body.subarray(7));
      });
      outgoing.flushHeaders();
    });
    expect(status).toBe(204);
    await lab.ended();
  });
  it.each([
    ["another application", { ...own, "X-Wap-Application-Id": "x-wap-application:mms.ua" }, knock12(), /^236/],
    ["another type: R126", { "Content-Type": "text/plain" }, knock12(), /^238/],
    ["a response that is none", { "Content-Type": "application/http" }, knock12(), /^238/],
    [
      "a response that is cut",
      { "Content-Type": "application/http" },
      embedded("Content-Length: 999\r\n", knock12()),
      /^238/,
    ],
    [
      "a wrong digest, which nobody is told",
      own,
      knock12({}, { name: "x", secret: "x", nonce: new Uint8Array() }),
      /^400/,
    ],
    ["an unknown server, which nobody is told", own, knock12({ serverId: "x" }), /^400/],
  ] as const)("%s opens none: bootstrap-push §6.2#7", async (_title, headers, body, status) => {
    const { port, lab } = await terminal();
    const answer = await ask(port, "POST", "/wappush", headers, body);
    expect(answer.status).toBe(204);
    expect(answer.headers["x-wap-push-status"]).toMatch(status);
    expect(lab.log).toEqual([]);
  });
  it.each([
    ["announced", { "Content-Length": "70000" }],
    ["and not announced", { "Transfer-Encoding": "chunked" }],
  ] as const)("a body that is too long, %s: bootstrap-push §6.3#3", async (_title, headers) => {
    const { port, device } = await terminal();
    const answer = await ask(port, "POST", "/wappush", { ...own, ...headers }, new Uint8Array(70_000)).catch(
      () => undefined,
    );
    if (answer !== undefined) expect(answer.status).toBe(413);
    expect(device.pushStatistics().received).toBe(0);
  });
  it("is 4035 unless told otherwise: bootstrap-push §6.1#1", async () => {
    const { device } = await setUp({ script: KNOCKED });
    const open = await device.listen({ httpPush: {} });
    closing.push(() => open.close());
    expect(open.listeners[0]!.address).toEqual({ host: "127.0.0.1", port: 4035 });
  });
  it("a head that is too long", async () => {
    const { port } = await terminal();
    expect((await ask(port, "POST", "/wappush", { ...own, "X-Long": "x".repeat(20_000) })).status).toBe(431);
  });
});

describe("who may push: R148, bootstrap-push §6.4#2, #3", () => {
  const users = [{ user: "ppg", secret: "gateway-pass" }];
  it("basic: refused without, refused wrong, taken right", async () => {
    const { port, lab } = await terminal({ authentication: { scheme: "basic", users } });
    const basic = (text: string) => ({ ...own, Authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    const asked = await ask(port, "POST", "/wappush", own, knock12());
    expect(asked.status).toBe(401);
    expect(asked.headers["www-authenticate"]).toMatch(/^Basic realm=/);
    for (const wrong of ["ppg:no", "x:gateway-pass", ":", "ppg"]) {
      expect((await ask(port, "POST", "/wappush", basic(wrong), knock12())).status).toBe(401);
    }
    expect(lab.log).toEqual([]);
    expect((await ask(port, "POST", "/wappush", basic("ppg:gateway-pass"), knock12())).status).toBe(204);
    await lab.ended();
  });
  it("digest: refused wrong and replayed, taken right", async () => {
    const { port, lab } = await terminal({ authentication: { scheme: "digest", users } });
    const challenge = String((await ask(port, "POST", "/wappush", own, knock12())).headers["www-authenticate"]);
    const [, nonce = ""] = /nonce="([^"]+)"/.exec(challenge) ?? [];
    const hex = (text: string): string => createHash("sha256").update(text).digest("hex");
    const digest = (secret: string, path = "/wappush") => {
      const response = hex(`${hex(`ppg:wappush:${secret}`)}:${nonce}:00000001:c:auth:${hex(`POST:${path}`)}`);
      const params = `username="ppg", realm="wappush", nonce="${nonce}", uri="${path}", qop=auth, nc=00000001, cnonce="c"`;
      return { ...own, Authorization: `Digest ${params}, response="${response}", algorithm=SHA-256` };
    };
    expect((await ask(port, "POST", "/wappush", digest("no"), knock12())).status).toBe(401);
    expect((await ask(port, "POST", "/wappush", digest("gateway-pass", "/x"), knock12())).status).toBe(401);
    expect(lab.log).toEqual([]);
    expect((await ask(port, "POST", "/wappush", digest("gateway-pass"), knock12())).status).toBe(204);
    expect((await ask(port, "POST", "/wappush", digest("gateway-pass"), knock12())).status).toBe(401);
    await lab.ended();
  });
  it("only from addresses that are allowed", async () => {
    const { port } = await terminal({ allow: ["192.0.2.1"] });
    await expect(ask(port, "OPTIONS", "/wappush")).rejects.toThrow();
    const allowed = await terminal({ allow: ["127.0.0.1"] });
    expect((await ask(allowed.port, "OPTIONS", "/wappush")).status).toBe(204);
  });
  it("over TLS, and plain requests get nowhere", async () => {
    const { key, cert } = selfSignedCertificate();
    const { port, lab } = await terminal({ tls: { key, cert } });
    await expect(ask(port, "OPTIONS", "/wappush")).rejects.toThrow();
    const curl = ["-sk", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", "--data-binary", "@-"];
    const headers = Object.entries(own).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
    const url = `https://127.0.0.1:${port}/wappush`;
    const code = await new Promise<string>((resolve) => {
      // In a process of its own: ours has to serve meanwhile.
      setTimeout(() => {
        import("node:child_process").then(({ execFile }) => {
          const child = execFile("curl", [...curl, ...headers, url], (_error, stdout) => resolve(stdout));
          child.stdin!.end(knock12());
        });
      }, 0);
    });
    expect(code).toBe("204");
    await lab.ended();
  });
  it("shows its own credentials to a gateway that asks, basic never in the clear", async () => {
    const { port } = await terminal({ credentials: { user: "me", secret: "terminal-pass" } });
    const digest = await ask(port, "OPTIONS", "/wappush", {
      "X-Wap-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5',
    });
    const given = String(digest.headers["x-wap-authorization"]);
    const [, cnonce = ""] = /cnonce="([^"]+)"/.exec(given) ?? [];
    const hex = (text: string): string => createHash("md5").update(text).digest("hex");
    const wanted = hex(`${hex("me:r:terminal-pass")}:n:00000001:${cnonce}:auth:${hex("OPTIONS:/wappush")}`);
    expect(given).toContain(`response="${wanted}"`);
    const basic = await ask(port, "OPTIONS", "/wappush", { "X-Wap-Authenticate": 'Basic realm="r"' });
    expect(basic.headers["x-wap-authorization"]).toBeUndefined();
  });
});

describe("a gateway that is called: bootstrap-push §6.1#2, #4", () => {
  async function gateway(server: Server): Promise<{ port: number; next: () => Promise<Socket> }> {
    const sockets: Socket[] = [];
    let wake = (_socket: Socket): void => {};
    const take = (socket: Socket): void => {
      socket.on("error", () => undefined);
      sockets.push(socket);
      wake(socket);
    };
    server.on("connection", take);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const { port } = server.address() as { port: number };
    return { port, next: () => new Promise((resolve) => (wake = resolve)) };
  }
  const talk = (socket: Socket, text: string, body: Uint8Array): Promise<string> =>
    new Promise((resolve) => {
      socket.once("data", (data) => resolve(data.toString("latin1")));
      socket.write(Buffer.concat([Buffer.from(text), body]));
    });

  it("pushes over the connection it was given, again and again", async () => {
    const { port, next } = await gateway(createServer());
    const connected = next();
    const { lab } = await terminal({ port: 0, gateways: [{ host: "127.0.0.1", port }] });
    const socket = await connected;
    const head = `POST /wappush HTTP/1.1\r\nHost: t\r\nContent-Type: ${TYPE_12}\r\nContent-Length: ${knock12().length}\r\n\r\n`;
    expect(await talk(socket, "OPTIONS /wappush HTTP/1.1\r\nHost: t\r\n\r\n", new Uint8Array())).toMatch(
      /^HTTP\/1\.1 204/,
    );
    expect(await talk(socket, head, knock12())).toMatch(/^HTTP\/1\.1 204[\s\S]*X-Wap-Push-Status: 400/i);
    expect((await lab.ended()).passed).toBe(true);
  });
  it("is called again when the connection ends", async () => {
    const { port, next } = await gateway(createServer());
    const first = next();
    await terminal({ port: 0, gateways: [{ host: "127.0.0.1", port }] });
    const socket = await first;
    const again = next();
    socket.destroy();
    expect((await again).destroyed).toBe(false);
  });
  it("whose certificate nobody vouches for is not served: R148, bootstrap-push §6.4#1", async () => {
    const { key, cert } = selfSignedCertificate();
    const answers: string[] = [];
    let answered = (): void => {};
    const server = createTlsServer({ key, cert }, (socket) => {
      socket
        .on("error", () => undefined)
        .on("data", (data) => {
          answers.push(data.toString("latin1"));
          answered();
        });
      socket.write("OPTIONS /wappush HTTP/1.1\r\nHost: t\r\n\r\n");
    });
    server.on("tlsClientError", () => undefined);
    const { port, next } = await gateway(server as unknown as Server);
    const connected = next();
    const { open } = await terminal({ gateways: [{ host: "127.0.0.1", port, tls: {} }] });
    const socket = await connected;
    await new Promise((resolve) => socket.once("close", resolve));
    await open.close();
    expect(answers).toEqual([]);
    const served = new Promise<void>((resolve) => {
      answered = resolve;
    });
    await terminal({ gateways: [{ host: "127.0.0.1", port, tls: { ca: cert } }] });
    await served;
    expect(answers[0]).toMatch(/^HTTP\/1\.1 204/);
  });
});
