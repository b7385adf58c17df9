/** HTTP authentication over real sockets, before a lab whose gate somebody else wrote (R139, R141, R142). */
import { DeviceClient, testObject } from "@oma-dm/client";
import { bootstrapDocument, demoSession, httpStatus, type Lab, type LabHttpAuth, startLab } from "@oma-dm/lab";
import { afterEach, describe, expect, it } from "vitest";
import { ACCOUNT, DEVICE } from "./account.ts";

const WEB = { name: 'the "first" device', secret: "päss:word" };

const toClose: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of toClose.splice(0).reverse()) await one.close();
});

async function run(
  httpAuth: Partial<LabHttpAuth>,
  record: { type?: string; name?: string; secret?: string } = {},
  faults?: Parameters<typeof startLab>[0]["faults"],
) {
  const { type = "HTTP-DIGEST", name = WEB.name, secret = WEB.secret } = record;
  const lab: Lab = await startLab({
    accounts: [ACCOUNT],
    script: demoSession,
    httpAuth: { scheme: "digest", ...WEB, ...httpAuth },
    ...(faults && { faults }),
  });
  toClose.push(lab);
  const device = await DeviceClient.open({ device: DEVICE, objects: [testObject()] });
  toClose.push(device);
  await device.bootstrap(bootstrapDocument({ ...ACCOUNT, url: lab.url }), { allowUnsigned: true });
  const at = "./DMAcc/Account/AppAuth/3";
  await device.tree.set(at, "", { format: "node" });
  const leaves = { AAuthLevel: "HTTP", AAuthType: type, AAuthName: name, AAuthSecret: secret };
  for (const [leaf, value] of Object.entries(leaves)) await device.tree.set(`${at}/${leaf}`, value);
  return { lab, outcome: await device.connect() };
}

const MESSAGES = (lab: Lab) => lab.log.filter(({ direction }) => direction === "to-server").length;

describe("a session behind HTTP authentication", () => {
  it.each<[string, Partial<LabHttpAuth>, string, number]>([
    ["SHA-256 and MD5", {}, "HTTP-DIGEST", 1],
    ["SHA-256", { algorithms: ["SHA-256"] }, "HTTP-DIGEST", 1],
    ["SHA-256-sess", { algorithms: ["SHA-256-sess"] }, "HTTP-DIGEST", 1],
    ["MD5", { algorithms: ["MD5"] }, "HTTP-DIGEST", 1],
    ["MD5-sess", { algorithms: ["MD5-sess"] }, "HTTP-DIGEST", 1],
    ["no algorithm named", { algorithms: ["MD5"], unnamedAlgorithm: true }, "HTTP-DIGEST", 1],
    ["no qop (RFC 2617)", { algorithms: ["MD5"], qop: "none" }, "HTTP-DIGEST", 1],
    ["the next nonce in every answer", { nextNonce: true, nonceUses: 1 }, "HTTP-DIGEST", 1],
    ["next nonces under one key", { nextNonce: true, algorithms: ["SHA-256-sess"] }, "HTTP-DIGEST", 1],
    ["a realm with quotes", { realm: 'a "realm", and more \\' }, "HTTP-DIGEST", 1],
    ["no proof of the server's own", { rspauth: "none" }, "HTTP-DIGEST", 1],
    ["Digest for an account of Basic", {}, "HTTP-BASIC", 1],
    ["Basic, to this machine", { scheme: "basic" }, "HTTP-BASIC", 1],
  ])("%s", async (_name, httpAuth, type, refusals) => {
    const { lab, outcome } = await run(httpAuth, { type });
    expect(lab.httpRefusals).toHaveLength(refusals);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
  });

  it("under a name beyond ASCII", async () => {
    const name = "Gerät 'vier' (50 %)";
    const { lab, outcome } = await run({ name }, { name });
    expect(lab.httpRefusals).toHaveLength(1);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
  });

  it("whose nonces are good for one request is never refused for good", async () => {
    const { lab, outcome } = await run({ nonceUses: 1 });
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    expect(lab.httpRefusals.length).toBeGreaterThan(2);
  });

  it("goes on after HTTP 503, with a count that was not used before", async () => {
    const faults = (request: number) => (request === 2 ? [httpStatus(503, { retryAfter: 0 })] : []);
    const { lab, outcome } = await run({}, {}, faults);
    expect(outcome).toMatchObject({ outcome: "completed" });
    expect((await lab.ended()).violations).toEqual([]);
    expect(lab.httpRefusals).toHaveLength(1);
  });
});

describe("a session that ends at HTTP authentication", () => {
  it.each<[string, Partial<LabHttpAuth>, Parameters<typeof run>[1], number]>([
    ["a wrong secret", {}, { secret: "wrong" }, 2],
    ["a wrong name", {}, { name: "nobody" }, 2],
    ["a wrong secret, in Basic", { scheme: "basic" }, { type: "HTTP-BASIC", secret: "wrong" }, 2],
    ["a server that does not know the secret", { rspauth: "wrong" }, {}, 2],
    ["Basic, which the account does not allow", { scheme: "basic" }, {}, 1],
    ["auth-int alone", { qop: "auth-int" }, {}, 1],
    ["credentials of another kind", {}, { type: "TRANSPORT" }, 1],
  ])("%s", async (_name, httpAuth, record, requests) => {
    const { lab, outcome } = await run(httpAuth, record);
    expect(outcome).toMatchObject({ outcome: "transport", error: { code: "http-authentication" }, commands: [] });
    expect(JSON.stringify(outcome)).not.toMatch(/päss|first/);
    expect(MESSAGES(lab)).toBe(requests);
  });
});
