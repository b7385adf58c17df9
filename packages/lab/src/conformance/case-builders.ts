/** Builders for cases. All return plain data. */
import type { Encoding } from "@oma-dm/codec/syncml";
import type { ScriptOptions, Step } from "../script.ts";
import { end, expectPackage1 } from "../steps.ts";
import type { BootstrapAct } from "./bootstrap-act.ts";
import type {
  Act,
  CaseClass,
  ConformanceCase,
  DeviceAct,
  Feature,
  Observation,
  Security,
  SessionAct,
  Setup,
  Variant,
} from "./case.ts";

export interface CaseOptions {
  readonly class?: CaseClass;
  readonly since?: "1.2" | "1.3";
  /** Beyond what the acts need. */
  readonly needs?: readonly Feature[];
  readonly when?: readonly [feature: Feature, offered: boolean];
  readonly setup?: Setup;
  /** Default `wbxml` alone. */
  readonly encodings?: readonly Encoding[];
  /** Default `md5` alone. */
  readonly securities?: readonly Security[];
}

export const BOTH: readonly Encoding[] = ["xml", "wbxml"];
export const EVERY_WAY: readonly Security[] = ["md5", "hmac", "tls"];

export function testCase(
  id: string,
  title: string,
  clause: string,
  options: CaseOptions,
  ...acts: readonly Act[]
): ConformanceCase {
  const { encodings = ["wbxml"], securities = ["md5"], setup = {}, when } = options;
  const variants: Variant[] = securities.flatMap((security) => encodings.map((encoding) => ({ encoding, security })));
  const needs = new Set<Feature>([...(options.needs ?? []), ...acts.flatMap(needsOfAct), ...needsOfSetup(setup)]);
  return {
    id,
    title,
    clause,
    class: options.class ?? "M",
    since: options.since ?? "1.2",
    needs: [...needs],
    ...(when === undefined ? {} : { when }),
    setup,
    variants,
    acts,
  };
}

/** A case that no client can be judged by so far. */
export function notYet(
  id: string,
  title: string,
  clause: string,
  reason: string,
  options: Pick<CaseOptions, "class" | "since"> = {},
): ConformanceCase {
  return { ...testCase(id, title, clause, options), notYet: reason };
}

function needsOfAct(act: Act): readonly Feature[] {
  switch (act.act) {
    case "session": {
      const needs: Feature[] = [];
      if (act.server === "B") needs.push("two-servers");
      if (act.raise !== undefined) needs.push("alert-in-session");
      if (act.cancelAfter !== undefined) needs.push("abort");
      if (act.alert === 1200 || act.sessionId !== undefined || act.none === true) needs.push("session");
      const text = JSON.stringify([act.options, act.steps], (_key, value: unknown) =>
        value instanceof Uint8Array ? "" : value,
      );
      if (text.includes("./Test/") || text.includes('"./Test"')) needs.push("test-object");
      // Accounts whose names and nodes are ours.
      if (text.includes("./DMAcc/")) needs.push("account-setup");
      if (/"(?:serverAuth|authScope|forgetsClientNonce)"|"kind":"challenge"/.test(text)) needs.push("md5");
      return needs;
    }
    case "observe":
      return act.see === "first-cred" && act.type.endsWith("md5") ? ["md5"] : [];
    case "push": {
      const needs: Feature[] = ["notification"];
      if (act.via === "wap" || act.via === "http") needs.push("push-ports");
      if (act.server === "B") needs.push("two-servers");
      if (JSON.stringify(act.steps).includes("./Test/")) needs.push("test-object");
      return needs;
    }
    case "ports":
      return ["push-ports"];
    case "bootstrap":
      return DOOR_NEEDS[act.door];
    default:
      return [act.act];
  }
}

const DOOR_NEEDS: Readonly<Record<BootstrapAct["door"], readonly Feature[]>> = {
  push: ["bootstrap"],
  file: ["bootstrap"],
  https: ["bootstrap-server"],
  scws: ["smart-card"],
  "power-on": ["smart-card"],
};

function needsOfSetup(setup: Setup): readonly Feature[] {
  const needs: Feature[] = [];
  if (setup.servers?.includes("B") === true) needs.push("two-servers");
  if (setup.tls !== undefined) needs.push("tls");
  if (setup.tls?.clientCertificate === "held") needs.push("client-certificate");
  if (setup.tls?.versions === "1.1") needs.push("old-tls");
  if (setup.ui !== undefined) needs.push("ui");
  if (setup.httpAuth !== undefined) needs.push("http-auth");
  if (setup.authType === "BASIC") needs.push("basic");
  if (setup.authType === "HMAC") needs.push("hmac");
  if (setup.fullDisk === true) needs.push("disk-full");
  if (setup.now !== undefined) needs.push("clock");
  const own: readonly (keyof Setup)[] = [
    ...(["accountAcl", "preferred", "noNonces", "wrongSecret", "binaryNonces", "authType"] as const),
    ...(["portNode", "query", "rootAcl"] as const),
  ];
  if (own.some((key) => setup[key] !== undefined)) needs.push("account-setup");
  return needs;
}

/** A session that begins as every session does and ends with an empty package. */
export function session(...steps: readonly Step[]): SessionAct {
  return { act: "session", options: {}, steps: [expectPackage1({ devInfo: true }), ...steps, end()] };
}

/** A session with nothing added: it begins and ends as its steps say. */
export function rawSession(options: ScriptOptions, ...steps: readonly Step[]): SessionAct {
  return { act: "session", options, steps };
}

/** The same session with options of the server's. */
export function under(options: ScriptOptions, act: SessionAct): SessionAct {
  return { ...act, options: { ...act.options, ...options } };
}

/** The same session, with more said of it. */
export function but(act: SessionAct, more: Partial<SessionAct>): SessionAct {
  return { ...act, ...more };
}

/** A session that sets the scene: whoever fails it is not judged by the case. */
export function prepare(...steps: readonly Step[]): SessionAct {
  return { ...session(...steps), given: true };
}

/** The same session, with the other server. */
export function withB(act: SessionAct): SessionAct {
  return { ...act, server: "B" };
}

type Seen = Observation extends infer Each ? (Each extends Observation ? Omit<Each, "act"> : never) : never;

export function see(what: Seen): Observation {
  return { act: "observe", ...what } as Observation;
}

export function device(act: DeviceAct): DeviceAct {
  return act;
}
