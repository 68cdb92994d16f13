import { defineConfig } from "vitest/config";

/** The page in a browser, as a person would use it. One browser at a time: the GL is drawn by the CPU. */
export default defineConfig({
  test: {
    include: ["e2e/**/*.test.ts"],
    environment: "node",
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
