/** A client that is broken on purpose, and the case that must find out. */
import type { HttpRequest, Ports } from "@oma-dm/client";
import { type Command, decodeMessage, type Encoding, encodeMessage, type Message } from "@oma-dm/codec/syncml";

export interface Mutant {
  /** What is wrong with it. */
  readonly name: string;
  /** The case that kills it. */
  readonly killer: string;
  /** A case it passes all the same: it is not merely dead. Default DI-01. */
  readonly control?: string;
  /** Of both; default the first way the case is played. */
  readonly encoding?: Encoding;
  readonly ports?: Edges;
  /** Changes a table or a class of the client; the answer takes it back. */
  readonly apply?: () => () => void;
}

/** Changes the device's edges. */
export type Edges = (ports: Ports) => Ports;

export type Change = (message: Message, nth: number) => Message;

/** What goes out is changed on its way, where `change` gives another message. */
export function outgoing(change: Change): Edges {
  return (ports) => {
    let nth = 0;
    return onRequests(ports, (request) => {
      if (request.body === undefined) return request;
      const { message, encoding } = decodeMessage(request.body);
      nth += 1;
      const changed = change(message, nth);
      return changed === message ? request : { ...request, body: encodeMessage(changed, encoding) };
    });
  };
}

/** What comes in is changed before the client reads it. */
export function incoming(change: (message: Message) => Message): Edges {
  return (ports) => ({
    ...ports,
    http: {
      ...ports.http,
      exchange: async (request, signal) => {
        const answer = await ports.http.exchange(request, signal);
        if (answer.outcome !== "response" || answer.body.length === 0) return answer;
        try {
          const { message, encoding } = decodeMessage(answer.body);
          return { ...answer, body: encodeMessage(change(message), encoding) };
        } catch {
          return answer;
        }
      },
      close: () => ports.http.close(),
    },
  });
}

export function onRequests(ports: Ports, change: (request: HttpRequest) => HttpRequest): Ports {
  return {
    ...ports,
    http: {
      exchange: (request, signal) => ports.http.exchange(change(request), signal),
      close: () => ports.http.close(),
    },
  };
}

export function withHeaders(change: (headers: Record<string, string>, nth: number) => Record<string, string>) {
  return (ports: Ports): Ports => {
    let nth = 0;
    return onRequests(ports, (request) => ({ ...request, headers: change({ ...request.headers }, ++nth) }));
  };
}

/** The same message with other commands; the same object when nothing changed. */
export function withCommands(message: Message, change: (commands: readonly Command[]) => readonly Command[]): Message {
  const { commands } = message.syncBody;
  const changed = change(commands);
  const isSame = changed.length === commands.length && changed.every((each, at) => each === commands[at]);
  return isSame ? message : { ...message, syncBody: { ...message.syncBody, commands: changed } };
}

/** Each command of that name through `change`. */
export function each<C extends Command["cmd"]>(
  cmd: C,
  change: (command: Extract<Command, { cmd: C }>) => Command,
): Change {
  return (message) =>
    withCommands(message, (commands) =>
      commands.map((command) => (command.cmd === cmd ? change(command as Extract<Command, { cmd: C }>) : command)),
    );
}

export function without(isGone: (command: Command) => boolean): Change {
  return (message) => withCommands(message, (commands) => commands.filter((command) => !isGone(command)));
}

export const isHeaderStatus = (command: Command): boolean => command.cmd === "Status" && command.cmdRef === "0";
export const has = (message: Message, cmd: Command["cmd"]): boolean =>
  message.syncBody.commands.some((command) => command.cmd === cmd);

/** Only messages that bring Results are changed: a session without Get is a control. */
export function whenResults(change: Change): Change {
  return (message, nth) => (has(message, "Results") ? change(message, nth) : message);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets one field of an object the product treats as read-only. */
export function put<T extends object, K extends keyof T>(object: T, key: K, value: T[K]): () => () => void {
  return () => {
    const before = object[key];
    (object as Writable<T>)[key] = value;
    return () => {
      (object as Writable<T>)[key] = before;
    };
  };
}

/** Takes a row out of a table. */
export function drop<T>(list: readonly T[], isGone: (row: T) => boolean): () => () => void {
  return () => {
    const rows = list as T[];
    const index = rows.findIndex(isGone);
    const row = rows[index];
    if (row === undefined) throw new TypeError("no such row");
    rows.splice(index, 1);
    return () => void rows.splice(index, 0, row);
  };
}
