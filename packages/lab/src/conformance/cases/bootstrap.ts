/** BO: how a device comes to know its server. */
import { expectResults, expectStatus, get, send } from "../../steps.ts";
import type { BootstrapSpec, ConformanceCase } from "../case.ts";
import { but, device, notYet, rawSession, session, testCase } from "../case-builders.ts";

const DOORS = "the runner hands documents to the client; its doors (push, card, web server) are not driven yet";
const ACCOUNT = "./DMAcc/AccountA";
const EMPTY = { setup: { unprovisioned: true } } as const;
const takes = (spec: BootstrapSpec = {}) => device({ act: "bootstrap", ...spec });
const refuses = (spec: BootstrapSpec) => device({ act: "bootstrap", ...spec, refused: true });
const managed = session(
  send(get(`${ACCOUNT}/ServerID`, `${ACCOUNT}/AppID`)),
  expectResults(`${ACCOUNT}/ServerID`, "com.example.dm"),
  expectResults(`${ACCOUNT}/AppID`, "w7"),
  send(get(`${ACCOUNT}/AppAuth/1/AAuthName`)),
  expectStatus(`${ACCOUNT}/AppAuth/1/AAuthName`, 200),
);
/** It knows nobody it could speak to. */
const stillEmpty = but(rawSession({}), { none: true });

const LATER: readonly (readonly [id: string, title: string, since?: "1.2" | "1.3", card?: "C"])[] = [
  ["BO-03", "The first session after a bootstrap"],
  ["BO-05", "References are rewritten"],
  ["BO-06", "From a smart card", "1.2", "C"],
  ["BO-07", "Another card, or none", "1.2", "C"],
  ["BO-08", "From a smart card web server", "1.3", "C"],
  ["BO-09", "Asked for by the client", "1.3"],
  ["BO-10", "A bootstrap server nobody trusts", "1.3"],
  ["BO-11", "The Bootstrap Config object", "1.3"],
  ["BO-12", "Objects nobody knows"],
  ["BO-13", "USERPIN and USERPIN_NETWORKID"],
  ["BO-14", "The Client Provisioning profile"],
  ["BO-15", "A second bootstrap"],
];

export const BOOTSTRAP_CASES: readonly ConformanceCase[] = [
  testCase("BO-01", "A signed document with NETWORKID", "bootstrap-push §7.2, §8.2", EMPTY, takes(), managed),
  testCase(
    "BO-02",
    "Documents whose security is wrong",
    "bootstrap-push §8.2, §7.2",
    EMPTY,
    refuses({ mac: "wrong-secret" }),
    refuses({ mac: "none" }),
    refuses({ mac: "unknown-method" }),
    refuses({ flipped: true }),
    stillEmpty,
    takes(),
    managed,
  ),
  testCase(
    "BO-02b",
    "A document that is XML text",
    "bootstrap-push §7.2, decisions D5",
    EMPTY,
    refuses({ xml: true }),
    stillEmpty,
  ),
  ...(["inline", "opaque", "xml-cdata"] as const).map((form, at) =>
    testCase(
      `BO-04${["", "b", "c"][at]}`,
      `The account ${["in place", "as a document of its own", "as XML text"][at]}`,
      "bootstrap-push §7.2, tree §9.4",
      EMPTY,
      takes({ form }),
      managed,
    ),
  ),
  ...LATER.map(([id, title, since = "1.2", card]) =>
    notYet(id, title, "bootstrap-push §7.2", DOORS, { since, class: card ?? "M" }),
  ),
];
