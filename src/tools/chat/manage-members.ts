import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { emailAddress } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { spaceId } from "./chat-input.ts";
import { CHANGE_MEMBERS } from "./chat-scopes.ts";

const AT_ONCE = 4;

const addresses = z.array(emailAddress).max(50, "expected at most 50 people").default([]);

/** Adds people to a space and removes others. */
export const chatManageMembers = defineTool({
  name: "chat_manage_members",
  title: "Change chat members",
  description: "Adds people to a Chat space and removes people from it. Says for each whether it was done.",
  service: "chat",
  tier: "complete",
  kind: "destructive",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: CHANGE_MEMBERS,
  input: z.strictObject({
    space_id: spaceId,
    add: addresses.describe("Addresses."),
    remove: addresses,
  }),
  audience: ({ space_id, add }) => ({ recipients: add, content: `Added to the Chat space ${space_id}` }),
  async run({ space_id, add, remove }, call) {
    const both = add.find((address) => remove.includes(address));
    if (add.length + remove.length === 0)
      throw new ToolError("invalid_input", "add: expected someone to add or to remove", "Name at least one address.");
    if (both !== undefined)
      throw new ToolError("invalid_input", `add: ${both} is in remove too`, "Name each address once.");
    const chat = await call.google.chat();
    const changes = changesOf(chat, `spaces/${space_id}`, add, remove);
    const failures: ToolError[] = [];
    const lines = await mapInParallel(changes, AT_ONCE, async ({ address, work, settled, found }) => {
      try {
        return `- ${address}: ${await work()}`;
      } catch (error) {
        if (!(error instanceof ToolError) || call.signal.aborted) throw error;
        if (error instanceof GoogleApiError && error.status === settled) return `- ${address}: ${found}`;
        failures.push(error);
        return `- ${address}: not done: ${error.message}`;
      }
    });
    const [first] = failures;
    if (first && failures.length === changes.length) throw first;
    return { text: lines.join("\n"), data: { done: changes.length - failures.length, failed: failures.length } };
  },
});

interface Change {
  address: string;
  /** Does it, and says what came of it. */
  work(): Promise<string>;
  /** Status by which Google refuses what is so already, and how to say that. */
  settled: number;
  found: string;
}

function changesOf(chat: chat_v1.Chat, space: string, add: readonly string[], remove: readonly string[]): Change[] {
  return [
    ...add.map((address) => ({
      address,
      settled: 409,
      found: "was in it already",
      work: async () => {
        const { data } = await chat.spaces.members.create({
          parent: space,
          fields: "state",
          requestBody: { member: { name: `users/${address}`, type: "HUMAN" } },
        });
        return data.state === "INVITED" ? "invited" : "added";
      },
    })),
    ...remove.map((address) => ({
      address,
      settled: 404,
      found: "was not in it",
      work: async () => {
        await chat.spaces.members.delete({ name: `${space}/members/${address}`, fields: "name" });
        return "removed";
      },
    })),
  ];
}
