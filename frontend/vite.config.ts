import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = "http://127.0.0.1:5000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: process.env.VITE_OUT_DIR ?? "../build/web",
    emptyOutDir: true,
    // The server's content security policy names no data: source for fonts and scripts.
    assetsInlineLimit: 0,
    // vtk.js is one chunk of about this size; the list of scans asks for it only when it has nothing else to do.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "vtk", test: /node_modules[\\/]@kitware[\\/]/ },
            {
              name: "react",
              test: /node_modules[\\/](react|react-dom|react-router|scheduler)[\\/]/,
            },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  server: {
    port: 3000,
    strictPort: true,
    proxy: { "/api": server, "/healthz": server },
  },
  test: {
    // To make a page takes longer than most tests: only what renders gets one, or asks for it in its first line.
    projects: [
      {
        extends: true,
        test: { name: "plain", include: ["src/**/*.test.ts"], environment: "node" },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["src/**/*.test.tsx"],
          environment: "jsdom",
          setupFiles: ["src/testSetup.ts"],
        },
      },
    ],
    css: { modules: { classNameStrategy: "non-scoped" } },
    restoreMocks: true,
    unstubGlobals: true,
  },
});
