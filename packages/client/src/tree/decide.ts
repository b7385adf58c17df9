/** The interpreter of the rules. */
import type { StatusCode } from "../status.ts";
import type { Situation } from "./conditions.ts";
import type { Check } from "./rules.ts";

/** The Status of the first check whose condition holds; undefined when none does. */
export function decide(checks: readonly Check[], situation: Situation): StatusCode | undefined {
  const isDevice = situation.context.actor.kind === "device";
  for (const check of checks) {
    if (!(check.servers && isDevice) && check.holds(situation)) return check.status;
  }
  return undefined;
}
