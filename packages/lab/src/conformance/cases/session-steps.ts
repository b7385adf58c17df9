/** What cases of whole sessions have in common. */
import type { Step } from "../../script.ts";
import { add, expectEveryStatus, expectPackage1, expectStatus, get, replace, send } from "../../steps.ts";
import { prepare } from "../case-builders.ts";

export const MAN = "./DevInfo/Man";
export const INT = "./Test/int";
export const opening = expectPackage1({ devInfo: true });
export const int = (value: string) => replace(INT, value, { format: "int" });
export const READ: readonly Step[] = [send(get(MAN)), expectStatus(MAN, 200)];
/** Twelve leaves of 600 bytes: more than any message of 2,000. */
export const LEAVES = Array.from({ length: 12 }, (_, at) => `./Test/dyn/leaf-${at}`);
export const fill = prepare(
  send(...LEAVES.map((uri, at) => add(uri, String.fromCharCode(97 + at).repeat(600)))),
  expectEveryStatus(200),
);
