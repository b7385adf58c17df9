/** Scripts that come with the lab, by name. */
import type { Script } from "../script.ts";
import { flowA, flowB, flowC, flowD, flowE } from "./auth-flows.ts";
import { demoSession } from "./demo.ts";
import { largeObject, multiMessage } from "./multi-message.ts";
import { abortByServer, garbage, impostor, stopMidSession } from "./session-ends.ts";

export {
  abortByServer,
  demoSession,
  flowA,
  flowB,
  flowC,
  flowD,
  flowE,
  garbage,
  impostor,
  largeObject,
  multiMessage,
  stopMidSession,
};

export const SCRIPTS: Readonly<Record<string, Script>> = Object.fromEntries(
  [
    ...[demoSession, flowA, flowB, flowC, flowD, flowE],
    ...[abortByServer, garbage, impostor, stopMidSession, multiMessage, largeObject],
  ].map((each) => [each.name, each]),
);
