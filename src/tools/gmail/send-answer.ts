import type { Call, ToolResult } from "../tool.ts";
import type { Answer } from "./compose-answer.ts";
import { checkRecipients } from "./compose-input.ts";
import { withFiles } from "./outgoing-files.ts";
import { sendMail } from "./send-mail.ts";
import { bareRecipients, sentText } from "./sent-text.ts";

/**
 * Sends a reply or a forwarded message in its conversation.
 * @param done what to call it: `Replied`
 * @param names files that go along, besides those of the mail
 */
export async function sendAnswer(
  done: string,
  { mail, threadId }: Answer,
  names: readonly string[],
  call: Call,
): Promise<ToolResult> {
  checkRecipients(mail);
  const own = mail.attachments ?? [];
  const sent = await withFiles(names, call, (files) =>
    sendMail(call, { ...mail, attachments: [...own, ...files] }, threadId),
  );
  const people = bareRecipients(mail);
  const going = { ...people, from: mail.from?.address, files: own.length + names.length };
  return { text: sentText(done, going, sent), data: { ...sent, ...people } };
}
