/**
 * Rules that no test cites, and why none has to: what `tools/proofs.mjs` holds against the rule book. A rule stands here
 * or is cited by a test, never both.
 *
 * - `reading aid`: explains the sheet itself, or says again what another of its rules says.
 * - `evidence`: where a rule comes from, or what others do.
 * - `declined`: left to us by the text, and not done.
 * - `elsewhere`: stands on code of another part, not built yet or proven by that part's own rules.
 * - `peer`: binds the server alone, and nothing a client does depends on it.
 */
export const KINDS = ["reading aid", "evidence", "declined", "elsewhere", "peer"];

/** Sheets whose every rule is cited by a test or stands below; others join when they are as far. */
export const COMPLETE = ["tree", "protocol"];

/** Rules (runs included), kind, reason in a line. */
export const UNTESTED = [
  ["protocol §0#1–#9", "reading aid", "tags of provenance, and why facts of 1.2 are carried over"],
  ["protocol §1#1–#17", "reading aid", "index of the profile rows; each is proven where it points to"],
  ["protocol §2.1#4", "evidence", "what is recalled of 1.3, and which version others send"],
  ["protocol §2.3#3", "elsewhere", "DDF documents never travel in a session"],
  ["protocol §6.4#8", "reading aid", "for a client without large objects; this one has them"],
  ["protocol §8.5#13", "reading aid", "for a client that makes no ancestors; this one does (tree §3#15)"],
  ["protocol §8.5#51", "reading aid", "for a client without Copy; this one has it"],
  ["protocol §8.5#53", "reading aid", "points to protocol §6"],
  ["tree §0#1–#11", "reading aid", "tags of provenance, and how section numbers of 1.2 and 1.3 compare"],
  ["tree §1#1–#10", "reading aid", "index of the profile rows; each is proven where it points to"],
  ["tree §6.2#19", "reading aid", "provenance of the table above it"],
  ["tree §7.4#7", "reading aid", "for a client without these queries; this one has them"],
  ["tree §7.4#8", "evidence", "what is known of the two queries, and how well"],
  ["tree §8#1", "evidence", "the patents that describe the draft"],
  ["tree §8.1#1, #2, #5", "evidence", "idea and carriers in the patents; what is made of them is tree §8.2"],
  ["tree §9.1#5", "elsewhere", "media types of DDF documents, which never travel in a session"],
  ["tree §9.4#7", "evidence", "who writes which form"],
  ["tree §11#7", "declined", "items under Ext may be ignored; whoever describes an open Ext gets them"],
  ["tree §11#10", "elsewhere", "bootstrap: said again in bootstrap-push §7.3#2, #8, #10, and proven with that sheet"],
  ["tree §11#12", "evidence", "what two other clients do"],
  ["tree §13.2#9", "evidence", "limits that published descriptions state"],
  ["tree §13.3#27", "evidence", "what is not known of version 1.1"],
  ["tree §13.5#3, #4", "evidence", "what is known of the object, and how well; its names stand in one table"],
  ["tree §15#5–#13", "elsewhere", "identifiers of the companion objects; no message carries an index"],
  ["tree §16#1–#14", "reading aid", "what differs from 1.2; each row names rules of other sections"],
  ["protocol §9#3, #5–#13", "declined", "codes of data synchronisation; 200 and 418 say what DM needs"],
  ["protocol §9#19–#22, #24", "declined", "redirections of servers; RespURI and HTTP redirect a device"],
  ["protocol §9#27, #34, #35, #44, #46–#48", "declined", "nothing is answered so; taken by its first digit"],
  ["protocol §9#51–#53, #55, #56, #58", "declined", "nothing is answered so; taken by its first digit"],
  ["protocol §9#60, #62, #63, #65, #66, #68", "declined", "nothing is answered so; taken by its first digit"],
  ["protocol §9#70", "declined", "Statuses of an Atomic are spread over messages (protocol §8.6#6)"],
  ["protocol §10.1#4", "peer", "which passwords a server chooses for its clients; a device sees one of them"],
  ["protocol §10.4#4", "declined", "a MAC may want another hash of the secret, which is therefore kept whole"],
  ["protocol §10.4#5", "reading aid", "points at protocol §16"],
  ["protocol §11.2#2", "evidence", "readings of a text nobody here has read; what is made of them is protocol §11.2#3"],
  ["protocol §12.1#11", "declined", "optional; a server learns the language from DevInfo"],
  ["protocol §13#1", "reading aid", "how 1.2 had it; the profile has protocol §13#2 instead"],
  ["protocol §13#6", "declined", "a client certificate for each account is built, pre-shared keys are not"],
  ["protocol §15#18", "reading aid", "what a session has to keep in mind, named once"],
  ["protocol §17#1–#17", "reading aid", "what differs from 1.2; each row names rules of other sections"],
  [
    "protocol §18#9",
    "declined",
    "all leaves go out (protocol §5.3#7); there is no option for the mandatory ones alone",
  ],
];
