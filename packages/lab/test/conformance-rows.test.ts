/** The rows as data are those of the rule book, and every case they name exists. */
import { readFileSync } from "node:fs";
import { baseOf, CASES, casesFor, FEATURES, PROVISIONAL, ROWS, selectRows } from "@oma-dm/lab";
import { describe, expect, it } from "vitest";

const SHEET = readFileSync(new URL("../../../docs/spec/conformance.md", import.meta.url), "utf8");

/** `R001–R024 | DMPRO | 001: §6, 014–015: §6.1, …`: clauses by row. */
function clausesOfSheet(): [id: string, document: string, clause: string][] {
  return [...SHEET.matchAll(/^\| R\d{3}–R\d{3} \| (\w+) \| (.+) \|$/gm)].flatMap(([, document, list]) =>
    [...list!.matchAll(/(\d{3})(?:–(\d{3}))?: §([\d. and]+?)(?:,|$)/g)].flatMap(([, first, last = first, clause]) =>
      Array.from({ length: Number(last) - Number(first) + 1 }, (_, at): [string, string, string] => [
        `R${String(Number(first) + at).padStart(3, "0")}`,
        document!,
        clause!.trim(),
      ]),
    ),
  );
}

describe("rows", () => {
  it("are the 148 of conformance §0, in order, with document and clause", () => {
    expect(ROWS).toHaveLength(148);
    expect(ROWS.map(({ id, document, clause }) => [id, document, clause])).toEqual(clausesOfSheet());
  });

  it("are 140 for the wire, 1 for a unit test, 6 conditional, 1 for inspection", () => {
    const count = (kind: string) => ROWS.filter((row) => row.kind === kind).length;
    expect(["wire", "unit", "conditional", "inspection"].map(count)).toEqual([140, 1, 6, 1]);
  });

  it("are provisional where conformance §0.1 says so and nowhere else (decisions D17)", () => {
    const ids = [...SHEET.matchAll(/^\| \*\*#\d+\*\* \| (R\d{3}) \|/gm)].map(([, id]) => id);
    expect(ids).toHaveLength(25);
    expect(Object.keys(PROVISIONAL).sort()).toEqual(ids.sort());
  });

  it("each name a case, and every case they name exists", () => {
    const known = new Set(CASES.map(({ id }) => id));
    for (const { id, cases } of ROWS) {
      expect(cases.length, id).toBeGreaterThan(0);
      expect(
        cases.filter((each) => !known.has(each)),
        id,
      ).toEqual([]);
    }
  });
});

it("features are described in docs/judging.md, all of them and in the same words", () => {
  const guide = readFileSync(new URL("../../../docs/judging.md", import.meta.url), "utf8");
  const rows = [...guide.matchAll(/^\| `([\w-]+)` \| (.+) \|$/gm)].map(([, name, what]) => [name, what]);
  expect(Object.fromEntries(rows)).toEqual(FEATURES);
});

describe("cases", () => {
  it("say what they ask of a device while a session is under way: a program with one process a verb cannot do it", () => {
    const asked = CASES.filter(({ acts }) => acts.some((act) => act.act === "session" && act.raise !== undefined));
    const cancelled = CASES.filter(({ acts }) =>
      acts.some((act) => act.act === "session" && act.cancelAfter !== undefined),
    );
    expect([asked.length > 0, cancelled.length > 0]).toEqual([true, true]);
    expect(CASES.filter(({ needs }) => needs.includes("alert-in-session"))).toEqual(asked);
    expect(CASES.filter(({ needs }) => needs.includes("abort"))).toEqual(cancelled);
  });

  it("have ids of their own, and parts of one stand beside it", () => {
    const ids = CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[A-Z]{2}-\d\d(?:[a-z]|-\d{3})?$/.test(id))).toBe(true);
    expect(ids.filter((id) => id.length > 5 && !ids.includes(baseOf(id)))).toEqual([]);
  });

  it("do something, unless they say why not yet", () => {
    for (const { id, acts, notYet } of CASES) expect(acts.length > 0, id).toBe(notYet === undefined);
  });

  it("are chosen by row, range and document", () => {
    expect(selectRows([])).toHaveLength(148);
    expect(selectRows(["R001", "R010-R012", "dmtnds"]).map(({ id }) => id)).toEqual([
      "R001",
      "R010",
      "R011",
      "R012",
      "R093",
      "R094",
    ]);
    expect(() => selectRows(["R999"])).toThrow(RangeError);
    expect(casesFor(selectRows(["R128"])).map(({ id }) => id)).toEqual(["AL-10", "AL-10c", "AL-10b"]);
  });
});
