/** The reader of a device in memory: what lies in it is a card of the lab's. */
import { CardError, type CardReader } from "@oma-dm/client";
import { CardGone, type VirtualCard } from "@oma-dm/lab";

export class MemoryReader implements CardReader {
  card: VirtualCard | undefined;

  async connect() {
    const { card } = this;
    if (card === undefined) return undefined;
    const gone = () => new CardError("removed", "the card was taken out, or reset, while it was read");
    card.reset();
    return {
      protocol: card.protocol,
      transmit: async (command: Uint8Array): Promise<Uint8Array> => {
        if (this.card !== card) throw gone();
        try {
          return card.transmit(command);
        } catch (error) {
          if (error instanceof CardGone) throw gone();
          throw error;
        }
      },
      disconnect: async (): Promise<void> => undefined,
    };
  }

  /** The card stays where it is: closing the device is switching it off. */
  async close(): Promise<void> {}
}
