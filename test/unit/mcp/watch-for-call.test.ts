import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { watchForCall } from "../../../src/mcp/watch-for-call.ts";

const line = (message: unknown) => `${JSON.stringify({ jsonrpc: "2.0", ...Object(message) })}\n`;
const call = (id: number, input?: unknown) =>
  line({
    id,
    method: "tools/call",
    params: { name: "gmail_search", ...(input !== undefined && { arguments: input }) },
  });
const PING = line({ id: 1, method: "ping" });

/** Says one thing after the other, and then reads what is left there for whoever comes next. */
async function watched(...said: string[]) {
  const input = new PassThrough();
  input.pause();
  const calls: unknown[] = [];
  const stop = watchForCall(input, (found) => calls.push(found));
  for (const words of said) {
    input.write(words);
    for (let round = 0; round < 3; round += 1) await turn();
  }
  stop();
  let left = "";
  input.on("data", (chunk) => {
    left += chunk;
  });
  input.resume();
  input.end();
  await once(input, "end");
  return { calls, left };
}

it.each<[string, string[], unknown[]]>([
  ["a call", [call(2, { account: "work" })], [{ account: "work" }]],
  ["a call behind other words", [PING, `${PING}${call(2, {})}`], [{}]],
  ["the first of two calls", [call(2, { query: "a" }) + call(3, { query: "b" }), call(4, {})], [{ query: "a" }]],
  ["a call that comes in two pieces", [call(2, {}).slice(0, 30), call(2, {}).slice(30)], [{}]],
  ["a call without input", [call(2)], [{}]],
  ["no call", [PING, line({ id: 2, method: "prompts/get", params: { name: "tools/call" } })], []],
  ["words that are none", ["tools/call\n", '[1,"tools/call"]\n', "\n\n"], []],
  ["a call behind more than is looked at", [`${"x".repeat(70_000)}\n`, call(2, {})], []],
])("sees %s, and leaves all of it in its place", async (_what, said, expected) => {
  expect(await watched(...said)).toEqual({ calls: expected, left: said.join("") });
});

it("sees nothing more once it is stopped, nor at the end of the input", async () => {
  const input = new PassThrough();
  input.pause();
  const calls: unknown[] = [];
  const stop = watchForCall(input, (found) => calls.push(found));
  stop();
  input.end(call(2, {}));
  for (let round = 0; round < 3; round += 1) await turn();
  expect(calls).toEqual([]);
  expect(String(input.read())).toBe(call(2, {}));
});
