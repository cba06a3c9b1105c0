import { describe, expect, it, vi } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { withProgress } from "../../../src/mcp/progress.ts";
import { connected } from "./harness.ts";

describe("log messages", () => {
  it("go out from the level up that the client has named", async () => {
    const seen: [string, unknown][] = [];
    const answer = () => Promise.reject(new ToolError("not_found", "Gone", ""));
    const { client, connection } = await connected({ answer, onLog: (...message) => seen.push(message) });
    const callAll = async () => {
      await client.callTool({ name: "gmail_search", arguments: {} });
      connection.log.send("warning", "test", "careful");
      connection.log.send("alert", "security", "look");
      await client.ping();
    };
    await callAll();
    expect(seen.splice(0)).toEqual([
      ["warning", "careful"],
      ["alert", "look"],
    ]);
    await client.setLoggingLevel("alert");
    await callAll();
    expect(seen.splice(0)).toEqual([["alert", "look"]]);
    await client.setLoggingLevel("debug");
    await callAll();
    expect(seen[0]).toEqual(["debug", expect.stringMatching(/^gmail_search: not_found, \d+ ms$/)]);
    expect(seen).toHaveLength(3);
  });
});

describe("progress", () => {
  const context = (token: number | undefined) => {
    const told: Record<string, unknown>[] = [];
    const notify = async ({ params }: { params?: Record<string, unknown> | undefined }) => void told.push(params ?? {});
    return { told, mcpReq: { ...(token !== undefined && { _meta: { progressToken: token } }), notify } };
  };

  it("only rises, shows life in silence, and ends with the work", async () => {
    vi.useFakeTimers();
    try {
      const { told, mcpReq } = context(1);
      let tell: Parameters<Parameters<typeof withProgress>[1]>[0] = () => {};
      await withProgress({ mcpReq }, async (progress) => {
        tell = progress;
        await vi.advanceTimersByTimeAsync(10_000);
        progress(1, 3, "first");
        progress(1, 3, "again");
        await vi.advanceTimersByTimeAsync(9_000);
        progress(3, 3);
        await vi.advanceTimersByTimeAsync(9_000);
      });
      tell(4);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(told).toEqual([
        { progressToken: 1, progress: 0.001, message: "Still working" },
        { progressToken: 1, progress: 1, total: 3, message: "first" },
        { progressToken: 1, progress: 3, total: 3 },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is told nobody who has not asked", async () => {
    const { told, mcpReq } = context(undefined);
    expect(await withProgress({ mcpReq }, async (progress) => progress(1))).toBeUndefined();
    expect(told).toEqual([]);
  });
});
