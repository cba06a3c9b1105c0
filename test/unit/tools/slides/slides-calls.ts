import { z } from "zod";
import { ToolError } from "../../../../src/errors.ts";
import { slidesTools } from "../../../../src/tools/slides/tools.ts";
import type { Emulator } from "../../../emulator/emulator.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

/** Calls a Slides tool as somebody whom the emulator knows. */
export function callSlides(
  emulator: Emulator,
  name: string,
  input: Record<string, unknown>,
  options: ToolCallOptions = {},
) {
  const tool = slidesTools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return runTool(emulator, tool, input, options);
}

/** Makes a deck and gives its id. */
export async function makeDeck(emulator: Emulator, markdown: string, options: ToolCallOptions = {}): Promise<string> {
  const { data } = await callSlides(emulator, "slides_create", { markdown }, options);
  return z.object({ id: z.string() }).parse(data).id;
}

/** The ToolError that a call ends with. */
export async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}
