/** The verb: any client, four reports, exit codes. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { freePorts } from "../../../../tools/free-ports.ts";
import { conforms, run } from "../run.ts";
import { workspace } from "../workspace.ts";

const space = workspace();
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const OWN = `${process.execPath} ${here("../../bin/oma-dm.mjs")}`;

interface Said {
  readonly counts: { readonly rows: Readonly<Record<string, number>> };
  readonly rows: readonly { readonly id: string; readonly verdict: string; readonly reasons: readonly string[] }[];
  readonly cases: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly runs: readonly { readonly reasons: readonly string[] }[];
  }[];
}

describe("conformance", () => {
  it("judges our own client by the rows asked for, and writes every report", async () => {
    const report = join(space.folder, "report");
    const { exit, out } = await run(["conformance", "--rows", "R128,R133-R134,DMTNDS", "--report", report, "--json"]);
    expect(exit).toBe(0);
    const { rows } = conforms("conformance", out) as Said;
    expect(rows.map(({ id, verdict }) => [id, verdict])).toEqual(
      ["R093", "R094", "R128", "R133", "R134"].map((id) => [id, "pass"]),
    );
    for (const name of ["statement.html", "statement.json", "statement.xml", "statement.txt"]) {
      expect(readFileSync(join(report, name), "utf8"), name).toContain("R133");
    }
    conforms("conformance", readFileSync(join(report, "statement.json"), "utf8"));
  });

  it("prints a table and one line of counts, the same in every run", async () => {
    const first = await run(["conformance", "--rows", "R128,R146"]);
    expect(first.out).toContain("R128  5.1         pass           Alert Code MUST be 1230.");
    expect(first.out).toContain("of 2 rows 1 pass, 1 inspection");
    expect((await run(["conformance", "--rows", "R128,R146"])).out).toBe(first.out);
  });

  it.each([
    [["--rows", "R200"], "R200 names no row"],
    [["--ixit", "x.yaml"], "give --url too"],
    [["--url", "http://127.0.0.1:1/"], "--url needs --ixit"],
    [["--url", "ftp://x/", "--ixit", "x"], "is no http URL"],
    [["--client", " "], "--client needs a command"],
  ])("refuses %j", async (argv, line) => {
    const { exit, said } = await run(["conformance", ...argv]);
    expect(exit).toBe(2);
    expect(said).toContain(line);
  });

  it.each([
    ["name: x\n", "account must have keys"],
    ["name: [", "is no YAML"],
    ["name: x\naccount: { auth: sha }\n", "account.auth must be md5, basic or none"],
    ["name: x\naccount: { auth: md5, client: { name: a } }\n", "account.client.secret must be a text"],
    ["name: x\naccount: { auth: none }\nfeatures: [wings]\n", "features has wings"],
    ["name: x\naccount: { auth: none }\nencodings: cbor\n", "encodings must list"],
    ["name: x\nspeed: 3\n", "speed is no key"],
  ])("refuses the IXIT file %j", async (text, line) => {
    const file = join(space.folder, "ixit.yaml");
    writeFileSync(file, text);
    const { exit, said } = await run(["conformance", "--url", "http://127.0.0.1:1/", "--ixit", file]);
    expect(exit).toBe(65);
    expect(said).toContain(line);
  });
});

describe("a client that is a program", () => {
  it.runIf(existsSync(here("../../dist/main.js")))(
    "is judged by its verbs",
    async () => {
      const { exit, out } = await run(["conformance", "--client", OWN, "--rows", "R022,R131", "--json"]);
      const { rows } = conforms("conformance", out) as Said;
      expect(rows.map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
      expect(exit).toBe(0);
    },
    120_000,
  );

  it("that is none is said in one line", async () => {
    const { exit, said } = await run(["conformance", "--client", "/nonexistent/client", "--rows", "R022"]);
    expect(exit).toBe(1);
    expect(said).toMatch(/^error: the client cannot be set up: /);
  });
});

describe("a client that is only waited for", () => {
  it("gets a statement of what a server alone can find out", async () => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}/dm`;
    let visitor: ReturnType<typeof spawn> | undefined;
    const say = (text: string): void => {
      if (!text.startsWith("waiting")) return;
      visitor = spawn(process.execPath, [here("foreign-client.mjs"), url, "500"], { stdio: "ignore" });
    };
    const { exit, out } = await run(["conformance", "--url", url, "--ixit", here("ixit.yaml"), "--json"], "", false, {
      say,
    });
    visitor?.kill();
    const { cases, rows } = conforms("conformance", out) as Said;
    const verdict = (id: string) => cases.find((each) => each.id === id)?.verdict;
    const why = (id: string) => `${id}: ${JSON.stringify(cases.find((each) => each.id === id)?.runs)}`;
    // What it does right, what it does wrong, and what nobody could see.
    for (const id of ["TR-01", "TR-02", "TR-04", "TR-06", "DI-03", "SE-01", "SE-03"])
      expect(verdict(id), why(id)).toBe("pass");
    for (const id of ["CM-19", "TR-05", "TR-09"]) expect(verdict(id), id).toBe("fail");
    for (const id of ["CM-01", "AL-01", "SC-10", "DI-14"]) expect(verdict(id), id).toBe("inconclusive");
    expect(rows.find(({ id }) => id === "R055")?.reasons).toContainEqual(
      expect.stringMatching(/^CM-19: Status 200 for .*expected 404$/),
    );
    expect(rows.find(({ id }) => id === "R145")?.verdict).toBe("inconclusive");
    expect(rows.find(({ id }) => id === "R100")?.verdict).toBe("not-applicable");
    expect(exit).toBe(1);
  }, 120_000);
});
