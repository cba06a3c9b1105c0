import * as z from "zod";
import type { OutgoingMail } from "../../content/mime-message.ts";
import type { ToolResult } from "../tool.ts";
import type { KeptDraft } from "./send-mail.ts";
import { bareRecipients, goingText } from "./sent-text.ts";

/** What is known of a draft that was written. */
export const keptSchema = z.strictObject({ id: z.string(), messageId: z.string(), threadId: z.string() });

/** Which draft was written, to whom it would go. */
export function draftText(done: string, { id, message }: KeptDraft, mail: OutgoingMail, files: number): ToolResult {
  const going = goingText({ ...bareRecipients(mail), from: mail.from?.address, files });
  return {
    text: `${done}: id ${id}${going === "" ? "" : `,${going}`}. Not sent.\nMessage ${message.id}, thread ${message.threadId}.`,
    data: { id, messageId: message.id, threadId: message.threadId },
  };
}
