import * as z from "zod";
import { defineTool } from "../tool.ts";
import { chatText, messageId, spaceId } from "./chat-input.ts";
import { CHANGE_MESSAGES } from "./chat-scopes.ts";

/** Changes what an own message says. */
export const chatUpdateMessage = defineTool({
  name: "chat_update_message",
  title: "Edit chat message",
  description: "Replaces the text of an own Chat message, in the markup of chat_send_message.",
  service: "chat",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: CHANGE_MESSAGES,
  input: z.strictObject({ space_id: spaceId, message_id: messageId, text: chatText }),
  audience: ({ space_id, text }) => ({ recipients: [`spaces/${space_id}`], content: text }),
  async run({ space_id, message_id, text }, call) {
    const chat = await call.google.chat();
    await chat.spaces.messages.patch({
      name: `spaces/${space_id}/messages/${message_id}`,
      updateMask: "text",
      fields: "name",
      requestBody: { text },
    });
    return { text: `Changed message ${message_id}.` };
  },
});

/** Deletes an own message. */
export const chatDeleteMessage = defineTool({
  name: "chat_delete_message",
  title: "Delete chat message",
  description: "Deletes an own Chat message for everyone.",
  service: "chat",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_MESSAGES,
  input: z.strictObject({
    space_id: spaceId,
    message_id: messageId,
    with_replies: z.boolean().default(false).describe("Needed when it has replies, which go too."),
  }),
  async run({ space_id, message_id, with_replies }, call) {
    const chat = await call.google.chat();
    await chat.spaces.messages.delete({ name: `spaces/${space_id}/messages/${message_id}`, force: with_replies });
    return { text: `Deleted message ${message_id}${with_replies ? " and its replies" : ""}.` };
  },
});
