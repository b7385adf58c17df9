/** Standardised objects: 4 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMSTDOBJ = rowsOf("DMSTDOBJ", [
  { id: "R095", clause: "5.3.2", asks: "Support of DevInfo object", cases: "DI-03 DI-10 DI-11 DI-12" },
  { id: "R096", clause: "5.3.3", asks: "Support of DevDetail Object", cases: "DI-07 DI-08 DI-09" },
  { id: "R097", clause: "5.3.1", asks: "Support of DM Account Object", cases: "DI-13 DI-14 DI-15 DI-16" },
  { id: "R098", clause: "5.3.4", asks: "Support of Inbox Object", cases: "TN-12" },
]);
