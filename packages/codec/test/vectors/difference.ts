/** Deep equality that says where two values part. `at` and other places are compared like everything else. */
import { toHex } from "./notation.ts";

/** `path: expected …, got …`, or undefined when both are the same. A key with `undefined` is not an absent key. */
export function difference(expected: unknown, actual: unknown, path = "value"): string | undefined {
  if (Object.is(expected, actual)) return undefined;
  const parted = `${path}: expected ${shown(expected)}, got ${shown(actual)}`;
  if (!isObject(expected) || !isObject(actual) || kind(expected) !== kind(actual)) return parted;
  if (expected instanceof Uint8Array && actual instanceof Uint8Array) {
    return toHex(expected) === toHex(actual) ? undefined : parted;
  }
  if (Array.isArray(expected) && expected.length !== (actual as unknown as unknown[]).length) return parted;
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const inner = `${path}.${key}`;
    if (!Object.hasOwn(actual, key)) return `${inner}: expected ${shown(expected[key])}, got nothing`;
    if (!Object.hasOwn(expected, key)) return `${inner}: expected nothing, got ${shown(actual[key])}`;
    const found = difference(expected[key], actual[key], inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function kind(value: object): "octets" | "list" | "object" {
  if (value instanceof Uint8Array) return "octets";
  return Array.isArray(value) ? "list" : "object";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? `octets ${toHex(part)}` : part));
  return text === undefined ? String(value) : text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
