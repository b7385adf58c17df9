/** Which Meta holds for an Item, and what its Data stands for. Rules: protocol §3.4#9–#11. */
import { decodeBase64 } from "../auth/base64.ts";
import { dataText } from "./data-text.ts";
import type { Data, Meta } from "./message.ts";

/** What holds where no Meta says otherwise. */
export const META_DEFAULTS = { format: "chr", type: "text/plain" } as const;

/**
 * The Meta of an Item inside a command inside Atomics and Sequences, from the outermost in: each element overrides its
 * own kind and leaves the others (protocol §3.4#9). Defaults are not filled in.
 */
export function effectiveMeta(...outermostFirst: readonly (Meta | undefined)[]): Meta {
  return Object.assign({}, ...outermostFirst);
}

/**
 * The bytes that Data stands for under its effective Format: base64 is decoded for `b64`, an OPAQUE is itself, other
 * text is UTF-8 (protocol §3.4#11). Undefined when the Format says base64 and the text is none.
 */
export function dataBytes(data: Data | undefined, format: string | undefined): Uint8Array | undefined {
  if (data instanceof Uint8Array && format !== "b64") return data;
  const text = dataText(data);
  return format === "b64" ? decodeBase64(text) : new TextEncoder().encode(text);
}
