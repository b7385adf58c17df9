/**
 * Runs inside namespaces of its own (pcsc.test.ts): Debian's pcscd with the virtual reader of vsmartcard, a virtual card
 * put into it over TCP, and the client over PC/SC. Says what happened as JSON, a line for each scenario.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { CardError, type CardReader, DeviceClient } from "@oma-dm/client";
import { memoryStore, pcscCardReader } from "@oma-dm/client/node";
import { bootstrapDocument, type CardDescription, CardGone, VirtualCard } from "@oma-dm/lab";
import { CARD_CONTRACT } from "./card-contract.ts";

const DEVICE = { devId: "IMEI:004999010640000", man: "Acme", mod: "GW-1" };
const ACCOUNT = {
  serverId: "com.example.dm",
  url: "https://dm.example/dm",
  deviceId: DEVICE.devId,
  client: { name: "gw", secret: "pass-7" },
  server: { name: "com.example.dm", secret: "pass-9" },
};
/** Where the virtual reader waits for its card. */
const VPCD_PORT = 0x8c7b;
/** T=1 or T=0, historical bytes of no meaning; the last octet makes the exclusive or zero where T=1 wants it. */
const ATR = { "T=1": [0x3b, 0x80, 0x01, 0x81], "T=0": [0x3b, 0x00] } as const;

execFileSync("ip", ["link", "set", "lo", "up"]);
execFileSync("mount", ["-t", "tmpfs", "none", "/run"]);
mkdirSync("/run/pcscd");
const daemon = spawn("pcscd", ["--foreground"], { stdio: "ignore" });

/** A card in the virtual reader: frames of two octets of length and a command (1 octet: power and ATR). */
class InsertedCard {
  private readonly socket: Socket;
  private buffer = Buffer.alloc(0);
  private readonly card: VirtualCard;
  private powerOn: () => void = () => {};
  private readonly powered = new Promise<void>((resolve) => {
    this.powerOn = resolve;
  });

  private constructor(socket: Socket, card: VirtualCard) {
    this.socket = socket;
    this.card = card;
    socket.on("error", () => {});
    socket.on("data", (data) => this.receive(data));
  }

  static async insert(description: CardDescription): Promise<InsertedCard> {
    for (let attempt = 0; ; attempt++) {
      try {
        const socket = await new Promise<Socket>((resolve, reject) => {
          const opened = connect(VPCD_PORT, "127.0.0.1", () => resolve(opened)).once("error", reject);
        });
        const inserted = new InsertedCard(socket, new VirtualCard(description));
        // The service looks for cards once in a while, and gives power to one it has found.
        await Promise.race([inserted.powered, wait(5_000)]);
        await wait(200);
        return inserted;
      } catch (error) {
        if (attempt === 100) throw error;
        await wait(50);
      }
    }
  }

  async remove(): Promise<void> {
    this.socket.destroy();
    await wait(1_000);
  }

  private receive(data: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, data]);
    while (this.buffer.length >= 2 && this.buffer.length >= 2 + this.buffer.readUInt16BE()) {
      const length = this.buffer.readUInt16BE();
      const frame = this.buffer.subarray(2, 2 + length);
      this.buffer = this.buffer.subarray(2 + length);
      if (length === 1) {
        if (frame[0] === 4) this.send(Uint8Array.from(ATR[this.card.protocol]));
        else this.card.reset();
        if (frame[0] === 1) this.powerOn();
        continue;
      }
      try {
        this.send(this.card.transmit(frame));
      } catch (error) {
        if (!(error instanceof CardGone)) throw error;
        this.socket.destroy();
        return;
      }
    }
  }

  private send(bytes: Uint8Array): void {
    this.socket.write(Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]));
  }
}

async function bootstrapped(card: CardReader): Promise<string> {
  const device = await DeviceClient.open({
    device: DEVICE,
    ports: { store: memoryStore(), card: { ...card, close: async () => {} } },
  });
  try {
    const outcome = await device.bootstrapFrom("card");
    return outcome === undefined ? "nothing" : outcome.accounts.join();
  } catch (error) {
    return error instanceof CardError ? error.code : String(error);
  } finally {
    await device.close();
  }
}

const document = bootstrapDocument(ACCOUNT);

const SCENARIOS: Readonly<Record<string, (card: CardReader) => Promise<string>>> = {
  "no card": bootstrapped,
  uicc: (card) => withCard(card, { document, records: true }),
  "uicc T=0": (card) => withCard(card, { document, protocol: "T=0" }),
  sim: (card) => withCard(card, { document, kind: "sim", protocol: "T=0" }),
  empty: (card) => withCard(card, {}),
  "lying length": (card) => withCard(card, { document, faults: { sizes: { "6433": 2_000 } } }),
  "removed mid-read": (card) => withCard(card, { document, faults: { removedAt: 12 } }),
  "reads again after removal": async (card) => {
    await withCard(card, { document, faults: { removedAt: 5 } });
    return withCard(card, { document });
  },
  "no other reader": async () => bootstrapped(pcscCardReader({ reader: "Nobody's", timeoutMs: 500 })),
  ...Object.fromEntries(
    CARD_CONTRACT.map(([title, , run]) => [
      title,
      async () => {
        let inserted: InsertedCard | undefined;
        const insert = async (card: CardDescription) => {
          inserted = await InsertedCard.insert(card);
        };
        const remove = async () => inserted?.remove();
        const own = pcscCardReader({ timeoutMs: 1_500 });
        try {
          return await run({ reader: own, insert, remove });
        } finally {
          await own.close();
          await inserted?.remove();
        }
      },
    ]),
  ),
  // Last: it takes the service away.
  "no service": async (card) => {
    daemon.kill();
    await wait(500);
    return bootstrapped(card);
  },
};

async function withCard(card: CardReader, description: CardDescription): Promise<string> {
  const inserted = await InsertedCard.insert(description);
  try {
    return await bootstrapped(card);
  } finally {
    await inserted.remove();
  }
}

// The service is there once its socket is, and its reader with it.
await wait(1_000);
const reader = pcscCardReader({ timeoutMs: 1_500 });
for (const [name, scenario] of Object.entries(SCENARIOS)) {
  const late = wait(30_000, "stands still", { ref: false });
  const said = await Promise.race([scenario(reader), late]).catch((error: unknown) => `threw ${String(error)}`);
  console.log(JSON.stringify([name, said]));
}
daemon.kill();
process.exit(0);
