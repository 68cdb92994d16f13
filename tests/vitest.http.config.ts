import { defineConfig } from "vitest/config";

/** Black-box tests over HTTP. Each file starts its own server; two files run at a time. */
export default defineConfig({
  test: {
    include: ["http/**/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
