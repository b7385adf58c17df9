/** The HTTP layer of the lab: who may speak, and what goes wrong on the way back. Clause: protocol §12. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { decodeMessage } from "@oma-dm/codec/syncml";
import {
  end,
  type Fault,
  get,
  httpStatus,
  type Lab,
  type LabHttpAuth,
  type LabOptions,
  redirectTo,
  script,
  send,
  startLab,
  withFaults,
} from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { ACCOUNT, type HttpAnswer, hangUp, OPEN, PACKAGE_1, post } from "./paper-device.ts";

let lab: Lab | undefined;
afterEach(async () => lab?.close());
afterAll(hangUp);

async function start(options: Partial<LabOptions>, ...faults: readonly Fault[]): Promise<Lab> {
  const chosen = script("http", OPEN, withFaults(send(get("./DevInfo/Man")), ...faults), end());
  lab = await startLab({ accounts: [ACCOUNT], script: chosen, ...options });
  return lab;
}

const NAME = "Mufasa";
const SECRET = "Circle Of Life";
const gated = (options: Partial<LabHttpAuth> = {}): Partial<LabOptions> => ({
  httpAuth: { scheme: "digest", name: NAME, secret: SECRET, ...options },
});

/** The challenges of a 401, by algorithm; node joins several headers with ", ". */
function challenges({ headers }: HttpAnswer): Record<string, string>[] {
  return (headers["www-authenticate"] ?? "").split(/,?\s*(?=Digest )/).flatMap((text) => {
    const pairs = [...text.matchAll(/([a-z]+)=(?:"([^"]*)"|([^,\s]*))/g)];
    return pairs.length === 0
      ? []
      : [Object.fromEntries(pairs.map(([, name = "", quoted, bare]) => [name, quoted ?? bare ?? ""]))];
  });
}

/** A client's Authorization, by RFC 7616 §3.4. */
function authorize(
  challenge: Readonly<Record<string, string>>,
  wanted: { nc?: number; path?: string; method?: string; secret?: string; body?: string; cnonce?: string } = {},
): string {
  const { nc = 1, path = "/dm", method = "POST", secret = SECRET, body = PACKAGE_1, cnonce = "0a4f113b" } = wanted;
  const { realm = "", nonce = "", algorithm, qop, opaque = "" } = challenge;
  const hash = (text: string) =>
    createHash(algorithm?.startsWith("SHA-256") === true ? "sha256" : "md5")
      .update(text)
      .digest("hex");
  const count = nc.toString(16).padStart(8, "0");
  const plain = hash(`${NAME}:${realm}:${secret}`);
  const a1 = algorithm?.endsWith("-sess") === true ? hash(`${plain}:${nonce}:${cnonce}`) : plain;
  const a2 = hash(qop === "auth-int" ? `${method}:${path}:${hash(body)}` : `${method}:${path}`);
  const response = hash(qop === undefined ? `${a1}:${nonce}:${a2}` : `${a1}:${nonce}:${count}:${cnonce}:${qop}:${a2}`);
  return (
    `Digest username="${NAME}", realm="${realm}", nonce="${nonce}", uri="${path}", response="${response}", opaque="${opaque}"` +
    (algorithm === undefined ? "" : `, algorithm=${algorithm}`) +
    (qop === undefined ? "" : `, qop=${qop}, nc=${count}, cnonce="${cnonce}"`)
  );
}

const postAs = (url: string, authorization: string, body = PACKAGE_1) =>
  post(url, body, { headers: { authorization } });

describe("HTTP Basic", () => {
  it("lets in who shows the right credentials, and nobody else", async () => {
    const { url, httpRefusals, sessions } = await start(gated({ scheme: "basic", realm: 'a "b"' }));
    const refused = await post(url, PACKAGE_1);
    expect([refused.status, refused.headers["www-authenticate"]]).toEqual([
      401,
      'Basic realm="a \\"b\\"", charset="UTF-8"',
    ]);
    const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
    expect((await postAs(url, basic(`${NAME}:wrong`))).status).toBe(401);
    expect((await postAs(url, "Digest x=y")).status).toBe(401);
    expect(lab?.sessions).toEqual([]);
    expect((await postAs(url, basic(`${NAME}:${SECRET}`))).status).toBe(200);
    expect(httpRefusals).toEqual([
      "no Authorization",
      "Basic credentials do not match",
      'Authorization of scheme "Digest"',
    ]);
    expect(sessions).toEqual([]);
    expect(lab?.sessions[0]?.messages).toBe(1);
    expect(
      lab?.trace().flatMap((event) => event.headers.filter(([name]) => name.toLowerCase() === "authorization")),
    ).toEqual(Array.from({ length: 3 }, () => ["authorization", "…"]));
  });

  it("has a secret that INV-18 looks for", async () => {
    const { url } = await start(gated({ scheme: "basic" }));
    const authorization = `Basic ${Buffer.from(`${NAME}:${SECRET}`).toString("base64")}`;
    await post(url, PACKAGE_1, { headers: { authorization, "x-debug": SECRET } });
    expect(lab?.sessions[0]?.violations).toContainEqual({
      rule: "INV-18",
      message: 1,
      what: "the HTTP secret shows in the header x-debug",
    });
    expect(JSON.stringify(lab?.trace())).not.toContain(SECRET);
  });
});

describe("HTTP Digest", () => {
  it("agrees with the example of RFC 2617 §3.5", async () => {
    const nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    const { url } = await start({
      ...gated({ realm: "testrealm@host.com", algorithms: ["MD5"] }),
      random: () => Buffer.from(nonce, "hex"),
    });
    const example = new URL("/dir/index.html", url).href;
    await post(example, "", { method: "GET" });
    const authorization = (response: string) =>
      `Digest username="Mufasa", realm="testrealm@host.com", nonce="${nonce}", uri="/dir/index.html", qop=auth, ` +
      `nc=00000001, cnonce="0a4f113b", response="${response}", opaque="${nonce}"`;
    const statusOf = async (response: string) =>
      (await post(example, "", { method: "GET", headers: { authorization: authorization(response) } })).status;
    expect(await statusOf("6629fae49393a05397450978507c4ef2")).toBe(401);
    // 405: it was let in, and GET is no method of a DM client.
    expect(await statusOf("6629fae49393a05397450978507c4ef1")).toBe(405);
  });

  it.each([
    [{}, ["SHA-256", "MD5"]],
    [{ algorithms: ["MD5"], unnamedAlgorithm: true }, [undefined]],
    [{ algorithms: ["MD5"], qop: "none", unnamedAlgorithm: true }, [undefined]],
    [{ algorithms: ["MD5-sess", "SHA-256-sess"] }, ["MD5-sess", "SHA-256-sess"]],
    [{ qop: "auth-int" }, ["SHA-256", "MD5"]],
  ] as const)("%j", async (options, offered) => {
    const { url } = await start(gated(options));
    const found = challenges(await post(url, PACKAGE_1));
    expect(found.map((each) => each["algorithm"])).toEqual(offered);
    for (const challenge of found) {
      const [fresh] = challenges(await post(url, PACKAGE_1));
      const own: Record<string, string> = {
        ...challenge,
        ...(fresh === undefined ? {} : { nonce: fresh["nonce"] ?? "" }),
      };
      expect((await postAs(url, authorize(own, { secret: "wrong" }))).status).toBe(401);
      const answer = await postAs(url, authorize(own));
      expect(answer.status).toBe(200);
      // rspauth is over the answer: the device can tell who sent it.
      const sum = (text: string | Buffer) =>
        createHash(own["algorithm"]?.startsWith("SHA") === true ? "sha256" : "md5")
          .update(text)
          .digest("hex");
      const plain = sum(`${NAME}:dm:${SECRET}`);
      const a1 = own["algorithm"]?.endsWith("sess") === true ? sum(`${plain}:${own["nonce"]}:0a4f113b`) : plain;
      const a2 = sum(own["qop"] === "auth-int" ? `:/dm:${sum(answer.body)}` : ":/dm");
      const middle = own["qop"] === undefined ? "" : `00000001:0a4f113b:${own["qop"]}:`;
      expect(answer.headers["authentication-info"]).toContain(
        `rspauth="${sum(`${a1}:${own["nonce"]}:${middle}${a2}`)}"`,
      );
    }
  });

  it("says stale when a nonce is used up or its count comes again, and names the next one", async () => {
    const { url, httpRefusals } = await start(gated({ nonceUses: 2, nextNonce: true, algorithms: ["MD5"] }));
    const [challenge = {}] = challenges(await post(url, PACKAGE_1));
    const first = await postAs(url, authorize(challenge));
    const next = /nextnonce="([0-9a-f]+)"/.exec(first.headers["authentication-info"]?.toString() ?? "")?.[1] ?? "";
    const again = await postAs(url, authorize(challenge));
    expect([again.status, challenges(again)[0]?.["stale"]]).toEqual([401, "true"]);
    expect((await postAs(url, authorize(challenge, { nc: 2 }))).status).toBe(200);
    const third = await postAs(url, authorize(challenge, { nc: 3 }));
    expect([third.status, challenges(third)[0]?.["stale"]]).toEqual([401, "true"]);
    expect((await postAs(url, authorize({ ...challenge, nonce: next }))).status).toBe(200);
    const wrong = await postAs(url, authorize(challenge, { secret: "x", nc: 9 }));
    expect(challenges(wrong)[0]?.["stale"]).toBeUndefined();
    expect(httpRefusals.slice(1)).toEqual([
      "Digest: nc 00000001 was used before",
      "Digest: the nonce is used up",
      "Digest: the response does not match",
    ]);
  });

  it("can show a wrong rspauth, or none", async () => {
    for (const rspauth of ["right", "wrong", "none"] as const) {
      const { url, close } = await start(gated({ rspauth, algorithms: ["MD5"] }));
      const [challenge = {}] = challenges(await post(url, PACKAGE_1));
      const info = (await postAs(url, authorize(challenge))).headers["authentication-info"]?.toString();
      const hash = (text: string) => createHash("md5").update(text).digest("hex");
      const due = hash(`${hash(`${NAME}:dm:${SECRET}`)}:${challenge["nonce"]}:00000001:0a4f113b:auth:${hash(":/dm")}`);
      expect([info === undefined, info?.includes(due) === true]).toEqual([rspauth === "none", rspauth === "right"]);
      await close();
    }
  });

  it.each([
    ["Digest: qop is quoted", (text: string) => text.replace("qop=auth", 'qop="auth"')],
    ["Digest: nonce is not quoted", (text: string) => text.replace(/nonce="([0-9a-f]+)"/, "nonce=$1")],
    ["Digest: uri is /other, the request is for /dm", (text: string) => text.replace('uri="/dm"', 'uri="/other"')],
    ["Digest: opaque did not come back", (text: string) => text.replace(/opaque="/, 'opaque="0')],
    ["Digest: another user", (text: string) => text.replace("Mufasa", "Scar")],
    ["Digest: another realm", (text: string) => text.replace('realm="dm"', 'realm="x"')],
    ["Digest: algorithm SHA-512 was not offered", (text: string) => text.replace("algorithm=MD5", "algorithm=SHA-512")],
    ['Digest: qop "auth-int"', (text: string) => text.replace("qop=auth", "qop=auth-int")],
    ["Digest: no cnonce, or nc is not eight hexadecimal digits", (text: string) => text.replace("nc=00000001", "nc=1")],
    ["Digest: the nonce is none of ours", (text: string) => text.replace(/ nonce="/, ' nonce="0')],
    ["Digest: no attribute=value at character 0", () => "Digest %"],
  ])("refuses: %s", async (why, twist) => {
    const { url, httpRefusals } = await start(gated({ algorithms: ["MD5"] }));
    const [challenge = {}] = challenges(await post(url, PACKAGE_1));
    expect((await postAs(url, twist(authorize(challenge)))).status).toBe(401);
    expect(httpRefusals.at(-1)).toBe(why);
  });
});

describe("the form of Authorization (RFC 7616 §3.4)", () => {
  const turned = (name: string, quoted: boolean) => (text: string) =>
    quoted
      ? text.replace(new RegExp(` ${name}=([^",]+)`), ` ${name}="$1"`)
      : text.replace(new RegExp(` ${name}="([^"]*)"`), ` ${name}=$1`);
  it.each([
    ...["username", "realm", "nonce", "uri", "response", "cnonce", "opaque"].map((name) => [name, false] as const),
    ...["algorithm", "qop", "nc"].map((name) => [name, true] as const),
  ])("%s, quoted: %s, is refused", async (name, quoted) => {
    const { url, httpRefusals } = await start(gated({ algorithms: ["MD5"] }));
    const [challenge = {}] = challenges(await post(url, PACKAGE_1));
    const right = authorize(challenge);
    const wrong = turned(name, quoted)(right);
    expect(wrong).not.toBe(right);
    expect((await postAs(url, wrong)).status).toBe(401);
    expect(httpRefusals.at(-1)).toBe(`Digest: ${name} is ${quoted ? "" : "not "}quoted`);
    expect((await postAs(url, right)).status).toBe(200);
  });
});

describeNeeding(["curl"], "HTTP authentication with curl", () => {
  const curl = promisify(execFile);
  it.each([
    { scheme: "basic" },
    { scheme: "digest" },
    { scheme: "digest", algorithms: ["MD5"], qop: "none", unnamedAlgorithm: true },
    { scheme: "digest", algorithms: ["MD5-sess"] },
    { scheme: "digest", algorithms: ["SHA-256-sess"], nonceUses: 1 },
  ] as const)("%j", async (options) => {
    const { url } = await start(gated(options));
    const ask = async (secret: string): Promise<string> => {
      const login = [`--${options.scheme}`, "-u", `${NAME}:${secret}`];
      const request = ["-H", "content-type: application/vnd.syncml.dm+xml", "--data-binary", PACKAGE_1, url];
      const silent = ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--noproxy", "*", "--max-time", "10"];
      return (await curl("curl", [...silent, ...login, ...request])).stdout;
    };
    expect([await ask(SECRET), await ask("wrong"), await ask(SECRET)]).toEqual(["200", "401", "200"]);
  });
});

describe("answers that go wrong", () => {
  it("so many times in a row, with Retry-After", async () => {
    const { url } = await start({}, httpStatus(429, { retryAfter: 3, times: 2 }));
    for (const wanted of [429, 429, 200]) {
      const { status, headers } = await post(url, PACKAGE_1);
      expect([status, headers["retry-after"]]).toEqual([wanted, wanted === 429 ? "3" : undefined]);
    }
    expect(lab?.sessions[0]?.messages).toBe(1);
  });

  it("with other headers: a date to retry after, a challenge of HTTP, a closing connection", async () => {
    const date = "Fri, 31 Dec 1999 23:59:59 GMT";
    const { url } = await start(
      {},
      httpStatus(503, { retryAfter: date, headers: { "www-authenticate": "Basic realm=x" } }),
      { kind: "headers", headers: { connection: "close" } },
    );
    const answer = await post(url, PACKAGE_1);
    expect(answer.headers).toMatchObject({
      "retry-after": date,
      "www-authenticate": "Basic realm=x",
      connection: "close",
    });
    expect((await post(url, PACKAGE_1)).headers.connection).toBe("close");
  });

  it("by redirects, one after the other", async () => {
    const { url } = await start({}, redirectTo("/next", 308, 4));
    let at = url;
    const seen: number[] = [];
    for (let n = 0; n < 5; n++) {
      const { status, headers } = await post(at, PACKAGE_1);
      seen.push(status);
      at = new URL(headers.location ?? "", at).href;
    }
    expect(seen).toEqual([308, 308, 308, 308, 200]);
  });

  it("compressed", async () => {
    const { url } = await start({}, { kind: "compressed" });
    const answer = await post(url, PACKAGE_1);
    expect(answer.headers["content-encoding"]).toBe("gzip");
    expect(decodeMessage(gunzipSync(answer.body)).message.syncHdr.msgId).toBe("1");
  });

  it("closing in the middle of a body in chunks", async () => {
    const { url } = await start({}, { kind: "chunked", size: 5 }, { kind: "truncated", bytes: 12 });
    await expect(post(url, PACKAGE_1)).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  it("by the number of the request, whatever the script says", async () => {
    const { url } = await start({
      faults: (request) => (request === 1 ? [httpStatus(408)] : request === 2 ? [{ kind: "drop" }] : []),
    });
    expect((await post(url, PACKAGE_1)).status).toBe(408);
    await expect(post(url, PACKAGE_1)).rejects.toThrow();
    expect((await post(url, PACKAGE_1)).status).toBe(200);
    expect(lab?.sessions[0]?.messages).toBe(1);
  });

  it("and the client that aborts after it owes no Status for what it never read", async () => {
    const { url } = await start({}, { kind: "garbage", bytes: Buffer.from("<x/>") });
    await post(url, PACKAGE_1);
    const abort = "<Alert><CmdID>2</CmdID><Data>1223</Data></Alert>";
    await post(url, PACKAGE_1.replace("<MsgID>1", "<MsgID>2").replace(/<Alert>.*<\/Alert>/, abort));
    expect(lab?.sessions[0]?.violations.filter((each) => each.rule === "INV-07")).toEqual([]);
  });
});
