/** Each command answers with Statuses the text lists for it, whatever is asked: tree §6.3. */
import type { Meta } from "@oma-dm/codec/syncml";
import { expect } from "vitest";
import { command, copy, world } from "../world.ts";
import { type Case, cases } from "./case.ts";

const LISTED = {
  Add: "200 213 215 216 401 404 405 407 413 414 415 418 420 424 425 500 516",
  Replace: "200 213 215 401 403 404 405 407 413 414 415 418 420 424 425 500 516",
  Delete: "200 215 216 401 403 404 405 407 414 425 500 516",
  Get: "200 215 401 404 405 406 407 413 414 415 425 500",
  Exec: "200 202 401 403 404 405 406 407 414 420 425 500 510",
  Copy: "200 215 216 401 403 405 406 407 414 418 420 425 500 510 516",
} as const;

/** Listed for no such command, and answered all the same: what is missing, and a value that does not fit. */
const BESIDES: Readonly<Partial<Record<keyof typeof LISTED, readonly string[]>>> = {
  // An unknown property (tree §4.1#9).
  Replace: ["406"],
  // protocol §8.5#52; a source over the limits of its target.
  Copy: ["404", "415"],
};

const URIS = [
  ".",
  "./",
  "./Open",
  "./Open/a",
  "./Open/dir",
  "./Open/dir/x",
  "./Open/none",
  "./Open/p/q",
  "./Open/a/b",
  "./Closed/c",
  "./Closed/d",
  "./Closed/none",
  "./Obj",
  "./Obj/fixed",
  "./Obj/ro",
  "./Obj/wo",
  "./Obj/num",
  "./Obj/keep",
  "./Obj/late",
  "./Obj/blob",
  "./Obj/run",
  "./Obj/list/n",
  "./Obj/unknown",
  "./Obj/deep/flat/x",
  "./Inbox",
  "./Inbox/x",
  `./${"x".repeat(256)}`,
  "./Open/a?prop=Title",
  "./Open/a?prop=Type",
  "./Open/a?prop=Colour",
  "./Open/a?prop=Name",
  "./Open?prop=Size",
  "./Closed/c?prop=ACL",
  "./Open/a?list=Struct",
  "./Open/a?list=Nothing",
  ".?list=MORoot",
];
const BODIES: readonly (readonly [string | undefined, Meta | undefined])[] = [
  [undefined, undefined],
  ["dir", undefined],
  ["1", undefined],
  ["x", { format: "int" }],
  [undefined, { format: "node" }],
  ["?", { format: "bin" }],
  ["x", { format: "nonsense" }],
  ["x", { type: "application/vnd.syncml.dmtnds+xml" }],
];

type Name = keyof typeof LISTED;

/** Every code a command ever answered with, when it is asked everything. */
async function answers(name: Name): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const w = await world();
  const ask = async (...args: Parameters<typeof w.code>) => found.add(String(await w.code(...args)));
  for (const uri of URIS) {
    if (name === "Copy") {
      for (const other of URIS) await ask("S", copy(uri, other));
    } else for (const [data, meta] of BODIES) await ask("S", command(name, uri, data, meta));
  }
  return found;
}

const lists = (name: Name, ...expected: readonly string[]) => ({
  "listed Statuses alone": async () => {
    const found = await answers(name);
    const listed = [...LISTED[name].split(" "), ...(BESIDES[name] ?? [])];
    // What brings no Data where one must be is incomplete (protocol §8.5).
    expect([...found].filter((code) => !listed.includes(code) && code !== "412")).toEqual([]);
    expect(expected.filter((code) => !found.has(code))).toEqual([]);
  },
});

export const STATUS_CASES: readonly Case[] = cases({
  "tree §6.3#1": lists("Add", "200", "404", "405", "414", "415", "418", "425"),
  "tree §6.3#2": lists("Replace", "200", "404", "405", "414", "415", "418", "425"),
  "tree §6.3#3": lists("Delete", "200", "404", "405", "414", "425"),
  "tree §6.3#4": lists("Get", "200", "404", "405", "406", "414", "425"),
  "tree §6.3#5": lists("Exec", "404", "405", "414", "425"),
  "tree §6.3#6": lists("Copy", "200", "405", "414", "425"),
});
