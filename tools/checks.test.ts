/** The checks of this repository can fail: each is shown something it must refuse. */
import { describe, expect, it } from "vitest";
import { checkImports } from "./imports.mjs";
import { checkLock } from "./lockcheck.mjs";

const MANIFESTS = {
  codec: { dependencies: { saxes: "1" } },
  client: { dependencies: { "@oma-dm/codec": "1", undici: "1" }, optionalDependencies: { pcsc: "1" } },
  lab: { dependencies: { "@oma-dm/codec": "1", "@oma-dm/client": "1" } },
  cli: { dependencies: { "@oma-dm/client": "1" } },
};

describe("import direction", () => {
  it.each([
    ["packages/codec/src/a.ts", 'import { x } from "node:fs";'],
    ["packages/codec/src/a.ts", 'import { x } from "@oma-dm/client";'],
    ["packages/codec/src/a.ts", 'import x from "left-pad";'],
    ["packages/lab/src/a.ts", 'import { x } from "@oma-dm/client";'],
    ["packages/client/src/tree/a.ts", 'import { x } from "../session/step.ts";'],
    ["packages/client/src/session/a.ts", 'import { x } from "../node/index.ts";'],
    ["packages/client/src/session/a.ts", 'import { x } from "node:crypto";'],
    ["packages/client/src/device.ts", 'const x = await import("undici");'],
    ["packages/client/src/a.ts", 'import "../../lab/src/index.ts";'],
    ["packages/client/src/connect.ts", 'import { x } from "./node/index.ts";'],
    ["packages/client/src/smart-card/a.ts", 'import { x } from "../node/index.ts";'],
    ["packages/client/src/session/a.ts", 'all([import("../tree/uri.ts"), import("node:fs")]);'],
    ["packages/client/src/security/a.ts", 'import { x } from "node:fs";'],
  ])("refuses in %s: %s", (file, line) => {
    expect(checkImports({ [file]: `// first\n${line}` }, MANIFESTS)).toEqual([expect.stringContaining(`${file}:2: `)]);
  });
  it("reads statements over several lines, and names the last", () => {
    const file = "packages/codec/src/a.ts";
    const text = 'import {\n  a,\n} from\n  "node:fs";\nconst b = await import(\n  "node:os"\n);\n';
    expect(checkImports({ [file]: text }, MANIFESTS)).toEqual([
      expect.stringContaining(`${file}:4: node:fs`),
      expect.stringContaining(`${file}:6: node:os`),
    ]);
  });
  it.each([
    ["packages/codec/src/a.ts", 'import { SaxesParser } from "saxes";'],
    ["packages/client/src/tree/a.ts", 'import { STATUS } from "../status.ts";'],
    ["packages/client/src/session/a.ts", 'import { x } from "../tree/uri.ts";'],
    ["packages/client/src/node/a.ts", 'import { request } from "undici";'],
    ["packages/client/src/device-parts.ts", 'const edges = await import("./node/index.ts");'],
    ["packages/client/src/security/a.ts", 'import { createHash } from "node:crypto";'],
    ["packages/client/src/node/a.ts", 'import x from "pcsc";'],
    ["packages/cli/src/a.ts", 'throw notBuilt("bootstrap --from-card");'],
  ])("lets %s say %s", (file, line) => {
    expect(checkImports({ [file]: line }, MANIFESTS)).toEqual([]);
  });
});

describe("the lock", () => {
  const good = { version: "1.0.0", integrity: "sha512-x" };
  it.each([
    ["a registry", { "node_modules/a": { ...good, resolved: "somewhere" } }],
    ["an install script", { "node_modules/a": { ...good, hasInstallScript: true } }],
    ["no integrity", { "node_modules/a": { version: "1.0.0" } }],
    ["a script of our own", { "packages/a": { hasInstallScript: true } }],
    ["a workspace's missing platform", { "packages/a": { optionalDependencies: { gone: "1" } } }],
    ["a missing platform", { "node_modules/a": { ...good, optionalDependencies: { "a-linux": "1" } } }],
  ])("is refused for %s", (_name, packages) => expect(checkLock({ packages })).toHaveLength(1));
  it("may hold workspaces and classic-level's loader", () => {
    const packages = {
      "": {},
      "packages/a": {},
      "node_modules/a": { resolved: "packages/a", link: true },
      "node_modules/classic-level": { ...good, hasInstallScript: true },
    };
    expect(checkLock({ packages })).toEqual([]);
  });
});
