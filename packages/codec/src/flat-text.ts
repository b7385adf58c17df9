/**
 * Text that was put together from pieces keeps every one of them, at thirty bytes and more a piece, until somebody looks
 * inside. Values live long, so that long ones are looked into before they are handed out.
 */
const LONG = 1024;
/** Matching makes the engine put the text in one place; its first character is all that is looked at. */
const NOTHING = /^$/;

export function flat(text: string): string {
  return text.length > LONG && NOTHING.test(text) ? "" : text;
}
