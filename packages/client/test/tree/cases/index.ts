import { ATOMIC_CASES } from "./atomic-cases.ts";
import type { Case } from "./case.ts";
import { COMMAND_CASES, FORM_CASES } from "./command-cases.ts";
import { INBOX_CASES } from "./inbox-cases.ts";
import { NODE_CASES } from "./node-cases.ts";
import { PROPERTY_CASES } from "./property-cases.ts";
import { QUERY_CASES } from "./query-cases.ts";
import { STATUS_CASES } from "./status-cases.ts";
import { TNDS_CASES } from "./tnds-cases.ts";
import { URI_CASES } from "./uri-cases.ts";

export const ALL_CASES: readonly Case[] = [
  ...COMMAND_CASES,
  ...FORM_CASES,
  ...PROPERTY_CASES,
  ...QUERY_CASES,
  ...TNDS_CASES,
  ...ATOMIC_CASES,
  ...URI_CASES,
  ...NODE_CASES,
  ...INBOX_CASES,
  ...STATUS_CASES,
];
