/** Meta information: 6 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const META = rowsOf("Meta", [
  { id: "R112", clause: "5.2.4", asks: "Support for Format element", cases: "EN-04 TR-21" },
  { id: "R113", clause: "5.2.9", asks: "Support for MaxMsgSize element", cases: "EN-04 SE-08 SE-21" },
  { id: "R114", clause: "5.2.12", asks: "Support for MetInf element", cases: "EN-04" },
  { id: "R115", clause: "5.2.14", asks: "Support for NextNonce element", cases: "SC-02 EN-04" },
  { id: "R116", clause: "5.2.16", asks: "Support for Size element", cases: "EN-04 LO-03" },
  { id: "R117", clause: "5.2.17", asks: "Support for Type element", cases: "EN-04 TR-19" },
]);
