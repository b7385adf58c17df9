import type { BootstrapOptions, BootstrapOutcome } from "./bootstrap/bootstrap-options.ts";
import { type BootstrapDoor, Bootstrapper, type DoorOptions, type DoorReport } from "./bootstrapper.ts";
import { chooseAccount } from "./choose-account.ts";
import type { ConnectOptions, SessionOutcome } from "./connect.ts";
import { DeviceError } from "./device-error.ts";
import type { DeviceEvent, DeviceOptions, KeptNotice, ReportOutcome } from "./device-options.ts";
import { checkDescription, completePorts, type DeviceParts, loadTree, openQueues } from "./device-parts.ts";
import { DeviceSessions } from "./device-sessions.ts";
import { EventFeed } from "./event-feed.ts";
import { LocalTree } from "./local-tree.ts";
import type { DeviceDescription } from "./objects/device-objects.ts";
import { type Account, DM_ACC_PLACEMENT, followAccounts, readAccounts, serverIdsOf } from "./objects/dm-acc.ts";
import type { ManagementObject } from "./objects/management-object.ts";
import { APPLIED_PREFIX, MountedObjects } from "./objects/mounted-objects.ts";
import { standardObjects } from "./objects/standard-objects.ts";
import { Occupation } from "./occupation.ts";
import type { Ports, StoreChange } from "./ports.ts";
import type { InjectOptions, PushStatistics, PushVerdict } from "./push/push-types.ts";
import type { Listening, ListenOptions } from "./push-bearers.ts";
import { Pushes } from "./pushes.ts";
import {
  type AlertCode,
  type ClientEvent,
  checkAlert,
  type GenericAlert,
  type ReportedData,
  type SessionlessReport,
  typeWarning,
} from "./report/alert-content.ts";
import type { AlertQueue } from "./report/alert-queue.ts";
import { ExecJobs } from "./report/exec-jobs.ts";
import type { ReportQueue } from "./report/report-queue.ts";
import { ReportDelivery } from "./report-delivery.ts";
import type { ReportOptions } from "./send-report.ts";
import { SessionMemories } from "./session-memory.ts";
import { TIME_FLOOR_KEY, TimeFloor } from "./time-floor.ts";
import { type Placement, placementsOf } from "./tree/inbox.ts";
import type { ManagementTree } from "./tree/management-tree.ts";
import type { NodeSpec } from "./tree/node-spec.ts";

const DEVICE_KEY = "device";
/** What a factory reset leaves. */
const KEPT_KEYS: ReadonlySet<string> = new Set([DEVICE_KEY, TIME_FLOOR_KEY]);

export class DeviceClient {
  private readonly ports: Ports;
  private readonly eventFeed = new EventFeed<DeviceEvent>();
  private tree_: ManagementTree;
  private objects: MountedObjects;
  private readonly mounted: ManagementObject[] = [];
  private readonly device: DeviceDescription;
  private readonly rootAcl: string | undefined;
  private alerts: AlertQueue;
  private jobs: ExecJobs;
  private reports: ReportDelivery;
  private memories: SessionMemories;
  private readonly bootstrapper: Bootstrapper;
  private readonly sessions: DeviceSessions;
  private readonly pushes: Pushes;
  private readonly timeFloor: TimeFloor;
  private placed: { readonly spec: NodeSpec; readonly placements: readonly Placement[] } | undefined;
  private readonly occupation = new Occupation();
  /** ServerID of the session under way. */
  private running: string | undefined;
  /** The report that is being sent. */
  private reporting: Promise<unknown> | undefined;
  private closed = false;

  private constructor({ ports, timeFloor, tree, device, alerts, reports }: DeviceParts, options: DeviceOptions) {
    this.ports = ports;
    this.timeFloor = timeFloor;
    this.rootAcl = options.rootAcl;
    this.tree_ = tree;
    this.alerts = alerts;
    this.jobs = this.execJobs();
    this.reports = this.reportDelivery(reports);
    this.memories = new SessionMemories(ports.store);
    this.objects = this.objectsOf(tree);
    this.device = device;
    this.pushes = this.pushesOf(options);
    this.bootstrapper = this.bootstrapperOf(options);
    this.sessions = this.sessionsOf(options);
  }

  private sessionsOf({ http = {}, integrity = {} }: DeviceOptions): DeviceSessions {
    return new DeviceSessions({
      ports: this.ports,
      timeFloor: this.timeFloor,
      deviceId: this.device.devId,
      http,
      integrity,
      ground: () => ({
        tree: this.tree_,
        objects: this.objects,
        placements: this.placements(),
        alerts: this.alerts,
        reports: this.reports,
        memories: this.memories,
      }),
      emit: (event) => this.emit(event),
    });
  }

  private bootstrapperOf({ bootstrap: policy = {}, http }: DeviceOptions): Bootstrapper {
    return new Bootstrapper({
      ports: this.ports,
      policy,
      target: () => ({
        tree: this.tree_,
        objects: this.objects,
        placements: this.placements(),
        deviceId: this.device.devId,
        policy,
        hasCertificate: http?.clientCertificate !== undefined,
      }),
      flush: async (more) => {
        await this.objects.flush(more);
        this.memories.note(more);
      },
      taken: ({ accounts }) => this.emit({ type: "bootstrapped", accounts }),
      withdrawn: async (accounts, before) => {
        await this.sessions.forgetRemoved([...before]);
        this.emit({ type: "accounts-withdrawn", accounts });
      },
    });
  }

  private objectsOf(tree: ManagementTree): MountedObjects {
    return new MountedObjects(tree, this.ports.clock, {
      onFault: (fault) => this.emit({ type: "object-failed", ...fault }),
      follow: (transaction) => followAccounts(tree, transaction, this.running),
      begin: ({ exec, ...job }) => this.jobs.begin({ ...job, type: exec.type, failed: exec.failed }, exec.work),
    });
  }

  private reportDelivery(queue: ReportQueue): ReportDelivery {
    return new ReportDelivery(queue, (event) => this.emit(event));
  }

  private execJobs(): ExecJobs {
    return new ExecJobs(
      this.ports.store,
      () => this.alerts,
      (end) => this.emit({ type: "exec-ended", ...end }),
    );
  }

  /**
   * Opens a device state, creating it when `device` is given. Rejects with `DeviceError`, `StoreError`, `StateError` or
   * `RangeError`, having written nothing.
   */
  static async open(options: DeviceOptions): Promise<DeviceClient> {
    let client: DeviceClient | undefined;
    const edges = await completePorts(options, (message) => client?.emit({ type: "warning", message }));
    try {
      const timeFloor = await TimeFloor.load(edges, options.builtAt);
      const ports = { ...edges, clock: timeFloor.clock, http: timeFloor.over(edges.http) };
      const stored = (await ports.store.entries(DEVICE_KEY)).find(([key]) => key === DEVICE_KEY)?.[1];
      const device = options.device ?? (stored && (JSON.parse(new TextDecoder().decode(stored)) as DeviceDescription));
      if (device === undefined) {
        throw new DeviceError("no-device", "this state describes no device yet; create it with a device description");
      }
      checkDescription(device);
      client = new DeviceClient(
        {
          ports,
          timeFloor,
          tree: await loadTree(ports, options.rootAcl),
          device,
          ...(await openQueues(ports.store)),
        },
        options,
      );
      for (const object of [...standardObjects(device), ...(options.objects ?? [])]) client.mount(object);
      await client.objects.flush([{ key: DEVICE_KEY, value: new TextEncoder().encode(JSON.stringify(device)) }]);
      await client.objects.recover(await ports.store.entries(APPLIED_PREFIX));
      await client.jobs.recover();
      return client;
    } catch (error) {
      await edges.store.close();
      await edges.http.close();
      throw error;
    }
  }

  /** Adds an object to the tree; one of the same name is replaced, its values stay. */
  mount(object: ManagementObject): void {
    this.mounted.push(object);
    this.objects.mount(object);
  }

  /** The tree, from the device's own side. */
  get tree(): LocalTree {
    this.refuseClosed();
    return new LocalTree(this.tree_, this.objects);
  }

  /** ServerIDs of the accounts, in the order they were made. */
  accounts(): readonly string[] {
    return serverIdsOf(this.tree_);
  }

  /** Applies a bootstrap document, whole or not at all. Throws `BootstrapError` or `DecodeError`. */
  async bootstrap(document: Uint8Array, options: BootstrapOptions = {}): Promise<BootstrapOutcome> {
    this.refuseClosed();
    return this.bootstrapper.apply(document, options);
  }

  /**
   * Fetches a bootstrap document where it waits, and applies it: `card`, from the card in the reader, whose earlier
   * accounts are withdrawn when it no longer offers them; `https`, from the bootstrap server; `scws`, from the web
   * server on the card; `pending`, one that was pushed and whose PIN nobody gave. `undefined` when there is none. Rejects with `BootstrapError`, `CardError` or `DecodeError`.
   */
  async bootstrapFrom(door: BootstrapDoor, options: DoorOptions = {}): Promise<BootstrapOutcome | undefined> {
    this.refuseClosed();
    return this.bootstrapper.from(door, options);
  }

  /**
   * What a device does when it is switched on: card, factory document, and without an account then, after a while for a
   * push, the bootstrap server. A door that fails is passed by, and told.
   */
  async powerOn(options: DoorOptions = {}): Promise<readonly DoorReport[]> {
    this.refuseClosed();
    return this.bootstrapper.powerOn(options);
  }

  /** ServerIDs whose first session since their bootstrap is still to come: due at the next good moment. */
  async due(): Promise<readonly string[]> {
    this.refuseClosed();
    return this.bootstrapper.due();
  }

  /** Runs one session with an account, the only one when none is named. Failures of the session are its outcome. */
  async connect(serverId?: string, options: ConnectOptions = {}): Promise<SessionOutcome> {
    this.refuseClosed();
    const account = this.account(serverId);
    if (options.sessionId !== undefined && !/^[0-9A-Fa-f]{1,4}$/.test(options.sessionId)) {
      throw new DeviceError("bad-option", "a session id has 1 to 4 hexadecimal digits");
    }
    return this.begin(account, options);
  }

  private async begin(account: Account, options: ConnectOptions): Promise<SessionOutcome> {
    this.refuseClosed();
    this.refuseBusy();
    this.occupation.take();
    this.running = account.serverId;
    try {
      const outcome = await this.sessions.run(account, options);
      // The server was there just now: what could not be told it before can be told now.
      if (outcome.outcome === "completed") {
        const noted = this.bootstrapper.sessionCompleted(account.serverId);
        if (noted instanceof Promise) await noted;
        if (this.reports.isWaiting) await this.sessions.deliverReports(account.serverId, options);
      }
      return outcome;
    } finally {
      this.running = undefined;
      this.occupation.free();
    }
  }

  /** Everything that happens from now on, until the device is closed. */
  events(): AsyncGenerator<DeviceEvent, void, void> {
    return this.eventFeed.listen();
  }

  /** Forgets accounts, values and nonces; the device's own description, and how late it is, stay. */
  async factoryReset(): Promise<void> {
    this.refuseClosed();
    this.refuseBusy();
    this.jobs.close();
    await this.pushes.reset();
    const { store } = this.ports;
    const entries = await store.entries("");
    const changes = entries.filter(([key]) => !KEPT_KEYS.has(key)).map(([key]): StoreChange => ({ key, value: null }));
    await store.commit(changes);
    this.tree_ = await loadTree(this.ports, this.rootAcl);
    const { alerts, reports } = await openQueues(store);
    this.alerts = alerts;
    this.jobs = this.execJobs();
    this.reports = this.reportDelivery(reports);
    this.memories = new SessionMemories(store);
    this.objects = this.objectsOf(this.tree_);
    for (const object of this.mounted) this.objects.mount(object);
    await this.objects.flush();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.pushes.close();
    this.eventFeed.close();
    this.objects.close();
    this.jobs.close();
    await this.ports.card?.close();
    await this.ports.http.close();
    await this.ports.store.close();
  }

  /**
   * Queues a generic alert (1226): sent in the next session, or the next package of the one under way, and kept until a
   * server took it or refused it for good. Durable when it resolves. Rejects with `DeviceError` bad-option,
   * unknown-account or queue-full.
   */
  alert({ serverId, ...alert }: GenericAlert): Promise<KeptNotice> {
    return this.keep("1226", alert, serverId);
  }

  /** Queues a client event (1224); as `alert`. */
  clientEvent({ serverId, ...event }: ClientEvent): Promise<KeptNotice> {
    return this.keep("1224", event, serverId);
  }

  /**
   * Sends a sessionless report (1230), outside any session; while one is under way it waits for its end. Kept, durably,
   * until a server has it, and given up after five deliveries in vain. Rejects with `DeviceError` bad-option, no-account,
   * unknown-account or queue-full; what the network does is the outcome.
   */
  async report({ serverId, ...given }: SessionlessReport, options: ReportOptions = {}): Promise<ReportOutcome> {
    this.refuseClosed();
    const report = checkAlert("1230", given, this.tree_);
    const account = this.account(serverId);
    const warning = typeWarning(report.type);
    const id = await this.reports.add(report, account.serverId);
    const about = { id, ...(warning === undefined ? {} : { warning }) };
    const busy = { code: "busy", message: "a session is under way; the report is sent at its end" } as const;
    // One report after the other; a session takes longer than that.
    while (this.reporting !== undefined) await this.reporting;
    if (this.occupation.isTaken) return { ...about, delivered: false, error: busy };
    this.occupation.take();
    const delivering = this.sessions.deliverReports(account.serverId, options, id);
    this.reporting = delivering.catch(() => undefined);
    try {
      return { ...about, ...((await delivering) ?? { delivered: false, error: busy }) };
    } finally {
      this.reporting = undefined;
      this.occupation.free();
    }
  }

  /**
   * Takes a push from a bearer of your own: a WSP PDU, an SMS-DELIVER, or the entity of an HTTP request. Resolves with
   * what it was found to be; the session a genuine notification asks for follows, and is told as an event.
   */
  async inject(push: Uint8Array, options: InjectOptions): Promise<PushVerdict> {
    this.refuseClosed();
    return this.pushes.take(push, options);
  }

  /** Opens the bearers that come with this package; goes on with what was accepted before the last restart. */
  async listen(bearers: ListenOptions): Promise<Listening> {
    this.refuseClosed();
    return this.pushes.listen(bearers);
  }

  /** What pushes came in since the device was opened, and what became of them. */
  pushStatistics(): PushStatistics {
    return this.pushes.statistics;
  }

  private pushesOf({ push = {} }: DeviceOptions): Pushes {
    return new Pushes({
      ports: this.ports,
      options: push,
      devId: this.device.devId,
      occupation: this.occupation,
      clockIsWrong: () => this.timeFloor.clockIsWrong,
      accounts: () => readAccounts(this.tree_),
      replacedNonce: async (serverId) => (await this.memories.of(serverId)).replaced,
      begin: (account, options) => this.begin(account, options),
      bootstrap: (document, options) => this.bootstrap(document, options),
      emit: (event) => this.emit(event),
    });
  }

  private async keep(code: AlertCode, given: ReportedData, serverId: string | undefined): Promise<KeptNotice> {
    this.refuseClosed();
    const alert = checkAlert(code, given, this.tree_);
    if (serverId !== undefined) this.account(serverId);
    const warning = typeWarning(alert.type);
    const id = await this.alerts.add({ ...alert, ...(serverId === undefined ? {} : { serverId }) });
    return { id, ...(warning === undefined ? {} : { warning }) };
  }

  private account(serverId: string | undefined): Account {
    return chooseAccount(readAccounts(this.tree_), serverId);
  }

  /** The accounts' own first, then whatever the mounted descriptions say. */
  private placements(): readonly Placement[] {
    const { spec } = this.tree_;
    if (this.placed?.spec !== spec) this.placed = { spec, placements: [DM_ACC_PLACEMENT, ...placementsOf(spec)] };
    return this.placed.placements;
  }

  private emit(event: DeviceEvent): void {
    this.eventFeed.emit(event);
  }

  private refuseBusy(): void {
    if (this.occupation.isTaken) throw new DeviceError("busy", "a session or a report is under way; wait for its end");
  }

  private refuseClosed(): void {
    if (this.closed) throw new DeviceError("closed", "the device was closed");
  }
}
