/** Bootstrap: 13 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMBOOT = rowsOf("DMBOOT", [
  { id: "R099", clause: "5.3", asks: "Support for OMA Device Management Profile", cases: "BO-01 BO-03" },
  {
    id: "R100",
    clause: "5.5.6",
    asks: "DM Client is capable of detecting, retrieving, and processing DM Profile bootstrap data from the Smartcard",
    comment: "Only if the device supports the smartcard",
    kind: "conditional",
    cases: "BO-06",
  },
  {
    id: "R101",
    clause: "5.5.6",
    asks: "Smartcard bootstrap function is enabled by DM client and the smartcard has not been rejected by the device",
    comment: "Only if the device supports the smartcard",
    kind: "conditional",
    cases: "BO-06",
  },
  {
    id: "R102",
    clause: "5.5.6",
    asks: "Device retrieves bootstrap data from the Smartcard and applies it to the device configuration",
    comment: "Only if the device supports the smartcard",
    kind: "conditional",
    cases: "BO-06 BO-07",
  },
  {
    id: "R103",
    clause: "5.5",
    asks: "Support for embedded WBXML encoded TNDS objects and normal TNDS objects",
    cases: "BO-04",
  },
  { id: "R104", clause: "5.5", asks: "Support for Inbox", cases: "BO-03 BO-05" },
  { id: "R105", clause: "5.5.7", asks: "Device supports SCWS and HTTPS", kind: "conditional", cases: "BO-08" },
  {
    id: "R106",
    clause: "5.5.7",
    asks: "Device retrieves Bootstrap Message from Smartcard URL using HTTPS Get",
    kind: "conditional",
    cases: "BO-08",
  },
  { id: "R107", clause: "5.5", asks: "Support for WBXML encoded DM Bootstrap Messages", cases: "BO-01 BO-02 EN-06" },
  { id: "R108", clause: "6.3", asks: "Use of appropriate Management Object identifier", cases: "BO-11" },
  { id: "R109", clause: "6.3", asks: "Support for Required nodes under root node", cases: "BO-11" },
  {
    id: "R110",
    clause: "6.3",
    asks: "Support a smartcard to retrieve the Bootstrap Server URL from the smartcard.",
    comment: "Only if the device supports the smartcard",
    kind: "conditional",
    cases: "BO-09",
  },
  { id: "R111", clause: "6.3", asks: "Support for the Bootstrap Config Management Object", cases: "BO-09 BO-11" },
]);
