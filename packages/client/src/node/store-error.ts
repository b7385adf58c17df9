/**
 * Why a store cannot be used. `locked`: somebody holds it already. `damaged`: its files do not fit together.
 * `newer`: a later version of this software wrote it. `unavailable`: closed, or the file system refuses.
 */
export type StoreErrorCode = "locked" | "damaged" | "newer" | "unavailable";

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

export function storeDamaged(place: string, how: string, cause?: unknown): StoreError {
  return new StoreError(
    "damaged",
    `the store in ${place} ${how}; restore a copy, or move the directory away and bootstrap the device again`,
    { cause },
  );
}

export function storeNewer(place: string, version: number): StoreError {
  return new StoreError(
    "newer",
    `the store in ${place} was written by a later version of this software (store version ${version}); install that version`,
  );
}

/** Whatever LevelDB or the file system said, by error code: a closed list; the code of interest is the innermost one. */
export function storeError(error: unknown, place: string): StoreError {
  if (error instanceof StoreError) return error;
  const codes = codesOf(error);
  if (codes.includes("LEVEL_CORRUPTION") || codes.includes("EIO")) return storeDamaged(place, "is damaged", error);
  return new StoreError(
    "unavailable",
    `the store in ${place} cannot be used (${codes.at(-1) ?? "no code"}); check that the directory exists, is writable and has room`,
    { cause: error },
  );
}

/** LevelDB could not get its lock. */
export function isLocked(error: unknown): boolean {
  return codesOf(error).includes("LEVEL_LOCKED");
}

/** Outermost first. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ("code" in each && typeof each.code === "string") codes.push(each.code);
  }
  return codes;
}
