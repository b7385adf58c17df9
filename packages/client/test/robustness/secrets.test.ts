/**
 * Secrets stay where they belong (decisions D11): in the state, and in the place of a message or a request that carries
 * them by its scheme. Everything else that a device or its command line writes, or sends, is searched.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeviceClient, testObject } from "@oma-dm/client";
import { openLevelStore, undiciHttp } from "@oma-dm/client/node";
import { decodeBase64 } from "@oma-dm/codec/auth";
import { type Message, printMessage } from "@oma-dm/codec/syncml";
import { printTnds } from "@oma-dm/codec/tnds";
import * as lab from "@oma-dm/lab";
import { main } from "oma-dm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ProxyServer, proxyServer } from "../node/local-proxy.ts";
import { leaks, secret, type Written } from "./secret-search.ts";

const PIN = "90817263";
const VALUES = {
  "AAuthSecret of CLCRED": 'kX3<vm>&"Jr9wBzt',
  "AAuthSecret of SRVCRED": "Hd8<ae>&'Yc2Lfop",
  "AAuthSecret of HTTP": "Wq5<ui>&Gs1Nbkj%",
  "secret of the proxy": "Pe6<zt>&Rx4Mvhy?",
  "secret a server gave": "Tu0<lo>&Kc7Dwsi=",
} as const;
const SECRETS = [...Object.entries(VALUES).map(([name, value]) => secret(name, value)), secret("PIN", PIN)];
const STORED = [secret("nonce of CLCRED", "planted-nonce-cs"), secret("nonce of SRVCRED", "planted-nonce-sc")];
const [N_CS, N_SC] = STORED.map(({ bytes }) => bytes) as [Uint8Array, Uint8Array];

const DEVICE_ID = "IMEI:004999010640000";
const SERVER_ID = "com.example.dm";
const CLIENT = { name: "gw-1", secret: VALUES["AAuthSecret of CLCRED"], nonce: N_CS };
const SERVER = { name: SERVER_ID, secret: VALUES["AAuthSecret of SRVCRED"], nonce: N_SC };
const WEB = { name: "web", secret: VALUES["AAuthSecret of HTTP"] };
const PROXY = { name: "through", secret: VALUES["secret of the proxy"] };
const IN_ACCOUNT = "./DMAcc/Account/AppAuth";

let folder = "";
let proxy: ProxyServer | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "oma-dm-secrets-"));
  proxy = await proxyServer(PROXY);
});
afterAll(async () => {
  await proxy?.close();
  rmSync(folder, { recursive: true, force: true });
});

type AuthType = "DIGEST" | "BASIC" | "HMAC";

interface Case {
  readonly authType?: AuthType;
  readonly script: lab.Script;
  readonly httpAuth?: lab.LabHttpAuth["scheme"];
  /** What the server believes the secrets to be. */
  readonly other?: "client" | "server" | "web";
  readonly proxySecret?: string;
  readonly closed?: true;
  readonly outcome: string;
}

const other = "what-the-server-believes";
const owner = (authType: AuthType) => {
  const kind = authType === "DIGEST" ? "md5" : authType === "BASIC" ? "basic" : "hmac";
  return { requireAuth: kind, serverAuth: kind } as const;
};
/** A server that is curious, and then gives a new secret, alone and in a whole account, in pieces. */
const curious = (authType: AuthType): lab.Script => {
  const given = VALUES["secret a server gave"];
  const account = { serverId: "org.other", url: "http://127.0.0.1:9/", deviceId: DEVICE_ID, nodeName: "Other" };
  const tree = lab.accountTree({
    ...account,
    client: { ...CLIENT, secret: given },
    server: { ...SERVER, secret: given },
  });
  const type = { format: "xml", type: "application/vnd.syncml.dmtnds+xml" };
  return lab.script(
    `curious ${authType}`,
    owner(authType),
    lab.send(
      lab.get(`${IN_ACCOUNT}/1/AAuthSecret`, `${IN_ACCOUNT}/2/AAuthData`, "./DMAcc?list=StructData"),
      lab.get(`${IN_ACCOUNT}?list=TNDS`, "./DMAcc?list=TNDS+-Name"),
      lab.replace(`${IN_ACCOUNT}/1/AAuthSecret`, CLIENT.secret),
    ),
    ...lab.sendInChunks(lab.add("./Inbox", printTnds(tree), type), { chunkSize: 300, code: 200 }),
    ...inPieces(printTnds({ ...tree, nodes: tree.nodes.map((node) => ({ ...node, nodeName: "Third" })) }), type),
    lab.end(),
  );
};

/** Cut just before each value, and what it is said with the first piece alone (protocol §7#2). */
const inPieces = (text: string, type: { readonly format: string; readonly type: string }): readonly lab.Step[] => {
  const pieces = text.split(/(?=<Value>)/);
  return pieces.map((piece, at) => {
    const begun = lab.add("./Inbox", piece, at === 0 ? type : {});
    const more = at < pieces.length - 1;
    const command = lab.chunk(begun, { more, ...(at === 0 ? { size: Buffer.byteLength(text) } : {}) });
    return more ? lab.sendPart(command) : lab.send(command);
  });
};

// biome-ignore format: one a line
const CASES: readonly (readonly [string, Case])[] = [
  ["md5", { script: curious("DIGEST"), outcome: "completed" }],
  ["MAC", { authType: "HMAC", script: curious("HMAC"), outcome: "completed" }],
  ["basic over loopback", { authType: "BASIC", script: curious("BASIC"), outcome: "completed" }],
  ["md5, refused", { script: lab.demoSession, other: "client", outcome: "auth-failed" }],
  ["MAC, refused", { authType: "HMAC", script: lab.flowHmac, other: "client", outcome: "auth-failed" }],
  ["basic, refused", { authType: "BASIC", script: curious("BASIC"), other: "client", outcome: "auth-failed" }],
  ["md5 of an impostor", { script: lab.demoSession, other: "server", outcome: "auth-failed" }],
  ["basic of an impostor", { authType: "BASIC", script: curious("BASIC"), other: "server", outcome: "auth-failed" }],
  ["HTTP Digest", { script: lab.demoSession, httpAuth: "digest", outcome: "completed" }],
  ["HTTP Basic", { script: lab.demoSession, httpAuth: "basic", outcome: "completed" }],
  ["HTTP Digest, refused", { script: lab.demoSession, httpAuth: "digest", other: "web", outcome: "transport" }],
  ["HTTP Basic, refused", { script: lab.demoSession, httpAuth: "basic", other: "web", outcome: "transport" }],
  ["a proxy", { script: lab.demoSession, proxySecret: PROXY.secret, outcome: "completed" }],
  ["a proxy, refused", { script: lab.demoSession, proxySecret: `${PROXY.secret}-not`, outcome: "transport" }],
  ["nobody there", { script: lab.demoSession, closed: true, outcome: "transport" }],
  ["noise", { script: lab.garbage, outcome: "protocol" }],
];

describe("no secret leaves its place:", () => {
  it.each(CASES)("%s", { timeout: 60_000 }, async (name, given) => {
    const written: Written[] = [];
    const spies = [
      ...(["log", "info", "warn", "error", "debug"] as const).map((each) => vi.spyOn(console, each)),
      vi.spyOn(process, "emitWarning"),
    ];
    const server = await startLab(given);
    const state = join(folder, name.replaceAll(/\W/g, "-"));
    const cli = commandLine(state, given, written);
    try {
      await bootstrap(cli, given, server.url);
      if (given.closed === true) await server.close();
      const trace = join(folder, "trace.jsonl");
      for (const more of [["--xml"], ["--json"]]) {
        const exit = await cli("connect", SERVER_ID, "--trace", trace, ...more);
        expect(exit, String(written.at(-1)?.what)).toBe(given.outcome === "completed" ? 0 : 1);
        written.push({ where: "a trace of the command line", what: readFileSync(trace) });
      }
      for (const more of [[], ["--json"]]) {
        expect(await cli("tree", "export", ".", ...more)).toBe(0);
        expect(await cli("tree", "get", `${IN_ACCOUNT}/1/AAuthSecret`, ...more)).toBe(1);
        await cli("tree", "get", ".", "--list", "TNDS", ...more);
        await cli("tree", "get", "./DMAcc", "--list", "StructData", ...more);
      }
      const events = await embedded(state, given);
      const nonces = noncesOf([...server.log.map(({ message }) => message)]);
      for (const spy of spies) written.push({ where: "the console", what: JSON.stringify(spy.mock.calls) });
      expect(leaks([...SECRETS, ...STORED, ...nonces], [...written, ...events.written])).toEqual([]);
      expect(leaks(SECRETS, [...received(server), ...events.traced])).toEqual([]);
      expect(events.outcome).toBe(given.outcome);
      expect(await kept(join(state, "store"))).toEqual([]);
    } finally {
      for (const spy of spies) spy.mockRestore();
      await server.close();
    }
  });
});

function startLab({ script, other: wrong, httpAuth }: Case): Promise<lab.Lab> {
  return lab.startLab({
    accounts: [
      {
        client: wrong === "client" ? { ...CLIENT, secret: other } : CLIENT,
        server: wrong === "server" ? { ...SERVER, secret: other } : SERVER,
      },
    ],
    script,
    ...(httpAuth && { httpAuth: { scheme: httpAuth, ...WEB, ...(wrong === "web" ? { secret: other } : {}) } }),
  });
}

function network({ proxySecret }: Case) {
  if (proxySecret === undefined) return undiciHttp();
  return undiciHttp({ proxy: { url: proxy!.url, name: PROXY.name, secret: proxySecret } });
}

const hasty = { now: Date.now, sleep: () => new Promise<void>((done) => setTimeout(done, 5)) };

/** Runs a command of that state; everything it writes is kept. */
function commandLine(state: string, given: Case, written: Written[]) {
  return async (...argv: readonly string[]): Promise<number> => {
    const where = argv.slice(0, 2).join(" ");
    return main([...argv, "--state", state], {
      stdin: async () => new Uint8Array(),
      out: (what) => void written.push({ where: `standard output of ${where}`, what }),
      say: (what) => void written.push({ where: `standard error of ${where}`, what }),
      outIsTerminal: false,
      ports: { http: network(given) },
    });
  };
}

async function bootstrap(cli: (...argv: string[]) => Promise<number>, given: Case, url: string): Promise<void> {
  const { authType = "DIGEST", httpAuth } = given;
  const device = ["--dev-id", DEVICE_ID, "--man", "Acme", "--mod", "GW-1", "--sw-v", "1", "--test-object"];
  expect(await cli("init", ...device)).toBe(0);
  const document = lab.bootstrapDocument({
    serverId: SERVER_ID,
    url,
    deviceId: DEVICE_ID,
    authType,
    client: CLIENT,
    server: SERVER,
  });
  const file = join(folder, "account.wbxml");
  writeFileSync(file, document);
  const mac = lab.bootstrapMacHex(document, { sec: "USERPIN", pin: PIN });
  const signed = ["bootstrap", file, "--sec", "USERPIN", "--mac", mac, "--pin"];
  expect(await cli(...signed, "1234567")).not.toBe(0);
  expect(await cli(...signed, PIN)).toBe(0);
  if (httpAuth === undefined) return;
  const leaves = { AAuthLevel: "HTTP", AAuthType: `HTTP-${httpAuth.toUpperCase()}`, AAuthName: WEB.name };
  expect(await cli("tree", "set", `${IN_ACCOUNT}/3`, "", "--format", "node")).toBe(0);
  for (const [leaf, value] of Object.entries({ ...leaves, AAuthSecret: WEB.secret })) {
    expect(await cli("tree", "set", `${IN_ACCOUNT}/3/${leaf}`, value, "--json")).toBe(0);
  }
}

/** The same state in a program's hands: its events, its outcome, what its trace callback was given. */
async function embedded(state: string, given: Case) {
  const device = await DeviceClient.open({
    state: join(state, "store"),
    objects: [testObject()],
    ports: { http: network(given), clock: hasty },
  });
  const written: Written[] = [];
  const traced: Written[] = [];
  const heard = (async () => {
    for await (const event of device.events())
      written.push({ where: `event ${event.type}`, what: JSON.stringify(event) });
  })();
  let outcome = "";
  try {
    const end = await device.connect(SERVER_ID, {
      trace: ({ message, bytes, url }) => {
        traced.push({ where: "the trace callback", what: withoutCred(message, bytes) });
        written.push({ where: "an address", what: url });
      },
    });
    outcome = end.outcome;
    written.push({ where: "the outcome", what: JSON.stringify(end) });
    await device.tree.set(`${IN_ACCOUNT}/1/AAuthSecret/x`, "1").catch((error) => {
      written.push({ where: "an error", what: `${error} ${JSON.stringify(error)} ${error.stack}` });
    });
  } finally {
    await device.close();
  }
  await heard;
  expect(written.length).toBeGreaterThan(2);
  return { written, traced, outcome };
}

/** Everything the server got but what carries a secret by its nature: Cred of basic, Authorization of Basic. */
function received({ log }: lab.Lab): readonly Written[] {
  return log
    .filter(({ direction }) => direction === "to-server")
    .flatMap(({ headers, bytes, message, path }) => [
      { where: `${path}: the body`, what: message === undefined ? bytes : withoutCred(message, bytes) },
      ...headers.map(([name, value]) => ({
        where: `${path}: header ${name}`,
        what: name.toLowerCase() === "authorization" && value.startsWith("Basic ") ? "" : `${path} ${name}: ${value}`,
      })),
    ]);
}

/** A server may give a secret, and basic is one: both are taken out where they stand. */
function withoutCred(message: Message, bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1");
  const { cred } = message.syncHdr;
  const isBasic = cred?.meta?.type === "syncml:auth-basic";
  const rest = isBasic ? text.replace(String(cred?.data), "") : text;
  const isServers = message.syncHdr.target.locUri === DEVICE_ID;
  // What a server sets is in its own message by nature.
  return isServers ? printMessage({ ...message, syncBody: { commands: [] } }).replace(String(cred?.data), "") : rest;
}

function noncesOf(messages: readonly (Message | undefined)[]) {
  const texts = messages.flatMap((message) =>
    (message?.syncBody.commands ?? []).flatMap((it) => (it.cmd === "Status" ? (it.chal?.meta.nextNonce ?? []) : [])),
  );
  return texts.flatMap((text) => {
    const bytes = decodeBase64(text);
    return bytes === undefined || bytes.length < 8 ? [] : [secret("nonce of a challenge", bytes)];
  });
}

/** What is wrong with how the state keeps its secrets. Its files are compressed: what they hold is read as a store. */
async function kept(place: string): Promise<readonly string[]> {
  const files = readdirSync(place).map((file) => join(place, file));
  const open = files.filter((file) => (statSync(file).mode & 0o077) !== 0);
  const store = await openLevelStore(place);
  const entries = await store.entries("");
  await store.close();
  const values = entries.map(([key, value]) => ({ where: key, what: Buffer.from(value) }));
  const found = leaks(SECRETS, values);
  const here = found.some((each) => each.startsWith("AAuthSecret of SRVCRED"));
  return [
    ...open,
    ...(here ? [] : ["the secret is nowhere"]),
    ...found.filter((each) => /^(PIN|secret of the)/.test(each)),
  ];
}
