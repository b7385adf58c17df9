export type CardErrorCode =
  /** What speaks to cards is not installed or not running. */
  | "not-available"
  | "no-reader"
  /** The card was taken out meanwhile. */
  | "removed"
  | "failed"
  /** What the card says cannot be. */
  | "malformed"
  /** A PIN protects the file. */
  | "locked";

/** The card, or the way to it, is at fault. */
export class CardError extends Error {
  override readonly name = "CardError";
  readonly code: CardErrorCode;
  constructor(code: CardErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
