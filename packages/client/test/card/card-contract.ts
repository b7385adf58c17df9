/** What every card reader must do, with whoever puts cards into it. */
import { CardError, type CardReader } from "@oma-dm/client";
import { describe, expect, it } from "vitest";
import type { CardDescription } from "./virtual-card.ts";

export interface Slot {
  readonly reader: CardReader;
  insert(card: CardDescription): Promise<void>;
  remove(): Promise<void>;
}

const SELECT_ROOT = Uint8Array.of(0x00, 0xa4, 0x00, 0x0c, 0x02, 0x3f, 0x00);
const said = async (outcome: Promise<unknown>): Promise<string> =>
  outcome.then(
    () => "done",
    (error: unknown) => (error instanceof CardError ? error.code : String(error)),
  );

export function cardContract(name: string, slot: (use: (slot: Slot) => Promise<void>) => Promise<void>): void {
  describe(`${name} as a card reader`, () => {
    it("says that there is no card, and speaks to the one that is put in", async () => {
      await slot(async ({ reader, insert }) => {
        expect(await reader.connect()).toBeUndefined();
        await insert({});
        const card = await reader.connect();
        expect(Buffer.from(await card!.transmit(SELECT_ROOT)).toString("hex")).toBe("9000");
        await card!.disconnect();
        await card!.disconnect();
        expect(await said(card!.transmit(SELECT_ROOT))).toBe("failed");
      });
    });
    it("speaks to it again, and to the next one", async () => {
      await slot(async ({ reader, insert, remove }) => {
        for (const iccid of ["8949000000000000001", "8949000000000000002"]) {
          await insert({ iccid });
          for (let times = 0; times < 2; times++) {
            const card = await reader.connect();
            await card!.transmit(SELECT_ROOT);
            await card!.disconnect();
          }
          await remove();
        }
        expect(await reader.connect()).toBeUndefined();
      });
    });
    it("says so when the card is taken out", async () => {
      await slot(async ({ reader, insert, remove }) => {
        await insert({});
        const card = await reader.connect();
        await card!.transmit(SELECT_ROOT);
        await remove();
        expect(await said(card!.transmit(SELECT_ROOT))).toBe("removed");
        await card!.disconnect();
      });
    });
    it("is used no more once it is closed", async () => {
      await slot(async ({ reader, insert }) => {
        await insert({});
        await reader.close();
        await reader.close();
        expect(await said(reader.connect())).toBe("not-available");
      });
    });
  });
}
