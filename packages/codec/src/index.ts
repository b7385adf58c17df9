/** OMA DM codecs: bytes to values and back. Pure; runs in Node and in a browser. */
export * from "./auth/index.ts";
// The report on a description is for its authors, not for what every page loads: see `@oma-dm/codec/ddf`.
export { type DdfOptions, decodeDdf, encodeDdf, printDdf } from "./ddf/index.ts";
export * from "./document/index.ts";
export { type DecodeCode, DecodeError, type Position, printPosition } from "./errors.ts";
export { DEFAULT_LIMITS, type DecodeLimits } from "./limits.ts";
export * from "./syncml/index.ts";
export * from "./tnds/index.ts";
