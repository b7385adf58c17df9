/** SC: who is who, and whether anybody changed a message on its way. */
import { basicText, digestText } from "../../credentials.ts";
import {
  challenge,
  end,
  expectAbort,
  expectPackage1,
  expectResults,
  expectSilence,
  expectStatus,
  expectSyncHdrStatus,
  get,
  inForm,
  replace,
  send,
  withFaults,
} from "../../steps.ts";
import type { ConformanceCase, TlsSetup } from "../case.ts";
import { BOTH, but, prepare, rawSession, see, session, testCase, under } from "../case-builders.ts";

const MAN = "./DevInfo/Man";
const INT = "./Test/int";
const opening = expectPackage1({ devInfo: true });
const int = (value: string) => replace(INT, value, { format: "int" });
const read = [send(get(MAN)), expectStatus(MAN, 200)];
const stillOne = session(send(get(INT)), expectResults(INT, "1"));
const one = prepare(send(int("1")), expectStatus(INT, 200));
/** Made with the nonce the account was provisioned with. */
const FIRST_DIGEST = new RegExp(
  digestText("gw-1", "client-secret-A-7391", new TextEncoder().encode("first-nonce-of-client-A")).replace(
    /[+/]/g,
    "\\$&",
  ),
);
const REFUSED = ["server-refused", "aborted-by-client", "running"] as const;
const tls = (setup: TlsSetup) => ({ securities: ["tls"] as const, setup: { tls: setup } });

export const SECURITY_CASES: readonly ConformanceCase[] = [
  testCase(
    "SC-01",
    "The client proves itself by MD5 when it is asked",
    "protocol §10.7, §10.4, §10.6",
    { encodings: BOTH, setup: { noNonces: true } },
    session(...read, send(get(MAN)), expectStatus(MAN, 200)),
    see({ see: "text", message: 2, value: /<Cred><Meta><Format[^>]*>b64<.*syncml:auth-md5.*<Data>1201</s }),
    see({ see: "refusals", atMost: 1 }),
  ),
  testCase(
    "SC-02",
    "Nonces live from session to session, and through a restart",
    "protocol §10.9",
    { encodings: BOTH },
    session(...read),
    session(...read),
    see({ see: "first-cred", type: "syncml:auth-md5" }),
    see({ see: "refusals", atMost: 0 }),
    { act: "restart" },
    session(...read),
    see({ see: "refusals", atMost: 0 }),
    under({ authScope: "message" }, session(...read, send(get(MAN)), expectStatus(MAN, 200))),
    see({ see: "refusals", atMost: 0 }),
    see({ see: "text", message: 3, value: /<Cred>/ }),
  ),
  testCase(
    "SC-02b",
    "Nonces are bytes, not text",
    "protocol §10.4, §10.5",
    { encodings: BOTH, setup: { binaryNonces: true } },
    session(...read),
    see({ see: "refusals", atMost: 0 }),
  ),
  testCase(
    "SC-02c",
    "A NextNonce with line breaks and without padding",
    "protocol §3.4#5, §10.5",
    { encodings: ["xml"], setup: { noNonces: true } },
    session(
      inForm(challenge(), {
        edits: [
          ['<NextNonce xmlns="syncml:metinf">', '<NextNonce xmlns="syncml:metinf">\n  '],
          ["</NextNonce>", "\n</NextNonce>"],
        ],
      }),
      ...read,
    ),
    see({ see: "refusals", atMost: 1 }),
  ),
  testCase(
    "SC-02d",
    "LocName is the name the account has now",
    "protocol §3.3#8, §10.2",
    { setup: { accountAcl: "Add=*&Delete=*&Get=*&Replace=*" } },
    session(
      send(replace("./DMAcc/AccountA/AppAuth/1/AAuthName", "renamed")),
      expectStatus("./DMAcc/AccountA/AppAuth/1/AAuthName", 200),
    ),
    see({ see: "text", message: 1, value: /<LocName>gw-1<\/LocName>/ }),
    but(rawSession({}, expectAbort()), { ends: ["running", "aborted-by-client"] }),
    see({ see: "text", message: 1, value: /<LocName>renamed<\/LocName>/ }),
  ),
  testCase(
    "SC-03",
    "A nonce the server has forgotten",
    "protocol §10.7, §10.10",
    { encodings: BOTH },
    under({ forgetsClientNonce: true }, session(...read)),
    see({ see: "refusals", atMost: 1 }),
    session(...read),
    see({ see: "refusals", atMost: 0 }),
  ),
  testCase(
    "SC-04",
    "Commands of a server that did not prove itself wait until it does",
    "protocol §10.8",
    { encodings: BOTH },
    one,
    under({ serverAuth: "md5-when-challenged" }, session(send(get(MAN)), expectStatus(MAN, 200))),
    see({
      see: "text",
      message: 2,
      value: /<Cmd>SyncHdr<.*<Chal>.*syncml:auth-md5.*<NextNonce.*<Data>(?:401|407)<.*<Cmd>Get<.*<Data>(?:401|407)</s,
    }),
    under({ serverAuth: "wrong-once" }, session(...read)),
    under({ serverAuth: "stale-nonce" }, session(...read)),
    but(rawSession({ serverAuth: "wrong" }, opening, send(int("4711")), expectAbort()), { ends: REFUSED }),
    see({ see: "no-text", value: /<Cmd>Replace<\/Cmd>(?:<TargetRef>[^<]*<\/TargetRef>)?<Data>2/ }),
    stillOne,
  ),
  testCase(
    "SC-05",
    "No challenge where nothing was asked",
    "protocol §10.8",
    { encodings: BOTH },
    rawSession({ serverAuth: "md5-when-challenged" }, opening, end(), expectSilence()),
    see({ see: "messages", atMost: 1 }),
  ),
  testCase(
    "SC-06",
    "The client's nonces are new every time and long enough",
    "protocol §10.9",
    {},
    ...Array.from({ length: 8 }, () => session(...read)),
    see({ see: "nonces", count: 8 }),
  ),
  testCase(
    "SC-07",
    "A wrong password does not go round in circles",
    "protocol §10.7",
    { encodings: BOTH, setup: { wrongSecret: "client" } },
    but(rawSession({}, expectAbort()), { ends: ["running", "aborted-by-client"] }),
    see({ see: "messages", atLeast: 2, atMost: 4 }),
  ),
  testCase(
    "SC-07b",
    "A server whose secret is wrong never gets in",
    "protocol §10.8",
    { setup: { wrongSecret: "server" } },
    but(rawSession({}, opening, send(int("4711")), expectAbort()), { ends: REFUSED }),
    see({ see: "no-text", value: /<Cmd>Replace<\/Cmd>(?:<TargetRef>[^<]*<\/TargetRef>)?<Data>2/ }),
  ),
  ...(["expired", "not-yet-valid", "wrong-host", "unknown-authority"] as const).map((certificate) =>
    testCase(
      `SC-08${{ expired: "", "not-yet-valid": "b", "wrong-host": "c", "unknown-authority": "d" }[certificate]}`,
      `No byte to a server whose certificate is ${certificate.replace("wrong-host", "for another host").replace("unknown-authority", "from nobody we know").replaceAll("-", " ")}`,
      "protocol §13",
      tls({ certificate }),
      but(rawSession({}, opening, end()), { none: true }),
    ),
  ),
  testCase(
    "SC-09",
    "The client's certificate is shown when the server asks",
    "protocol §13, §10.3#4",
    { encodings: BOTH, ...tls({ clientCertificate: "held" }) },
    session(...read),
    see({ see: "first-cred", type: "none" }),
  ),
  testCase(
    "SC-09b",
    "A server that demands a certificate of a client that has none",
    "protocol §13",
    tls({ clientCertificate: "missing" }),
    but(rawSession({}, opening, end()), { none: true }),
    see({ see: "outcome", value: /^(?!completed)/ }),
  ),
  testCase(
    "SC-10",
    "A mac on every message",
    "protocol §11.1, §11.3",
    { encodings: BOTH, securities: ["hmac"] },
    session(...read, send(int("5"), get(INT)), expectResults(INT, "5")),
    see({ see: "header", name: "x-syncml-hmac", value: /(?=.*username="gw-1")(?=.*mac=)/ }),
    see({ see: "first-cred", type: "none" }),
    session(...read),
    under({ forgetsClientNonce: true }, session(...read)),
  ),
  testCase(
    "SC-11",
    "A server whose mac is wrong or missing, or whose message was changed",
    "protocol §11.1",
    { encodings: BOTH, securities: ["hmac"] },
    one,
    but(rawSession({ serverAuth: "hmac-wrong" }, opening, send(int("4711")), expectAbort()), { ends: REFUSED }),
    stillOne,
    // Changed on its way it is refused; the server's own words, said again, are not.
    session(...read, withFaults(send(int("4711")), { kind: "tampered", from: "4711", to: "4712" })),
    see({ see: "text", message: 3, value: /<Cmd>Replace<\/Cmd>(?:<TargetRef>[^<]*<\/TargetRef>)?<Data>401</ }),
    session(send(get(INT)), expectResults(INT, /^(?:1|4711)$/)),
  ),
  testCase(
    "SC-12",
    "SHA-256 with DM/1.3, and no weaker one in its place",
    "protocol §11.2",
    { since: "1.3", securities: ["hmac"] },
    session(...read),
    see({ see: "header", name: "x-syncml-hmac", value: /algorithm=SHA-?256/i }),
  ),
  testCase(
    "SC-12b",
    "A mac of an algorithm that was not agreed",
    "protocol §11.2",
    { since: "1.3", securities: ["hmac"], setup: { hmac: { algorithm: "MD5" } } },
    but(rawSession({}, opening, send(int("4711"))), { ends: REFUSED, without: ["script"] }),
    see({ see: "no-text", value: /<Cmd>Replace<\/Cmd>(?:<TargetRef>[^<]*<\/TargetRef>)?<Data>2/ }),
  ),
  testCase("SC-13", "TLS 1.2", "protocol §13", tls({ versions: "1.2" }), session(...read)),
  testCase("SC-13b", "TLS 1.3", "protocol §13", tls({ versions: "1.3" }), session(...read)),
  testCase(
    "SC-13c",
    "TLS 1.1 is off unless it was switched on",
    "protocol §13#4",
    tls({ versions: "1.1" }),
    but(rawSession({}, opening, end()), { none: true }),
  ),
  testCase(
    "SC-13d",
    "TLS 1.1, switched on",
    "protocol §13#4",
    tls({ versions: "1.1", allowOld: true }),
    session(...read),
  ),
  testCase(
    "SC-14",
    "The scheme does not change within a session",
    "protocol §10.7, §10.3#5",
    {},
    but(
      rawSession(
        {},
        opening,
        ...read,
        inForm(challenge(), { edits: [["syncml:auth-md5", "syncml:auth-basic"]] }),
        expectAbort(),
        expectSilence(),
      ),
      { ends: ["completed", "aborted-by-client", "running"] },
    ),
    see({ see: "never", text: basicText("gw-1", "client-secret-A-7391") }),
  ),
  testCase(
    "SC-15",
    "Basic, where the account has it and nobody listens",
    "protocol §10.4, §10.3#5",
    { class: "O", encodings: BOTH, setup: { authType: "BASIC" } },
    under({ requireAuth: "basic", serverAuth: "basic" }, session(...read)),
  ),
  testCase(
    "SC-16",
    "A nonce of a server that did not prove itself is not kept",
    "protocol §10.9#4",
    { class: "O" },
    but(rawSession({ serverAuth: "wrong" }, opening, challenge(), send(int("4711"))), {
      ends: REFUSED,
      without: ["script"],
    }),
    session(...read),
    see({ see: "text", message: 1, value: FIRST_DIGEST }),
  ),
  testCase(
    "SC-17",
    "Credentials of the server are judged: good, bad, none",
    "protocol §10.6, §10.8",
    {},
    session(...read, expectSyncHdrStatus([200, 212])),
    see({ see: "text", message: 2, value: /<Cmd>SyncHdr<.*<Data>(?:200|212)</s }),
    see({ see: "header-refs" }),
  ),
  testCase(
    "SC-18",
    "The name the server gives itself is the one its secret belongs to",
    "protocol §3.3#8, §10.2",
    {},
    session(
      inForm(send(get(MAN)), {
        edits: [["</LocURI></Source><Cred>", "</LocURI><LocName>com.example.dm</LocName></Source><Cred>"]],
      }),
      expectStatus(MAN, 200),
    ),
    one,
    but(
      rawSession(
        {},
        opening,
        inForm(send(int("4711")), {
          edits: [["</LocURI></Source><Cred>", "</LocURI><LocName>somebody</LocName></Source><Cred>"]],
        }),
        expectAbort(),
      ),
      { ends: REFUSED },
    ),
    stillOne,
  ),
];
