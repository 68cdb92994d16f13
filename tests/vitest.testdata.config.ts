import { defineConfig } from "vitest/config";

/** Real scans, where they are: ../shared/testdata or SCANETRIX_TESTDATA. */
export default defineConfig({
  test: {
    include: ["testdata/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
