/** BO: documents that the device fetches: from a card, from its web server, and from the bootstrap server. */
import { expectListed, expectResults, expectStatus, get, replace, send } from "../../steps.ts";
import type { ConformanceCase, SessionAct, Setup } from "../case.ts";
import { prepare, see, session, testCase, withB } from "../case-builders.ts";
import { by, EMPTY, onlyA, refusedBy, unknown, unknownB, WITH_A, works, worksWithB } from "./bootstrap-parts.ts";

const CARD: readonly ConformanceCase[] = [
  ...(["uicc", "sim"] as const).map((kind, at) =>
    testCase(
      `BO-06${["", "b"][at]}`,
      `From a ${kind === "uicc" ? "UICC" : "SIM"}, when the device is switched on`,
      "bootstrap-push §9.1, §9.3",
      { class: "C", setup: EMPTY },
      by("power-on", { card: { kind, document: {} } }),
      works,
      by("power-on"),
      works,
    ),
  ),
  ...([["disabled"], ["rejected"], ["disabled", "rejected"]] as const).map((card, at) =>
    testCase(
      `BO-06${"cde"[at]}`,
      `A card that is ${card.join(" and ")}`,
      "bootstrap-push §9.1#2, #3",
      { class: "C", setup: { ...EMPTY, boot: { card } } },
      by("power-on", { card: { document: {} }, refused: "either" }),
      unknown,
    ),
  ),
  testCase(
    "BO-07",
    "Another card: its account comes, and that of the first one goes",
    "bootstrap-push §9.1#4",
    { class: "C", setup: { servers: ["A", "B"], held: [] } },
    by("power-on", { card: { document: {} } }),
    works,
    by("power-on", { card: { iccid: "8949012345678901234", document: { accounts: ["B"] } } }),
    unknown,
    withB(session(send(get("./DMAcc")), expectResults("./DMAcc", "AccountB"))),
  ),
  testCase(
    "BO-07b",
    "No card any more: its account goes, the others stay",
    "bootstrap-push §9.1#4",
    { class: "C", setup: WITH_A },
    by("power-on", { card: { document: { accounts: ["B"] } } }),
    worksWithB,
    by("power-on", { card: "none" }),
    unknownB,
    onlyA,
  ),
  testCase(
    "BO-08",
    "From the card's web server, by one GET over https",
    "bootstrap-push §10",
    { class: "C", since: "1.3", setup: { ...EMPTY, boot: { known: "card-server" } } },
    by("scws"),
    works,
  ),
  ...([true, "behind-https"] as const).map((plain, at) =>
    testCase(
      `BO-08${"bc"[at]}`,
      `A card's web server that speaks http alone, at an ${plain === true ? "http" : "https"} URL`,
      "bootstrap-push §10",
      { class: "C", since: "1.3", setup: { ...EMPTY, boot: { known: "card-server", plain } } },
      refusedBy("scws", { gets: 0 }),
      unknown,
    ),
  ),
  testCase(
    "BO-08d",
    "A card's web server that has no document",
    "bootstrap-push §10#3",
    { class: "C", since: "1.3", setup: { ...EMPTY, boot: { known: "card-server" } } },
    by("scws", { answer: { status: 404 }, refused: "either" }),
    unknown,
  ),
  testCase(
    "BO-08e",
    "A card's web server that gives something else",
    "bootstrap-push §10",
    { class: "C", since: "1.3", setup: { ...EMPTY, boot: { known: "card-server" } } },
    refusedBy("scws", { answer: { contentType: "text/html" } }),
    unknown,
  ),
  testCase(
    "BO-08f",
    "A card's web server nobody vouches for",
    "bootstrap-push §10",
    {
      class: "C",
      since: "1.3",
      setup: { ...EMPTY, boot: { known: "card-server", certificate: "unknown-authority" } },
    },
    refusedBy("scws", { gets: 0 }),
    unknown,
  ),
];

const CONFIG = "./BootConfig";
const URL_NODE = `${CONFIG}/BootstrapServerURL`;
/** A may write to the device's tree, and so to its Bootstrap Config. */
const CONFIGURED: Setup = { ...WITH_A, rootAcl: "Add=*&Get=*&Replace=*", boot: {} };
const setUrl = (url: string): SessionAct => prepare(send(replace(URL_NODE, url)), expectStatus(URL_NODE, 200));

const SERVER: readonly ConformanceCase[] = [
  testCase(
    "BO-09",
    "Asked of the bootstrap server its maker names",
    "bootstrap-push §11.1#1, §8.1#2",
    { since: "1.3", setup: { ...EMPTY, boot: { known: "bootstrap-server" } } },
    by("https"),
    session(),
  ),
  testCase(
    "BO-09b",
    "Asked of the server the Bootstrap Config object names",
    "bootstrap-push §11.1#3, §11.2#3",
    { since: "1.3", setup: CONFIGURED },
    setUrl("{{boot}}"),
    by("https", { document: { accounts: ["B"] } }),
    worksWithB,
  ),
  testCase(
    "BO-09c",
    "No server is named any more: nothing is asked for",
    "bootstrap-push §11.1#3, §11.2#3",
    { since: "1.3", setup: CONFIGURED },
    setUrl("{{boot}}"),
    setUrl(""),
    refusedBy("https", { document: { accounts: ["B"] }, gets: 0 }),
    unknownB,
  ),
  testCase(
    "BO-09d",
    "The card's bootstrap server comes before the device's",
    "bootstrap-push §11.1#3, #4",
    { class: "C", since: "1.3", when: ["smart-card", true], needs: ["smart-card"], setup: CONFIGURED },
    setUrl("https://127.0.0.1:9/dm/bootstrap"),
    by("power-on", { card: { serverUrl: true }, gets: 0 }),
    by("https", { document: { accounts: ["B"] } }),
    worksWithB,
  ),
  testCase(
    "BO-09e",
    "A server that gives something else, or an error",
    "bootstrap-push §11.1",
    { since: "1.3", setup: { ...EMPTY, boot: { known: "bootstrap-server" } } },
    refusedBy("https", { answer: { contentType: "text/html" } }),
    refusedBy("https", { answer: { status: 403 } }),
    unknown,
  ),
  ...(["unknown-authority", "expired", "wrong-host"] as const).map((certificate, at) =>
    testCase(
      `BO-10${["", "b", "c"][at]}`,
      `A bootstrap server with a certificate that is no good: ${certificate}`,
      "bootstrap-push §11.1#1",
      { since: "1.3", setup: { ...EMPTY, boot: { known: "bootstrap-server", certificate } } },
      refusedBy("https", { gets: 0 }),
      unknown,
    ),
  ),
  testCase(
    "BO-10d",
    "A bootstrap server at an http URL",
    "bootstrap-push §11.1#1",
    { since: "1.3", setup: { ...EMPTY, boot: { known: "bootstrap-server", plain: true } } },
    refusedBy("https", { gets: 0 }),
    unknown,
  ),
  testCase(
    "BO-11",
    "The Bootstrap Config object: one, and what it is",
    "bootstrap-push §11.2#1",
    { since: "1.3" },
    session(
      send(get(".?list=MORoot")),
      expectListed([CONFIG], { more: true, not: [URL_NODE] }),
      send(get(`${CONFIG}?prop=Type`)),
      expectResults(`${CONFIG}?prop=Type`, "urn:oma:mo:oma-dm-bootstrapcfg:1.0"),
    ),
    see({ see: "mo-roots-agree" }),
    see({ see: "text", message: 2, value: /^(?!.*oma-dm-bootstrapcfg.*oma-dm-bootstrapcfg).*oma-dm-bootstrapcfg/s }),
  ),
  testCase(
    "BO-11b",
    "The nodes of the Bootstrap Config object",
    "bootstrap-push §11.2#2, #3",
    { since: "1.3" },
    session(
      send(get(CONFIG), get(URL_NODE), get(`${CONFIG}?prop=Format`, `${URL_NODE}?prop=Format`)),
      expectResults(CONFIG, /(?:^|\/)BootstrapServerURL(?:\/|$)/),
      expectResults(URL_NODE, ""),
      expectResults(`${CONFIG}?prop=Format`, "node"),
      expectResults(`${URL_NODE}?prop=Format`, "chr"),
    ),
  ),
  testCase(
    "BO-11c",
    "The Bootstrap Config object names no server that is reached in the clear",
    "bootstrap-push §11.2#3",
    { since: "1.3", setup: { rootAcl: "Add=*&Get=*&Replace=*" } },
    setUrl("https://boot.example/"),
    session(
      send(replace(URL_NODE, "http://plain.example/")),
      expectStatus(URL_NODE, [400, 403, 406, 416, 500]),
      send(get(URL_NODE)),
      expectResults(URL_NODE, "https://boot.example/"),
    ),
  ),
];

export const BOOTSTRAP_DOOR_CASES: readonly ConformanceCase[] = [...CARD, ...SERVER];
