/** DI: what the device says of itself, and how a session begins. */
import { sendInChunks } from "../../large-object.ts";
import {
  add,
  challenge,
  end,
  expectEveryStatus,
  expectListed,
  expectNoResults,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  given,
  remove,
  replace,
  send,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, EVERY_WAY, rawSession, see, session, testCase } from "../case-builders.ts";

const DEVINFO = ["DevId", "Man", "Mod", "DmV", "Lang"].map((name) => `./DevInfo/${name}`);
const DETAIL = ["DevTyp", "OEM", "FwV", "SwV", "HwV", "LrgObj"].map((name) => `./DevDetail/${name}`);
const LIMITS = ["MaxDepth", "MaxTotLen", "MaxSegLen"].map((name) => `./DevDetail/URI/${name}`);
const ACCOUNT = "./DMAcc/AccountA";
const CREDENTIAL = `${ACCOUNT}/AppAuth/1`;
/** 0 to 65535. */
const LIMIT = /^(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/;
const LARGE_OBJECT = "0123456789".repeat(20);

export const DEVICE_INFO_CASES: readonly ConformanceCase[] = [
  testCase(
    "DI-01",
    "Package 1 of a session the client begins",
    "protocol §5.3",
    { encodings: BOTH, securities: EVERY_WAY },
    rawSession({}, expectPackage1({ alert: 1201, devInfo: true }), end()),
  ),
  testCase(
    "DI-02",
    "Package 1 of a session the server asked for, with its SessionID",
    "protocol §5.3, §6.2",
    { encodings: BOTH },
    but(rawSession({}, expectPackage1({ alert: 1200, devInfo: true }), end()), { alert: 1200, sessionId: "1A" }),
    see({ see: "session-id", value: "1A" }),
  ),
  testCase(
    "DI-03",
    "Replace of DevInfo with its mandatory leaves",
    "protocol §5.3, tree §13.1",
    { encodings: BOTH },
    session(),
    see({ see: "text", message: 1, value: /<Replace>.*<Source><LocURI>\.\/DevInfo\/DevId<\/LocURI><\/Source>/s }),
    see({ see: "never", text: "AAuth" }),
  ),
  testCase(
    "DI-04",
    "The values of DevInfo are those of the tree",
    "protocol §5.3, tree §13.1",
    { encodings: BOTH },
    session(send(get(...DEVINFO)), ...DEVINFO.map((uri) => expectStatus(uri, 200))),
    see({ see: "devinfo-is-the-tree" }),
  ),
  testCase(
    "DI-05",
    "DevInfo again in every session and after a challenge",
    "protocol §5.3, §10.7",
    { encodings: BOTH },
    session(challenge()),
    session(challenge()),
    see({ see: "text", message: 2, value: /<Cred>.*<Data>1201<\/Data>.*<Replace>/s }),
  ),
  testCase(
    "DI-06",
    "DevId is a URN, and Source of the header names the same device",
    "protocol §2.4, tree §13.1",
    {},
    session(
      send(get("./DevInfo/DevId")),
      expectResults("./DevInfo/DevId", /^(?:IMEI|MEID|ESN|MAC|urn:[a-z0-9-]+):\S+$/),
    ),
    see({ see: "devinfo-source" }),
  ),
  testCase(
    "DI-07",
    "DevDetail has its mandatory nodes",
    "tree §13.2",
    { encodings: BOTH },
    session(
      send(get("./DevDetail"), get(...DETAIL), get(...LIMITS)),
      ...["URI", "DevTyp", "OEM", "FwV", "SwV", "HwV", "LrgObj"].map((name) =>
        expectResults("./DevDetail", new RegExp(`(?:^|/)${name}(?:/|$)`)),
      ),
      ...DETAIL.map((uri) => expectStatus(uri, 200)),
      ...LIMITS.map((uri) => expectResults(uri, LIMIT)),
      expectResults("./DevDetail/LrgObj", /^(?:true|false)$/, { format: "bool" }),
    ),
  ),
  testCase(
    "DI-08",
    "LrgObj tells the truth",
    "tree §13.2, protocol §7",
    { when: ["large-objects", true] },
    session(
      send(get("./DevDetail/LrgObj")),
      expectResults("./DevDetail/LrgObj", "true"),
      ...sendInChunks(add("./Test/dyn/Large", LARGE_OBJECT), { chunkSize: 80 }),
      send(get("./Test/dyn/Large")),
      expectResults("./Test/dyn/Large", LARGE_OBJECT),
    ),
  ),
  testCase(
    "DI-09",
    "The limits of URIs are kept",
    "tree §2, protocol §8.5#4",
    {},
    session(
      send(get(...LIMITS)),
      given(expectResults(LIMITS[0]!, "20")),
      given(expectResults(LIMITS[1]!, "1024")),
      given(expectResults(LIMITS[2]!, "255")),
      send(add(`./Test/dyn/${"n".repeat(256)}`, "x"), add(`./Test/dyn/${"n".repeat(255)}`, "x")),
      expectStatus(`./Test/dyn/${"n".repeat(256)}`, 414),
      expectStatus(`./Test/dyn/${"n".repeat(255)}`, 200),
      send(add(`./Test/dyn${"/d".repeat(20)}`, "x"), add(`./Test/dyn${"/d".repeat(17)}`, "x")),
      expectStatus(`./Test/dyn${"/d".repeat(20)}`, 414),
      expectStatus(`./Test/dyn${"/d".repeat(17)}`, 200),
      send(get("./Test/dyn")),
      expectResults("./Test/dyn", /^(?:n{255}\/d|d\/n{255})$/),
    ),
  ),
  testCase(
    "DI-10",
    "Lang is a language tag",
    "tree §13.1",
    {},
    session(send(get("./DevInfo/Lang")), expectResults("./DevInfo/Lang", /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/)),
  ),
  testCase(
    "DI-11",
    "DevInfo cannot be changed",
    "tree §13.1, protocol §8.5#27, #40",
    {},
    session(
      send(get("./DevInfo/DevId")),
      expectStatus("./DevInfo/DevId", 200),
      send(replace("./DevInfo/DevId", "IMEI:1"), remove("./DevInfo/DevId"), remove("./DevInfo")),
      // The root's ACL may forbid it before the nodes do.
      expectStatus("./DevInfo/DevId", [405, 425]),
      expectStatus("./DevInfo", [405, 425]),
      send(get("./DevInfo/DevId")),
      expectStatus("./DevInfo/DevId", 200),
    ),
    see({ see: "devinfo-source" }),
  ),
  testCase(
    "DI-12",
    "Identifiers of the standard objects",
    "tree §15, §13.1, §13.2, §13.3",
    {},
    session(
      send(get("./DevInfo?prop=Type", "./DevDetail?prop=Type", `${ACCOUNT}?prop=Type`)),
      expectResults("./DevInfo?prop=Type", /^urn:oma:mo:oma-dm-devinfo:1\.[01]$/),
      expectResults("./DevDetail?prop=Type", /^urn:oma:mo:oma-dm-devdetail:1\.[01]$/),
      expectResults(`${ACCOUNT}?prop=Type`, /^urn:oma:mo:oma-dm-dmacc:1\.[01]$/),
    ),
  ),
  testCase(
    "DI-13",
    "The account has its nodes, as provisioned",
    "tree §13.3",
    {},
    session(
      send(
        get(`${ACCOUNT}/AppID`, `${ACCOUNT}/ServerID`, `${ACCOUNT}/AAuthPref`),
        get(`${ACCOUNT}/AppAddr/1/Addr`, `${ACCOUNT}/AppAddr/1/AddrType`),
        get(`${CREDENTIAL}/AAuthLevel`, `${CREDENTIAL}/AAuthType`, `${CREDENTIAL}/AAuthName`),
        get(`${ACCOUNT}/AppAuth/2/AAuthLevel`),
      ),
      expectResults(`${ACCOUNT}/AppID`, "w7"),
      expectResults(`${ACCOUNT}/ServerID`, "com.example.dm"),
      expectResults(`${ACCOUNT}/AAuthPref`, "DIGEST"),
      expectResults(`${ACCOUNT}/AppAddr/1/Addr`, /^http:/),
      expectResults(`${ACCOUNT}/AppAddr/1/AddrType`, "URI"),
      expectResults(`${CREDENTIAL}/AAuthLevel`, "CLCRED"),
      expectResults(`${CREDENTIAL}/AAuthType`, "DIGEST"),
      expectResults(`${CREDENTIAL}/AAuthName`, "gw-1"),
      expectResults(`${ACCOUNT}/AppAuth/2/AAuthLevel`, "SRVCRED"),
    ),
  ),
  testCase(
    "DI-14",
    "Secrets cannot be read",
    "tree §13.3, §7.1#3, decisions D11",
    { encodings: BOTH, setup: { accountAcl: "Add=*&Delete=*&Get=*&Replace=*" } },
    session(
      send(get(`${CREDENTIAL}/AAuthSecret`), get(`${CREDENTIAL}/AAuthData`)),
      expectStatus(`${CREDENTIAL}/AAuthSecret`, [405, 406, 425]),
      expectNoResults(`${CREDENTIAL}/AAuthSecret`),
      expectStatus(`${CREDENTIAL}/AAuthData`, [405, 406, 425]),
      expectNoResults(`${CREDENTIAL}/AAuthData`),
      send(get(`${ACCOUNT}?list=StructData`)),
      expectListed([ACCOUNT, `${CREDENTIAL}/AAuthName`], {
        not: [`${CREDENTIAL}/AAuthSecret`, `${CREDENTIAL}/AAuthData`],
        more: true,
      }),
      send(get(".?list=MORootData"), get(`${ACCOUNT}?list=TNDS`)),
    ),
    see({ see: "never", text: "client-secret-A-7391" }),
    see({ see: "never", text: "server-secret-A-1846" }),
  ),
  testCase(
    "DI-15",
    "A changed account counts from the next session on",
    "protocol §10.2, tree §13.3",
    { setup: { servers: ["A", "B"], accountAcl: "Add=*&Delete=*&Get=*&Replace=*" } },
    session(
      send(
        replace(`${ACCOUNT}/AppAddr/1/Addr`, "{{B}}"),
        replace(`${CREDENTIAL}/AAuthName`, "gw-1-b"),
        replace(`${CREDENTIAL}/AAuthSecret`, "client-secret-B-5502"),
        replace(`${ACCOUNT}/AppAuth/2/AAuthName`, "org.example.second"),
        replace(`${ACCOUNT}/AppAuth/2/AAuthSecret`, "server-secret-B-9127"),
      ),
      expectEveryStatus(200),
      send(get("./DevInfo/Man")),
      expectStatus("./DevInfo/Man", 200),
    ),
    but(session(send(get("./DevInfo/Man")), expectStatus("./DevInfo/Man", 200)), { at: "B" }),
    see({ see: "text", message: 1, value: /<LocName>gw-1-b<\/LocName>/ }),
  ),
  testCase(
    "DI-16",
    "AAuthPref is honoured",
    "protocol §10.3#1, #2",
    { setup: { preferred: "DIGEST" } },
    session(),
    see({ see: "first-cred", type: "syncml:auth-md5" }),
  ),
  testCase(
    "DI-16b",
    "An empty AAuthPref means the scheme of the last session",
    "protocol §10.3#1",
    { setup: { preferred: "" } },
    session(),
    session(),
    see({ see: "first-cred", type: "syncml:auth-md5" }),
  ),
];
