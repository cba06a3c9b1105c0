import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { gmailListSendAs } from "../../../../src/tools/gmail/list-send-as.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.faults.clear());

it("lists the main address first and says which alias cannot be used yet", async () => {
  emulator.gmail.state("ada@example.com").aliases = [
    { sendAsEmail: "sales@example.com", displayName: "Sales", verificationStatus: "accepted" },
    { sendAsEmail: "new@example.com", displayName: "", verificationStatus: "pending" },
  ];
  const { text } = await runTool(emulator, gmailListSendAs, {});
  const lines = text.split("\n").filter((line) => line.includes("@"));
  expect(lines[0]).toMatch(/^ada@example\.com .*main address, default$/);
  expect(lines[1]).toBe("sales@example.com (Sales)");
  expect(lines[2]).toBe("new@example.com: not verified yet: cannot be used");
});

it("refuses unknown fields", async () => {
  await expect(runTool(emulator, gmailListSendAs, { alias: "x" })).rejects.toThrow(z.ZodError);
});
