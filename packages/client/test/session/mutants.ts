/** Every row of the session's tables, changed for the worse (decisions D19): each change must make some case fail. */
import { STATUS, type StatusCode } from "@oma-dm/client";
import type { IntegrityAlgorithm } from "@oma-dm/codec/auth";
import { TOKENS } from "../../../codec/src/auth/integrity.ts";
import { FAILURE_CODES } from "../../src/connect.ts";
import { HEADERS } from "../../src/http-binding.ts";
import { PASSING, type Reaction, STATUSES } from "../../src/http-reactions.ts";
import { REDIRECTS } from "../../src/node/undici-http.ts";
import type { HttpFailure } from "../../src/ports.ts";
import { SHOWN_UNASKED } from "../../src/report/report-message.ts";
import { RETRY } from "../../src/retry-after.ts";
import { INTEGRITY_BY_VERSION, SCHEMES } from "../../src/security/authentication.ts";
import { ALGORITHMS } from "../../src/security/http-authentication.ts";
import { ARRIVED } from "../../src/send-report.ts";
import { CHALLENGE_LIMITS } from "../../src/session/challenge.ts";
import { NOT_DONE } from "../../src/session/execute.ts";
import { HEADER_CHECKS } from "../../src/session/header.ts";
import { CHALLENGES, HEADER_VERDICTS, SPOKEN } from "../../src/session/header-status.ts";
import { CHUNKED } from "../../src/session/large-object.ts";
import { ALERT_ANSWERS, CONTAINERS, REFUSALS } from "../../src/session/refusals.ts";
import { UNPROVEN } from "../../src/session/server-proof.ts";
import { SETTLES } from "../../src/session/session-alerts.ts";
import { ROUNDS } from "../../src/session/step.ts";
import { ANSWERS, INPUT_TYPES, KINDS, OPTIONS, UI_LIMITS } from "../../src/session/ui-alert.ts";
import { around, dropped, type Mutant, mapped, members, put } from "../mutation.ts";
import { CODES, keyOf } from "./cases/status-code-cases.ts";

/** A record: each entry missing, and with each value that `others` has for it. */
function entries<V>(
  table: string,
  record: Readonly<Record<string, V>>,
  rule: (key: string) => string,
  others: (key: string, value: V) => readonly (readonly [name: string, value: V])[] = () => [],
): readonly Mutant[] {
  const open = record as Record<string, V>;
  return Object.entries(record).flatMap(([key, value]): Mutant[] => [
    {
      name: `${table} without ${key}`,
      rule: rule(key),
      apply: () => {
        delete open[key];
        return () => {
          open[key] = value;
        };
      },
    },
    ...others(key, value).map(
      ([name, other]): Mutant => ({ name: `${table} ${key} ${name}`, rule: rule(key), apply: put(open, key, other) }),
    ),
  ]);
}

function statuses(): readonly Mutant[] {
  return CODES.map(([rule, code, name]): Mutant => {
    const key = keyOf(name);
    return {
      name: `STATUS.${key} is ${code + 1}`,
      rule,
      apply: put(STATUS as Record<string, number>, key, code + 1),
    };
  });
}

function schemes(): readonly Mutant[] {
  const rule = "protocol §10.1#3, §10.2#4, §10.3#3, #5, §10.8#5, §11.1#2";
  return Object.entries(SCHEMES).flatMap(([type, row]): Mutant[] => {
    const of = (what: string, apply: Mutant["apply"]): Mutant => ({ name: `SCHEMES.${type} ${what}`, rule, apply });
    const others = Object.values(SCHEMES).filter(({ strength }) => strength !== row.strength);
    return [
      of("unknown", () => {
        const open = SCHEMES as Record<string, typeof row>;
        delete open[type];
        return () => {
          open[type] = row;
        };
      }),
      of("travels otherwise", put(row, "travels", row.travels === "Cred" ? "header" : "Cred")),
      of("wants a nonce or not", put(row, "needsNonce", !row.needsNonce)),
      // A secret goes over into another scheme only upwards, and never out of a password: only the order counts.
      ...(row.needsNonce ? [of("is the weakest", put(row, "strength", 0))] : []),
      ...(type === "HMAC" ? [] : [of("is the strongest", put(row, "strength", 9))]),
      ...others.map(({ scheme }) => of(`is ${scheme}`, put(row, "scheme", scheme))),
    ];
  });
}

function integrity(): readonly Mutant[] {
  const tokens = entries(
    "TOKENS",
    TOKENS,
    () => "protocol §11.1#3, §11.2#3",
    (_, algorithm): readonly (readonly [string, IntegrityAlgorithm])[] => [
      ["otherwise", algorithm === "MD5" ? "SHA256" : "MD5"],
    ],
  );
  const versions = Object.entries(INTEGRITY_BY_VERSION).flatMap(([version, row]): Mutant[] => {
    const of = (what: string, apply: Mutant["apply"]): Mutant => ({
      name: `INTEGRITY_BY_VERSION ${version} ${what}`,
      rule: "protocol §11.2#1, #3",
      apply,
    });
    const other = row.algorithm === "MD5" ? "SHA256" : "MD5";
    return [
      of(`makes ${other}`, put(row, "algorithm", other)),
      of("puts together otherwise", put(row, "construction", "rfc2104")),
      ...row.accepted.map((each, at) => of(`takes no ${each}`, dropped(row.accepted, at))),
      ...(row.accepted.includes("MD5") ? [] : [of("takes MD5", put(row, "accepted", ["SHA256", "MD5"]))]),
    ];
  });
  return [...tokens, ...versions];
}

function alerts(): readonly Mutant[] {
  return [
    ...ALERT_ANSWERS.flatMap((row): Mutant[] => [
      ...row.codes.map((code, at) => ({
        name: `ALERT_ANSWERS without ${JSON.stringify(code)}`,
        rule: row.rule,
        apply: dropped(row.codes, at),
      })),
      {
        name: `ALERT_ANSWERS ${row.codes[0]} otherwise`,
        rule: row.rule,
        apply: put(row, "status", otherThan(row.status)),
      },
    ]),
    ...members("SETTLES", SETTLES, () => "protocol §6.4#9, #11", [
      STATUS.unauthorized,
      STATUS.authenticationRequired,
      STATUS.commandFailed,
      STATUS.serviceUnavailable,
    ]),
  ];
}

function authentication(): readonly Mutant[] {
  return [
    ...around("CHALLENGE_LIMITS", CHALLENGE_LIMITS, "perScheme", "protocol §10.7#5"),
    ...around("CHALLENGE_LIMITS", CHALLENGE_LIMITS, "inAll", "protocol §10.7#5"),
    ...around("ROUNDS", ROUNDS, "unproven", "protocol §10.8#8"),
    ...around("ROUNDS", ROUNDS, "empty", "protocol §18#30"),
    ...entries(
      "UNPROVEN",
      UNPROVEN,
      () => "protocol §10.8#2, #3",
      (_, code) => [["otherwise", code === STATUS.unauthorized ? STATUS.authenticationRequired : STATUS.unauthorized]],
    ),
    ...members("CHALLENGES", CHALLENGES, () => "protocol §10.6#4, #5, §8.9#1", [STATUS.forbidden, STATUS.ok]),
    ...Object.entries(SHOWN_UNASKED).map(
      ([scheme, shown]): Mutant => ({
        name: `SHOWN_UNASKED ${scheme} otherwise`,
        rule: "protocol §14#1",
        apply: put(SHOWN_UNASKED as Record<string, boolean>, scheme, !shown),
      }),
    ),
  ];
}

function headers(): readonly Mutant[] {
  return [
    ...HEADER_CHECKS.flatMap((row, at): Mutant[] => [
      { name: `HEADER_CHECKS[${at}] ${row.rule} dropped`, rule: row.rule, apply: dropped(HEADER_CHECKS, at) },
      {
        name: `HEADER_CHECKS[${at}] ${row.rule} says otherwise`,
        rule: row.rule,
        apply: put(row, "status", otherThan(row.status)),
      },
    ]),
    ...HEADER_VERDICTS.flatMap((row, at): Mutant[] => [
      { name: `HEADER_VERDICTS ${row.from}–${row.to} dropped`, rule: row.rule, apply: dropped(HEADER_VERDICTS, at) },
      ...(["busy", "version-refused", "protocol"] as const)
        .filter((error) => error !== row.error)
        .map((error) => ({
          name: `HEADER_VERDICTS ${row.from}–${row.to} ${error}`,
          rule: row.rule,
          apply: put(row, "error", error),
        })),
    ]),
    ...SPOKEN.map((version, at) => ({
      name: `SPOKEN without ${version}`,
      rule: "protocol §2.1#5, §8.9#1",
      apply: dropped(SPOKEN, at),
    })),
  ];
}

function otherThan(status: StatusCode | undefined): StatusCode {
  return status === STATUS.commandFailed ? STATUS.badRequest : STATUS.commandFailed;
}

function commands(): readonly Mutant[] {
  return [
    ...members("CHUNKED", CHUNKED, () => "protocol §7#5, #10", ["Get", "Delete"]),
    ...members("NOT_DONE", NOT_DONE, () => "protocol §8.6#3, §6.7#18", ["200"]),
    ...REFUSALS.flatMap((row, at): Mutant[] => [
      { name: `REFUSALS "${row.when}" dropped`, rule: row.rule, apply: dropped(REFUSALS, at) },
      { name: `REFUSALS "${row.when}" otherwise`, rule: row.rule, apply: put(row, "status", otherThan(row.status)) },
    ]),
    ...(["Atomic", "Sequence"] as const).flatMap((container): Mutant[] => {
      const { rule, bars } = CONTAINERS[container];
      const allowed =
        container === "Atomic"
          ? (["Add", "Replace", "Delete", "Copy", "Alert"] as const)
          : (["Get", "Atomic"] as const);
      return [
        ...bars.map((cmd, at) => ({ name: `${container} bars no ${cmd}`, rule, apply: dropped(bars, at) })),
        ...allowed.map((cmd) => ({
          name: `${container} bars ${cmd}`,
          rule,
          apply: put(CONTAINERS[container], "bars", [...bars, cmd]),
        })),
      ];
    }),
  ];
}

type InputType = typeof INPUT_TYPES extends ReadonlyMap<string, infer Row> ? Row : never;

function questions(): readonly Mutant[] {
  return [
    ...entries(
      "ANSWERS",
      ANSWERS,
      () => "protocol §6.7#11, #12, #13",
      () => [["is a failure", STATUS.commandFailed]],
    ),
    ...mapped(
      "OPTIONS",
      OPTIONS,
      () => "protocol §6.7#4, #5, #6, #7, #8, #9",
      () => [["says nothing", () => ({})]],
    ),
    ...mapped(
      "INPUT_TYPES",
      INPUT_TYPES,
      () => "protocol §6.7#8",
      (key, row): readonly (readonly [string, InputType])[] => [
        // Any text will do for the first.
        ...(key === "A" ? [] : [["takes all", { ...row, form: /^/ }] as const]),
        ["takes nothing", { ...row, form: /^\b$/ }],
        ["is another", { ...row, kind: row.kind === "text" ? "number" : "text" }],
      ],
      // Which is what there is without a type.
    ).filter(({ name }) => name !== "INPUT_TYPES without A"),
    ...mapped(
      "KINDS",
      KINDS,
      () => "protocol §6.7#10, #15, #6",
      (_, row) => [
        ["has choices or not", { ...row, hasChoices: !row.hasChoices }],
        ["says nothing", { ...row, items: () => undefined }],
        ["has a default or not", { ...row, preset: () => ({ answer: "cancelled" }) }],
      ],
    ),
    ...around("UI_LIMITS", UI_LIMITS, "maxText", "protocol §6.7#16"),
    ...around("UI_LIMITS", UI_LIMITS, "maxChoice", "protocol §6.7#16"),
    ...around("UI_LIMITS", UI_LIMITS, "maxChoices", "protocol §6.7#16"),
    ...around("UI_LIMITS", UI_LIMITS, "maxWaitMs", "protocol §6.7#5"),
  ];
}

const HEADER_RULES: Readonly<Record<string, string>> = {
  "content-type": "protocol §12.1#4",
  accept: "protocol §12.1#5",
  "accept-charset": "protocol §12.1#6",
  "cache-control": "protocol §12.1#7",
  "user-agent": "protocol §12.1#9",
};
const STATUS_RULES: Readonly<Record<string, string>> = {
  401: "protocol §12.3#1",
  407: "protocol §12.3#2",
  ...Object.fromEntries([400, 403, 404, 405, 406, 415].map((status) => [status, "protocol §12.3#4"])),
  429: "protocol §12.3#6",
  413: "protocol §12.3#7",
};
const REACTIONS: readonly Reaction[] = ["message", "retry", "authenticate", "xml", "smaller", "fail"];
const LASTING: readonly HttpFailure["kind"][] = ["tls-untrusted", "tls-expired", "redirect-refused", "bad-url"];

function http(): readonly Mutant[] {
  return [
    ...entries(
      "STATUSES",
      STATUSES as Readonly<Record<string, (typeof STATUSES)[number]>>,
      (status) => STATUS_RULES[status] ?? "protocol §12.3#5",
      (_, row) =>
        REACTIONS.filter((other) => other !== row.reaction).map((other) => [other, { ...row, reaction: other }]),
    ).filter(({ name }) => !SAME_WITHOUT.test(name)),
    ...members("PASSING", PASSING, () => "protocol §12.3#5", LASTING),
    ...HEADERS.flatMap((row, at): Mutant[] => [
      { name: `HEADERS without ${row[0]}`, rule: HEADER_RULES[row[0]]!, apply: dropped(HEADERS, at) },
      {
        name: `HEADERS ${row[0]} otherwise`,
        rule: HEADER_RULES[row[0]]!,
        apply: put(HEADERS as (typeof row)[], at, [row[0], () => "x"]),
      },
    ]),
    ...members("REDIRECTS", REDIRECTS.followed, () => "protocol §12.3#3", [300, 304, 305]),
    ...around("REDIRECTS", REDIRECTS as { most: number }, "most", "protocol §12.3#3"),
    ...around("RETRY", RETRY, "attempts", "protocol §12.3#5"),
    ...around("RETRY", RETRY, "firstMs", "protocol §12.3#5"),
    ...around("RETRY", RETRY, "longestMs", "protocol §12.3#5, #8"),
    ...entries(
      "FAILURE_CODES",
      FAILURE_CODES as Readonly<Record<string, "protocol" | "busy">>,
      () => "protocol §12.2#2, §12.3#8, §12.5#3, §13#5",
    ),
    ...members("ARRIVED", ARRIVED, () => "protocol §14#4", ["http-status", "reset", "http-busy"]),
    ...ALGORITHMS.flatMap((algorithm, at): Mutant[] => {
      const rule = "protocol §12.5#5";
      const swap = (): void => {
        const list = ALGORITHMS as unknown[];
        [list[at], list[at + 1]] = [list[at + 1], list[at]];
      };
      const later = (): (() => void) => {
        swap();
        return swap;
      };
      return [
        { name: `ALGORITHMS without ${algorithm}`, rule, apply: dropped(ALGORITHMS, at) },
        ...(at + 1 === ALGORITHMS.length ? [] : [{ name: `ALGORITHMS ${algorithm} later`, rule, apply: later }]),
      ];
    }),
  ];
}

/** What a status without a row comes to is what some rows say: a failure. Their line of advice is no protocol. */
const SAME_WITHOUT = /^STATUSES without (?:400|403|404|405|407)$/;

export const MUTANTS: readonly Mutant[] = [
  ...statuses(),
  ...schemes(),
  ...integrity(),
  ...alerts(),
  ...authentication(),
  ...headers(),
  ...commands(),
  ...questions(),
  ...http(),
];
