/** HTTP binding: 12 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const HTTP_BINDING = rowsOf("HTTPBinding", [
  { id: "R133", clause: "4", asks: "Support for HTTP Client", cases: "HT-01" },
  { id: "R134", clause: "5.3.1", asks: "Support for POST Method", cases: "HT-01 HT-07" },
  { id: "R135", clause: "5.3.2", asks: "Support for Cache-Control General Header", cases: "HT-03" },
  { id: "R136", clause: "5.3.2", asks: "Support for Transfer-Encoding General Header", cases: "HT-04" },
  { id: "R137", clause: "5.3.3", asks: "Support for Accept Request Header", cases: "HT-02" },
  { id: "R138", clause: "5.3.3", asks: "Support for Accept-Charset Request Header", cases: "HT-02" },
  { id: "R139", clause: "5.3.3", asks: "Support for Authorization Request Header", cases: "HT-05" },
  { id: "R140", clause: "5.3.3", asks: "Support for User-Agent Request Header", cases: "HT-02" },
  { id: "R141", clause: "5.3.4", asks: "Support for Authentication-Info Response Header", cases: "HT-06" },
  { id: "R142", clause: "5.3.4", asks: "Support for WWW-Authenticate Response Header", cases: "HT-05" },
  { id: "R143", clause: "5.4", asks: "Support HTTP", cases: "HT-01 HT-08" },
  { id: "R144", clause: "5.4", asks: "Support for TLS1.1", comment: "As TLS1.1 is chosen", cases: "SC-13" },
]);
