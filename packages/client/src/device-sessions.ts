/** The sessions of a device, and the reports it sends outside them: what each is made of, and what follows it. */
import { chooseAccount } from "./choose-account.ts";
import { type ConnectOptions, runSession, type SessionOutcome } from "./connect.ts";
import { devInfoItems } from "./dev-info-items.ts";
import type { DeviceEvent } from "./device-options.ts";
import type { AccountHttpOptions, DeviceHttpOptions } from "./http-options.ts";
import { andThen } from "./maybe-later.ts";
import { type Account, forgetServer, readAccounts, serverIdsOf } from "./objects/dm-acc.ts";
import type { MountedObjects } from "./objects/mounted-objects.ts";
import type { Ports, StoreChange } from "./ports.ts";
import type { CheckedAlert } from "./report/alert-content.ts";
import { type AlertQueue, alertsFor } from "./report/alert-queue.ts";
import type { ReportDelivery } from "./report-delivery.ts";
import { INTEGRITY_BY_VERSION, type IntegrityOptions } from "./security/authentication.ts";
import { type Delivery, type ReportOptions, sendReport } from "./send-report.ts";
import { rememberSessionId, rememberVersion, type SessionMemories } from "./session-memory.ts";
import { isSuccess } from "./status.ts";
import type { TimeFloor } from "./time-floor.ts";
import type { Placement } from "./tree/inbox.ts";
import type { ManagementTree } from "./tree/management-tree.ts";

/** What a session works on; a factory reset puts another in its place. */
export interface SessionGround {
  readonly tree: ManagementTree;
  readonly objects: MountedObjects;
  readonly placements: readonly Placement[];
  readonly alerts: AlertQueue;
  readonly reports: ReportDelivery;
  readonly memories: SessionMemories;
}

export interface DeviceSessionsParts {
  readonly ports: Ports;
  readonly timeFloor: TimeFloor;
  readonly deviceId: string;
  readonly http: DeviceHttpOptions;
  readonly integrity: Partial<IntegrityOptions>;
  readonly ground: () => SessionGround;
  readonly emit: (event: DeviceEvent) => void;
}

export class DeviceSessions {
  private readonly parts: DeviceSessionsParts;

  constructor(parts: DeviceSessionsParts) {
    this.parts = parts;
  }

  /** One session, and another where the server wants another version of the protocol. */
  async run(account: Account, options: ConnectOptions): Promise<SessionOutcome> {
    const { serverId } = account;
    let other: string | undefined;
    const first = await this.session(account, options, (verProto) => {
      other = verProto;
    });
    if (other === undefined) return first;
    // One more session in the other version (protocol §2.1#5).
    const second = await this.session(
      chooseAccount(readAccounts(this.parts.ground().tree), serverId),
      options,
      () => {},
      other,
    );
    // Whoever did not prove to be the server does not choose what we speak from now on.
    if (second.server.authenticated) await this.commit([rememberVersion(serverId, other)]);
    return second;
  }

  private async session(
    account: Account,
    options: ConnectOptions,
    otherVersion: (verProto: string) => void,
    version?: string,
  ): Promise<SessionOutcome> {
    const { serverId } = account;
    const { ports, deviceId, integrity, emit } = this.parts;
    const { tree, objects, placements, alerts, memories } = this.parts.ground();
    const known = memories.of(serverId);
    const memory = known instanceof Promise ? await known : known;
    const next = memories.nextSessionId();
    const counter = typeof next === "number" ? next : await next;
    const items = devInfoItems(tree, objects);
    const devInfo = items instanceof Promise ? await items : items;
    const sessionId = options.sessionId?.toUpperCase() ?? counter.toString(16).toUpperCase();
    emit({ type: "session-started", serverId, sessionId });
    const before = serverIdsOf(tree);
    const outcome = await runSession(
      {
        ports,
        tree,
        account,
        sessionId,
        verProto: version ?? memory.verProto ?? "DM/1.3",
        otherVersion,
        memory,
        userDigest: (name, secret) => memories.userDigest(name, secret),
        integrity,
        deviceId,
        devInfo,
        http: this.accountHttp(serverId, options),
        flush: (more) => andThen(objects.flush(more), () => memories.note(more)),
        executor: {
          tree,
          objects,
          actor: { kind: "server", serverId },
          placements,
          progress: (uri, note) => emit({ type: "exec-progress", uri, note }),
        },
        firstChanges: [rememberSessionId(counter)],
        alerts: {
          waiting: () => alertsFor(alerts, serverId),
          removal: (id) => alerts.removal(id),
          settled: (id, status) => {
            alerts.drop(id);
            emit({ type: isSuccess(status) ? "alert-delivered" : "alert-refused", id, serverId, status });
          },
          held: (id, maxObjSize) => emit({ type: "alert-held", id, serverId, maxObjSize }),
        },
      },
      options,
    );
    await this.forgetRemoved(before);
    emit({ type: "session-ended", serverId, outcome });
    return outcome;
  }

  /** What waits for a server, with no session or report beside it (protocol §14#6). */
  async deliverReports(serverId: string, options: ReportOptions, youngest?: string): Promise<Delivery | undefined> {
    const { ports, deviceId, integrity } = this.parts;
    const { tree, reports, memories } = this.parts.ground();
    const send = async (report: CheckedAlert): Promise<Delivery> => {
      const memory = await memories.of(serverId);
      const verProto = memory.verProto ?? "DM/1.3";
      const counter = await memories.nextSessionId();
      await this.commit([rememberSessionId(counter)]);
      const parts = {
        ports,
        account: chooseAccount(readAccounts(tree), serverId),
        memory,
        integrity: { ...INTEGRITY_BY_VERSION["DM/1.3"]!, ...INTEGRITY_BY_VERSION[verProto], ...integrity },
        sessionId: counter.toString(16).toUpperCase(),
        verProto,
        deviceId,
      };
      return sendReport(parts, report, { ...options, http: this.accountHttp(serverId, options) });
    };
    return reports.deliver(serverId, send, youngest);
  }

  /** A server whose account is gone keeps no rights (tree §5.7). */
  async forgetRemoved(before: readonly string[]): Promise<void> {
    const { tree, objects, alerts, reports } = this.parts.ground();
    const now = serverIdsOf(tree);
    const gone = before.filter((serverId) => !now.includes(serverId));
    if (gone.length > 0) {
      await tree.transact((transaction) => {
        for (const serverId of gone) forgetServer(tree, transaction, serverId);
        transaction.commit();
      });
    }
    const flushed = objects.flush(this.parts.timeFloor.changes());
    if (flushed instanceof Promise) await flushed;
    const lost = alerts.entries.filter(({ value: { serverId } }) => serverId !== undefined && !now.includes(serverId));
    if (lost.length > 0) await alerts.remove(lost.map(({ id }) => id));
    for (const { id, value } of lost) this.parts.emit({ type: "alert-dropped", id, serverId: value.serverId! });
    if (reports.isWaiting) await reports.forget((serverId) => now.includes(serverId));
  }

  private accountHttp(serverId: string, { http }: Pick<ConnectOptions, "http">): AccountHttpOptions {
    const { userAgent, accounts } = this.parts.http;
    return { ...(userAgent === undefined ? {} : { userAgent }), ...accounts?.[serverId], ...http };
  }

  private async commit(changes: readonly StoreChange[]): Promise<void> {
    await this.parts.ports.store.commit(changes);
    this.parts.ground().memories.note(changes);
  }
}
