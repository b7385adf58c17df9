/** Sessions that end early. Clause: protocol §5.7. */
import type { Script } from "../script.ts";
import {
  abort,
  expectAbort,
  expectPackage1,
  expectSilence,
  expectStatus,
  get,
  raw,
  replace,
  script,
  send,
  withFaults,
} from "../steps.ts";

/** The server aborts beside a Replace that must not be executed. */
export const abortByServer: Script = script(
  "abort-by-server",
  {},
  expectPackage1({ devInfo: true }),
  send(get("./Test/int")),
  expectStatus("./Test/int", 200),
  abort(replace("./Test/int", "4711", { format: "int" })),
  expectSilence(),
);

/** Bytes that are no message instead of package 4; the client aborts or falls silent (protocol §8.3). */
export const garbage: Script = script(
  "garbage",
  {},
  expectPackage1({ devInfo: true }),
  send(get("./DevInfo/DevId")),
  expectStatus("./DevInfo/DevId", 200),
  raw(new Uint8Array([0x03, 0xa4, 0x01, 0x6a, 0x00, 0x6d, 0xff, 0xff, 0x00, 0x13, 0x37])),
  expectAbort(),
  expectSilence(),
);

/** The server disappears instead of answering package 3. */
export const stopMidSession: Script = script(
  "stop-mid-session",
  {},
  expectPackage1({ devInfo: true }),
  send(get("./DevInfo/DevId")),
  expectStatus("./DevInfo/DevId", 200),
  withFaults(send(get("./DevInfo/Man")), { kind: "stop-server" }),
  expectSilence(),
);

/** The server never shows the right credentials; the client gives up with Alert 1223 or without a word (§10.8). */
export const impostor: Script = script(
  "impostor",
  { serverAuth: "wrong" },
  expectPackage1({ devInfo: true }),
  send(replace("./Test/int", "4711", { format: "int" })),
  expectAbort(),
);
