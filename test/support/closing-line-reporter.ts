import type { Reporter, TestModule, TestRunEndReason } from "vitest/node";

/**
 * Ends a run with one plain line of counts. In CI, where everything that a test needs is installed, a skipped test is a
 * failure: it would hide a missing part for good.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], _errors: readonly unknown[], reason: TestRunEndReason): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed" || state === "skipped") count[state] += 1;
      }
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
    if (process.env.CI === "true" && count.skipped > 0 && reason === "passed") {
      process.stdout.write("Skipped tests are failures in CI.\n");
      process.exitCode = 1;
    }
  }
}
