/** What is left of a session once it is over: its messages lie apart, and nothing holds it. */
import { getHeapSpaceStatistics } from "node:v8";
import { DeviceClient, testObject } from "@oma-dm/client";
import { memoryStore } from "@oma-dm/client/node";
import { encodeMessage, MEDIA_TYPES, type Status } from "@oma-dm/codec/syncml";
import { expect, it } from "vitest";

const URL = "https://dm.example/dm";
const DEVICE = "IMEI:004999010640000";

/** A server behind a verified certificate that asks for ten values, and is content with them. */
async function device(): Promise<DeviceClient> {
  const status = (msgRef: string, cmdRef: string, command: string): Status => ({
    cmd: "Status",
    cmdId: String(100 + Number(cmdRef)),
    msgRef,
    cmdRef,
    command,
    data: cmdRef === "0" ? "212" : "200",
  });
  const gets = Array.from(
    { length: 10 },
    (_, i) => ({ cmd: "Get", cmdId: String(i + 1), items: [{ target: { locUri: "./Test/text" } }] }) as const,
  );
  const bodies = [
    [status("1", "0", "SyncHdr"), status("1", "1", "Alert"), status("1", "2", "Replace"), ...gets],
    [status("2", "0", "SyncHdr"), ...gets.map((_, i) => status("2", String(12 + i), "Results"))],
  ].map((commands, index) => {
    const syncHdr = {
      verDtd: "1.2",
      verProto: "DM/1.3",
      sessionId: "1",
      msgId: String(index + 1),
      target: { locUri: DEVICE },
      source: { locUri: URL },
    };
    return encodeMessage({ syncHdr, syncBody: { commands, final: true } }, "wbxml");
  });
  let next = 0;
  const client = await DeviceClient.open({
    device: { devId: DEVICE, man: "Acme", mod: "GW-1" },
    objects: [testObject()],
    ports: {
      store: memoryStore(),
      http: {
        async exchange() {
          const headers = { "content-type": MEDIA_TYPES.syncml.wbxml };
          return {
            outcome: "response",
            status: 200,
            headers,
            body: bodies[next++ % 2]!,
            url: URL,
            serverVerified: true,
          };
        },
        async close() {},
      },
    },
  });
  const text = (nodeName: string, value: string) => ({ nodeName, value });
  const interior = { format: "node", type: { ddfName: "" } } as const;
  await client.tree.import("./DMAcc", {
    verDtd: "1.2",
    nodes: [
      {
        nodeName: "A",
        rtProperties: { format: "node", type: { ddfName: "urn:oma:mo:oma-dm-dmacc:1.1" } },
        nodes: [
          text("AppID", "w7"),
          text("ServerID", "srv"),
          {
            nodeName: "AppAddr",
            rtProperties: interior,
            nodes: [{ nodeName: "1", rtProperties: interior, nodes: [text("Addr", URL)] }],
          },
        ],
      },
    ],
  });
  return client;
}

it("each message has memory of its own, whoever else's lies beside it", async () => {
  const client = await device();
  const sent: { readonly bytes: Uint8Array; readonly copy: readonly number[] }[] = [];
  for (let i = 0; i < 30; i++) {
    const { outcome } = await client.connect("srv", {
      sessionId: "1",
      trace: ({ direction, bytes }) => direction === "out" && sent.push({ bytes, copy: [...bytes] }),
    });
    expect(outcome).toBe("completed");
  }
  expect(sent).toHaveLength(60);
  for (const { bytes, copy } of sent) expect([...bytes]).toEqual(copy);
  await client.close();
});

it("nothing holds it until the next collection of everything", async () => {
  const client = await device();
  const session = () => client.connect("srv", { sessionId: "1" });
  for (let i = 0; i < 1_500; i++) await session();
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space")!.space_used_size;
  let grown = 0;
  let last = old();
  const times = 3_000;
  for (let i = 0; i < times; i++) {
    await session();
    const now = old();
    grown += Math.max(0, now - last);
    last = now;
  }
  // A session is some 100 kB; those that held each other left 17 of them behind.
  expect(grown / times).toBeLessThan(4_000);
  await client.close();
});
