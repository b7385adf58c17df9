/** Control characters, line ends and marks that change the direction of writing. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g;

/** Text of others on one line, without anything that could steer a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, " ").trim();
}
