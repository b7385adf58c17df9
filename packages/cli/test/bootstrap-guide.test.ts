/** docs/bootstrap.md as a new user follows it: every command in it is run, but those that need a card or install something. */
import { expect, it } from "vitest";
import { describeNeeding } from "../../../tools/needs.ts";
import { follow, shellOf } from "./guide.ts";
import { workspace } from "./workspace.ts";

const place = workspace();

describeNeeding(["openssl"], "the guide to bootstrap", () => {
  it("works as it stands", async () => {
    const blocks = shellOf("bootstrap.md");
    const runnable = blocks.filter((text) => !/npm install|card-ca/.test(text));
    expect([blocks.length, runnable.length]).toEqual([8, 6]);
    const { status, stdout, errors } = await follow(runnable.join(""), place.folder, ["8443"]);
    expect([status, errors]).toEqual([0, []]);
    // Said in advance, done, signed, by provisioning, from the server.
    expect(stdout.split("\n").filter((line) => line.startsWith("./"))).toEqual([
      "./DMAcc/Operator",
      "./DMAcc/Operator",
      "./DMAcc/Operator",
      "./DMAcc/1",
      "./DMAcc/Operator",
    ]);
  }, 120_000);
});
