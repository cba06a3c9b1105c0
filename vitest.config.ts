import { defineConfig } from "vitest/config";
import packageJson from "./package.json" with { type: "json" };

export default defineConfig({
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    // Most of what the end-to-end tests do is waiting for processes.
    maxWorkers: 3,
    globalSetup: ["./test/support/global-setup.ts"],
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
  },
});
