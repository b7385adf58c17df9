import { defineConfig } from "vitest/config";

export default defineConfig({
  // Sources are tested as they are, across packages and without a build.
  resolve: { conditions: ["@oma-dm/source"] },
  ssr: { resolve: { conditions: ["@oma-dm/source"] } },
  test: {
    include: ["packages/*/test/**/*.test.ts", "tools/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 20_000,
    reporters: ["default"],
  },
});
