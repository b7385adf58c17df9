/** `oma-dm bootstrap`, door by door. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeviceClient } from "@oma-dm/client";
import { encodeProvisioning } from "@oma-dm/codec/cp";
import { bootstrapDocument, signBootstrap } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { serve } from "../../client/test/node/local-server.ts";
import { testCertificates } from "../../client/test/node/test-certificates.ts";
import { conforms, run } from "./run.ts";
import { workspace } from "./workspace.ts";

const place = workspace();
const IMSI = "262019876543210";
const ACCOUNT = {
  serverId: "com.example.dm",
  url: "https://dm.example/dm",
  deviceId: "IMEI:004999010640000",
  client: { name: "gw-1", secret: "pass-of-gw" },
  server: { name: "com.example.dm", secret: "pass-of-server" },
};
const document = bootstrapDocument(ACCOUNT);

async function made(): Promise<string> {
  const state = join(place.folder, "gw");
  const init = ["init", "--state", state, "--dev-id", ACCOUNT.deviceId, "--man", "Acme", "--mod", "GW-1"];
  expect((await run(init)).exit).toBe(0);
  return state;
}
function file(name: string, bytes: Uint8Array | string): string {
  const path = join(place.folder, name);
  writeFileSync(path, bytes);
  return path;
}
const provisioning = encodeProvisioning({
  version: "1.1",
  characteristics: [
    {
      type: "APPLICATION",
      parms: [
        { name: "APPID", value: "w7" },
        { name: "PROVIDER-ID", value: "cp.example" },
        { name: "ADDR", value: "https://cp.example/dm" },
      ],
      characteristics: [
        {
          type: "APPAUTH",
          parms: [
            { name: "AAUTHNAME", value: "gw" },
            { name: "AAUTHSECRET", value: "pass-of-cp" },
          ],
          characteristics: [],
        },
      ],
    },
    { type: "APPLICATION", parms: [{ name: "APPID", value: "w7" }], characteristics: [] },
  ],
});

describe("a file", () => {
  it("of client provisioning is known by its beginning; what makes no account is told", async () => {
    const state = await made();
    const args = ["bootstrap", file("cp.wbxml", provisioning), "--state", state];
    const check = await run([...args, "--check", "--json"]);
    expect(conforms("bootstrap", check.out)).toEqual({
      accounts: ["cp.example"],
      created: ["./DMAcc/1"],
      applied: false,
      skipped: [{ serverId: "", reason: "it names no server" }],
    });
    const done = await run(args);
    expect([done.exit, done.out]).toEqual([0, "./DMAcc/1\n"]);
    expect(done.said).toContain("no account for an application: it names no server");
    expect(done.said + done.out + check.out).not.toContain("pass-of-cp");
  });
  it("of client provisioning in XML is taken when that is allowed", async () => {
    const state = await made();
    const xml =
      '<wap-provisioningdoc version="1.1"><characteristic type="APPLICATION"><parm name="APPID" value="w7"/><parm name="PROVIDER-ID" value="x"/><parm name="ADDR" value="https://x.example"/><characteristic type="APPAUTH"><parm name="AAUTHNAME" value="n"/><parm name="AAUTHSECRET" value="s"/></characteristic></characteristic></wap-provisioningdoc>';
    const args = ["bootstrap", file("cp.xml", xml), "--state", state];
    const refused = await run(args);
    expect([refused.exit, refused.said]).toEqual([65, expect.stringContaining("xml-refused")]);
    expect((await run([...args, "--allow-xml"])).exit).toBe(0);
  });
  it("with a PIN has three tries, in as many runs", async () => {
    const state = await made();
    const { contentType } = signBootstrap(document, { sec: "USERPIN_NETWORKID", imsi: IMSI, pin: "1234" });
    const args = [
      "bootstrap",
      file("a.wbxml", document),
      "--state",
      state,
      "--content-type",
      contentType,
      "--imsi",
      IMSI,
    ];
    const none = await run(args);
    expect([none.exit, none.said]).toEqual([69, expect.stringMatching(/^error: pin-needed: [^\n]+$/)]);
    for (const left of ["tries left: 2", "tries left: 1", "discarded"]) {
      const wrong = await run([...args, "--pin", "4711"]);
      expect([wrong.exit, wrong.said]).toEqual([65, expect.stringContaining(left)]);
      expect(wrong.said).not.toMatch(/4711|262019/);
    }
    expect((await run([...args, "--pin", "1234"])).said).toContain("pin-exhausted");
  });
});

it("a pushed document that waits for its PIN goes on with --pending", async () => {
  const state = await made();
  expect((await run(["bootstrap", "--state", state, "--pending"])).said).toContain("no document waits");
  const { contentType } = signBootstrap(document, { sec: "USERPIN", pin: "1234" });
  const device = await DeviceClient.open({ state: join(state, "store") });
  await device.bootstrap(document, { contentType, source: "push" }).catch(() => undefined);
  await device.close();
  const done = await run(["bootstrap", "--state", state, "--pending", "--pin", "1234", "--json"]);
  expect(conforms("bootstrap", done.out)).toMatchObject({ accounts: [ACCOUNT.serverId], applied: true });
});

it("a card without what reads cards is told in one line", async () => {
  const state = await made();
  const card = await run(["bootstrap", "--state", state, "--from-card", "--reader", "Nobody's"]);
  expect(card.exit).toBe(69);
  expect(card.said).toMatch(/^error: [^\n]+$/);
});

describeNeeding(["openssl"], "over HTTPS", () => {
  const certificates = testCertificates();
  async function server(body: Uint8Array | undefined, options: object = {}) {
    const local = await serve(
      (_request, response) => {
        if (body === undefined) response.writeHead(404).end();
        else response.writeHead(200, { "content-type": "application/vnd.syncml.dm+wbxml" }).end(body);
      },
      { ...certificates.valid, ...options },
    );
    return { url: `https://127.0.0.1:${local.port}/boot`, local };
  }
  it("a document comes from a server that both sides know by certificate", async () => {
    const state = await made();
    const { url, local } = await server(document, { ca: certificates.ca, requestCert: true, rejectUnauthorized: true });
    const trust = ["--ca", file("ca.pem", certificates.ca)];
    const identity = [
      "--cert",
      file("c.pem", certificates.client.cert),
      "--key",
      file("k.pem", certificates.client.key),
    ];
    const args = ["bootstrap", "--state", state, "--from-url", url];
    const stranger = await run([...args, ...identity]);
    expect([stranger.exit, stranger.said]).toEqual([1, expect.stringMatching(/^error: unreachable: [^\n]+$/)]);
    expect((await run([...args, ...trust])).exit).toBe(1);
    const check = await run([...args, ...trust, ...identity, "--check", "--json"]);
    expect(conforms("bootstrap", check.out)).toMatchObject({ applied: false, created: ["./DMAcc/Account"] });
    expect((await run(["tree", "set", "./BootConfig/BootstrapServerURL", url, "--state", state])).exit).toBe(0);
    const done = await run(["bootstrap", "--state", state, "--from-url", ...trust, ...identity]);
    expect([done.exit, done.out]).toEqual([0, "./DMAcc/Account\n"]);
    await local.close();
  });
  it("the card's web server may have none", async () => {
    const state = await made();
    const trust = ["--ca", file("ca.pem", certificates.ca)];
    const empty = await server(undefined);
    const none = await run(["bootstrap", "--state", state, "--from-scws", empty.url, ...trust, "--json"]);
    expect(conforms("bootstrap", none.out)).toEqual({ accounts: [], created: [], applied: false });
    const full = await server(document);
    expect((await run(["bootstrap", "--state", state, "--from-scws", full.url, ...trust])).exit).toBe(0);
    await empty.local.close();
    await full.local.close();
  });
  it("no URL, and one that is not https, are a mistake of the caller", async () => {
    const state = await made();
    const none = await run(["bootstrap", "--state", state, "--from-url"]);
    expect([none.exit, none.said]).toEqual([2, expect.stringContaining("no-url")]);
    expect((await run(["bootstrap", "--state", state, "--from-url", "http://127.0.0.1/"])).exit).toBe(2);
  });
});
