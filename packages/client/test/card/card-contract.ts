/** What every card reader must do, with whoever puts cards into it. Runs in a test, and where no test runner is. */
import { CardError, type CardReader } from "@oma-dm/client";
import type { CardDescription } from "@oma-dm/lab";

export interface Slot {
  readonly reader: CardReader;
  insert(card: CardDescription): Promise<void>;
  remove(): Promise<void>;
}

const SELECT_ROOT = Uint8Array.of(0x00, 0xa4, 0x00, 0x0c, 0x02, 0x3f, 0x00);

/** What happens, in words, and what must. */
export const CARD_CONTRACT: readonly (readonly [
  title: string,
  expected: string,
  run: (slot: Slot) => Promise<string>,
])[] = [
  [
    "says that there is no card, and speaks to the one that is put in, again and again, and to the next one",
    "undefined 9000 failed 9000 failed 9000 failed 9000 failed",
    async ({ reader, insert, remove }) => {
      const said = [String(await reader.connect())];
      for (const iccid of ["8949000000000000001", "8949000000000000002"]) {
        await insert({ iccid });
        for (let times = 0; times < 2; times++) {
          const card = await reader.connect();
          said.push(Buffer.from(await card!.transmit(SELECT_ROOT)).toString("hex"));
          await card!.disconnect();
          await card!.disconnect();
          said.push(await codeOf(card!.transmit(SELECT_ROOT)));
        }
        await remove();
      }
      return said.join(" ");
    },
  ],
  [
    "says which protocol it speaks",
    "T=0 T=1",
    async ({ reader, insert, remove }) => {
      const said: string[] = [];
      for (const protocol of ["T=0", "T=1"] as const) {
        await insert({ protocol });
        const card = await reader.connect();
        said.push(card!.protocol);
        await card!.disconnect();
        await remove();
      }
      return said.join(" ");
    },
  ],
  [
    "says so when the card is taken out",
    "removed",
    async ({ reader, insert, remove }) => {
      await insert({});
      const card = await reader.connect();
      await card!.transmit(SELECT_ROOT);
      await remove();
      const said = await codeOf(card!.transmit(SELECT_ROOT));
      await card!.disconnect();
      return said;
    },
  ],
  [
    "gives up when told to, or goes on where it was done",
    "settled",
    async ({ reader }) => {
      const outcome = await codeOf(reader.connect(AbortSignal.abort()));
      return outcome === "failed" || outcome === "done" ? "settled" : outcome;
    },
  ],
  [
    "is used no more once it is closed",
    "not-available",
    async ({ reader }) => {
      await reader.close();
      await reader.close();
      return codeOf(reader.connect());
    },
  ],
];

async function codeOf(outcome: Promise<unknown>): Promise<string> {
  return outcome.then(
    () => "done",
    (error: unknown) => (error instanceof CardError ? error.code : String(error)),
  );
}
