/** docs/push.md as a new user follows it: every command of its first part is run. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { follow, shellOf } from "./guide.ts";
import { workspace } from "./workspace.ts";

const place = workspace();
const ENSURE = fileURLToPath(new URL("../../../tools/ensure.mjs", import.meta.url));

beforeAll(() => void spawnSync(process.execPath, [ENSURE, "build"]), 60_000);

it("the guide to push works as it stands", async () => {
  const blocks = shellOf("push.md");
  expect(blocks.length).toBe(3);
  const { status, stdout, stderr, errors } = await follow(blocks.join(""), place.folder, ["2948", "4035", "4037"]);
  expect([status, errors]).toEqual([0, []]);
  expect(stdout).toContain("1A completed []");
  expect(stderr).toContain('"msg": "notified"');
  expect(JSON.parse(stdout.slice(stdout.indexOf("{")))).toMatchObject({
    push: { received: 2, accepted: 1, ignored: { "bad-digest": 1 } },
  });
}, 120_000);
