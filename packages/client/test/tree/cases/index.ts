import type { Case } from "./case.ts";
import { COMMAND_CASES, FORM_CASES } from "./command-cases.ts";
import { PROPERTY_CASES } from "./property-cases.ts";

export const ALL_CASES: readonly Case[] = [...COMMAND_CASES, ...FORM_CASES, ...PROPERTY_CASES];
