/** Sessionless reporting: 6 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMSESSREP = rowsOf("DMSESSREP", [
  { id: "R127", clause: "5.1", asks: "Support for OMA Sessionless Reporting.", cases: "AL-10" },
  { id: "R128", clause: "5.1", asks: "Alert Code MUST be 1230.", cases: "AL-10" },
  { id: "R129", clause: "5.1", asks: "Alert MUST contain only one Item.", cases: "AL-11" },
  { id: "R130", clause: "5.1", asks: "Data MUST be CDATA escaped in Item/Data element.", cases: "AL-11" },
  { id: "R131", clause: "5.1", asks: "Meta, Type and Format MUST be specified.", cases: "AL-11" },
  {
    id: "R132",
    clause: "5.1",
    asks: "Sessionless Report Message body MUST contain only Sessionless Report Alerts.",
    cases: "AL-10",
  },
]);
