/** Bounds every decoder keeps, so that input from the air can neither exhaust memory nor the stack. */
export interface DecodeLimits {
  /** Length of the whole document in bytes; of XML given as a string, in UTF-16 code units. */
  readonly maxBytes: number;
  /** Nesting of elements; the root is the first (protocol §4.6#5). */
  readonly maxDepth: number;
  /** Elements in the whole document. */
  readonly maxElements: number;
}

/** What holds where the caller sets nothing else: 8 MiB, 32 levels (protocol §4.6#5), 200 000 elements. */
export const DEFAULT_LIMITS: DecodeLimits = { maxBytes: 8 * 1024 * 1024, maxDepth: 32, maxElements: 200_000 };

export function withDefaults(limits: Partial<DecodeLimits> | undefined): DecodeLimits {
  return limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits };
}

/** Namespaces are written again and again where they are needed, so that a long one would grow a document. */
const MAX_NAMESPACE_LENGTH = 256;

export const LONG_NAMESPACE = `a namespace has more than ${MAX_NAMESPACE_LENGTH} characters`;

/** Whether this attribute declares a namespace whose name is too long to be one. */
export function isLongNamespace(attribute: string, value: string): boolean {
  return value.length > MAX_NAMESPACE_LENGTH && (attribute === "xmlns" || attribute.startsWith("xmlns:"));
}
