/** What a device does around its sessions: versions, identities, numbers, retries: protocol §2, §3.3, §5.8, §6; on a whole device. */
import { DeviceClient, interior, leaf, type ManagementObject } from "@oma-dm/client";
import { encodeMessage, type Item } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { openDevice, paperServer, type Turn } from "../../report/paper-server.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { get } from "../dialogue.ts";

const DROP: Turn = { drop: true };

/** A device and what its server heard, for as long as `use` takes. */
async function withDevice(
  turns: readonly Turn[],
  use: (
    device: Awaited<ReturnType<typeof openDevice>>["device"],
    server: ReturnType<typeof paperServer>,
  ) => Promise<void>,
  objects?: readonly ManagementObject[],
): Promise<void> {
  const server = paperServer(...turns);
  const { device } = await openDevice(server, objects === undefined ? {} : { objects });
  await use(device, server);
  await device.close();
}
const headers = ({ sent }: ReturnType<typeof paperServer>) => sent.map(({ message }) => message.syncHdr);

/** A leaf that one server alone may read. */
const only = (serverId: string): ManagementObject => ({
  spec: interior("Own", ["Get"], [leaf("v", "chr", ["Get"], { scope: "Permanent", initial: "1" })], {
    scope: "Permanent",
    acl: `Get=${serverId}`,
  }),
});

export const DEVICE_CASES: readonly Case[] = cases({
  "protocol §2.1#5": {
    "one more session in another version, and from then on": async () =>
      withDevice([{ header: "513" }], async (device, server) => {
        expect(await device.connect()).toMatchObject({ outcome: "completed" });
        expect(await device.connect()).toMatchObject({ outcome: "completed" });
        expect(headers(server).map(({ verProto }) => verProto)).toEqual(["DM/1.3", "DM/1.2", "DM/1.2"]);
      }),
    "only one": async () =>
      withDevice(
        [{ header: "505" }, { header: "513" }, { header: "505" }, { header: "513" }],
        async (device, server) => {
          const refused = { outcome: "protocol", error: { code: "version-refused" } };
          expect(await device.connect()).toMatchObject(refused);
          expect(headers(server)).toHaveLength(2);
          expect(await device.connect()).toMatchObject(refused);
          expect(headers(server).map(({ verProto }) => verProto)).toEqual(["DM/1.3", "DM/1.2", "DM/1.3", "DM/1.2"]);
        },
      ),
  },
  "protocol §2.4#2": {
    "the Source is what DevInfo calls the device": async () =>
      withDevice([], async (device, server) => {
        await device.connect();
        const { syncHdr, syncBody } = server.sent[0]!.message;
        const [, replace] = syncBody.commands;
        const items: readonly Item[] = replace?.cmd === "Replace" ? replace.items : [];
        const devId = items.find(({ source }) => source?.locUri === "./DevInfo/DevId")?.data;
        expect(syncHdr.source.locUri).toBe("IMEI:004999010640000");
        expect(devId).toBe(syncHdr.source.locUri);
      }),
    "a URN": async () => {
      for (const devId of ["004999010640000", "", "no urn"]) {
        await expect(DeviceClient.open({ device: { devId, man: "m", mod: "m" } })).rejects.toThrow(/URN/);
      }
    },
  },
  "protocol §2.4#3": {
    "rights are the ServerID's, not those of an address": async () => {
      const asks = { commands: [get("./Own/v")] };
      for (const [name, code] of [
        ["com.example.dm", "200"],
        ["https://dm.example/", "425"],
      ] as const) {
        await withDevice(
          [asks],
          async (device, server) => {
            // Its Source is that address.
            await device.connect();
            const answer = server.sent[1]!.message.syncBody.commands;
            expect(answer.find((it) => it.cmd === "Status" && it.command === "Get")).toMatchObject({ data: code });
          },
          [only(name)],
        );
      }
    },
  },
  "protocol §3.3#1": {
    "a number of its own for each session, in hexadecimal": async () =>
      withDevice([], async (device, server) => {
        for (let session = 1; session <= 11; session++) await device.connect();
        expect(headers(server).map(({ sessionId }) => sessionId)).toEqual("1 2 3 4 5 6 7 8 9 A B".split(" "));
      }),
    "that of the notification, in capital letters": async () =>
      withDevice([], async (device, server) => {
        await device.connect(undefined, { alert: "1200", sessionId: "b2f" });
        expect(headers(server)[0]?.sessionId).toBe("B2F");
      }),
    "at most four digits": async () =>
      withDevice([], async (device) => {
        for (const sessionId of ["12345", "", "xyz"])
          await expect(device.connect(undefined, { sessionId })).rejects.toThrow();
      }),
  },
  "protocol §3.4#10": {
    "with every leaf of DevInfo": async () =>
      withDevice([], async (device, server) => {
        await device.connect();
        const [, replace] = server.sent[0]!.message.syncBody.commands;
        const items: readonly Item[] = replace?.cmd === "Replace" ? replace.items : [];
        expect(items.length).toBeGreaterThanOrEqual(5);
        expect(items.filter(({ meta }) => meta?.format === undefined || meta.type === undefined)).toEqual([]);
      }),
  },
  "protocol §5.8#1": {
    "the transport has one, the protocol none": async () => {
      const limits: number[] = [];
      const server = paperServer({ commands: [get("./DevInfo/Man")] });
      const http: typeof server.http = {
        ...server.http,
        exchange: (request, signal) => {
          limits.push(request.timeoutMs);
          return server.http.exchange(request, signal);
        },
      };
      const { device } = await openDevice({ ...server, http });
      await device.connect();
      await device.connect(undefined, { timeoutMs: 5_000 });
      await device.close();
      expect(limits).toEqual([60_000, 60_000, 5_000]);
    },
  },
  "protocol §5.8#4": {
    "the next session has another number, but that of a notification keeps its own": async () =>
      withDevice([DROP, {}, DROP, {}], async (device, server) => {
        const once = { attempts: 1 };
        const notified = { ...once, alert: "1200", sessionId: "AB" } as const;
        expect(await device.connect(undefined, once)).toMatchObject({ outcome: "transport" });
        expect(await device.connect(undefined, once)).toMatchObject({ outcome: "completed" });
        expect(await device.connect(undefined, notified)).toMatchObject({ outcome: "transport" });
        expect(await device.connect(undefined, notified)).toMatchObject({ outcome: "completed" });
        expect(headers(server).map(({ sessionId }) => sessionId)).toEqual(["1", "2", "AB", "AB"]);
      }),
  },
  "protocol §6.4#10": {
    "the example": async () =>
      withDevice([], async (device, server) => {
        await device.alert({
          type: "urn:oma:at:fumo:1.0:x",
          format: "chr",
          data: "200",
          source: "./Test",
          mark: "critical",
          correlator: "abc",
        });
        await device.connect();
        const xml = new TextDecoder().decode(encodeMessage(server.sent[0]!.message, "xml"));
        const meta = (name: string, value: string) => `<${name} xmlns="syncml:metinf">${value}</${name}>`;
        expect(xml).toContain(
          "<Alert><CmdID>3</CmdID><Data>1226</Data><Correlator>abc</Correlator><Item><Source><LocURI>./Test</LocURI></Source>" +
            `<Meta>${meta("Format", "chr")}${meta("Type", "urn:oma:at:fumo:1.0:x")}${meta("Mark", "critical")}</Meta>` +
            "<Data>200</Data></Item></Alert>",
        );
      }),
  },
  "protocol §6.6#1": {
    "in a message of its own, never in a session": async () =>
      withDevice([], async (device, server) => {
        const sessionStart = device.connect();
        const report = { type: "urn:x-acme:at:full", format: "chr", data: "21.5" } as const;
        await Promise.all([sessionStart, device.report(report)]);
        const codes = server.sent.map(({ message }) =>
          message.syncBody.commands.flatMap((it) => (it.cmd === "Alert" ? [it.data] : [])),
        );
        expect(codes).toEqual([["1201"], ["1230"]]);
        expect(new Set(headers(server).map(({ sessionId }) => sessionId)).size).toBe(2);
      }),
  },
});
