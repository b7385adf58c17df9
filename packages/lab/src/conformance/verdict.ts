/** What is said of a case and of a row. Clause: conformance §2#5, decisions D17. */

/**
 * - `pass`, `fail`
 * - `inconclusive`: what it takes for granted is missing
 * - `provisional`: passed, on text nobody has read
 * - `inspection`: no wire shows it
 * - `not-applicable`: only for devices with a smart card, or with a feature this one does not have
 * - `not-yet`: the bearer is not driven
 */
export const VERDICTS = [
  "pass",
  "fail",
  "inconclusive",
  "provisional",
  "inspection",
  "not-applicable",
  "not-yet",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** From the worst to the best; what says nothing counts for nothing. */
const WORST_FIRST: readonly Verdict[] = ["fail", "inconclusive", "not-yet", "provisional", "inspection", "pass"];

/** The worst of them; `not-applicable` when there is nothing else. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return WORST_FIRST.find((each) => verdicts.includes(each)) ?? "not-applicable";
}
