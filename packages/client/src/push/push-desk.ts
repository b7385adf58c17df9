/**
 * Where every push arrives: judged at once and silently, and what is genuine waits its turn for a session
 * (bootstrap-push §2.5, §3.5). Nothing is ever answered and nothing is sent for a push that proves nothing.
 */

import { DecodeError } from "@oma-dm/codec";
import { BootstrapError } from "../bootstrap/bootstrap-error.ts";
import type { BootstrapOptions, BootstrapOutcome } from "../bootstrap/bootstrap-options.ts";
import type { Account } from "../objects/dm-acc.ts";
import type { Clock, Store, UserInterface } from "../ports.ts";
import { sameBytes } from "../security/same-bytes.ts";
import { type Destination, destinationOf } from "./dispatch.ts";
import { ageOf, type Judged, judgeKnock } from "./judge-knock.ts";
import { KnockMemory } from "./knock-memory.ts";
import {
  IGNORE_REASONS,
  type IgnoreReason,
  type InjectOptions,
  type Knock,
  type PushEvent,
  type PushOptions,
  type PushStatistics,
  type PushVerdict,
} from "./push-types.ts";
import { RateLimit } from "./rate-limit.ts";
import { type Unpacked, Unpacker } from "./unpack.ts";

export interface PushParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly ui?: UserInterface | undefined;
  readonly options: PushOptions;
  /** The clock is known to stand wrong (decisions D15). */
  readonly clockIsWrong: () => boolean;
  readonly accounts: () => readonly Account[];
  /** A nonce the server may not know of yet, and the one it replaced (protocol §10.9#5). */
  readonly replacedNonce: (
    serverId: string,
  ) => Promise<{ readonly current: Uint8Array; readonly previous: Uint8Array } | undefined>;
  /** Resolves once no session and no report is under way. */
  readonly whenFree: () => Promise<void>;
  /** Runs the session; `undefined` when something else came first, or the account is gone. */
  readonly connect: (
    serverId: string,
    session: { readonly alert: "1200" | "1201"; readonly sessionId?: string; readonly signal: AbortSignal },
    resynchronised: boolean,
  ) => Promise<{ readonly outcome: string } | "busy" | "account-gone">;
  readonly bootstrap: (document: Uint8Array, options: BootstrapOptions) => Promise<BootstrapOutcome>;
  readonly emit: (event: PushEvent | { readonly type: "warning"; readonly message: string }) => void;
}

/** Work that waits for a session. */
type Work = { readonly knock: Knock } | { readonly serverId: string };

/** Sessions that may wait at once. */
const MAX_WAITING = 32;
const CONSENT_MS = 120_000;
/** How long a closing device waits for the session it aborts, milliseconds. */
const CLOSING_MS = 2_000;

export class PushDesk {
  private readonly parts: PushParts;
  private readonly unpacker: Unpacker;
  private readonly rate: RateLimit;
  private readonly stop = new AbortController();
  private readonly ignored = Object.fromEntries(IGNORE_REASONS.map((it) => [it, 0])) as Record<IgnoreReason, number>;
  private readonly counts = { received: 0, accepted: 0, bootstrapped: 0, parts: 0 };
  private readonly queue: Work[] = [];
  private memory: Promise<KnockMemory> | undefined;
  private worker: Promise<void> | undefined;

  constructor(parts: PushParts) {
    this.parts = parts;
    this.unpacker = new Unpacker(() => parts.clock.now());
    this.rate = new RateLimit(parts.options.burst ?? 20, parts.options.perMinute ?? 6);
  }

  get statistics(): PushStatistics {
    return { ...this.counts, ignored: { ...this.ignored } };
  }

  /** Goes on with what was accepted before the last restart. */
  async resume(): Promise<void> {
    await this.remembered();
  }

  /** Judges one push. Never rejects on what the bytes say. */
  async take(bytes: Uint8Array, options: InjectOptions): Promise<PushVerdict> {
    this.counts.received++;
    const push = this.unpacker.unpack(bytes, options);
    if (push === "incomplete") {
      this.counts.parts++;
      return { verdict: "incomplete" };
    }
    if (typeof push === "string") return this.ignore(push);
    const destination = destinationOf(push);
    if (destination === "other-content-type" || destination === "other-application") return this.ignore(destination);
    return destination === "bootstrap" ? this.bootstrap(push) : this.knock(push, destination);
  }

  /** Counts a datagram that a bearer refused before it could be a push. */
  ignore(reason: IgnoreReason): PushVerdict {
    this.ignored[reason]++;
    return { verdict: "ignored", reason };
  }

  /** Counts what was handed in without being taken. */
  refuse(reason: IgnoreReason): PushVerdict {
    this.counts.received++;
    return this.ignore(reason);
  }

  /** Aborts the session that a push began; nothing is begun any more. */
  async close(): Promise<void> {
    this.stop.abort();
    this.queue.length = 0;
    const { worker } = this;
    if (worker !== undefined) await Promise.race([worker, this.parts.clock.sleep(CLOSING_MS)]);
  }

  private async knock(push: Unpacked, destination: Exclude<Destination, "bootstrap">): Promise<PushVerdict> {
    const now = this.parts.clock.now();
    const judged = await this.judge(push.data, destination, now);
    if (typeof judged === "string") return this.ignore(judged);
    const knock: Knock = { ...judged, bearer: push.bearer, secure: push.secure };
    const { serverId, sessionId, resynchronised } = knock;
    const memory = await this.remembered();
    if (memory.knows(knock, now)) return this.ignore("duplicate");
    const nonce = resynchronised ? this.nonceOf(serverId) : undefined;
    if (nonce !== undefined && !memory.mayResynchronise(serverId, nonce, now)) {
      return this.ignore("resynchronised-before");
    }
    if (!this.rate.take(serverId, now)) return this.ignore("rate-limited");
    if (this.queue.length >= MAX_WAITING) return this.ignore("rate-limited");
    await memory.accept(knock, now, nonce);
    this.counts.accepted++;
    this.parts.emit({ type: "notified", ...knock });
    this.enqueue({ knock });
    return { verdict: "accepted", serverId, sessionId };
  }

  /** With the nonces that are stored; then, where the server may not have got them, with those before (protocol §10.9#5). */
  private async judge(
    data: Uint8Array,
    destination: Exclude<Destination, "bootstrap">,
    now: number,
  ): Promise<Judged | IgnoreReason> {
    const { options, accounts, clockIsWrong, replacedNonce } = this.parts;
    const how = { tolerate12As13: options.tolerate12As13 ?? false, now, clockIsWrong: clockIsWrong() };
    const stored = accounts();
    const judged = judgeKnock(data, destination, stored, how);
    if (judged !== "bad-digest") return judged;
    const before: Account[] = [];
    for (const account of stored) {
      const replaced = await replacedNonce(account.serverId);
      if (replaced === undefined) continue;
      const servers = account.servers.flatMap((server) =>
        server.nonce !== undefined && sameBytes(server.nonce, replaced.current)
          ? [{ ...server, nonce: replaced.previous }]
          : [],
      );
      if (servers.length > 0) before.push({ ...account, servers });
    }
    const again = before.length === 0 ? judged : judgeKnock(data, destination, before, how);
    return typeof again === "string" ? judged : again;
  }

  private nonceOf(serverId: string): Uint8Array {
    const servers = this.parts.accounts().find((account) => account.serverId === serverId)?.servers;
    return servers?.find(({ nonce }) => nonce !== undefined)?.nonce ?? new Uint8Array();
  }

  private async bootstrap({ data, contentType, bearer }: Unpacked): Promise<PushVerdict> {
    try {
      const { accounts } = await this.parts.bootstrap(data, { contentType, source: "push", signal: this.stop.signal });
      this.counts.bootstrapped++;
      // The session is how the server learns of it (bootstrap-push §7.3#10).
      for (const serverId of accounts) this.enqueue({ serverId });
      return { verdict: "bootstrapped", accounts };
    } catch (error) {
      if (!(error instanceof BootstrapError || error instanceof DecodeError)) throw error;
      this.parts.emit({ type: "bootstrap-refused", bearer, code: error.code });
      return this.ignore("bootstrap-refused");
    }
  }

  /** Loaded once; what waits in it then waits here. */
  private remembered(): Promise<KnockMemory> {
    this.memory ??= KnockMemory.load(this.parts.store).then((memory) => {
      for (const knock of memory.waiting()) this.enqueue({ knock });
      return memory;
    });
    return this.memory;
  }

  private enqueue(work: Work): void {
    if (this.stop.signal.aborted) return;
    this.queue.push(work);
    this.worker ??= this.work();
  }

  /** One session after the other, never two at once (bootstrap-push §2.5#8). */
  private async work(): Promise<void> {
    // Whoever handed the push in gets its verdict first.
    await Promise.resolve();
    for (let work = this.queue[0]; work !== undefined; work = this.queue[0]) {
      await this.parts.whenFree();
      if (this.stop.signal.aborted) return;
      const isDone = await this.attempt(work);
      if (this.stop.signal.aborted) return;
      if (isDone) this.queue.shift();
    }
    // Nothing may come between the last look at the queue and this.
    this.worker = undefined;
  }

  /** Whether it is done with. */
  private async attempt(work: Work): Promise<boolean> {
    try {
      return "knock" in work ? await this.follow(work.knock) : await this.introduce(work.serverId);
    } catch (error) {
      // A store that fails, for one: the notification is still in it, and followed after the next restart.
      const why = error instanceof Error ? error.message : String(error);
      this.parts.emit({ type: "warning", message: `a notification could not be followed: ${why}` });
      return true;
    }
  }

  private async introduce(serverId: string): Promise<boolean> {
    return (await this.parts.connect(serverId, { alert: "1201", signal: this.stop.signal }, false)) !== "busy";
  }

  /** Whether it is done with; `false`: something else came first. */
  private async follow(knock: Knock): Promise<boolean> {
    const { serverId, sessionId } = knock;
    const memory = await this.remembered();
    const dropped = await this.reasonToDrop(knock);
    if (this.stop.signal.aborted) return false;
    if (dropped !== undefined) {
      this.parts.emit({ type: "notification-dropped", serverId, sessionId, reason: dropped });
      await memory.settle(knock, { forget: false });
      return true;
    }
    // Whatever INITIATOR says (bootstrap-push §2.5#5).
    const session = { alert: "1200", sessionId, signal: this.stop.signal } as const;
    const ended = await this.parts.connect(serverId, session, knock.resynchronised);
    if (ended === "busy") return false;
    // Aborted by a device that closes: it goes on after the restart.
    if (this.stop.signal.aborted) return false;
    if (ended === "account-gone") {
      this.parts.emit({ type: "notification-dropped", serverId, sessionId, reason: "account-gone" });
    }
    await memory.settle(knock, { forget: ended !== "account-gone" && ended.outcome === "transport" });
    return true;
  }

  /** Judged when it is acted on: it may have waited long (bootstrap-push §3.5#4). */
  private async reasonToDrop(knock: Knock): Promise<"expired" | "declined" | undefined> {
    if (this.isExpired(knock)) return "expired";
    if (!(await this.userAgrees(knock))) return "declined";
    return this.isExpired(knock) ? "expired" : undefined;
  }

  private isExpired({ timestamp, timeoutDays }: Knock): boolean {
    if (timestamp === undefined || timeoutDays === undefined) return false;
    const clock = { now: this.parts.clock.now(), clockIsWrong: this.parts.clockIsWrong() };
    return ageOf({ timestamp, timeoutDays }, clock) !== undefined;
  }

  /** Bootstrap-push §2.5#7. */
  private async userAgrees({ uiMode, serverId, connectReason }: Knock): Promise<boolean> {
    const { ui, options, clock } = this.parts;
    const mode = uiMode === "not-specified" ? (options.unspecifiedUiMode ?? "background") : uiMode;
    if (mode === "background") return true;
    const why = connectReason === undefined ? "" : `\n${connectReason}`;
    if (mode === "informative") {
      // Told, not asked: the session does not wait.
      void ui?.display({ text: `${serverId} manages this device now.${why}` }, this.stop.signal);
      return true;
    }
    if (ui === undefined) return options.withoutUser !== "decline";
    const patience = new AbortController();
    const signal = AbortSignal.any([this.stop.signal, patience.signal]);
    const asked = ui.confirm({ text: `${serverId} wants to manage this device. Let it?${why}` }, signal);
    const tooLate = clock.sleep(options.consentMs ?? CONSENT_MS, signal).then(() => undefined);
    const answer = await Promise.race([asked, tooLate]);
    patience.abort();
    return answer?.answer === "accepted";
  }
}
