/** Brings a case's pushes to the client, and waits for what comes of them. Clause: bootstrap-push §4 to §6. */
import { setTimeout as sleep } from "node:timers/promises";
import { type PushContent, shortMessages, wapPush, wapPushInWords } from "../push/make-push.ts";
import { type HttpAnswer, sendHttpPush, sendPdu } from "../push/send-push.ts";
import { selfSignedCertificate } from "../self-signed.ts";
import { type Bench, DEVICE_ID, nonceOf } from "./bench.ts";
import type { Setup } from "./case.ts";
import type { OpenPushPorts, PushControl } from "./driver.ts";
import { contentsOf } from "./make-knock.ts";
import type { Knock, Push, PushAct, Told } from "./push-case.ts";
import { seededBytes } from "./seeded.ts";

/** Milliseconds without a message after which nothing more is waited for. */
const QUIET_MS = 200;
/** And how long a session that was asked for is waited for, or for its end. */
const PATIENCE_MS = 8_000;
const POLL_MS = 10;

interface Parcel {
  readonly content: PushContent;
  readonly push: Push;
}

export class PushHand {
  readonly #bench: Bench;
  readonly #setup: Setup;
  readonly #random: (length: number) => Uint8Array;
  readonly #certificate: ReturnType<typeof selfSignedCertificate> | undefined;
  #ports: OpenPushPorts | undefined;

  constructor(bench: Bench, setup: Setup, seed: string) {
    this.#bench = bench;
    this.#setup = setup;
    this.#random = seededBytes(seed);
    this.#certificate = setup.pushPort?.tls === true ? selfSignedCertificate() : undefined;
  }

  /** Opens the client's ports, or closes them; where they were is kept in mind. */
  async ports(isOpen: boolean): Promise<void> {
    if (!isOpen) return this.#ports?.close();
    const { user } = this.#setup.pushPort ?? {};
    const tls = this.#certificate;
    this.#ports = await this.#control.listen({ ...(tls && { tls }), ...(user && { user }) });
  }

  get #control(): PushControl {
    const { pushes } = this.#bench.device;
    if (pushes === undefined) throw new TypeError("the driver offers notifications and takes none");
    return pushes;
  }

  /** One sentence for everything that was not answered, visited or told as the act says. */
  async push(act: PushAct): Promise<string[]> {
    const { via = "inject", server = "A", sessions, told } = act;
    const stations = this.#bench.stations;
    const before = new Map([...stations].map(([name, { lab }]) => [name, lab.log.length]));
    const { lab } = stations.get(server)!;
    const from = lab.sessions.length;
    if (this.#ports === undefined && (via === "wap" || via === "http")) await this.ports(true);
    const faults: string[] = [];
    // All are made before the first is sent: a duplicate is the same to the last octet.
    for (const { content, push } of act.pushes.flatMap((each) => this.#parcels(each))) {
      if (push.during === true) await until(() => lab.log.length > before.get(server)!);
      faults.push(...(await this.#send(content, push, via)));
    }
    await this.#settled(() => {
      const own = lab.sessions.slice(from);
      return own.length >= sessions.length && own.every(({ outcome }) => outcome !== "running");
    });
    const came = lab.sessions.slice(from).map(({ sessionId }) => sessionId);
    if (came.join() !== sessions.join())
      faults.push(`sessions ${came.join(", ") || "of no number"} came, expected ${sessions.join(", ") || "none"}`);
    for (const [name, station] of stations) {
      if (sessions.length > 0 && name === server) continue;
      const requests = station.lab.log.length - before.get(name)!;
      if (requests > 0) faults.push(`server ${name} heard of it, which it was not to`);
    }
    return [...faults, ...(told === undefined ? [] : differences(told, this.#control.told.at(-1)))];
  }

  #parcels(push: Push): readonly Parcel[] {
    const ground = {
      nonce: this.#nonceOf(push.knock),
      now: this.#setup.now === undefined ? Date.now() : Date.parse(this.#setup.now),
      random: this.#random,
    };
    return contentsOf(push, ground).map((content) => ({ content, push }));
  }

  /** A server that lost its nonces has the special ones in their place from then on. */
  #nonceOf({ server = "A", nonce = "held" }: Knock): Uint8Array {
    const held = this.#bench.stations.get(server)?.lab.nonces(DEVICE_ID);
    if (held !== undefined && nonce === "lost") {
      held.client = new Uint8Array(4);
      held.server = new Uint8Array(4);
    }
    return nonce === "first" ? nonceOf(`server-${server}`, this.#setup) : (held?.server ?? new Uint8Array());
  }

  async #send(content: PushContent, push: Push, via: NonNullable<PushAct["via"]>): Promise<string[]> {
    if (via === "http") return this.#sendOverHttp(content, push);
    const pdu = push.textual === true ? wapPushInWords(content) : wapPush(content);
    if (via === "wap") {
      const { host, port } = this.#ports!.wap;
      await sendPdu(pdu, host, port);
    } else if (via === "sms") {
      const parts = shortMessages(content, { originator: "+15550100", reference: push.knock.sessionId & 0xff, now: 0 });
      for (const part of parts) await this.#control.inject(part, "sms");
    } else {
      await this.#control.inject(pdu, "wap-push");
    }
    return [];
  }

  async #sendOverHttp(content: PushContent, { http = { answers: [204] } }: Push): Promise<string[]> {
    const { host, port } = this.#ports!.http;
    const { user } = this.#setup.pushPort ?? {};
    const shown = http.shows === "wrong" ? { name: "pusher", secret: "not the secret" } : user;
    const target = {
      url: `${this.#certificate === undefined || http.inClear === true ? "http" : "https"}://${host}:${port}/wappush`,
      ...(this.#certificate && { ca: this.#certificate.cert }),
      ...(shown === undefined || http.shows === "nothing" ? {} : { user: shown }),
      ...(http.embedded === undefined ? {} : { embedded: http.embedded }),
      ...(http.method === undefined ? {} : { method: http.method }),
    };
    const answer = await sendHttpPush(content, target).catch((): HttpAnswer | undefined => undefined);
    const status = answer === undefined ? "nothing" : answer.status;
    const isAsked = answer === undefined ? http.answers.length === 0 : http.answers.includes(answer.status);
    return isAsked ? [] : [`the push was answered with ${status}, expected ${http.answers.join(" or ") || "nothing"}`];
  }

  /** Until it is done and nothing more comes, or patience is at its end. */
  async #settled(isDone: () => boolean): Promise<void> {
    const requests = (): number => [...this.#bench.stations.values()].reduce((sum, { lab }) => sum + lab.log.length, 0);
    let [seen, last] = [requests(), Date.now()];
    const began = last;
    while (Date.now() - last < QUIET_MS || (!isDone() && Date.now() - began < PATIENCE_MS)) {
      await sleep(POLL_MS);
      if (requests() !== seen) [seen, last] = [requests(), Date.now()];
    }
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const began = Date.now(); !isTrue() && Date.now() - began < PATIENCE_MS; ) await sleep(POLL_MS);
}

function differences(wanted: Told, told: Told | undefined): string[] {
  if (told === undefined) return ["the client tells of no notification"];
  return Object.entries(wanted).flatMap(([name, value]) =>
    told[name] === value ? [] : [`the client says ${name} is ${told[name] ?? "not there"}, expected ${value}`],
  );
}
