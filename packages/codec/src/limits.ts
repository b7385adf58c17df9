/** Bounds every decoder keeps, so that input from the air can neither exhaust memory nor the stack. */
export interface DecodeLimits {
  /** Length of the whole document in bytes. */
  readonly maxBytes: number;
  /** Nesting of elements (protocol §4.6). */
  readonly maxDepth: number;
  /** Elements in the whole document. */
  readonly maxElements: number;
}

export const DEFAULT_LIMITS: DecodeLimits = { maxBytes: 8 * 1024 * 1024, maxDepth: 32, maxElements: 200_000 };

export function withDefaults(limits: Partial<DecodeLimits> | undefined): DecodeLimits {
  return limits === undefined ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, ...limits };
}
