/** BO: documents of bootstrap, door by door. */
import type { TndsNode } from "@oma-dm/codec/tnds";
import {
  expectListed,
  expectNoResults,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  replace,
  send,
} from "../../steps.ts";
import type { BootstrapAct, BootstrapWay, DocumentSecurity } from "../bootstrap-act.ts";
import type { ConformanceCase, SessionAct, Setup } from "../case.ts";
import { but, prepare, see, session, testCase, withB } from "../case-builders.ts";

const ACCOUNT = "./DMAcc/AccountA";
const PIN = "4711";
const NETWORKID: DocumentSecurity = { sec: "NETWORKID" };
const UNSIGNED: DocumentSecurity = { sec: "none" };

/** A device that knows nobody. */
const EMPTY: Setup = { held: [] };
/** B is a server the device may come to know. */
const WITH_A: Setup = { servers: ["A", "B"], held: ["A"] };

type More = Omit<BootstrapAct, "act" | "door">;
const by = (door: BootstrapWay, more: More = {}): BootstrapAct => ({ act: "bootstrap", door, ...more });
const refusedBy = (door: BootstrapWay, more: More = {}): BootstrapAct => by(door, { refused: true, ...more });

/** The account is there, and its server manages the device. */
const works: SessionAct = session(
  send(get(`${ACCOUNT}/ServerID`)),
  expectResults(`${ACCOUNT}/ServerID`, "com.example.dm"),
);
const worksWithB: SessionAct = withB(session());
/** There is no account with A, or with B: nobody comes. */
const unknown: SessionAct = but(session(), { none: true });
const unknownB: SessionAct = withB(unknown);
/** A's account is all there is, and as it was. */
const onlyA: SessionAct = session(
  send(get("./DMAcc"), get(`${ACCOUNT}/Name`)),
  expectResults("./DMAcc", "AccountA"),
  expectResults(`${ACCOUNT}/Name`, "com.example.dm"),
);

const leaf = (nodeName: string, value: string): TndsNode => ({
  nodeName,
  rtProperties: { format: "chr", type: { mime: ["text/plain"] } },
  value,
});
const object = (nodeName: string, ddfName: string, ...nodes: readonly TndsNode[]): TndsNode => ({
  nodeName,
  rtProperties: { format: "node", type: { ddfName } },
  nodes,
});
const ACCESS_POINT = object(
  "Internet",
  "urn:oma:mo:oma-connmo-nap:1.0",
  leaf("NAPID", "Internet"),
  leaf("Addr", "iot.example"),
);

const FORGED: readonly (readonly [part: string, title: string, door: "push" | "file", security: DocumentSecurity])[] = [
  ["", "A wrong MAC", "push", { sec: "NETWORKID", spoilt: "wrong-mac" }],
  ["b", "No MAC beside SEC", "push", { sec: "NETWORKID", spoilt: "no-mac" }],
  ["c", "A SEC nobody knows", "push", { sec: "UNKNOWN" }],
  ["d", "One bit of the document is another", "push", { sec: "NETWORKID", spoilt: "flipped-bit" }],
  ["e", "Neither SEC nor MAC, by push", "push", UNSIGNED],
  ["f", "Neither SEC nor MAC, from a file", "file", UNSIGNED],
  ["g", "A wrong MAC, from a file", "file", { sec: "NETWORKID", spoilt: "wrong-mac" }],
];

const SECURITY: readonly ConformanceCase[] = [
  testCase(
    "BO-01",
    "A signed document with NETWORKID",
    "bootstrap-push §7.2, §8.2, §8.3",
    { setup: EMPTY },
    unknown,
    by("push"),
    works,
  ),
  testCase(
    "BO-01b",
    "A MAC by SHA-256",
    "bootstrap-push §8.2#2",
    { since: "1.3", setup: EMPTY },
    by("push", { security: { sec: "NETWORKID", hash: "sha256" } }),
    works,
  ),
  testCase(
    "BO-01c",
    "A MAC with the secret of another device",
    "bootstrap-push §8.3",
    { setup: EMPTY },
    refusedBy("push", { security: { sec: "NETWORKID", imsi: "001010123456780" } }),
    unknown,
    by("push"),
    works,
  ),
  testCase("BO-01d", "The same document from a file", "bootstrap-push §7.1, §8.2", { setup: EMPTY }, by("file"), works),
  ...FORGED.map(([part, title, door, security]) =>
    testCase(
      `BO-02${part}`,
      title,
      "bootstrap-push §8.1, §8.2",
      { setup: EMPTY },
      refusedBy(door, { security }),
      unknown,
      by("push"),
      // For a server the device knows, nobody need be asked.
      refusedBy(door, { document: { displayName: "forged" }, security }),
      onlyA,
    ),
  ),
  testCase(
    "BO-02h",
    "XML in place of WBXML",
    "bootstrap-push §7.2",
    { setup: EMPTY },
    refusedBy("push", { document: { as: "xml" } }),
    refusedBy("file", { document: { as: "xml" } }),
    unknown,
  ),
  testCase(
    "BO-02i",
    "WBXML that ends in the middle",
    "bootstrap-push §7.3",
    { setup: EMPTY },
    refusedBy("push", { document: { as: "cut" } }),
    unknown,
  ),
  testCase(
    "BO-02j",
    "A document that is broken behind its account: not half of it is taken",
    "bootstrap-push §7.3",
    { setup: WITH_A },
    refusedBy("file", { document: { accounts: ["B"], endsBroken: true } }),
    unknownB,
    onlyA,
  ),
];

const CONTENT: readonly ConformanceCase[] = [
  testCase(
    "BO-03",
    "The first session after a bootstrap is the client's to begin",
    "bootstrap-push §7.3#10",
    { setup: EMPTY },
    by("push", { due: ["A"] }),
    session(expectPackage1({ alert: 1201, devInfo: true })),
  ),
  ...(["opaque", "inline", "xml-cdata"] as const).map((form, at) =>
    testCase(
      `BO-04${["", "b", "c"][at]}`,
      `The same account from TNDS ${["as a WBXML document", "inline", "as XML text"][at]}`,
      "bootstrap-push §7.2#4, #5",
      { setup: EMPTY },
      by("push", { document: { form } }),
      session(
        send(
          get("./DMAcc", ACCOUNT, `${ACCOUNT}/AppAuth`),
          get(...["AppID", "ServerID", "Name", "AAuthPref", "AppAddr/1/Addr", "AppAddr/1/AddrType"].map(inAccount)),
          get(`${ACCOUNT}?prop=Type`, inAccount("AppAuth/1/AAuthName"), inAccount("AppAuth/2/AAuthName")),
        ),
        expectResults("./DMAcc", "AccountA"),
        expectResults(inAccount("AppID"), "w7"),
        expectResults(inAccount("ServerID"), "com.example.dm"),
        expectResults(inAccount("Name"), "com.example.dm"),
        expectResults(inAccount("AAuthPref"), "DIGEST"),
        expectResults(inAccount("AppAddr/1/Addr"), "{{A}}"),
        expectResults(inAccount("AppAddr/1/AddrType"), "URI"),
        expectResults(inAccount("AppAuth"), "1/2"),
        expectResults(inAccount("AppAuth/1/AAuthName"), "gw-1"),
        expectResults(inAccount("AppAuth/2/AAuthName"), "com.example.dm"),
        expectResults(`${ACCOUNT}?prop=Type`, /^urn:oma:mo:oma-dm-dmacc:1\.[01]$/),
      ),
    ),
  ),
  testCase(
    "BO-05",
    "References into the Inbox follow what they name",
    "bootstrap-push §7.3#6, tree §11#10",
    { setup: EMPTY },
    by("push", { document: { refersTo: "./Inbox/Internet", more: [ACCESS_POINT] } }),
    session(
      send(get(inAccount("ToConRef/1/ConRef"))),
      expectResults(inAccount("ToConRef/1/ConRef"), /^\.\/(?!Inbox).+\/Internet$/),
      send(get("./Inbox")),
      expectStatus("./Inbox", [200, 404, 405, 425]),
      expectNoResults("./Inbox/Internet"),
    ),
  ),
  testCase(
    "BO-12",
    "An object nobody knows, beside the account",
    "bootstrap-push §7.3",
    { setup: EMPTY },
    by("push", { document: { more: [object("Odd", "urn:oma:mo:x-none:1.0", leaf("v", "1"))] } }),
    onlyA,
    session(send(get("./Odd")), expectStatus("./Odd", 404)),
  ),
  testCase(
    "BO-12b",
    "One account in two versions: the newest counts",
    "tree §11#6",
    { setup: EMPTY },
    by("push", { document: { inTwoVersions: true } }),
    onlyA,
  ),
  testCase(
    "BO-13",
    "USERPIN: a wrong PIN, and then the right one",
    "bootstrap-push §8.3, §8.4",
    { class: "O", setup: EMPTY },
    refusedBy("push", { security: { sec: "USERPIN", pin: PIN }, typed: "4712" }),
    unknown,
    by("push", { security: { sec: "USERPIN", pin: PIN }, typed: PIN }),
    works,
  ),
  testCase(
    "BO-13b",
    "USERPIN_NETWORKID: after three wrong PINs the right one is none",
    "bootstrap-push §8.3, §8.4",
    { class: "O", setup: EMPTY },
    ...["1111", "2222", "3333", PIN].map((typed) =>
      refusedBy("push", { security: { sec: "USERPIN_NETWORKID", pin: PIN }, typed }),
    ),
    unknown,
  ),
  testCase(
    "BO-13c",
    "USERPIN_NETWORKID",
    "bootstrap-push §8.3",
    { class: "O", setup: EMPTY },
    by("push", { security: { sec: "USERPIN_NETWORKID", pin: PIN }, typed: PIN }),
    works,
  ),
  testCase(
    "BO-14",
    "The Client Provisioning profile: APPSRV is the client's credential, CLIENT the server's",
    "cp-profile §4.1, tree §11#17",
    { class: "O", setup: EMPTY },
    refusedBy("push", { document: { profile: "cp" }, security: { sec: "NETWORKID", spoilt: "wrong-mac" } }),
    by("push", { document: { profile: "cp" } }),
    session(),
  ),
  testCase(
    "BO-15",
    "A second bootstrap for the same server: another one's account stays",
    "bootstrap-push §7.3",
    { setup: { servers: ["A", "B"] } },
    by("push", { document: { displayName: "renamed" }, security: NETWORKID }),
    session(
      send(get("./DMAcc"), get(inAccount("Name"))),
      expectResults(inAccount("Name"), "renamed"),
      expectResults("./DMAcc", /^(?:AccountA\/AccountB|AccountB\/AccountA)$/),
    ),
    worksWithB,
  ),
  testCase(
    "BO-15b",
    "A bootstrap for another server leaves the account there is alone",
    "bootstrap-push §7.3, §8.5#1",
    { setup: WITH_A },
    by("push", { document: { accounts: ["B"] }, refused: "either" }),
    works,
  ),
];

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

function inAccount(path: string): string {
  return `${ACCOUNT}/${path}`;
}

export const BOOTSTRAP_CASES: readonly ConformanceCase[] = [...SECURITY, ...CONTENT, ...CARD, ...SERVER].sort((a, b) =>
  a.id < b.id ? -1 : 1,
);
