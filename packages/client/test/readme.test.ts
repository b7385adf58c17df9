/** The README's example is the file beside this one, and it works. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  bootstrapDocument,
  end,
  exec,
  expectResults,
  expectStatus,
  get,
  replace,
  script,
  send,
  startLab,
} from "@oma-dm/lab";
import { expect, it } from "vitest";
import { manage } from "./embedding-example.ts";

it("stands in the README as it is run here", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const example = readFileSync(new URL("embedding-example.ts", import.meta.url), "utf8");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("manages a lamp", async () => {
  const account = {
    serverId: "com.example.dm",
    deviceId: "IMEI:004999010640000",
    client: { name: "gw", secret: "a" },
    server: { name: "com.example.dm", secret: "b" },
  };
  const lab = await startLab({
    accounts: [account],
    script: script(
      "lamp",
      { requireAuth: "md5", serverAuth: "md5" },
      send(replace("./Lamp/On", "true", { format: "bool" }), get("./Lamp/On"), exec("./Lamp/Blink", { data: "3" })),
      expectStatus("./Lamp/On", 200, "Replace"),
      expectResults("./Lamp/On", "true"),
      expectStatus("./Lamp/Blink", 200),
      end(),
    ),
  });
  const state = mkdtempSync(join(tmpdir(), "oma-dm-readme-"));
  try {
    expect(await manage(state, bootstrapDocument({ ...account, url: lab.url }))).toBe("completed");
    expect((await lab.ended()).violations).toEqual([]);
  } finally {
    await lab.close();
    rmSync(state, { recursive: true, force: true });
  }
});
