import * as z from "zod";
import { defineTool } from "../tool.ts";
import { CHANGE_MAIL } from "./gmail-scopes.ts";
import {
  changeEach,
  countTargets,
  type Failed,
  MOST_MESSAGES,
  MOST_SINGLY,
  messageIds,
  needTargets,
  threadIds,
} from "./targets.ts";

const common = {
  service: "gmail",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_MAIL,
} as const;

/** Moves messages and threads to the trash. */
export const gmailTrash = defineTool({
  ...common,
  name: "gmail_trash",
  title: "Move to trash",
  description: "Moves messages or whole threads to the trash, where Gmail keeps them 30 days.",
  input: z.strictObject({ message_ids: messageIds(MOST_MESSAGES), thread_ids: threadIds }),
  async run(input, call) {
    needTargets(input);
    const { message_ids, thread_ids } = input;
    const gmail = await call.google.gmail();
    if (message_ids.length > 0)
      await gmail.users.messages.batchModify({
        userId: "me",
        requestBody: { ids: message_ids, addLabelIds: ["TRASH"] },
      });
    const failed = await changeEach(thread_ids, message_ids.length > 0, (id) =>
      gmail.users.threads.trash({ userId: "me", id, fields: "id" }),
    );
    return {
      text: describe("Moved", "to the trash", {
        messages: message_ids.length,
        threads: thread_ids.length - failed.length,
        failed,
        // Gmail's batchModify says nothing of ids that are no messages (Gmail API, "users.messages.batchModify").
        caution: message_ids.length > 0 ? "Gmail passes over message ids that do not exist." : "",
      }),
    };
  },
});

/** Takes messages and threads out of the trash. */
export const gmailUntrash = defineTool({
  ...common,
  name: "gmail_untrash",
  title: "Take from trash",
  description: "Takes messages or threads out of the trash. They come back to All Mail, not to the inbox.",
  input: z.strictObject({ message_ids: messageIds(MOST_SINGLY), thread_ids: threadIds }),
  async run(input, call) {
    needTargets(input);
    const { message_ids, thread_ids } = input;
    const gmail = await call.google.gmail();
    const failedMessages = await changeEach(message_ids, false, (id) =>
      gmail.users.messages.untrash({ userId: "me", id, fields: "id" }),
    );
    const messages = message_ids.length - failedMessages.length;
    const failedThreads = await changeEach(thread_ids, messages > 0, (id) =>
      gmail.users.threads.untrash({ userId: "me", id, fields: "id" }),
    );
    return {
      text: describe("Took", "out of the trash", {
        messages,
        threads: thread_ids.length - failedThreads.length,
        failed: [...failedMessages, ...failedThreads],
        caution: "",
      }),
    };
  },
});

function describe(
  verb: string,
  where: string,
  done: { messages: number; threads: number; failed: readonly Failed[]; caution: string },
): string {
  return [
    `${verb} ${countTargets(done)} ${where}.`,
    ...(done.caution ? [done.caution] : []),
    ...done.failed.map(({ id, reason }) => `${id}: ${reason}`),
  ].join("\n");
}
