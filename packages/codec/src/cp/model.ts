/** What a provisioning document says. Clause: OMA-WAP-ProvCont 1.1 §4; cp-profile §2. */

/** `value` is empty where none was given: both mean that the parm is there (cp-profile §2#12). */
export interface Parm {
  /** Upper case, as the registrations spell it. */
  readonly name: string;
  /** As text, whichever tokens it came in. */
  readonly value: string;
}

/** One characteristic, its parms and those nested in it, each in document order. */
export interface Characteristic {
  /** Upper case, as the registrations spell it. */
  readonly type: string;
  /** May name one parm more than once. */
  readonly parms: readonly Parm[];
  /** Nested ones. */
  readonly characteristics: readonly Characteristic[];
}

/** A whole document; what it holds beside characteristics is not kept. */
export interface ProvisioningDocument {
  /** `1.0` where none is given. */
  readonly version: string;
  /** Those at the top. */
  readonly characteristics: readonly Characteristic[];
}

/** Bounds of the decoder (cp-profile §3.1#10). */
export interface ProvisioningLimits {
  /** Bytes of the document. */
  readonly maxBytes: number;
  /** Levels of elements, the root included. */
  readonly maxDepth: number;
  /** Parms in the whole document. */
  readonly maxParms: number;
  /** Characters of one value, and of one name. */
  readonly maxValue: number;
  /** Characters of all values, which references to one string can multiply. */
  readonly maxText: number;
}

/** What holds where the caller sets nothing else: 16 KiB, 8 levels, 512 parms, 4 KiB a value, 64 Ki characters. */
export const PROVISIONING_LIMITS: ProvisioningLimits = {
  maxBytes: 16 * 1024,
  maxDepth: 8,
  maxParms: 512,
  maxValue: 4 * 1024,
  maxText: 64 * 1024,
};
