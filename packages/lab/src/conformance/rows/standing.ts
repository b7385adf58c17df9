/** What is known of a row before a client was seen: which rest on text nobody read, and which no case can judge. */

/**
 * The provisional rows and what each rests on. Everything in them that does not rest on it must pass all the same; no
 * other row may be called provisional. Clause: decisions D17, conformance §0.1.
 */
export const PROVISIONAL: Readonly<Record<string, string>> = {
  R069: "VerProto DM/1.3 with VerDTD 1.2: inferred from what the 1.3 release ships",
  R079: "the name of the SHA-256 parameter and the formula of its mac: carried over from the MD5 form of 1.2",
  R080: "which hashes 1.3 allows for the MAC of a bootstrap document",
  R082: "what counts as a transport with appropriate security",
  R090: "the layout of Results of ?list=MORoot: only the set of URIs and identifiers is judged",
  R091: "which data ?list=MORootData adds: only its agreement with plain Gets and the absence of secrets is judged",
  R092: "the syntax of addressing relative to a management object; URIs relative to the root rest on 1.2",
  R097: "nodes that the 1.3 description of DMAcc may add",
  R100: "the layout of the card's file",
  R106: "the bootstrap URL of a smart card web server",
  R109: "the nodes of the Bootstrap Config object",
  R110: "the order in which bootstrap servers on the card are preferred",
  R111: "what the Bootstrap Config object switches",
  R120: "the layout of the 1.3 notification and its media type",
  R121: "the header fields of the 1.3 notification",
  R122: "where VER stands in the message",
  R123: "whether 1.3 changed the width of SESSIONID",
  R124: "where the time of a message comes from",
  R125: "which content type 1.3 wants over WAP push",
  R126: "the content type and application id of HTTP push",
  R127: "the retry rule and the answer of a sessionless report",
  R130: "what stands for CDATA in WBXML",
  R135: "which Cache-Control directive 1.3 asks for: private or no-store is taken",
  R147: "the headers of OTA-HTTP push",
  R148: "how the push listener is secured",
};

/** Rows no wire shows, and what is or is not provided (decisions D18). */
export const INSPECTION: Readonly<Record<string, string>> = {
  R146:
    "secure push over WSP: not provided; port 2949 is never read as plain text, and a security layer can be given to " +
    "the client from outside",
};

/** Rows that only a device with a smart card has to meet. */
export const CARD_ROWS: readonly string[] = ["R100", "R101", "R102", "R105", "R106", "R110"];
