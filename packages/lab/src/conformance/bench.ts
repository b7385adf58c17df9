/** The servers of one case, and the device that knows them. */
import { type BootstrapAccount, type BootstrapAuthType, bootstrapDocument, signBootstrap } from "../bootstrap.ts";
import { URL_OID } from "../card/virtual-card.ts";
import type { Script } from "../script.ts";
import { selfSignedCertificate } from "../self-signed.ts";
import { type Lab, type LabTls, startLab } from "../server.ts";
import { script } from "../steps.ts";
import { type BootServer, startBootServer } from "./boot-server.ts";
import type { ConformanceCase, ServerName, Setup, TlsSetup, Variant } from "./case.ts";
import type { ClientDriver, DeviceSetup, DrivenDevice } from "./driver.ts";
import { seededBytes, seedOf } from "./seeded.ts";

export const DEVICE_ID = "IMEI:004999010640000";
export const IMSI = "001010123456789";
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
  /** What has bootstrap documents, where the case is about one. */
  readonly boot?: BootServer;
  /** The account of a server, as a bootstrap document brings it. */
  readonly accountOf: (name: ServerName) => BootstrapAccount;
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
  let boot: BootServer | undefined;
  const close = async (): Promise<void> => {
    await boot?.close();
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
    const accountOf = (name: ServerName): BootstrapAccount => accountFor(name, stations.get(name)!.lab, setup, variant);
    const { boot: wanted } = setup;
    const bootCertificates = wanted === undefined ? undefined : certificatesFor(wanted);
    if (wanted !== undefined && bootCertificates !== undefined) {
      boot = await startBootServer(wanted, bootCertificates.server);
    }
    const trusted = [certificates, bootCertificates].flatMap((each) => each?.trusted ?? []);
    const device = await driver.open({
      deviceId: DEVICE_ID,
      bootstraps: (setup.held ?? names).map((name) => signedFor(accountOf(name))),
      bootstrap: {
        imsi: IMSI,
        cardUrlOid: URL_OID,
        ...(wanted?.known === "bootstrap-server" && boot !== undefined ? { serverUrl: boot.url } : {}),
        ...(wanted?.known === "card-server" && boot !== undefined ? { scwsUrl: boot.url } : {}),
        ...(wanted?.card?.includes("disabled") === true ? { cardsDisabled: true } : {}),
        ...(wanted?.card?.includes("rejected") === true ? { cardsRejected: true } : {}),
      },
      seed: seedOf(seed),
      ...(trusted.length === 0 ? {} : { ca: trusted.join("") }),
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
      accountOf,
      ...(boot === undefined ? {} : { boot }),
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

function signedFor(account: BootstrapAccount): DeviceSetup["bootstraps"][number] {
  return { ...signBootstrap(bootstrapDocument(account), { sec: "NETWORKID", imsi: IMSI }), imsi: IMSI };
}

function accountFor(name: ServerName, lab: Lab, setup: Setup, variant: Variant): BootstrapAccount {
  const { serverId, client, secrets } = SERVERS[name];
  const { wrongSecret, noNonces = false, httpAuth } = setup;
  const held = (secret: string, wrong: boolean): string => (wrong ? `not ${secret}` : secret);
  const nonce = (what: string) => (noNonces ? {} : { nonce: nonceOf(what, setup) });
  const url = new URL(setup.query === undefined ? lab.url : `${lab.url}?${setup.query}`);
  const port = url.port;
  if (setup.portNode === true) url.port = "";
  return {
    serverId,
    url: url.href,
    deviceId: DEVICE_ID,
    authType: setup.authType ?? AUTH_TYPES[variant.security],
    nodeName: `Account${name}`,
    client: { name: client, secret: held(secrets[0], wrongSecret === "client"), ...nonce(`client-${name}`) },
    server: { name: serverId, secret: held(secrets[1], wrongSecret === "server"), ...nonce(`server-${name}`) },
    ...(setup.accountAcl === undefined ? {} : { acl: setup.accountAcl }),
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
  };
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
