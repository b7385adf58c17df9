import { printTnds } from "../tnds/index.ts";
import type { Data } from "./message.ts";

/** Text of a Data element: an OPAQUE is read as UTF-8, an inline tree is printed, absence is empty. */
export function dataText(data: Data | undefined): string {
  if (data === undefined) return "";
  if (typeof data === "string") return data;
  return data instanceof Uint8Array ? new TextDecoder().decode(data) : printTnds(data);
}
