/** Tree and description serialisation: 2 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMTNDS = rowsOf("DMTNDS", [
  { id: "R093", clause: "5.3", asks: "Support of Encoding a TNDS object", kind: "unit", cases: "TN-03 TN-04 TN-16" },
  {
    id: "R094",
    clause: "5.3",
    asks: "Support of Decoding a TNDS object",
    cases: "TN-06 TN-07 TN-08 TN-09 TN-10 TN-11 TN-13",
  },
]);
