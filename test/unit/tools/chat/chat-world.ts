import { z } from "zod";
import { chatTools } from "../../../../src/tools/chat/tools.ts";
import type { ToolResult } from "../../../../src/tools/tool.ts";
import type { Emulator } from "../../../emulator/emulator.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

export const GRACE = "grace@example.com";
export const MARY = "mary@example.com";
export const ALAN = "alan@example.net";

let people = 0;

/** Someone at example.com who is in no space yet, and calls for them. */
export function someone(emulator: Emulator) {
  people += 1;
  const email = `writer${people}@example.com`;
  const { sub } = emulator.world.addAccount({ email, name: `Writer ${people}`, hostedDomain: "example.com" });
  const call = (
    name: string,
    input: Record<string, unknown> = {},
    options: ToolCallOptions = {},
  ): Promise<ToolResult> => {
    const tool = chatTools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(emulator, tool, input, { email, ...options });
  };
  return {
    email,
    sub,
    name: `Writer ${people}`,
    call,
    /** Requests that were sent while `work` ran, by method. */
    sent: async (work: () => Promise<unknown>) => {
      const before = emulator.requests.length;
      await work();
      return emulator.requests.slice(before).map(({ methodId }) => methodId);
    },
    space: (...others: string[]) =>
      emulator.chat.addSpace("SPACE", [email, ...others], { displayName: `Space of ${email} ${others.length}` }),
  };
}

export const sentSchema = z.object({ id: z.string(), space: z.string(), thread: z.string() });
