/** Notification: 9 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMNOTI = rowsOf("DMNOTI", [
  {
    id: "R118",
    clause: "5",
    asks: "Support of Server-Alerted Management Session",
    cases: "NO-01 NO-05 NO-07 NO-09 NO-12",
  },
  { id: "R119", clause: "6", asks: "Receiving Notification message", cases: "NO-01 NO-02 NO-03 NO-04 NO-08 NO-09" },
  { id: "R120", clause: "6", asks: "Support DM 1.3 format Notification message", cases: "NO-07 NO-09" },
  { id: "R121", clause: "6.1", asks: "Support of Message headers", cases: "NO-09 NO-10" },
  { id: "R122", clause: "6.4.1", asks: "VER value for this version of notification is 0x01", cases: "NO-10" },
  { id: "R123", clause: "6.4.9", asks: "Usage of SESSIONID while connecting to the DM Server", cases: "NO-02 NO-05" },
  {
    id: "R124",
    clause: "6.4.10",
    asks: "Ignore notification message older than the number of days specified in TIMEOUT",
    cases: "NO-11",
  },
  { id: "R125", clause: "7.1", asks: "Support WAP Push", cases: "NO-07" },
  { id: "R126", clause: "7.4", asks: "Support HTTP Push", cases: "NO-12 HT-10" },
]);
