import { CASES } from "../../test/contract/cases.ts";
import { EXAMPLES } from "./examples.ts";

/**
 * An input to show: the one that is written down for the tool, else the fullest of the tool's contract cases that need
 * nothing prepared.
 */
export function exampleOf(tool: string): Record<string, unknown> | undefined {
  const plain = Object.values(CASES)
    .flat()
    .flatMap((one) => (one.tool === tool && typeof one.input !== "function" ? [one.input] : []));
  const fullest = plain.reduce<Record<string, unknown> | undefined>(
    (best, input) => (best && Object.keys(best).length >= Object.keys(input).length ? best : input),
    undefined,
  );
  return EXAMPLES[tool] ?? fullest;
}
