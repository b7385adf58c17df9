/** Tree and description: 9 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMTND = rowsOf("DMTND", [
  {
    id: "R084",
    clause: "8.2",
    asks: "Support for the ACL property",
    cases: "AC-01 AC-02 AC-03 AC-04 AC-05 AC-06 AC-07 AC-08 AC-09 AC-10",
  },
  { id: "R085", clause: "8.2", asks: "Support for the Format property", cases: "TR-09 TR-17 TR-19 TR-20" },
  { id: "R086", clause: "8.2", asks: "Support for the Name property", cases: "TR-14 TR-15 TR-16" },
  { id: "R087", clause: "8.2", asks: "No support for the Size property in Interior Nodes", cases: "TR-10" },
  { id: "R088", clause: "8.2", asks: "Support for the Type property", cases: "TR-09 TR-17 TR-19 DI-12" },
  { id: "R089", clause: "9.1", asks: "Support Get ?list=StructData", cases: "TN-01 AC-16" },
  { id: "R090", clause: "9.1", asks: "Support Get ?list=MORoot", cases: "TN-19" },
  { id: "R091", clause: "9.1", asks: "Support Get ?list=MORootData", cases: "TN-20" },
  { id: "R092", clause: "7.2", asks: "Support Relative URI Addressing Mechanism", cases: "TR-06 TR-07 TN-21" },
]);
