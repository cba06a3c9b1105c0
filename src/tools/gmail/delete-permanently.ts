import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../tool.ts";
import { DELETE_MAIL } from "./gmail-scopes.ts";
import { countTargets, MOST_MESSAGES, messageIds } from "./targets.ts";

/** Deletes messages for good. */
export const gmailDeletePermanently = defineTool({
  name: "gmail_delete_permanently",
  title: "Delete mail for good",
  description: "Deletes messages at once and for good; nobody can bring them back. gmail_trash is the safe way.",
  service: "gmail",
  tier: "complete",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: DELETE_MAIL,
  input: z.strictObject({ message_ids: messageIds(MOST_MESSAGES) }),
  async run({ message_ids }, call) {
    if (message_ids.length === 0)
      throw new ToolError("invalid_input", "message_ids: expected at least one id", "Name the messages to delete.");
    const gmail = await call.google.gmail();
    await gmail.users.messages.batchDelete({ userId: "me", requestBody: { ids: message_ids } });
    // Google gives "no guarantees that messages were not already deleted or even existed" (Gmail API, "users.messages.batchDelete").
    return {
      text: `Deleted ${countTargets({ messages: message_ids.length, threads: 0 })} for good. Gmail passes over ids that do not exist.`,
    };
  },
});
