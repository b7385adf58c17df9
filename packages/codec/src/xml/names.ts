/** Clause: XML 1.0 §2.3, Name. */
const START =
  ":A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c-\\u200d\\u2070-\\u218f" +
  "\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";
const NAME = new RegExp(`^[${START}][-.0-9\\u00b7\\u0300-\\u036f\\u203f-\\u2040${START}]*$`, "u");

/** Whether a name can stand as it is in an XML document with namespaces: a Name with at most one inner colon. */
export function isXmlName(name: string): boolean {
  if (!NAME.test(name)) return false;
  const colon = name.indexOf(":");
  return colon < 0 || (colon > 0 && colon < name.length - 1 && name.indexOf(":", colon + 1) < 0);
}
