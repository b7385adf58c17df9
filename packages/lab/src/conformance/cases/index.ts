/** Every case, in the order of the catalogue. */
import type { ConformanceCase } from "../case.ts";
import { ACCESS_CASES } from "./access.ts";
import { ALERT_CASES } from "./alerts.ts";
import { ATOMIC_CASES } from "./atomic.ts";
import { BOOTSTRAP_CASES } from "./bootstrap.ts";
import { COMMAND_CASES } from "./commands.ts";
import { DEVICE_INFO_CASES } from "./device-info.ts";
import { ENCODING_CASES } from "./encoding.ts";
import { END_TO_END_CASES } from "./end-to-end.ts";
import { OTHER_COMMAND_CASES } from "./exec-and-odd-commands.ts";
import { HTTP_CASES } from "./http.ts";
import { NOTIFICATION_CASES, PUSH_PORT_CASES } from "./push.ts";
import { QUERY_CASES } from "./queries.ts";
import { SECURITY_CASES } from "./security.ts";
import { SESSION_CASES } from "./session.ts";
import { SESSION_TROUBLE_CASES } from "./session-trouble.ts";
import { TNDS_CASES } from "./tnds.ts";
import { TREE_CASES } from "./tree.ts";
import { TREE_VALUE_CASES } from "./tree-values.ts";
import { LARGE_OBJECT_CASES, USER_CASES } from "./user-interaction.ts";

export const CASES: readonly ConformanceCase[] = [
  ...DEVICE_INFO_CASES,
  ...SESSION_CASES,
  ...SESSION_TROUBLE_CASES,
  ...TREE_CASES,
  ...TREE_VALUE_CASES,
  ...ACCESS_CASES,
  ...COMMAND_CASES,
  ...OTHER_COMMAND_CASES,
  ...ATOMIC_CASES,
  ...TNDS_CASES,
  ...QUERY_CASES,
  ...ALERT_CASES,
  ...USER_CASES,
  ...LARGE_OBJECT_CASES,
  ...NOTIFICATION_CASES,
  ...BOOTSTRAP_CASES,
  ...SECURITY_CASES,
  ...ENCODING_CASES,
  ...HTTP_CASES,
  ...PUSH_PORT_CASES,
  ...END_TO_END_CASES,
];
