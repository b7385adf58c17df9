/** When to ask again (protocol §12.3#5, #8, §5.8#2). Clause: RFC 9110 §10.2.3, §5.6.7. */

export const RETRY = {
  /** Tries for each message, unless told. */
  attempts: 3,
  /** Wait before the second one, in milliseconds; twice as long before each further one. */
  firstMs: 1_000,
  /** The longest wait inside a session, in milliseconds. */
  longestMs: 60_000,
} as const;

const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "\\d\\d:\\d\\d:\\d\\d";
/** IMF-fixdate and the two obsolete forms of HTTP-date. */
const DATE_FORMS = [
  new RegExp(`^[A-Z][a-z]{2}, \\d\\d ${MONTH} \\d{4} ${TIME} GMT$`),
  new RegExp(`^[A-Z][a-z]{5,8}, \\d\\d-${MONTH}-\\d\\d ${TIME} GMT$`),
  new RegExp(`^[A-Z][a-z]{2} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`),
];

/** Milliseconds a Retry-After asks for; `undefined` when there is none that can be read. A date that is past: 0. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1_000;
  const form = DATE_FORMS.findIndex((it) => it.test(text));
  if (form < 0) return undefined;
  // Date.parse takes asctime for local time, and a year of two digits for one of the last century's second half.
  const date = Date.parse(form === 2 ? `${text} GMT` : form === 1 ? withWholeYear(text, now) : text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** RFC 850: two digits mean the year that is not more than 50 years ahead. */
function withWholeYear(text: string, now: number): string {
  const [, day, month, digits, time] = /, (\d\d)-(...)-(\d\d) (\S+)/.exec(text)!;
  const current = new Date(now).getUTCFullYear();
  let year = Math.floor(current / 100) * 100 + Number(digits);
  if (year > current + 50) year -= 100;
  return `${day} ${month} ${year} ${time} GMT`;
}

/** Milliseconds before try number `attempt + 1`, where the server asked for nothing. */
export function backOff(attempt: number): number {
  return Math.min(RETRY.firstMs * 2 ** (attempt - 1), RETRY.longestMs);
}
