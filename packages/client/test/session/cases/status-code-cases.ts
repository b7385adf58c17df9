/** The codes this client speaks, by their names in the catalogue, and what it makes of all the others: protocol §9. */
import { expect } from "vitest";
import { isSuccess, STATUS } from "../../../src/status.ts";
import { type Case, cases } from "../../tree/cases/case.ts";
import { Dialogue, get } from "../dialogue.ts";

/** Rule, code, name as the catalogue has it, up to the first bracket or stroke. */
// biome-ignore format: rows of protocol §9
export const CODES: readonly (readonly [rule: string, code: number, name: string])[] = [
  ["protocol §9#1", 101, "In progress"],
  ["protocol §9#2", 200, "OK"],
  ["protocol §9#4", 202, "Accepted for processing"],
  ["protocol §9#14", 212, "Authentication accepted"],
  ["protocol §9#15", 213, "Chunked item accepted and buffered"],
  ["protocol §9#16", 214, "Operation cancelled"],
  ["protocol §9#17", 215, "Not executed"],
  ["protocol §9#18", 216, "Atomic roll back OK"],
  ["protocol §9#23", 304, "Not modified"],
  ["protocol §9#25", 400, "Bad request"],
  ["protocol §9#26", 401, "Unauthorized"],
  ["protocol §9#28", 403, "Forbidden"],
  ["protocol §9#29", 404, "Not found"],
  ["protocol §9#30", 405, "Command not allowed"],
  ["protocol §9#31", 406, "Optional feature not supported"],
  ["protocol §9#32", 407, "Authentication required"],
  ["protocol §9#33", 408, "Request timeout"],
  ["protocol §9#36", 411, "Size required"],
  ["protocol §9#37", 412, "Incomplete command"],
  ["protocol §9#38", 413, "Request entity too large"],
  ["protocol §9#39", 414, "URI too long"],
  ["protocol §9#40", 415, "Unsupported media type or format"],
  ["protocol §9#41", 416, "Requested range not satisfiable"],
  ["protocol §9#42", 417, "Retry later"],
  ["protocol §9#43", 418, "Already exists"],
  ["protocol §9#45", 420, "Device full"],
  ["protocol §9#49", 424, "Size mismatch"],
  ["protocol §9#50", 425, "Permission denied"],
  ["protocol §9#54", 500, "Command failed"],
  ["protocol §9#57", 503, "Service unavailable"],
  ["protocol §9#59", 505, "DTD version not supported"],
  ["protocol §9#61", 507, "Atomic failed"],
  ["protocol §9#64", 510, "Data store failure"],
  ["protocol §9#67", 513, "Protocol version not supported"],
  ["protocol §9#69", 516, "Atomic roll back failed"],
];

/** `In progress` as `inProgress`. */
export function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
}

const NAMED: Readonly<Record<string, number>> = STATUS;

export const STATUS_CODE_CASES: readonly Case[] = [
  ...CODES.map(
    ([rule, code, name]): Case => ({
      rule,
      title: `${code} is ${name}, and nothing else is`,
      run: async () => {
        expect(NAMED[keyOf(name)]).toBe(code);
        expect(Object.values(NAMED).filter((each) => each === code)).toHaveLength(1);
      },
    }),
  ),
  ...cases({
    "protocol §9#71": {
      "no code is known beside those of the catalogue": async () => {
        const known = new Set(CODES.map(([, , name]) => keyOf(name)));
        expect(Object.keys(NAMED).filter((key) => !known.has(key))).toEqual([]);
      },
      "a code nobody knows counts by its first digit": async () => {
        expect([199, 200, 230, 299, 300, 399, 499, 599].filter(isSuccess)).toEqual([200, 230, 299]);
        for (const [code, goesOn] of [
          ["99", false],
          ["100", true],
          ["199", true],
          ["299", true],
          ["300", false],
          ["399", false],
          ["499", false],
          ["599", false],
        ] as const) {
          const d = new Dialogue();
          d.say([get("./A")], { header: { code } });
          expect([code, d.effect("execute") !== undefined]).toEqual([code, goesOn]);
        }
      },
    },
  }),
];
