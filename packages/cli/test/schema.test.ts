/** The published schemas know every word the client can say. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PROVEN_BY } from "../../client/src/connect.ts";
import { SESSION_ERROR_CODES } from "../../client/src/session/state.ts";

it.each(["connect.json", "demo.json"])("%s lists every error code and every proof of a server", (name) => {
  const text = readFileSync(new URL(`../schema/${name}`, import.meta.url), "utf8");
  const lists = [...text.matchAll(/"enum": (\[[^\]]*\])/g)].map(([, list]) => JSON.parse(list!) as string[]);
  expect(lists.map((list) => list.sort())).toContainEqual(Object.values(PROVEN_BY).sort());
  expect(lists).toContainEqual([...SESSION_ERROR_CODES].sort());
});
