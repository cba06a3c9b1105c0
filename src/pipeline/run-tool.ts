import type { Stage } from "./stage.ts";

/** Runs the tool. */
export const runTool: Stage = async ({ run, call, facts }) => {
  if (!run || !call) throw new Error("the stages for input and call must come before");
  facts.running = true;
  return run(call);
};
