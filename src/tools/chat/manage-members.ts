import { z } from "zod";
import { ToolError } from "../../errors.ts";
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
    const name = `spaces/${space_id}`;
    const changes = [
      ...add.map((address) => ({
        address,
        work: async () => {
          const { data } = await chat.spaces.members.create({
            parent: name,
            fields: "state",
            requestBody: { member: { name: `users/${address}`, type: "HUMAN" } },
          });
          return data.state === "INVITED" ? "invited" : "added";
        },
      })),
      ...remove.map((address) => ({
        address,
        work: async () => {
          await chat.spaces.members.delete({ name: `${name}/members/${address}`, fields: "name" });
          return "removed";
        },
      })),
    ];
    const failures: ToolError[] = [];
    const lines = await mapInParallel(changes, AT_ONCE, async ({ address, work }) => {
      try {
        return `- ${address}: ${await work()}`;
      } catch (error) {
        if (!(error instanceof ToolError) || call.signal.aborted) throw error;
        failures.push(error);
        return `- ${address}: not done: ${error.message}`;
      }
    });
    const [first] = failures;
    if (first && failures.length === changes.length) throw first;
    return { text: lines.join("\n"), data: { done: changes.length - failures.length, failed: failures.length } };
  },
});
