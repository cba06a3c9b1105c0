import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { gmailGetThread } from "../../../../src/tools/gmail/get-thread.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { addMessage } from "../../../emulator/gmail/state.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

function put(source: string, internalDate: number, threadId?: string) {
  const state = emulator.gmail.state("ada@example.com");
  return addMessage(state, { source, internalDate, labelIds: ["INBOX"], ...(threadId && { threadId }) });
}

it("gives a conversation oldest first and leaves out what an answer repeats", async () => {
  const later = put("Subject: Re: a\n\nYes.\n\nOn Monday, Grace wrote:\n> Shall we?", 2_000_000);
  put("Subject: a\n\nShall we?", 1_000_000, later.threadId);
  const { text } = await runTool(emulator, gmailGetThread, { thread_id: later.threadId });
  expect(text).toMatch(/^2 messages, oldest first/);
  expect(text.indexOf("Shall we?")).toBeLessThan(text.indexOf("Yes."));
  expect(text.match(/Shall we\?/g)).toHaveLength(1);
  expect(text).toMatch(/\[Quoted history left out: \d+ characters\.\]/);
});

it("keeps what an answer forwards, and the history of the first message", async () => {
  const first = put("Subject: a\n\nSee.\n\nOn Monday, Jane wrote:\n> Old news", 1_000_000);
  put("Subject: b\n\nFYI\n\n---------- Forwarded message ---------\nFrom: x\n\nNews", 2_000_000, first.threadId);
  const { text } = await runTool(emulator, gmailGetThread, { thread_id: first.threadId });
  expect(text).toContain("> Old news");
  expect(text).toMatch(/Forwarded message[\s\S]*News/);
});

it("bounds a long conversation and says how to read on", async () => {
  const long = put(`Subject: a\n\n${"word ".repeat(6_000)}`, 1_000_000);
  const { text, note } = await runTool(emulator, gmailGetThread, { thread_id: long.threadId });
  expect(text.length).toBeLessThanOrEqual(20_000);
  const offset = Number(/offset (\d+)/.exec(note ?? "")?.[1]);
  const rest = await runTool(emulator, gmailGetThread, { thread_id: long.threadId, offset });
  expect(rest.text.length).toBeGreaterThan(9_000);
  expect(rest.note).toBeUndefined();
});

it.each(["00000000deadbeef", "no-such-thread"])("says that there is no conversation %s", async (id) => {
  const failed = runTool(emulator, gmailGetThread, { thread_id: id });
  await expect(failed).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining(id) });
});

it.each(["a/b", "..", ""])("refuses the id %j", async (id) => {
  await expect(runTool(emulator, gmailGetThread, { thread_id: id })).rejects.toThrow(z.ZodError);
});
