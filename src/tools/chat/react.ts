import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import * as z from "zod";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { defineTool } from "../tool.ts";
import { emoji, messageId, spaceId } from "./chat-input.ts";
import { REACT } from "./chat-scopes.ts";

/** Adds this person's reaction to a message, or takes it back. */
export const chatReact = defineTool({
  name: "chat_react",
  title: "React to message",
  description: "Adds an emoji reaction to a Chat message, or takes back an own one.",
  service: "chat",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: REACT,
  input: z.strictObject({
    space_id: spaceId,
    message_id: messageId,
    emoji,
    remove: z.boolean().default(false),
  }),
  audience: ({ space_id, emoji: sign, remove }) => ({
    recipients: remove ? [] : [`spaces/${space_id}`],
    content: `Reaction ${sign}`,
  }),
  async run({ space_id, message_id, emoji: sign, remove }, call) {
    const chat = await call.google.chat();
    const message = `spaces/${space_id}/messages/${message_id}`;
    if (remove) {
      const count = await takeBack(chat, message, sign, call.account.email);
      return { text: count > 0 ? `Took back ${sign}.` : `There is no ${sign} of yours on that message.` };
    }
    try {
      await chat.spaces.messages.reactions.create({
        parent: message,
        fields: "name",
        requestBody: { emoji: { unicode: sign } },
      });
    } catch (error) {
      if (!(error instanceof GoogleApiError) || error.status !== 409) throw error;
      return { text: `Your ${sign} is on that message already.` };
    }
    return { text: `Reacted with ${sign}.` };
  },
});

/** The address stands for this person's id in requests ("User", `name`). */
async function takeBack(chat: chat_v1.Chat, message: string, sign: string, address: string): Promise<number> {
  const { data } = await chat.spaces.messages.reactions.list({
    parent: message,
    filter: `emoji.unicode = "${sign}" AND user.name = "users/${address}"`,
    fields: "reactions(name)",
  });
  const names = (data.reactions ?? []).flatMap(({ name }) => name ?? []);
  for (const name of names) await chat.spaces.messages.reactions.delete({ name });
  return names.length;
}
