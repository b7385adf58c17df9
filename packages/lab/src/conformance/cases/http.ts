/** HT: the HTTP binding. */
import type { LabHttpAuth } from "../../http-auth.ts";
import {
  end,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  inForm,
  replace,
  send,
  withFaults,
} from "../../steps.ts";
import type { ConformanceCase } from "../case.ts";
import { BOTH, but, prepare, rawSession, see, session, testCase } from "../case-builders.ts";

const MAN = "./DevInfo/Man";
const read = [send(get(MAN)), expectStatus(MAN, 200)];
const opening = expectPackage1({ devInfo: true });
const WEB: LabHttpAuth = { scheme: "digest", name: "web-user", secret: "web-secret-6604" };
const BASIC: LabHttpAuth = { ...WEB, scheme: "basic" };
const web = (httpAuth: Partial<LabHttpAuth>) => ({ setup: { httpAuth: { ...WEB, ...httpAuth } } });

export const HTTP_CASES: readonly ConformanceCase[] = [
  testCase(
    "HT-01",
    "One message per POST, over connections that stay and that do not",
    "protocol §12.1#1, #2, #3",
    { encodings: BOTH },
    session(...read, ...read),
    session(
      withFaults(send(get(MAN)), { kind: "headers", headers: { connection: "close" } }),
      expectStatus(MAN, 200),
      ...read,
    ),
    see({ see: "header", name: "content-length", value: /^\d+$/ }),
    see({ see: "header", name: "host", value: /^127\.0\.0\.1:\d+$/ }),
  ),
  testCase(
    "HT-01b",
    "Port and query of the address",
    "protocol §12.1#3, tree §13.3",
    { setup: { portNode: true, query: "q=1&r=%20" } },
    session(...read),
    see({ see: "target", message: 1, value: "/dm?q=1&r=%20" }),
    see({ see: "target", message: 2, value: "/dm?q=1&r=%20" }),
  ),
  testCase(
    "HT-02",
    "Headers of the request",
    "protocol §12.1",
    { encodings: BOTH },
    session(...read),
    see({ see: "header", name: "content-type", value: /^application\/vnd\.syncml\.dm\+(?:xml|wbxml)(?:;|$)/ }),
    see({
      see: "header",
      name: "accept",
      value: /(?=.*application\/vnd\.syncml\.dm\+xml)(?=.*application\/vnd\.syncml\.dm\+wbxml)/,
    }),
    see({ see: "header", name: "accept-charset", value: /utf-8/i }),
    see({ see: "header", name: "cache-control", value: /no-store|private/ }),
    see({ see: "header", name: "user-agent", value: /^[\w!#$%&'*+.^`|~-]+(?:\/\S+)?/ }),
    session(...read),
    see({ see: "header", name: "user-agent", value: /^[\w!#$%&'*+.^`|~-]+(?:\/\S+)?/ }),
  ),
  testCase(
    "HT-02b",
    "Text beyond ASCII in UTF-8; another charset is no garbage",
    "protocol §12.1#6, §12.2",
    { encodings: ["xml"] },
    session(
      withFaults(send(replace("./Test/text", "åäö €")), {
        kind: "headers",
        headers: { "content-type": "application/vnd.syncml.dm+xml; charset=utf-8" },
      }),
      expectStatus("./Test/text", 200),
      send(get("./Test/text")),
      expectResults("./Test/text", "åäö €"),
    ),
    but(
      rawSession(
        {},
        opening,
        inForm(send(replace("./Test/text", "other")), { utf16: true, means: "as-composed" }),
        end(),
      ),
      {
        ends: ["completed", "running", "aborted-by-client"],
        without: ["script", "INV-07", "INV-08"],
      },
    ),
    session(send(get("./Test/text")), expectResults("./Test/text", /^(?:åäö €|other)$/)),
  ),
  testCase(
    "HT-03",
    "Nothing comes from a cache",
    "protocol §12.1#7",
    {},
    ...[1, 2].map(() =>
      session(
        withFaults(send(get(MAN)), {
          kind: "headers",
          headers: {
            "cache-control": "max-age=3600, x-unknown=1",
            etag: '"one"',
            expires: "Thu, 01 Jan 2099 00:00:00 GMT",
          },
        }),
        expectStatus(MAN, 200),
      ),
    ),
    see({ see: "messages", atLeast: 2, atMost: 2 }),
  ),
  testCase(
    "HT-04",
    "An answer in chunks of one byte",
    "protocol §12.1#8, §12.2",
    { encodings: BOTH },
    session(
      withFaults(send(get(MAN)), { kind: "chunked", size: 1 }),
      expectStatus(MAN, 200),
      withFaults(send(get(MAN)), { kind: "chunked", size: 7 }, { kind: "headers", headers: { trailer: "x-checksum" } }),
      expectStatus(MAN, 200),
    ),
  ),
  testCase(
    "HT-05",
    "HTTP Digest",
    "protocol §12.5",
    web({}),
    session(...read),
    see({ see: "http-attempts", atMost: 1 }),
  ),
  testCase(
    "HT-05b",
    "HTTP Digest of RFC 2617",
    "protocol §12.5",
    web({ algorithms: ["MD5"], qop: "none", unnamedAlgorithm: true }),
    session(...read),
  ),
  testCase(
    "HT-05c",
    "HTTP Basic",
    "protocol §12.5",
    { setup: { httpAuth: BASIC } },
    session(...read),
    see({ see: "http-attempts", atMost: 1 }),
  ),
  testCase("HT-05d", "A nonce that is stale", "protocol §12.5", web({ nonceUses: 1 }), session(...read)),
  testCase(
    "HT-05e",
    "Wrong HTTP credentials are shown once",
    "protocol §12.5#3",
    { setup: { httpAuth: WEB, wrongHttpSecret: true } },
    but(rawSession({}, opening, end()), { ends: ["running"], absent: true }),
    see({ see: "http-attempts", atMost: 2 }),
  ),
  testCase(
    "HT-05f",
    "Several challenges, quoted commas, a scheme nobody knows",
    "protocol §12.5",
    web({ realm: 'a "realm", and more', algorithms: ["SHA-256", "MD5"] }),
    session(...read),
  ),
  testCase(
    "HT-06",
    "The nonce of the next request comes with the answer",
    "protocol §12.5",
    web({ nextNonce: true, nonceUses: 1 }),
    session(...read, ...read),
    see({ see: "http-attempts", atMost: 1 }),
  ),
  testCase(
    "HT-06b",
    "A server that does not know the secret",
    "protocol §12.5",
    web({ rspauth: "wrong" }),
    but(rawSession({}, opening, send(replace("./Test/text", "4711"))), { ends: ["running"], without: ["script"] }),
    see({ see: "messages", atMost: 2 }),
  ),
  testCase(
    "HT-07",
    "Redirects",
    "decisions D10, protocol §12.3",
    { class: "X" },
    ...([307, 308] as const).map((status) =>
      session(withFaults(send(get(MAN)), { kind: "redirect", status, location: "/elsewhere" }), expectStatus(MAN, 200)),
    ),
    but(
      rawSession(
        {},
        opening,
        withFaults(send(get(MAN)), { kind: "redirect", status: 307, location: "http://elsewhere.example/", times: 9 }),
      ),
      {
        ends: ["running"],
        without: ["script"],
      },
    ),
    but(rawSession({}, opening, withFaults(send(get(MAN)), { kind: "http-status", status: 405, times: 9 })), {
      ends: ["running"],
      without: ["script"],
    }),
    session(...read),
  ),
  testCase(
    "HT-08",
    "Plain http, with application-layer authentication",
    "decisions D20, protocol §12.1",
    { encodings: BOTH },
    prepare(...read),
    session(...read),
    see({ see: "first-cred", type: "syncml:auth-md5" }),
  ),
];
