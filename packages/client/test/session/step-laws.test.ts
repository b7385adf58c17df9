/**
 * Laws of the pure step against a server that may know the secrets: whatever comes in, in whatever order.
 * `FULL=1` plays ten times as many sessions, and others each time.
 */
import { type Command, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Input, SessionOptions, SessionState } from "../../src/session/state.ts";
import { newSession } from "../../src/session/state.ts";
import { step } from "../../src/session/step.ts";
import { CLIENT, executed, ImaginedServer, type Order, type Plan, SERVER, STORED } from "./imagined-server.ts";
import { Witness } from "./witness.ts";

const FULL = process.env["FULL"] === "1";

type Stray = Exclude<Input, { type: "message" }>;
type Move =
  | { readonly say: Plan; readonly early: boolean; readonly size: number; readonly alert: boolean }
  | { readonly stray: Stray };

const client = { ...CLIENT, scheme: "syncml:auth-md5", nonce: STORED.client } as const;
const server = { ...SERVER, scheme: "syncml:auth-md5", nonce: STORED.server } as const;
const { nonce: _client, ...bareClient } = client;
const { nonce: _server, ...bareServer } = server;
const MAC = { scheme: "syncml:auth-MAC" } as const;
const BASIC = { scheme: "syncml:auth-basic" } as const;

const options: fc.Arbitrary<SessionOptions> = fc
  .record({
    client: fc.constantFrom(client, { ...client, ...MAC }, { ...bareClient, ...BASIC }, bareClient, {
      ...bareClient,
      ...MAC,
    }),
    servers: fc.constantFrom(
      [server],
      [{ ...server, ...MAC }],
      [],
      [bareServer],
      [{ ...bareServer, ...BASIC }],
      [server, { ...server, ...MAC }],
      [{ ...bareServer, ...MAC }],
    ),
    asked: fc.boolean(),
    encoding: fc.constantFrom("wbxml" as const, "xml" as const),
    mayShowBasic: fc.boolean(),
  })
  .map(({ client, servers, asked, encoding, mayShowBasic }) => ({
    sessionId: "1",
    alert: "1201",
    url: "http://127.0.0.1/",
    deviceId: "IMEI:1",
    verProto: "DM/1.3",
    encoding,
    maxMsgSize: 5_000,
    maxObjSize: 50,
    clients: [client],
    first: asked || (client.scheme === "syncml:auth-basic" && !mayShowBasic) ? undefined : client,
    mayShowBasic,
    servers,
    integrity: { algorithm: "SHA256", accepted: ["SHA256"], construction: "nested" },
    devInfo: [{ source: { locUri: "./DevInfo/DevId" }, meta: { format: "chr", type: "text/plain" }, data: "IMEI:1" }],
  }));

const child = fc.constantFrom("get" as const, "add" as const, "exec" as const);
const order: fc.Arbitrary<Order> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("get" as const, "add", "exec", "copy") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("1222" as const, "1222", "1100") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("atomic" as const, "sequence"),
      of: fc.array(child, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("chunk" as const),
      target: fc.constantFrom("./b/x", "./b/x", "./b/y"),
      more: fc.boolean(),
      size: fc.constantFrom(undefined, "20", "20", "30", "99", "7"),
    }),
  },
);

const often = <T>(most: T, ...rest: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(most) }, { weight: 3, arbitrary: fc.constantFrom(most, ...rest) });
const plan: fc.Arbitrary<Plan> = fc.record({
  shows: fc.constantFrom("both" as const, "both", "cred", "mac", "nothing"),
  proof: often<Plan["proof"]>("right", "wrong-secret", "old-nonce"),
  header: often<Plan["header"]>("200", "212", "212", "401", "407", "none", "503", "513"),
  chal: often<Plan["chal"]>("fresh", "again", "none"),
  asks: fc.constantFrom("syncml:auth-md5" as const, "syncml:auth-MAC" as const, "syncml:auth-basic" as const),
  commands: fc
    .tuple(fc.array(order, { maxLength: 4 }), often(false, true))
    .map(([orders, aborts]) => (aborts ? [...orders, { kind: "1223" } as const] : orders)),
  final: often(true, false, false),
  maxMsgSize: fc.constantFrom(undefined, undefined, 5_000, 1_500, 900, 700, 500, 300),
  maxObjSize: fc.constantFrom(undefined, undefined, undefined, 400),
  repeats: often(false, true),
  encoding: fc.constantFrom("wbxml", "wbxml", "xml"),
  abort: often(false, false, true),
  verified: often(true, false),
  answers: often("200", "213", "213", "401", "424", "500"),
});
const stray: fc.Arbitrary<Stray> = fc.constantFrom<Stray>(
  { type: "start" },
  { type: "executed", replies: [{ cmd: "Status", msgRef: "1", cmdRef: "3", command: "Get", data: "200" }] },
  { type: "undecodable", reason: "x" },
  { type: "failed", reason: "x" },
  { type: "encoding-refused", reason: "x" },
  { type: "too-large", reason: "x" },
  { type: "abort" },
);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      say: plan,
      early: often(false, true),
      size: fc.constantFrom(3, 40, 300, 1_200, 4_000),
      alert: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: stray.map((stray) => ({ stray })) },
);

const alertNo = (n: number) => ({
  id: `a${n}`,
  alert: {
    cmd: "Alert" as const,
    data: "1226",
    items: [
      { source: { locUri: "./e" }, meta: { format: "chr", type: "urn:x-t:at:n" }, data: `${n} ${"y".repeat(n * 90)}` },
    ],
  },
});

type Stepper = typeof step;

interface Played {
  readonly faults: readonly string[];
  readonly marks: ReadonlySet<string>;
}

/** Plays the moves one after another; commands that are running are done before the server speaks again. */
function play(of: SessionOptions, moves: readonly Move[], stepper: Stepper = step): Played {
  const imagined = new ImaginedServer(of);
  const witness = new Witness(of, imagined);
  const marks = new Set<string>();
  let state: SessionState = newSession(of);
  let running: ReturnType<typeof executed> | undefined;
  let alerts = [alertNo(1), alertNo(2)];
  const take = (input: Input, said?: Parameters<Witness["see"]>[4], size = 0): void => {
    const before = state;
    const [after, effects] = stepper(state, input);
    witness.see(before, input, effects, after, said);
    state = after;
    for (const effect of effects) {
      marks.add(effect.type === "done" ? effect.ending.outcome : effect.type);
      if (effect.type === "send") imagined.hear(effect);
      if (effect.type === "execute") running = executed(effect, size);
    }
    if (after.partial !== undefined) marks.add("chunk");
  };
  const finishRunning = (): void => {
    if (state.phase === "executing" && running !== undefined) take({ type: "executed", replies: running, alerts });
  };
  take({ type: "start", alerts });
  for (const one of moves) {
    if ("stray" in one) {
      // The commands are answered by who ran them, whoever else calls.
      if (one.stray.type === "executed") finishRunning();
      take(one.stray);
      continue;
    }
    if (!one.early) finishRunning();
    if (one.alert) alerts = [...alerts, alertNo(alerts.length + 1)];
    const said = imagined.say(one.say, state.phase === "sent");
    take({ ...said.input, alerts }, state.phase === "sent" ? said : undefined, one.size);
  }
  return { faults: witness.faults, marks };
}

const sessions = fc.tuple(options, fc.array(move, { minLength: 1, maxLength: 14 }));
const RUNS = { numRuns: FULL ? 15_000 : 1_000, ...(FULL ? {} : { seed: 20_261_124 }) };

describe("a session", () => {
  it("keeps every law, with a server that knows the secrets or does not", { timeout: 600_000 }, () => {
    const marks = new Set<string>();
    fc.assert(
      fc.property(sessions, ([of, moves]) => {
        const played = play(of, moves);
        for (const mark of played.marks) marks.add(mark);
        expect(played.faults).toEqual([]);
      }),
      RUNS,
    );
    // Everything that can happen has happened.
    for (const mark of ["execute", "send", "chunk", "alert-settled", "confirm", "negotiated", "remember"]) {
      expect(marks).toContain(mark);
    }
    for (const end of ["completed", "aborted", "aborted-by-server", "auth-failed", "protocol", "transport"]) {
      expect(marks).toContain(end);
    }
  });
});

/** Each message that is sent, changed. */
const changing =
  (change: (message: Message) => Message): Stepper =>
  (state, input) => {
    const [next, effects] = step(state, input);
    return [
      next,
      effects.map((effect) => {
        if (effect.type !== "send" || effect.bytes === state.lastReply?.bytes) return effect;
        const message = change(effect.message);
        return { ...effect, message, bytes: encodeMessage(message, effect.encoding) };
      }),
    ];
  };
const withCommands =
  (change: (commands: readonly Command[]) => readonly Command[]) =>
  ({ syncHdr, syncBody }: Message): Message => ({
    syncHdr,
    syncBody: { ...syncBody, commands: change(syncBody.commands) },
  });
const before =
  (change: (state: SessionState, input: Input) => SessionState): Stepper =>
  (state, input) =>
    step(change(state, input), input);

describe("the laws", () => {
  // biome-ignore format: one a line
  it.each<[string, Stepper]>([
    ["no Status for", changing(withCommands((all) => all.filter((it) => it.cmd !== "Status" || it.command !== "Get")))],
    ["is out of order", changing(withCommands(([first, ...rest]) => (first === undefined ? [] : [first, ...rest.reverse()])))],
    ["not the Status of SyncHdr", changing(withCommands((all) => all.filter((it) => it.cmd !== "Status" || it.cmdRef !== "0")))],
    ["come before the Status of the Get", changing(withCommands((all) => all.toSorted((a, b) => Number(b.cmd === "Results") - Number(a.cmd === "Results"))))],
    ["has CmdID 0", changing(withCommands(([first, ...rest]) => (first === undefined ? [] : [{ ...first, cmdId: "0" } as Command, ...rest])))],
    ["twice", changing(withCommands((all) => all.map((it) => ({ ...it, cmdId: "7" }) as Command)))],
    ["due is", changing(({ syncHdr, syncBody }) => ({ syncHdr: { ...syncHdr, msgId: `${Number(syncHdr.msgId) * 2}` }, syncBody }))],
    ["Final before the server's Final", changing(({ syncHdr, syncBody }) => ({ syncHdr, syncBody: { ...syncBody, final: true } }))],
    ["neither Final, Alert 1222", changing(withCommands((all) => all.filter((it) => it.cmd !== "Alert" || it.data !== "1222")))],
    ["for a server that takes", before((state) => ({ ...state, peerMaxMsgSize: Number.POSITIVE_INFINITY }))],
    ["did not prove itself", before((state) => ({ ...state, serverAuthenticated: true }))],
    ["used for two MACs", before((state) => ({ ...state, spentNonces: [], clientNonce: state.clientNonce ?? STORED.client }))],
    ["without the MAC", before((state) => ({ ...state, clientNonce: undefined, macShown: false }))],
    ["the password is shown", before((state) => ({ ...state, options: { ...state.options, mayShowBasic: true } }))],
    ["happens after the end", (state, input) => (state.phase === "done" ? [state, [{ type: "confirm" }]] : step(state, input))],
    ["not the same", (state, input) => { const [next, effects] = step(state, input); return [next, effects.filter(({ type }) => type !== "done")]; }],
    ["after the last word", before((state, { type }) => (type === "message" && state.phase === "closing" ? { ...state, phase: "sent" } : state))],
    ["another message", (state, input) => { const [next, effects] = step(state, input); return [next, effects.map((it) => (it.type === "send" ? { ...it, message: { ...it.message, syncBody: { commands: [] } } } : it))]; }],
  ])("find a step that leads to: %s", { timeout: 120_000 }, (words, stepper) => {
    const found = fc
      .sample(sessions, { numRuns: 2_500, seed: 5 })
      .some(([of, moves]) => play(of, moves, stepper).faults.some((fault) => fault.includes(words)));
    expect(found).toBe(true);
  });
});
