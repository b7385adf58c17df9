/** What cases of bootstrap are made of. */
import { expectResults, get, send } from "../../steps.ts";
import type { BootstrapAct, BootstrapWay } from "../bootstrap-act.ts";
import type { SessionAct, Setup } from "../case.ts";
import { but, session, withB } from "../case-builders.ts";

export const ACCOUNT = "./DMAcc/AccountA";
/** A device that knows nobody. */
export const EMPTY: Setup = { held: [] };
/** B is a server the device may come to know. */
export const WITH_A: Setup = { servers: ["A", "B"], held: ["A"] };

type More = Omit<BootstrapAct, "act" | "door">;
export const by = (door: BootstrapWay, more: More = {}): BootstrapAct => ({ act: "bootstrap", door, ...more });
export const refusedBy = (door: BootstrapWay, more: More = {}): BootstrapAct => by(door, { refused: true, ...more });

/** The account is there, and its server manages the device. */
export const works: SessionAct = session(
  send(get(`${ACCOUNT}/ServerID`)),
  expectResults(`${ACCOUNT}/ServerID`, "com.example.dm"),
);
export const worksWithB: SessionAct = withB(session());
/** There is no account with A, or with B: nobody comes. */
export const unknown: SessionAct = but(session(), { none: true });
export const unknownB: SessionAct = withB(unknown);
/** A's account is all there is, and as it was. */
export const onlyA: SessionAct = session(
  send(get("./DMAcc"), get(`${ACCOUNT}/Name`)),
  expectResults("./DMAcc", "AccountA"),
  expectResults(`${ACCOUNT}/Name`, "com.example.dm"),
);

export function inAccount(path: string): string {
  return `${ACCOUNT}/${path}`;
}
