/** Security: 12 rows. Clause: conformance §0. */
import { rowsOf } from "./row.ts";

export const DMSEC = rowsOf("DMSEC", [
  { id: "R072", clause: "5.4", asks: "Client MUST authenticate itself to a Server", cases: "SC-01 SC-09" },
  { id: "R073", clause: "5.4", asks: "Client MUST authenticate a Server", cases: "SC-04 SC-08" },
  { id: "R074", clause: "5.3", asks: "Support for transport layer authentication", cases: "SC-08 SC-09" },
  { id: "R075", clause: "5.4", asks: "Send credentials to Server", cases: "SC-01 SC-07" },
  { id: "R076", clause: "5.4", asks: "Challenge Server", cases: "SC-04 SC-05" },
  { id: "R077", clause: "5.3", asks: "Support for application layer authentication", cases: "SC-01 SC-04 SC-14" },
  { id: "R078", clause: "5.4", asks: "Support for OMA DM syncml:auth-md5 type authentication", cases: "SC-01 SC-02" },
  { id: "R079", clause: "5.6", asks: "Integrity checking using HMAC- SHA256", cases: "SC-10 SC-11 SC-12" },
  { id: "R080", clause: "5.10.2.1", asks: "Bootstrap Security for Bootstrap via DM Profile", cases: "BO-01 BO-02" },
  { id: "R081", clause: "5.10.2.3", asks: "Transport neutral security for Bootstrap via DM Profile", cases: "BO-02" },
  {
    id: "R082",
    clause: "5.10.2.1",
    asks: "Transport layer security for Bootstrap via DM Profile",
    cases: "BO-09 BO-10",
  },
  { id: "R083", clause: "5.10.2.3.1", asks: "Support of NETWORKID method in Bootstrap via DM Profile", cases: "BO-01" },
]);
