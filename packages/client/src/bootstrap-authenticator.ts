/**
 * Who sent a document, before anything of it is looked at: its MAC, with the network's secret or the user's PIN. Rules
 * bootstrap-push §8.1, §8.4, §8.5.
 */
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { BootstrapError } from "./bootstrap/bootstrap-error.ts";
import type { BootstrapOptions, BootstrapPolicy, BootstrapSource } from "./bootstrap/bootstrap-options.ts";
import type { BootstrapRecords } from "./bootstrap/bootstrap-records.ts";
import { type Claim, checkSecrets, isGenuine, networkSecrets } from "./bootstrap/security.ts";
import type { Ports } from "./ports.ts";
import { Turns } from "./turns.ts";

/** Doors whose documents need no MAC unless the device maker says otherwise (bootstrap-push §8.1#2). */
const TRUSTED_DOORS: readonly BootstrapSource[] = ["https", "scws", "card", "factory"];

export class BootstrapAuthenticator {
  private readonly ports: Pick<Ports, "store" | "ui">;
  private readonly policy: BootstrapPolicy;
  private readonly records: BootstrapRecords;
  /** A person is asked one thing after the other. */
  private readonly questions = new Turns();

  constructor(ports: Pick<Ports, "store" | "ui">, policy: BootstrapPolicy, records: BootstrapRecords) {
    this.ports = ports;
    this.policy = policy;
    this.records = records;
  }

  /** Rejects with `BootstrapError` unless the document is genuine, or needs no proof. */
  async authenticate(
    document: Uint8Array,
    claim: Claim,
    options: BootstrapOptions,
    fingerprint: string,
  ): Promise<void> {
    const { policy } = this;
    const source = options.source ?? "file";
    if (claim.protection === undefined) {
      if (options.allowUnsigned === true || (policy.unsignedFrom ?? TRUSTED_DOORS).includes(source)) return;
      throw new BootstrapError(
        "unsigned-refused",
        "the document carries no MAC; its source must be trusted or sign it",
      );
    }
    const secrets = networkSecrets(options, policy);
    checkSecrets(claim, secrets);
    if (claim.protection.needsPin) return this.provePin(document, claim, options, secrets, fingerprint);
    // Whoever guesses from the air gets few guesses (bootstrap-push §8.5#1).
    if (source === "push" && (await this.records.isThrottled())) {
      throw new BootstrapError("throttled", "too many documents had a wrong MAC; none is looked at for up to an hour");
    }
    if (isGenuine(document, claim, secrets, "")) return;
    if (source === "push") await this.records.noteFailure();
    throw new BootstrapError("mac-wrong", "the MAC does not match; wrong IMSI, or the document was changed");
  }

  /** Three tries for each document, which a restart does not give back (bootstrap-push §8.4#1). */
  private async provePin(
    document: Uint8Array,
    claim: Claim,
    options: BootstrapOptions,
    secrets: readonly Uint8Array[],
    fingerprint: string,
  ): Promise<void> {
    await this.questions.take(async () => {
      for (;;) {
        if ((await this.records.triesLeft(fingerprint)) === 0) {
          await this.ports.store.commit(await this.records.forgetPending(fingerprint));
          throw new BootstrapError("pin-exhausted", "the PIN was wrong three times; the document is discarded");
        }
        const pin = options.pin ?? (await this.askPin(document, options));
        const left = await this.records.spendTry(fingerprint);
        if (isGenuine(document, claim, secrets, pin)) {
          // The right one costs nothing, whatever becomes of the document.
          await this.ports.store.commit([this.records.forgetTries(fingerprint)]);
          return;
        }
        if (options.pin === undefined && left > 0) continue;
        if (left === 0) await this.ports.store.commit(await this.records.forgetPending(fingerprint));
        const next = left === 0 ? "the document is discarded" : `tries left: ${left}`;
        throw new BootstrapError(
          "mac-wrong",
          `the MAC does not match; wrong PIN, or the document was changed; ${next}`,
        );
      }
    });
  }

  private async askPin(document: Uint8Array, options: BootstrapOptions): Promise<string> {
    const pin = await this.ports.ui?.pin("for the settings your operator sent", options.signal);
    if (pin !== undefined && pin !== "") return pin;
    if (options.source !== "push")
      throw new BootstrapError("pin-needed", "the document needs the PIN its sender gave you");
    await this.records.keepPending(document, contentTypeOf(options));
    throw new BootstrapError("pin-needed", "the document needs the PIN its sender gave you; it is kept for 24 hours");
  }
}

/** With SEC and MAC in it, however they came. */
function contentTypeOf({ contentType = MEDIA_TYPES.syncml.wbxml, sec, mac }: BootstrapOptions): string {
  const beside = [sec === undefined ? "" : `; SEC=${sec}`, mac === undefined ? "" : `; MAC=${mac}`];
  return contentType + beside.join("");
}
