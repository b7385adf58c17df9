/** Clients that are wrong about notifications and what brings them. */
import { decodeNotification12, decodeNotification13, R1 } from "@oma-dm/codec/notification";
import { GatewayAuthentication } from "../../../../client/src/push/gateway-authentication.ts";
import type { Judged } from "../../../../client/src/push/judge-knock.ts";
import { KnockMemory } from "../../../../client/src/push/knock-memory.ts";
import { PushDesk } from "../../../../client/src/push/push-desk.ts";
import { Unpacker } from "../../../../client/src/push/unpack.ts";
import { each, type Mutant, outgoing, put } from "./mutant.ts";

/** What the mutants take hold of, whoever else may not see it. */
interface Desk {
  judge(data: Uint8Array, destination: string, now: number): Promise<Judged | string>;
  follow(knock: Judged): Promise<boolean>;
}
const desk = PushDesk.prototype as unknown as Desk;
const { judge, follow } = desk;
const { load } = KnockMemory;
const { unpack } = Unpacker.prototype;
const { decode } = R1.header;

export const PUSH_MUTANTS: readonly Mutant[] = [
  {
    name: "does not check the digest of a notification",
    killer: "NO-03",
    control: "NO-01",
    apply: put(desk, "judge", async function (this: Desk, data, destination, now) {
      const judged = await judge.call(this, data, destination, now);
      return judged === "bad-digest" ? believed(data, destination) : judged;
    }),
  },
  {
    name: "draws a SessionID of its own when a server asks for a session",
    killer: "NO-05",
    apply: put(desk, "follow", function (this: Desk, knock) {
      return follow.call(this, { ...knock, sessionId: "77" });
    }),
  },
  {
    name: "opens a session for every copy of a notification",
    killer: "NO-02",
    control: "NO-01",
    apply: put(KnockMemory.prototype, "knows", () => false),
  },
  {
    name: "forgets at a restart which notifications it followed",
    killer: "NO-02c",
    control: "NO-02",
    apply: put(KnockMemory, "load", (store) => load.call(KnockMemory, { ...store, entries: async () => [] })),
  },
  {
    name: "calls a session its own that the server asked for",
    killer: "NO-01",
    ports: outgoing(each("Alert", (alert) => (alert.data === "1200" ? { ...alert, data: "1201" } : alert))),
  },
  {
    name: "does not look at TIMEOUT",
    killer: "NO-11",
    control: "NO-09",
    apply: put(R1.header, "decode", (octets) => ({ ...decode(octets), timeoutDays: 0 })),
  },
  {
    name: "takes a notification of any version",
    killer: "NO-10",
    control: "NO-09",
    apply: put(R1.header, "decode", (octets) => ({ ...decode(octets), version: R1.version })),
  },
  {
    name: "takes what is pushed for another application",
    killer: "NO-07",
    control: "NO-01",
    apply: put(Unpacker.prototype, "unpack", function (this: Unpacker, octets, options) {
      const push = unpack.call(this, octets, options);
      return typeof push === "string" ? push : { ...push, applicationId: 7 };
    }),
  },
  {
    name: "lets everybody push over HTTP",
    killer: "HT-10",
    control: "NO-12",
    apply: put(GatewayAuthentication.prototype, "accepts", () => true),
  },
];

/** Any notification that can be read. */
function believed(data: Uint8Array, destination: string): Judged {
  const notification = destination === "notification-1.2" ? decodeNotification12(data) : decodeNotification13(data);
  const { format, serverId, sessionId, uiMode, initiator } = notification;
  const proof = { digest: "MD5", resynchronised: false } as const;
  return { format, serverId, sessionId: sessionId.toString(16).toUpperCase(), uiMode, initiator, ...proof };
}
