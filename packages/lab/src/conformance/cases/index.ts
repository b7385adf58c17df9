/** Every case, in the order of the catalogue. */
import type { ConformanceCase } from "../case.ts";
import { DEVICE_INFO_CASES } from "./device-info.ts";
import { SESSION_CASES } from "./session.ts";

export const CASES: readonly ConformanceCase[] = [...DEVICE_INFO_CASES, ...SESSION_CASES];
