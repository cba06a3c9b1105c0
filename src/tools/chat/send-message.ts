import { randomUUID } from "node:crypto";
import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { scope } from "../../scopes.ts";
import { emailAddress } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { CHAT_MARKUP, chatText, spaceId, threadId } from "./chat-input.ts";
import { SEND_MESSAGES, SET_UP } from "./chat-scopes.ts";
import { hasOne } from "./names.ts";
import { idOfSpace } from "./space-names.ts";

const input = z.strictObject({
  space_id: spaceId.optional(),
  to: emailAddress.optional().describe("A person's address, instead of space_id: their direct message."),
  thread_id: threadId.optional().describe("Replies there."),
  text: chatText.describe(CHAT_MARKUP),
});

/** Sends a message. */
export const chatSendMessage = defineTool({
  name: "chat_send_message",
  title: "Send chat message",
  description: "Sends a Chat message at once to a space, thread or person. Returns its ids.",
  service: "chat",
  tier: "core",
  kind: "destructive",
  idempotent: false,
  // Each request carries an id by which Google knows it again ("spaces.messages.create", `requestId`).
  safeToResend: true,
  outward: true,
  foreign: false,
  scopes: SEND_MESSAGES,
  optionalScopes: [scope("chat.spaces")],
  input,
  output: z.strictObject({ id: z.string(), space: z.string(), thread: z.string() }),
  audience: ({ space_id, to, text }) => ({
    recipients: [...(to === undefined ? [] : [to]), ...(space_id === undefined ? [] : [`spaces/${space_id}`])],
    content: text,
  }),
  async run({ space_id, to, thread_id, text }, call) {
    if ((space_id === undefined) === (to === undefined))
      throw new ToolError("invalid_input", "space_id: expected either space_id or to", "Give one of them.");
    if (to !== undefined && thread_id !== undefined)
      throw new ToolError("invalid_input", "thread_id: goes with space_id only", "Give the thread's space_id.");
    const chat = await call.google.chat();
    const space = to === undefined ? `spaces/${space_id}` : await directMessage(chat, to, call);
    const { data } = await chat.spaces.messages.create({
      parent: space,
      requestId: randomUUID(),
      fields: "name,thread(name)",
      ...(thread_id !== undefined && { messageReplyOption: "REPLY_MESSAGE_OR_FAIL" }),
      requestBody: { text, ...(thread_id !== undefined && { thread: { name: `${space}/threads/${thread_id}` } }) },
    });
    const sent = {
      id: data.name?.split("/").at(-1) ?? "",
      space: idOfSpace(space),
      thread: data.thread?.name?.split("/").at(-1) ?? "",
    };
    return {
      text: `Sent to ${to ?? `space ${sent.space}`}: message ${sent.id}, thread ${sent.thread}, space ${sent.space}.`,
      data: sent,
    };
  },
});

/** The direct message with a person; Google gives the one there is, or makes it ("spaces.setup"). */
async function directMessage(chat: chat_v1.Chat, address: string, call: Call): Promise<string> {
  if (!hasOne(call, SET_UP))
    throw new ToolError(
      "missing_scope",
      "This sign-in may send to spaces, but not start direct messages",
      "Sign in again and allow Chat spaces, or find the space with chat_find_dm and give its space_id.",
    );
  const { data } = await chat.spaces.setup({
    fields: "name",
    requestBody: {
      requestId: randomUUID(),
      space: { spaceType: "DIRECT_MESSAGE", singleUserBotDm: false },
      memberships: [{ member: { name: `users/${address}`, type: "HUMAN" } }],
    },
  });
  return data.name ?? "";
}
