/** Laws of the pure step: whatever comes in, in whatever order. */
import type { Message } from "@oma-dm/codec/syncml";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Effect, type Input, newSession, type SessionState } from "../src/session/state.ts";
import { step } from "../src/session/step.ts";

const CLIENT = { name: "c", secret: "s", scheme: "syncml:auth-md5", nonce: Uint8Array.of(1) } as const;
const OPTIONS = {
  sessionId: "1",
  alert: "1201",
  url: "http://127.0.0.1/",
  deviceId: "IMEI:1",
  verProto: "DM/1.3",
  encoding: "wbxml",
  maxMsgSize: 5_000,
  maxObjSize: 10_000,
  clients: [CLIENT],
  first: CLIENT,
  mayShowBasic: true,
  servers: [{ name: "n", secret: "t", scheme: "syncml:auth-md5", nonce: Uint8Array.of(2) }],
  integrity: { algorithm: "SHA256", accepted: ["SHA256"], construction: "nested" },
  devInfo: [{ source: { locUri: "./DevInfo/DevId" }, data: "IMEI:1" }],
} as const;

const header = (msgId: string, sessionId: string): Message["syncHdr"] => ({
  verDtd: "1.2",
  verProto: "DM/1.2",
  sessionId,
  msgId,
  target: { locUri: "IMEI:1" },
  source: { locUri: "http://127.0.0.1/" },
});

const status = fc.record({
  cmd: fc.constant("Status" as const),
  cmdId: fc.constant("1"),
  msgRef: fc.constantFrom("1", "2", "3", ""),
  cmdRef: fc.constantFrom("0", "1", "3", ""),
  command: fc.constantFrom("SyncHdr", "Alert"),
  data: fc.constantFrom("200", "212", "401", "407", "503", "513", "x"),
});
const command = fc.oneof(
  status,
  fc.record({
    cmd: fc.constant("Alert" as const),
    cmdId: fc.constant("2"),
    data: fc.constantFrom("1222", "1223", "1100"),
  }),
  fc.record({
    cmd: fc.constant("Get" as const),
    cmdId: fc.constant("3"),
    items: fc.constant([{ target: { locUri: "./DevInfo" } }]),
  }),
);
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.constant<Input>({ type: "start", alerts: [{ id: "a", alert: { cmd: "Alert", data: "1226" } }] }),
  fc.constant<Input>({
    type: "executed",
    replies: [{ cmd: "Status", msgRef: "1", cmdRef: "3", command: "Get", data: "200" }],
  }),
  fc.constant<Input>({ type: "undecodable", reason: "x" }),
  fc.constant<Input>({ type: "failed", reason: "x" }),
  fc.constant<Input>({ type: "abort" }),
  fc
    .record({
      commands: fc.array(command, { maxLength: 4 }),
      final: fc.boolean(),
      msgId: fc.constantFrom("1", "2", "3", ""),
      sessionId: fc.constantFrom("1", "1", "2"),
      verified: fc.boolean(),
    })
    .map(
      ({ commands, final, msgId, sessionId, verified }): Input => ({
        type: "message",
        message: { syncHdr: header(msgId, sessionId), syncBody: { commands, final } },
        bytes: new Uint8Array(),
        encoding: "wbxml",
        nonce: Uint8Array.of(9),
        serverVerified: verified,
      }),
    ),
);

it("ends once, says nothing afterwards, numbers its messages and executes nothing for a stranger", () => {
  fc.assert(
    fc.property(fc.array(input, { minLength: 1, maxLength: 30 }), (inputs) => {
      let state: SessionState = newSession(OPTIONS);
      const effects: Effect[] = [];
      const start: Input = { type: "start", alerts: [{ id: "b", alert: { cmd: "Alert", data: "1226" } }] };
      for (const one of [start, ...inputs]) {
        const before = state.phase;
        const [next, more] = step(state, one);
        if (before === "done") expect(more).toEqual([]);
        state = next;
        effects.push(...more);
      }
      const ends = effects.filter(({ type }) => type === "done");
      expect(ends.length).toBe(state.phase === "done" ? 1 : 0);
      // Nobody in these inputs knows the server's secret.
      expect(effects.filter(({ type }) => type === "execute" || type === "alert-settled")).toEqual([]);
      const sent = effects.flatMap((effect) => (effect.type === "send" ? [effect] : []));
      const numbers = sent.map(({ message }) => Number(message.syncHdr.msgId));
      numbers.forEach((number, index) => {
        const again = index > 0 && sent[index]!.bytes === sent[index - 1]!.bytes;
        expect(number).toBe(index === 0 ? 1 : numbers[index - 1]! + (again ? 0 : 1));
      });
      for (const { message } of sent) {
        const abort = message.syncBody.commands.some((it) => it.cmd === "Alert" && it.data === "1223");
        if (abort) expect(message.syncBody.final).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});
