/** The hostile server does harm, the same harm for the same seed, and never for long. */
import { type ClientRequest, request } from "node:http";
import { decodeMessage } from "@oma-dm/codec/syncml";
import { HOSTILE_BODIES, HOSTILE_DELIVERIES, type HostileServer, hostileServer } from "@oma-dm/lab";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, DEVICE_ID, digest, hangUp, nonceBytes, post } from "./paper-device.ts";

let server: HostileServer | undefined;
afterEach(async () => server?.close());
afterAll(hangUp);

const packageWith = (msgId: number, commands = "<Alert><CmdID>1</CmdID><Data>1201</Data></Alert>") =>
  `<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>7</SessionID><MsgID>${msgId}</MsgID>` +
  `<Target><LocURI>http://lab/dm</LocURI></Target><Source><LocURI>${DEVICE_ID}</LocURI></Source></SyncHdr>` +
  `<SyncBody>${commands}<Final/></SyncBody></SyncML>`;

/** What came, in whatever state, and how long it took. */
function provoke(url: string, body = packageWith(1)): Promise<{ shown: string; ms: number; bytes: number }> {
  const begun = performance.now();
  return new Promise((resolve) => {
    let bytes = 0;
    let shown = "";
    let call: ClientRequest | undefined;
    const done = (how: string) => {
      call?.destroy();
      resolve({ shown: `${shown}${how}`, ms: performance.now() - begun, bytes });
    };
    call = request(url, { method: "POST", agent: false }, (answer) => {
      shown = `${answer.statusCode} ${JSON.stringify(answer.headers["content-type"])} `;
      answer.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes < 500) shown += part.toString("hex");
      });
      answer.on("end", () => done(" end"));
      answer.on("error", () => done(" broken"));
    });
    call.on("error", (error: NodeJS.ErrnoException) => done(` ${error.code ?? error.message}`));
    call.end(body);
  });
}

describe("a hostile server", () => {
  it("does the same for the same seed, and something else for another", async () => {
    const runs: string[][] = [];
    for (const seed of [1, 1, 2]) {
      server = await hostileServer({ seed, dripMs: 2, endlessBytes: 20_000 });
      const { url } = server;
      const run: string[] = [];
      for (let n = 1; n <= 30; n++)
        run.push((await provoke(url, packageWith(n))).shown.replaceAll(String(new URL(url).port), "0"));
      runs.push([...run, ...server.acts.map((act) => `${act.n} ${act.body} ${act.delivery}`)]);
      await server.close();
    }
    const names = (run: readonly string[] | undefined) => run?.slice(30);
    expect(names(runs[0])).toEqual(names(runs[1]));
    expect(names(runs[0])).not.toEqual(names(runs[2]));
    // Where connections break depends on the machine; what arrives whole does not.
    const whole = (run: readonly string[] | undefined) => run?.filter((each) => each.endsWith(" end"));
    expect(whole(runs[0])).toEqual(whole(runs[1]));
  });

  it("repeats one session of many by its URL", async () => {
    server = await hostileServer({ seed: 0, deliveries: ["whole"] });
    const first = (await post(server.urlFor(17), packageWith(1))).body;
    await post(server.urlFor(18), packageWith(1));
    await server.close();
    server = await hostileServer({ seed: 5, deliveries: ["whole"] });
    expect((await post(server.urlFor(17), packageWith(1))).body).toEqual(first);
    expect(server.acts).toEqual([expect.objectContaining({ seed: 17, n: 1, delivery: "whole" })]);
  });

  it.each(HOSTILE_BODIES)("has %s to say, every time", async (name) => {
    server = await hostileServer({ seed: 3, bodies: [name], deliveries: ["whole"], account: ACCOUNT });
    const bodies = new Set<string>();
    for (let n = 1; n <= 40; n++) {
      const { status, body } = await post(server.urlFor(n), packageWith(1));
      expect(status).toBe(200);
      bodies.add(body.toString("latin1"));
    }
    expect(bodies.size > 2 || name === "empty" || name === "lengths").toBe(true);
    expect(server.acts.every((act) => act.body === name)).toBe(true);
  });

  it.each(HOSTILE_DELIVERIES)("hands it over %s, and is done before long", async (name) => {
    server = await hostileServer({
      seed: 4,
      bodies: ["decent"],
      deliveries: [name],
      dripMs: 30,
      endlessBytes: 100_000,
    });
    for (let n = 1; n <= 12; n++) {
      const { ms, bytes } = await provoke(server.urlFor(n));
      expect(ms).toBeLessThan(3000);
      if (name === "drip" || name === "late") expect(ms).toBeGreaterThan(15);
      if (name === "endless") expect(bytes).toBeGreaterThanOrEqual(50_000);
    }
    // It is none the worse for it.
    expect((await provoke(server.urlFor(99))).ms).toBeLessThan(3000);
  });

  it("uses every one of them", async () => {
    server = await hostileServer({ seed: 1, dripMs: 1, endlessBytes: 1000 });
    const { urlFor } = server;
    for (let n = 1; n <= 600; n++) await provoke(urlFor(n));
    expect(new Set(server.acts.map((act) => act.body))).toEqual(new Set(HOSTILE_BODIES));
    expect(new Set(server.acts.map((act) => act.delivery))).toEqual(new Set(HOSTILE_DELIVERIES));
  });

  it("shows the credentials of its account, with the nonce the client issued last", async () => {
    server = await hostileServer({ seed: 1, account: ACCOUNT, bodies: ["decent"], deliveries: ["whole"] });
    const { name, secret, nonce } = ACCOUNT.server;
    const credOf = (body: Buffer) => decodeMessage(body).message.syncHdr.cred?.data;
    expect(credOf((await post(server.url, packageWith(1))).body)).toBe(digest(name, secret, nonce ?? new Uint8Array()));
    const fresh = nonceBytes("a nonce of the client's");
    const chal = `<Chal><Meta><Type xmlns="syncml:metinf">syncml:auth-md5</Type><Format xmlns="syncml:metinf">b64</Format><NextNonce xmlns="syncml:metinf">${Buffer.from(fresh).toString("base64")}</NextNonce></Meta></Chal>`;
    const status = `<Status><CmdID>1</CmdID><MsgRef>1</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>${chal}<Data>401</Data></Status>`;
    const second = (await post(server.url, packageWith(2, status))).body;
    expect(credOf(second)).toBe(digest(name, secret, fresh));
    expect(decodeMessage(second).message.syncHdr.msgId).toBe("2");
  });

  it("answers whatever it is asked", async () => {
    server = await hostileServer({ seed: 1, deliveries: ["whole"] });
    expect((await post(server.url, "no message")).status).toBe(200);
    expect((await post(server.url, "", { method: "PUT" })).status).toBe(200);
    await server.close();
    await server.close();
  });
});
