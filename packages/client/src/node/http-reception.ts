/**
 * One request's answer, taken as it comes. undici's own request() wraps the same events into a stream and a signal,
 * which costs as much as the rest of the exchange.
 */
import { setImmediate } from "node:timers/promises";
import type { Agent, Dispatcher } from "undici";
import type { HttpFailure } from "../ports.ts";

export interface Head {
  readonly status: number;
  /** Names in lower case; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
}

/** Absent body: it was longer than asked for, and let go with its connection. */
export type Received = Head & { readonly body: Uint8Array | undefined };

/** By its head: the most bytes of its body that are taken, or why none of it is. */
export type Judge = (head: Head) => number | HttpFailure;

/**
 * Ends an exchange before its time: whoever waits goes on at once, while undici ends a request only once it has a
 * connection, which a server that never answers the handshake could put off for ever.
 */
export class Stop {
  private controller: Dispatcher.DispatchController | undefined;
  private goOn: ((outcome: HttpFailure) => void) | undefined;
  private outcome: HttpFailure | undefined;

  now(outcome: HttpFailure): void {
    this.outcome = outcome;
    this.goOn?.(outcome);
    this.controller?.abort(new Error("no longer wanted"));
  }

  /** A request of the exchange is waited for. */
  awaited(goOn: (outcome: HttpFailure) => void): void {
    this.goOn = goOn;
    if (this.outcome !== undefined) goOn(this.outcome);
  }

  /** A request has its connection. */
  begun(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.outcome !== undefined) controller.abort(new Error("no longer wanted"));
  }
}

/** Rejects with what undici or the socket said. */
export async function receive(
  agent: Agent,
  request: Dispatcher.DispatchOptions,
  stop: Stop,
  judge: Judge,
): Promise<Received | HttpFailure> {
  const received = await new Promise<Received | HttpFailure>((resolve, reject) => {
    stop.awaited(resolve);
    agent.dispatch(request, new Reception(stop, judge, resolve, reject));
  });
  // undici takes the connection for busy until the next turn, and would open a second one for the next request.
  if ("body" in received && received.body !== undefined) await setImmediate();
  return received;
}

class Reception implements Dispatcher.DispatchHandler {
  private readonly stop: Stop;
  private readonly judge: Judge;
  private readonly resolve: (received: Received | HttpFailure) => void;
  private readonly reject: (error: Error) => void;
  private head: Head | undefined;
  private readonly parts: Uint8Array[] = [];
  private length = 0;
  private limit = 0;

  constructor(
    stop: Stop,
    judge: Judge,
    resolve: (received: Received | HttpFailure) => void,
    reject: (error: Error) => void,
  ) {
    this.stop = stop;
    this.judge = judge;
    this.resolve = resolve;
    this.reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.stop.begun(controller);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, received: ReceivedHeaders): void {
    // 103 and its like: the answer itself is still to come.
    if (status < 200) return;
    this.head = { status, headers: plainHeaders(received) };
    const verdict = this.judge(this.head);
    if (typeof verdict === "number") {
      this.limit = verdict;
      this.refuseLong(controller, Number(this.head.headers["content-length"] ?? 0));
    } else this.letGo(controller, verdict);
  }

  onResponseData(controller: Dispatcher.DispatchController, part: Uint8Array): void {
    this.length += part.length;
    this.parts.push(part);
    this.refuseLong(controller, this.length);
  }

  onResponseEnd(): void {
    this.resolve({ body: this.whole(), ...this.head! });
  }

  onResponseError(_: unknown, error: Error): void {
    this.reject(error);
  }

  private refuseLong(controller: Dispatcher.DispatchController, length: number): void {
    if (length > this.limit) this.letGo(controller, { body: undefined, ...this.head! });
  }

  private letGo(controller: Dispatcher.DispatchController, outcome: Received | HttpFailure): void {
    this.resolve(outcome);
    // And with it the connection.
    controller.abort(new Error("no longer wanted"));
  }

  /** A copy: undici's parts lie in buffers that hold much more than them. */
  private whole(): Uint8Array {
    const { buffer, byteOffset } = Buffer.allocUnsafe(this.length);
    // A Buffer's own methods are not those of an array.
    const whole = new Uint8Array(buffer, byteOffset, this.length);
    let at = 0;
    for (const part of this.parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Their names are in lower case already. */
function plainHeaders(received: ReceivedHeaders): Readonly<Record<string, string>> {
  if (Object.values(received).every((value) => typeof value === "string")) return received as Record<string, string>;
  const said = Object.entries(received).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([name, value]) => [name, [value].flat().join(", ")]));
}
