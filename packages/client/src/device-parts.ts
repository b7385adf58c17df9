/** What a device is put together from: its edges, and what its store holds. */
import { DeviceError } from "./device-error.ts";
import type { DeviceOptions } from "./device-options.ts";
import type { DeviceDescription } from "./objects/device-objects.ts";
import type { HttpClient, Ports, Store } from "./ports.ts";
import { ALERTS, type AlertQueue } from "./report/alert-queue.ts";
import { DurableQueue } from "./report/durable-queue.ts";
import { REPORTS, type ReportQueue } from "./report/report-queue.ts";
import type { TimeFloor } from "./time-floor.ts";
import { parseAcl, printAcl } from "./tree/acl.ts";
import { ManagementTree } from "./tree/management-tree.ts";

/** What a state was found to hold. */
export interface DeviceParts {
  readonly ports: Ports;
  readonly timeFloor: TimeFloor;
  readonly tree: ManagementTree;
  readonly device: DeviceDescription;
  readonly alerts: AlertQueue;
  readonly reports: ReportQueue;
}

export async function openQueues(store: Store): Promise<Pick<DeviceParts, "alerts" | "reports">> {
  return { alerts: await DurableQueue.open(store, ALERTS), reports: await DurableQueue.open(store, REPORTS) };
}

export function loadTree({ store, clock }: Ports, rootAcl: string | undefined): Promise<ManagementTree> {
  const own = rootAcl === undefined ? {} : { rootAcl: readRootAcl(rootAcl) };
  return ManagementTree.load(store, { now: () => clock.now(), ...own });
}

/** The root always has an ACL that names somebody (tree §5.6). */
function readRootAcl(text: string): string {
  const acl = parseAcl(text);
  if (acl !== undefined && printAcl(acl) !== "") return printAcl(acl);
  throw new DeviceError("bad-option", "the root's ACL must be one such as Add=*&Get=*");
}

export async function completePorts(options: DeviceOptions, warn: (message: string) => void): Promise<Ports> {
  const { state, ports = {} } = options;
  const { ca, clientCertificate, minTlsVersion, proxy } = options.http ?? {};
  const own = { ca, clientCertificate, minTlsVersion, proxy };
  const { clock, random, store, http } = ports;
  if (http !== undefined && Object.values(own).some((it) => it !== undefined)) {
    throw new DeviceError("bad-option", "an HTTP client of your own has its own proxy, trust and certificates");
  }
  if (clock && random && store && http) return { ...ports, clock, random, store, http };
  // Loaded only when needed: an embedder with edges of its own carries none of ours.
  const edges = await import("./node/index.ts");
  // First, because it throws: a store opened before would stay locked.
  const network = http ?? makeHttp(() => edges.undiciHttp({ ...defined(own), warn }));
  try {
    return {
      ...ports,
      clock: clock ?? edges.systemClock(),
      random: random ?? edges.systemRandom(),
      store: store ?? (state === undefined ? edges.memoryStore() : await edges.openLevelStore(state)),
      http: network,
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}

function makeHttp(make: () => HttpClient): HttpClient {
  try {
    return make();
  } catch (error) {
    // OpenSSL's words say what is wrong inside a PEM, which helps nobody to find the file.
    const isOurs = error instanceof TypeError || error instanceof RangeError;
    const why = isOurs ? error.message : "trust anchors or client certificate cannot be read; they must be PEM";
    throw new DeviceError("bad-option", `http: ${why}`);
  }
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}

export function checkDescription({ devId, man, mod }: DeviceDescription): void {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(devId)) {
    throw new DeviceError("bad-option", "the device id must be a URN such as IMEI:004999010640000");
  }
  if (man === "" || mod === "") throw new DeviceError("bad-option", "manufacturer and model must not be empty");
}
