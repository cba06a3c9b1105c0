import { describe, it } from "vitest";
import { discoveryFolder } from "../emulator/discovery.ts";

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

/** A single test of what the emulator refuses by Google's API descriptions alone; skipped, with the cause, without those. */
export const itByDescription: (title: string, test: () => Promise<void>) => void = (title, test) => {
  const present = discoveryFolder() !== undefined;
  if (!present && process.env.CI === "true") throw new Error("CI must have Google's discovery documents");
  if (present) it(title, test);
  else it.skip(`${title} (skipped: needs Google's discovery documents)`, test);
};
