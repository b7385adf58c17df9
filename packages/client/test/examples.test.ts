/** The example of examples/lamp works against the lab, and the README shows it as it stands. */
import { readFileSync } from "node:fs";
import {
  add,
  addNode,
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
import { describe, expect, it } from "vitest";
import { type Lights, manage } from "../examples/lamp/lamp.ts";

const ACCOUNT = {
  serverId: "com.example.dm",
  deviceId: "IMEI:004999010640000",
  client: { name: "lamp", secret: "a" },
  server: { name: "com.example.dm", secret: "b" },
};
const LAMP = "./Vendor/Acme/Lamp";
const int = { format: "int" } as const;

describe("the lamp", () => {
  it("is managed, by values of its own types", async () => {
    const seen: unknown[] = [];
    const lights: Lights = {
      lit: true,
      blink: async (times) => void seen.push(times),
      dim: (percent) => void seen.push(percent),
      watts: (zone) => zone.length / 2,
    };
    const lab = await startLab({
      accounts: [ACCOUNT],
      script: script(
        "lamp",
        { requireAuth: "md5", serverAuth: "md5" },
        send(get(`${LAMP}/Brightness`), get(`${LAMP}/Lit`), get(`${LAMP}/Pin`)),
        expectResults(`${LAMP}/Brightness`, "80"),
        expectResults(`${LAMP}/Lit`, "true"),
        expectStatus(`${LAMP}/Pin`, 405, "Get"),
        send(replace(`${LAMP}/Brightness`, "40", int)),
        expectStatus(`${LAMP}/Brightness`, 200, "Replace"),
        send(replace(`${LAMP}/Brightness`, "140", int)),
        expectStatus(`${LAMP}/Brightness`, 415, "Replace"),
        send(get(`${LAMP}/Brightness`), exec(`${LAMP}/Blink`, { data: "3" })),
        expectResults(`${LAMP}/Brightness`, "40"),
        expectStatus(`${LAMP}/Blink`, 200),
        send(addNode(`${LAMP}/Zone/door`), add(`${LAMP}/Zone/door/Level`, "100", int), get(`${LAMP}/Zone/door/Power`)),
        expectStatus(`${LAMP}/Zone/door`, 200, "Add"),
        expectStatus(`${LAMP}/Zone/door/Level`, 200, "Add"),
        expectResults(`${LAMP}/Zone/door/Power`, "2"),
        send(replace(`${LAMP}/Zone/door/Level`, "-1", int)),
        expectStatus(`${LAMP}/Zone/door/Level`, 415, "Replace"),
        end(),
      ),
    });
    try {
      expect(await manage(lights, bootstrapDocument({ ...ACCOUNT, url: lab.url }))).toBe("completed");
      expect((await lab.ended()).violations).toEqual([]);
    } finally {
      await lab.close();
    }
    expect(seen).toEqual([40, 3]);
  });
});

describe("the README", () => {
  it("shows the example as it stands", async () => {
    const README = new URL("../README.md", import.meta.url);
    const text = readFileSync(README, "utf8");
    const EMBEDDED = /(<!-- (examples\/lamp\/[\w.]+) -->\n\n```\w+\n)[\s\S]*?(```\n)/g;
    expect([...text.matchAll(EMBEDDED)].map(([, , name]) => name)).toEqual(["examples/lamp/lamp.ts"]);
    const current = text.replace(EMBEDDED, (_all, head, name, tail) => {
      return head + readFileSync(new URL(`../${name}`, import.meta.url), "utf8") + tail;
    });
    expect(text).toBe(current);
  });
});
