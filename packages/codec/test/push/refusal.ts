import { DecodeError } from "@oma-dm/codec";

/** The code something is refused with; `none` when it is not. */
export function refusal(decode: () => unknown): string {
  try {
    decode();
  } catch (error) {
    if (error instanceof DecodeError) return error.code;
    throw error;
  }
  return "none";
}
