import { defineConfig } from "vitest/config";

/** The contract against itself: needs no server. */
export default defineConfig({ test: { include: ["contract/**/*.test.ts"], environment: "node" } });
