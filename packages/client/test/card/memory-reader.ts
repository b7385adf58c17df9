/** A reader that exists in memory: cards are put in and taken out between commands. */
import { CardError, type CardReader } from "@oma-dm/client";
import { CardGone, type VirtualCard } from "@oma-dm/lab";

export class MemoryReader implements CardReader {
  card: VirtualCard | undefined;
  /** Connections that were not let go. */
  open = 0;
  private closed = false;

  constructor(card?: VirtualCard) {
    this.card = card;
  }

  async connect() {
    if (this.closed) throw new CardError("not-available", "the reader was closed");
    const { card } = this;
    if (card === undefined) return undefined;
    this.open += 1;
    let isOpen = true;
    return {
      protocol: card.protocol,
      transmit: async (command: Uint8Array) => {
        if (!isOpen) throw new CardError("failed", "the card was disconnected");
        if (this.card !== card) throw new CardError("removed", "the card was taken out, or reset, while it was read");
        try {
          return card.transmit(command);
        } catch (error) {
          if (!(error instanceof CardGone)) throw error;
          this.card = undefined;
          throw new CardError("removed", "the card was taken out, or reset, while it was read");
        }
      },
      disconnect: async () => {
        if (isOpen) this.open -= 1;
        isOpen = false;
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
