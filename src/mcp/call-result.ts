import type { CallToolResult } from "@modelcontextprotocol/server";
import type { ToolError } from "../errors.ts";
import type { ToolResult } from "../tools/tool.ts";

/** A tool's result in the protocol's terms. */
export function toCallResult(result: ToolResult): CallToolResult {
  const images = (result.images ?? []).map(({ mimeType, data }) => ({ type: "image" as const, mimeType, data }));
  return {
    content: [{ type: "text", text: result.text }, ...images],
    ...(result.data && { structuredContent: result.data }),
  };
}

/** A failure as a tool error, which the model reads. */
export function toErrorResult(error: ToolError): CallToolResult {
  return { isError: true, content: [{ type: "text", text: errorText(error) }] };
}

/** What happened, what to do, and the code. */
export function errorText({ message, fix, code }: ToolError): string {
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return [sentence, fix, `(${code})`].filter((part) => part !== "").join(" ");
}
