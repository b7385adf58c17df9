/** The servers of one case, and the device that knows them. */
import { decodeMessage, encodeMessage, MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { type BootstrapAuthType, bootstrapDocument, signBootstrap } from "../bootstrap.ts";
import type { Script } from "../script.ts";
import { selfSignedCertificate } from "../self-signed.ts";
import { type Lab, type LabTls, startLab } from "../server.ts";
import { script } from "../steps.ts";
import type { BootstrapSpec, ConformanceCase, ServerName, Setup, TlsSetup, Variant } from "./case.ts";
import type { BootstrapPush, ClientDriver, DrivenDevice } from "./driver.ts";
import { seededBytes, seedOf } from "./seeded.ts";

export const DEVICE_ID = "IMEI:004999010640000";
const IMSI = "001010123456789";
/** Every run begins then, so that nothing in a statement depends on when it was made. */
const EPOCH = Date.UTC(2020, 0, 1);

/** Who the servers of a case are. Known to everyone who reads this: they live as long as the case. */
export const SERVERS: Readonly<
  Record<ServerName, { serverId: string; client: string; secrets: readonly [string, string] }>
> = {
  A: { serverId: "com.example.dm", client: "gw-1", secrets: ["client-secret-A-7391", "server-secret-A-1846"] },
  B: { serverId: "org.example.second", client: "gw-1-b", secrets: ["client-secret-B-5502", "server-secret-B-9127"] },
};

/** A session nobody asked for. */
const UNASKED: Script = script("unasked", { requireAuth: "none", serverAuth: "none" });

/** A server whose script is changed from session to session. */
export interface Station {
  readonly lab: Lab;
  /** For the next session. */
  script: Script;
}

export interface Bench {
  readonly stations: ReadonlyMap<ServerName, Station>;
  readonly device: DrivenDevice;
  close(): Promise<void>;
}

export async function openBench(
  test: ConformanceCase,
  variant: Variant,
  driver: ClientDriver,
  seed: string,
): Promise<Bench> {
  const { setup } = test;
  const names = setup.servers ?? ["A"];
  const tls = setup.tls ?? (variant.security === "tls" ? {} : undefined);
  const certificates = tls === undefined ? undefined : certificatesFor(tls);
  const stations = new Map<ServerName, Station>();
  const close = async (): Promise<void> => {
    for (const { lab } of stations.values()) await lab.close();
  };
  try {
    // One clock for all of them: it tells the order in which they were spoken to.
    let ticks = 0;
    for (const name of names) {
      const station: { script: Script; lab?: Lab } = { script: UNASKED };
      station.lab = await startLab({
        accounts: [accountAtServer(name, setup)],
        script: () => station.script,
        random: seededBytes(`${seed} server ${name}`),
        clock: () => EPOCH + ticks++,
        ...(setup.httpAuth === undefined ? {} : { httpAuth: setup.httpAuth }),
        ...(certificates === undefined ? {} : { tls: certificates.server }),
      });
      stations.set(name, station as Station);
    }
    const urls = new Map([...stations].map(([name, { lab }]) => [name, lab]));
    const device = await driver.open({
      deviceId: DEVICE_ID,
      bootstraps:
        setup.unprovisioned === true ? [] : names.map((name) => bootstrapFor(name, urls.get(name)!, setup, variant)),
      seed: seedOf(seed),
      ...(certificates === undefined ? {} : { ca: certificates.trusted }),
      ...(tls?.clientCertificate === "held" && certificates !== undefined
        ? { clientCertificate: certificates.client }
        : {}),
      ...(tls?.allowOld === true ? { allowOldTls: true } : {}),
      ...(setup.ui === undefined ? {} : { ui: setup.ui }),
      ...(setup.rootAcl === undefined ? {} : { rootAcl: setup.rootAcl }),
      ...(setup.fullDisk === true ? { fullDisk: true } : {}),
      ...(setup.now === undefined ? {} : { now: Date.parse(setup.now) }),
    });
    return {
      stations,
      device,
      close: async () => {
        await device.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Text as nonces usually are, or bytes that a careless implementation takes for text. */
export function nonceOf(what: string, setup: Setup): Uint8Array {
  if (setup.binaryNonces === true)
    return Uint8Array.from([0xff, 0x00, 0x80, 0x3a, 0x0a, 0xfe, what.length, 0xc3, 0x28]);
  return new TextEncoder().encode(`first-nonce-of-${what}`);
}

function accountAtServer(name: ServerName, setup: Setup) {
  const { serverId, client, secrets } = SERVERS[name];
  return {
    deviceId: DEVICE_ID,
    client: { name: client, secret: secrets[0], nonce: nonceOf(`client-${name}`, setup) },
    server: { name: serverId, secret: secrets[1], nonce: nonceOf(`server-${name}`, setup) },
    ...(setup.hmac === undefined ? {} : { hmac: setup.hmac }),
  };
}

const AUTH_TYPES: Readonly<Record<Variant["security"], BootstrapAuthType>> = {
  md5: "DIGEST",
  hmac: "HMAC",
  tls: "TRANSPORT",
};

/** The document that makes the device know a server. */
export function bootstrapFor(
  name: ServerName,
  lab: Lab,
  setup: Setup,
  variant: Variant,
  spec: BootstrapSpec = {},
): BootstrapPush {
  const { serverId, client, secrets } = SERVERS[name];
  const { wrongSecret, noNonces = false, httpAuth } = setup;
  const held = (secret: string, wrong: boolean): string => (wrong ? `not ${secret}` : secret);
  const nonce = (what: string) => (noNonces ? {} : { nonce: nonceOf(what, setup) });
  const url = new URL(setup.query === undefined ? lab.url : `${lab.url}?${setup.query}`);
  const port = url.port;
  if (setup.portNode === true) url.port = "";
  const document = bootstrapDocument({
    serverId,
    url: url.href,
    deviceId: DEVICE_ID,
    authType: setup.authType ?? AUTH_TYPES[variant.security],
    nodeName: `Account${name}`,
    client: { name: client, secret: held(secrets[0], wrongSecret === "client"), ...nonce(`client-${name}`) },
    server: { name: serverId, secret: held(secrets[1], wrongSecret === "server"), ...nonce(`server-${name}`) },
    ...(setup.accountAcl === undefined ? {} : { acl: setup.accountAcl }),
    ...(spec.form === undefined ? {} : { form: spec.form }),
    ...(setup.preferred === undefined ? {} : { preferred: setup.preferred }),
    ...(setup.portNode === true ? { port } : {}),
    ...(httpAuth === undefined
      ? {}
      : {
          http: {
            scheme: httpAuth.scheme,
            name: httpAuth.name,
            secret: held(httpAuth.secret, setup.wrongHttpSecret === true),
          },
        }),
  });
  return signed(document, spec);
}

const UNSIGNED = MEDIA_TYPES.syncml.wbxml;

function signed(document: Uint8Array, { mac, flipped, xml }: BootstrapSpec): BootstrapPush {
  const { message } = decodeMessage(document);
  const bytes = xml === true ? encodeMessage(message, "xml") : document;
  const { contentType } = signBootstrap(bytes, {
    sec: "NETWORKID",
    imsi: mac === "wrong-secret" ? `${IMSI.slice(0, -1)}0` : IMSI,
  });
  const type = mac === "unknown-method" ? contentType.replace("NETWORKID", "MAGIC") : contentType;
  const sent = Uint8Array.from(bytes);
  if (flipped === true) sent[sent.length - 20] = (sent[sent.length - 20] ?? 0) ^ 1;
  return { bytes: sent, contentType: mac === "none" ? UNSIGNED : type, imsi: IMSI };
}

interface Certificates {
  readonly server: LabTls;
  readonly trusted: string;
  readonly client: { readonly cert: string; readonly key: string };
}

const DAY = 24 * 60 * 60 * 1000;
const SPOILT: Readonly<
  Record<NonNullable<TlsSetup["certificate"]>, () => Parameters<typeof selfSignedCertificate>[0]>
> = {
  valid: () => ({}),
  expired: () => ({ notBefore: new Date(Date.now() - 2 * DAY), notAfter: new Date(Date.now() - DAY) }),
  "not-yet-valid": () => ({ notBefore: new Date(Date.now() + DAY), notAfter: new Date(Date.now() + 2 * DAY) }),
  "wrong-host": () => ({ hosts: ["elsewhere.example"] }),
  "unknown-authority": () => ({}),
};

function certificatesFor({ certificate = "valid", versions, clientCertificate }: TlsSetup): Certificates {
  const own = selfSignedCertificate(SPOILT[certificate]());
  const other = selfSignedCertificate();
  const limits =
    versions === undefined ? {} : { minVersion: `TLSv${versions}` as const, maxVersion: `TLSv${versions}` as const };
  return {
    server: {
      ...own,
      ...limits,
      ...(versions === "1.1" ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
      ...(clientCertificate !== undefined ? { clientCa: other.cert } : {}),
    },
    trusted: certificate === "unknown-authority" ? other.cert : own.cert,
    client: other,
  };
}
