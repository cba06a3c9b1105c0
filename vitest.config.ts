import { defineConfig } from "vitest/config";
import packageJson from "./package.json" with { type: "json" };

/** Tests whose modules or environment keep what one file would hand on to the next: a process each. */
const APART = [
  "test/unit/config/**/*.test.ts",
  "test/unit/credentials/**/*.test.ts",
  "test/unit/redaction.test.ts",
  "test/e2e/credentials/**/*.test.ts",
];

export default defineConfig({
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What a test waits for is bounded by its own time alone.
    expect: { poll: { timeout: 30_000 } },
    // A keyring's daemon or a browser may fail on a busy machine through no fault of ours; on a person's, that is shown.
    retry: process.env.CI === "true" ? 1 : 0,
    pool: "forks",
    // Most of what the end-to-end tests do is waiting for processes.
    maxWorkers: 4,
    globalSetup: ["./test/support/global-setup.ts"],
    reporters: ["default", "./test/support/closing-line-reporter.ts"],
    projects: [
      { extends: true, test: { name: "apart", include: APART } },
      // The others share processes and what those have loaded, which saves minutes.
      {
        extends: true,
        test: { name: "together", include: ["test/**/*.test.ts"], exclude: APART, isolate: false },
      },
    ],
  },
});
