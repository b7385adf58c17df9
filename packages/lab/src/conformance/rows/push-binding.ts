/** Push binding: 4 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const PUSH_BINDING = rowsOf("PushBinding", [
  { id: "R145", clause: "4 and 5", asks: "Support for Push Client", cases: "NO-07 NO-12" },
  { id: "R146", clause: "5.1", asks: "Support for Secure Push Protocol over WSP", kind: "inspection", cases: "NO-07" },
  { id: "R147", clause: "5.3", asks: "Support for Push Protocol over HTTP", cases: "NO-12 HT-10" },
  { id: "R148", clause: "5.3", asks: "Support for HTTP security", cases: "HT-10" },
]);
