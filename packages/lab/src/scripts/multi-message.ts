/** Packages of several messages. Clause: protocol §5.6, §7. */
import type { Script } from "../script.ts";
import {
  add,
  chunk,
  end,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  remove,
  script,
  send,
  sendPart,
} from "../steps.ts";

/** Package 2 in three messages; the device asks for each with Alert 1222. */
export const multiMessage: Script = script(
  "multi-message",
  {},
  expectPackage1({ devInfo: true }),
  sendPart(get("./DevInfo/DevId")),
  sendPart(get("./DevInfo/Man")),
  send(get("./DevInfo/Mod")),
  expectStatus("./DevInfo/DevId", 200),
  expectStatus("./DevInfo/Man", 200),
  expectStatus("./DevInfo/Mod", 200),
  expectResults("./DevInfo/DevId", /./),
  expectResults("./DevInfo/Man", /./),
  expectResults("./DevInfo/Mod", /./),
  end(),
);

const BIG = "./Test/dyn/Big";

/** A leaf in three chunks: 213, 213, 200, and the value whole. */
export const largeObject: Script = script(
  "large-object",
  {},
  expectPackage1({ devInfo: true }),
  sendPart(chunk(add(BIG, "one, "), { size: 15, more: true })),
  expectStatus(BIG, 213),
  sendPart(chunk(add(BIG, "two, "), { more: true })),
  expectStatus(BIG, 213),
  send(chunk(add(BIG, "three"), { more: false })),
  expectStatus(BIG, 200),
  send(get(BIG), remove(BIG)),
  expectStatus(BIG, 200, "Get"),
  expectResults(BIG, "one, two, three"),
  end(),
);
