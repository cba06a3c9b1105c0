import { describeRemoved, disarm, disarmData, fence } from "../content/fence.ts";
import type { ToolResult } from "../tools/tool.ts";
import type { Stage } from "./stage.ts";

/**
 * Hands what other people wrote to the model as data (SECURITY-SPEC 4.6): without what could act, and between marks that
 * it cannot hold. It goes by the tool's definition alone. What this program adds itself stands after the fence.
 */
export const fenceForeign: Stage = async (invocation, next) => {
  const { note, ...result } = await next(invocation);
  if (!invocation.tool.foreign) return { ...result, text: joined(result.text, note) };
  const { text, removed } = disarm(result.text);
  const data = result.data && asRecord(disarmData(result.data));
  return {
    ...result,
    text: joined(text.trim() === "" ? text : fence(text), describeRemoved(removed), note),
    ...(data && { data }),
  };
};

function joined(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

function asRecord(value: unknown): ToolResult["data"] {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
