import * as z from "zod";
import type { MailAddress } from "../../content/mime-message.ts";
import { ToolError } from "../../errors.ts";
import { emailAddress, mailbox } from "../input.ts";
import { attachmentNames } from "./outgoing-files.ts";

/** Recipients of one message (Gmail Help, "Limits for sending & getting mail"). */
const MOST_RECIPIENTS = 500;

/** Characters of a body. */
const LONGEST_BODY = 1_000_000;

/** People in one of the headers To, Cc and Bcc. */
export const recipients = z.array(mailbox).max(MOST_RECIPIENTS, `expected at most ${MOST_RECIPIENTS} recipients`);

/** What somebody writes. */
export const bodyText = z
  .string()
  .max(LONGEST_BODY, `expected at most ${LONGEST_BODY} characters`)
  .refine((value) => !value.includes("\0"), "expected text without NUL characters");

/** What everything that is written has in common. */
export const composing = {
  format: z.enum(["markdown", "plain"]).default("markdown"),
  from: emailAddress.optional().describe("Send-as alias."),
  attachments: attachmentNames,
};

/** @throws ToolError `invalid_input` when there are none or too many */
export function checkRecipients(people: Readonly<Record<"to" | "cc" | "bcc", readonly MailAddress[]>>): void {
  const count = people.to.length + people.cc.length + people.bcc.length;
  if (count === 0) throw invalid("to: expected at least one recipient in to, cc or bcc");
  if (count > MOST_RECIPIENTS) throw invalid(`to, cc and bcc: expected at most ${MOST_RECIPIENTS} recipients in all`);
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}
