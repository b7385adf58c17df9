/** Names of elements and attributes. Clause: XML 1.0 §2.3, Namespaces in XML 1.0 §4. */
import { NC_NAME_RE } from "xmlchars/xmlns/1.0/ed3.js";

/** Whether a name can stand as it is in an XML document with namespaces: one part, or a prefix and another. */
export function isXmlName(name: string): boolean {
  const parts = name.split(":", 3);
  return parts.length < 3 && parts.every((part) => NC_NAME_RE.test(part));
}
