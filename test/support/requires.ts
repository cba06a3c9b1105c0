import { describe } from "vitest";

/**
 * Groups tests that need a part which not every machine has: without it they are skipped, and their name says why. In CI
 * (`CI=true`) a missing part is a failure.
 * @param name the part, as a person would install it
 */
export function requires(name: string, present: boolean): (title: string, tests: () => void) => void {
  if (!present && process.env.CI === "true") throw new Error(`this machine lacks ${name}, which CI must have`);
  return (title, tests) => {
    if (present) describe(title, tests);
    else describe.skip(`${title} (skipped: needs ${name})`, tests);
  };
}
