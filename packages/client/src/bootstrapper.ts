/**
 * The one way in for bootstrap documents, whichever door they came through: who says so is settled first, then what the
 * policy makes of it, then the tree changes (bootstrap-push §7.3#1). Nothing is ever answered.
 */
import { DecodeError } from "@oma-dm/codec";
import { applyDocument, type Before, type BootstrapTarget, MAX_DOCUMENT_BYTES } from "./bootstrap/bootstrap.ts";
import { BootstrapError } from "./bootstrap/bootstrap-error.ts";
import type {
  BootstrapOptions,
  BootstrapOutcome,
  BootstrapPolicy,
  BootstrapSource,
} from "./bootstrap/bootstrap-options.ts";
import { BootstrapRecords, fingerprintOf, type Origin } from "./bootstrap/bootstrap-records.ts";
import { type Claim, readClaim } from "./bootstrap/security.ts";
import { BootstrapAuthenticator } from "./bootstrap-authenticator.ts";
import { bootstrapUrl, type Fetched, fetchDocument } from "./bootstrap-fetch.ts";
import { readBootstrapCard, serverUrlOn, withdrawn } from "./card-bootstrap.ts";
import { CardError } from "./card-error.ts";
import type { MaybeLater } from "./maybe-later.ts";
import { configuredServerUrl } from "./objects/bootstrap-config.ts";
import { readAccounts, serverIdsOf } from "./objects/dm-acc.ts";
import type { Ports, StoreChange } from "./ports.ts";
import { forgetSessions } from "./session-memory.ts";
import { isSuccess } from "./status.ts";
import { parseUri } from "./tree/uri.ts";

/** Where a document waits to be fetched. */
export type BootstrapDoor = "card" | "https" | "scws" | "pending";

/** How it went at one door; without outcome and error nothing was there. */
export interface DoorReport {
  readonly door: BootstrapDoor | "factory";
  readonly outcome?: BootstrapOutcome;
  readonly error?: BootstrapError | CardError | DecodeError;
}

export interface DoorOptions extends Pick<BootstrapOptions, "pin" | "imsi" | "signal" | "check"> {
  /** Of the server, in place of the one the device knows. */
  readonly url?: string;
}

export interface BootstrapperParts {
  readonly ports: Ports;
  readonly policy: BootstrapPolicy;
  /** The device as it is now: a factory reset gives it another tree. */
  readonly target: () => BootstrapTarget;
  /** Makes the tree durable with `more` beside it. */
  readonly flush: (more: readonly StoreChange[]) => Promise<void>;
  /** A document stands, durably. */
  readonly taken: (outcome: BootstrapOutcome) => void;
  /** Accounts are gone, durably; `before`: all there were. */
  readonly withdrawn: (serverIds: readonly string[], before: ReadonlySet<string>) => Promise<void>;
}

export class Bootstrapper {
  readonly records: BootstrapRecords;
  /** ServerIDs that need not be looked up: a session has told them of their account. */
  private readonly told = new Set<string>();
  private readonly parts: BootstrapperParts;
  private readonly authenticator: BootstrapAuthenticator;

  constructor(parts: BootstrapperParts) {
    this.parts = parts;
    this.records = new BootstrapRecords(parts.ports.store, () => parts.ports.clock.now());
    this.authenticator = new BootstrapAuthenticator(parts.ports, parts.policy, this.records);
  }

  /** Rejects with `BootstrapError` or `DecodeError`; the tree is then as before. `card`: ICCID of the card it came from. */
  async apply(document: Uint8Array, options: BootstrapOptions, card?: string): Promise<BootstrapOutcome> {
    const { records } = this;
    const source = options.source ?? "file";
    if (document.length > MAX_DOCUMENT_BYTES) {
      throw new BootstrapError("too-large", `a bootstrap document has ${MAX_DOCUMENT_BYTES} bytes at most`);
    }
    const claim = readClaim(options, this.parts.policy);
    const fingerprint = fingerprintOf(document);
    if (source === "push" && (await records.wasTaken(fingerprint))) {
      throw new BootstrapError("duplicate", "this document was taken within the last 24 hours; it is ignored");
    }
    await this.authenticator.authenticate(document, claim, options, fingerprint);
    const check = options.check === true;
    if (!check) await this.askConsent(document, claim, options);
    const origins = await records.origins();
    const isAgain = (serverId: string): boolean => origins.get(serverId)?.fingerprint === fingerprint;
    const outcome = await applyDocument(this.parts.target(), document, claim, options, {
      isAgain,
      obsolete: (serverIds) => madeFor(origins, serverIds),
    });
    if (check) return outcome;
    const origin: Origin = {
      source,
      fingerprint,
      ...(card === undefined ? {} : { iccid: card }),
      created: outcome.created,
    };
    await this.parts.flush([
      ...outcome.accounts.flatMap((serverId) => records.setOrigin(serverId, origin)),
      // New credentials begin anew; those given again go on.
      ...outcome.accounts.filter((serverId) => !isAgain(serverId)).flatMap(forgetSessions),
      ...(await records.forgetPending(fingerprint)),
      ...(source === "push" ? await records.taken(fingerprint) : []),
    ]);
    for (const serverId of outcome.accounts) this.told.delete(serverId);
    this.parts.taken(outcome);
    return outcome;
  }

  /** What waits behind a door; `undefined` when nothing does. Rejects as `apply`. */
  async from(door: BootstrapDoor, options: DoorOptions): Promise<BootstrapOutcome | undefined> {
    switch (door) {
      case "card":
        return this.fromCard(options);
      case "pending":
        return this.fromPending(options);
      case "https":
        return this.fromServer(options);
      case "scws":
        return this.fromCardServer(options);
    }
  }

  /** Applies what the card offers, unless it did before, and withdraws what it no longer offers (bootstrap-push §9.1). */
  private async fromCard(options: DoorOptions): Promise<BootstrapOutcome | undefined> {
    const { ports, policy } = this.parts;
    const found = await readBootstrapCard(ports.card, policy.card, options.signal);
    if (found.card !== "read" || found.document === undefined) {
      if (options.check !== true) await this.withdraw(withdrawn(await this.records.origins(), []));
      if (found.card !== "rejected") return undefined;
      throw new BootstrapError("card-rejected", "this device does not accept the card in its reader");
    }
    const { document, iccid } = found;
    const fingerprint = fingerprintOf(document);
    const known = [...(await this.records.origins())].flatMap(([serverId, origin]) =>
      origin.source === "card" && origin.fingerprint === fingerprint && origin.iccid === iccid ? [serverId] : [],
    );
    const outcome: BootstrapOutcome =
      known.length > 0
        ? { accounts: known, created: [], unchanged: true }
        : await this.apply(document, { ...options, source: "card" }, iccid);
    if (options.check !== true) await this.withdraw(withdrawn(await this.records.origins(), outcome.accounts));
    return outcome;
  }

  /** Accounts with all that came with them. */
  private async withdraw(serverIds: readonly string[]): Promise<void> {
    if (serverIds.length === 0) return;
    const origins = await this.records.origins();
    const { tree, objects } = this.parts.target();
    const before = serverIdsOf(tree);
    await tree.transact(async (transaction) => {
      const accounts = readAccounts(tree).filter(({ serverId }) => serverIds.includes(serverId));
      const others = madeFor(origins, serverIds).map((uri) => parseUri(uri));
      const paths = others.flatMap((address) => (typeof address === "number" ? [] : [address.path]));
      for (const path of [...accounts.map((account) => account.path), ...paths.filter(([root]) => root !== "DMAcc")]) {
        const node = tree.nodeAt(path);
        // What is permanent is no account's.
        if (node?.parent !== undefined && tree.specAt(path)?.scope !== "Permanent") transaction.remove(node);
      }
      const { status } = await objects.settle(transaction);
      if (!isSuccess(status))
        throw new BootstrapError("refused", `an object keeps the card's accounts (Status ${status})`);
    });
    await this.parts.flush(
      serverIds.flatMap((serverId) => [...this.records.forgetOrigin(serverId), ...forgetSessions(serverId)]),
    );
    await this.parts.withdrawn(serverIds, new Set(before));
  }

  /**
   * What a device does when it is switched on: the card, its web server, what it was made with; without an account then,
   * a while for a push, and the bootstrap server (bootstrap-push §11.1#5). A door that fails is passed by, and told.
   */
  async powerOn(options: DoorOptions): Promise<readonly DoorReport[]> {
    const { policy, ports, target } = this.parts;
    const reports: DoorReport[] = [];
    const tried = async (
      door: DoorReport["door"],
      work: () => Promise<BootstrapOutcome | undefined>,
    ): Promise<boolean> => {
      try {
        const outcome = await work();
        reports.push({ door, ...(outcome === undefined ? {} : { outcome }) });
        return outcome !== undefined;
      } catch (error) {
        const isTold = error instanceof BootstrapError || error instanceof CardError || error instanceof DecodeError;
        if (!isTold) throw error;
        reports.push({ door, error });
        return false;
      }
    };
    const hasCard = ports.card !== undefined && policy.card?.enabled !== false;
    const fromCard = hasCard && (await tried("card", () => this.fromCard(options)));
    if (!fromCard && policy.scwsUrl !== undefined && policy.card?.enabled !== false) {
      await tried("scws", () => this.fromCardServer({ ...options }));
    }
    const { factory } = policy;
    if (factory !== undefined && !(await this.wasMade("factory", factory.document))) {
      const { document, contentType } = factory;
      const type = contentType === undefined ? {} : { contentType };
      await tried("factory", () => this.apply(document, { ...options, ...type, source: "factory" }));
    }
    const hasAccount = (): boolean => readAccounts(target().tree).length > 0;
    if (hasAccount()) return reports;
    if (this.serverUrl() === undefined) return reports;
    await ports.clock.sleep(policy.holdOffMs ?? 60_000, options.signal);
    if (!hasAccount() && options.signal?.aborted !== true) await tried("https", () => this.fromServer(options));
    return reports;
  }

  private async wasMade(source: BootstrapSource, document: Uint8Array): Promise<boolean> {
    const fingerprint = fingerprintOf(document);
    return [...(await this.records.origins()).values()].some(
      (origin) => origin.source === source && origin.fingerprint === fingerprint,
    );
  }

  private async fromPending(options: DoorOptions): Promise<BootstrapOutcome | undefined> {
    const pending = await this.records.pending();
    if (pending === undefined) return undefined;
    return this.apply(pending.document, { ...options, contentType: pending.contentType, source: "push" });
  }

  private async fromServer(options: DoorOptions): Promise<BootstrapOutcome> {
    const url = options.url ?? (await this.urlOnCard(options)) ?? this.serverUrl();
    if (url === undefined) {
      throw new BootstrapError("no-url", "no bootstrap server is known; give its URL, or set it in ./BootConfig");
    }
    const fetched = await this.fetch(url, options, false);
    return this.apply(fetched!.document, { ...options, contentType: fetched!.contentType, source: "https" });
  }

  /** The card's URL before the tree's, and that before the device maker's (bootstrap-push §11.1#3). */
  private async urlOnCard({ signal }: DoorOptions): Promise<string | undefined> {
    const { ports, policy } = this.parts;
    if (ports.card === undefined || policy.card?.serverUrlOid === undefined || policy.card.enabled === false)
      return undefined;
    const found = await readBootstrapCard(ports.card, policy.card, signal);
    return found.card === "read" && found.serverUrl !== undefined ? serverUrlOn(found.serverUrl) : undefined;
  }

  private serverUrl(): string | undefined {
    return configuredServerUrl(this.parts.target().tree) ?? this.parts.policy.serverUrl;
  }

  private async fromCardServer(options: DoorOptions): Promise<BootstrapOutcome | undefined> {
    const url = options.url ?? this.parts.policy.scwsUrl;
    if (url === undefined) {
      throw new BootstrapError("no-url", "no URL of the card's web server is known; give one");
    }
    const fetched = await this.fetch(url, options, true);
    if (fetched === undefined) return undefined;
    return this.apply(fetched.document, { ...options, contentType: fetched.contentType, source: "scws" });
  }

  private fetch(url: string, { signal }: DoorOptions, isOptional: boolean): Promise<Fetched | undefined> {
    const { ports, policy, target } = this.parts;
    return fetchDocument(ports, bootstrapUrl(url, target().deviceId), policy.request ?? {}, isOptional, signal);
  }

  /** ServerIDs whose first session since their bootstrap is still to come (bootstrap-push §7.3#10). */
  async due(): Promise<readonly string[]> {
    const due = await this.records.due();
    return serverIdsOf(this.parts.target().tree).filter((serverId) => due.includes(serverId));
  }

  /** A session with a server was completed. */
  sessionCompleted(serverId: string): MaybeLater<void> {
    return this.told.has(serverId) ? undefined : this.firstCompleted(serverId);
  }

  private async firstCompleted(serverId: string): Promise<void> {
    if ((await this.records.due()).includes(serverId)) await this.records.notDue(serverId);
    this.told.add(serverId);
  }

  /** An IMSI can be guessed: alone it brings no further server in without the user (bootstrap-push §8.5#1). */
  private async askConsent(document: Uint8Array, claim: Claim, options: BootstrapOptions): Promise<void> {
    const { policy, ports } = this.parts;
    const isWeak = options.source === "push" && claim.protection?.name === "NETWORKID";
    const known = new Set(serverIdsOf(this.parts.target().tree));
    if (!isWeak || policy.networkIdAlone === "accept" || known.size === 0) return;
    const { accounts } = await applyDocument(
      this.parts.target(),
      document,
      claim,
      { ...options, check: true },
      NOTHING_BEFORE,
    );
    const strangers = accounts.filter((serverId) => !known.has(serverId));
    if (strangers.length === 0) return;
    const text = `A message from the network adds ${strangers.join(", ")} to the servers that manage this device. Allow it?`;
    const answer = await ports.ui?.confirm({ text, preset: false }, options.signal);
    if (answer?.answer === "accepted") return;
    const why = ports.ui === undefined ? "there is no user to ask" : "the user did not allow it";
    throw new BootstrapError("consent-refused", `NETWORKID alone brings no further server to this device: ${why}`);
  }
}

const NOTHING_BEFORE: Before = { isAgain: () => false, obsolete: () => [] };

/** What documents made for these accounts and for no other. */
function madeFor(origins: ReadonlyMap<string, Origin>, serverIds: readonly string[]): readonly string[] {
  const others = [...origins].filter(([serverId]) => !serverIds.includes(serverId));
  const kept = new Set(others.flatMap(([, { created }]) => created));
  return serverIds.flatMap((serverId) => origins.get(serverId)?.created ?? []).filter((uri) => !kept.has(uri));
}
