/** BO: documents of bootstrap: who vouches for them, and what they say. */
import type { TndsNode } from "@oma-dm/codec/tnds";
import { expectNoResults, expectPackage1, expectResults, expectStatus, get, send } from "../../steps.ts";
import type { DocumentSecurity } from "../bootstrap-act.ts";
import type { ConformanceCase } from "../case.ts";
import { session, testCase } from "../case-builders.ts";
import { BOOTSTRAP_DOOR_CASES } from "./bootstrap-doors.ts";
import {
  ACCOUNT,
  by,
  EMPTY,
  inAccount,
  onlyA,
  refusedBy,
  unknown,
  unknownB,
  WITH_A,
  works,
  worksWithB,
} from "./bootstrap-parts.ts";

const PIN = "4711";
const NETWORKID: DocumentSecurity = { sec: "NETWORKID" };
const UNSIGNED: DocumentSecurity = { sec: "none" };

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

/** In the order of the catalogue. */
export const BOOTSTRAP_CASES: readonly ConformanceCase[] = [...SECURITY, ...CONTENT, ...BOOTSTRAP_DOOR_CASES].sort(
  (a, b) => (a.id < b.id ? -1 : 1),
);
