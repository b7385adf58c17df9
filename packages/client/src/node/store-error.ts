/**
 * Why a store cannot be used. `locked`: another process holds it. `damaged`: its files do not fit together.
 * `unavailable`: closed, or the file system refuses.
 */
export type StoreErrorCode = "locked" | "damaged" | "unavailable";

/** `message` is one line: what happened and what to do. It never holds a stored value. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function storeClosed(): StoreError {
  return new StoreError("unavailable", "the store is closed; open it again");
}
