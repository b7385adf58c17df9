/** Scripts that come with the lab, by name. */
import type { Script } from "../script.ts";
import {
  flowA,
  flowB,
  flowBStaleNonce,
  flowC,
  flowCStaleNonce,
  flowCWrongCred,
  flowD,
  flowDBothWrong,
  flowE,
  flowHmac,
  flowHmacBothFail,
} from "./auth-flows.ts";
import { demoSession } from "./demo.ts";
import { largeObject, multiMessage } from "./multi-message.ts";
import { abortByServer, garbage, impostor, stopMidSession } from "./session-ends.ts";

export {
  abortByServer,
  demoSession,
  flowA,
  flowB,
  flowBStaleNonce,
  flowC,
  flowCStaleNonce,
  flowCWrongCred,
  flowD,
  flowDBothWrong,
  flowE,
  flowHmac,
  flowHmacBothFail,
  garbage,
  impostor,
  largeObject,
  multiMessage,
  stopMidSession,
};

export const SCRIPTS: Readonly<Record<string, Script>> = Object.fromEntries(
  [
    ...[demoSession, flowA, flowB, flowC, flowD, flowE],
    ...[flowBStaleNonce, flowCStaleNonce, flowCWrongCred, flowDBothWrong, flowHmac, flowHmacBothFail],
    ...[abortByServer, garbage, impostor, stopMidSession, multiMessage, largeObject],
  ].map((each) => [each.name, each]),
);
