/**
 * OMA Client Provisioning documents, `application/vnd.wap.connectivity-wbxml` and its XML form, to characteristics and
 * parms, and back to WBXML. What they mean to a device is not this module's affair.
 * Clause: OMA-WAP-ProvCont 1.1; cp-profile §2, §3.
 */
import { neither } from "../content-model/decode.ts";
import { looksLikeWbxml, looksLikeXml } from "../representation.ts";
import { PROVISIONING_LIMITS, type ProvisioningDocument, type ProvisioningLimits } from "./model.ts";
import { readProvisioning } from "./reader.ts";
import { writeProvisioning } from "./writer.ts";
import { readProvisioningXml } from "./xml-form.ts";

export {
  type Characteristic,
  type Parm,
  PROVISIONING_LIMITS,
  type ProvisioningDocument,
  type ProvisioningLimits,
} from "./model.ts";

/** What the caller of `decodeProvisioning` may choose. */
export interface DecodeProvisioningOptions {
  /** Those given override `PROVISIONING_LIMITS`, one by one. */
  readonly limits?: Partial<ProvisioningLimits>;
}

/** Reads a document, bytes or XML text, by its first byte. Throws `DecodeError`, which never holds a value. */
export function decodeProvisioning(
  document: Uint8Array | string,
  options: DecodeProvisioningOptions = {},
): ProvisioningDocument {
  const limits = { ...PROVISIONING_LIMITS, ...options.limits };
  const first = typeof document === "string" ? document.charCodeAt(0) : document[0];
  if (typeof document !== "string" && looksLikeWbxml(first)) return readProvisioning(document, limits);
  if (!looksLikeXml(first)) throw neither(document.length === 0);
  return readProvisioningXml(document, limits);
}

/** Writes a document as WBXML 1.3. Text must not hold NUL. Throws `TypeError` when it does. */
export function encodeProvisioning(document: ProvisioningDocument): Uint8Array {
  if (JSON.stringify(document).includes("\\u0000")) throw new TypeError("a provisioning document cannot hold NUL");
  return writeProvisioning(document);
}
