import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { htmlToText } from "../../content/html-to-text.ts";
import { readable } from "../../content/mail-header.ts";
import { offset } from "../input.ts";
import { defineTool } from "../tool.ts";
import { READ_SETTINGS } from "./gmail-scopes.ts";

/** Lists the addresses that the account can send as, each with its signature. */
export const gmailListSendAs = defineTool({
  name: "gmail_list_send_as",
  title: "List send-as aliases",
  description: "Lists the addresses this account can send mail as, with names, reply-to and signatures.",
  service: "gmail",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: READ_SETTINGS,
  input: z.strictObject({ offset }),
  async run(input, call) {
    const gmail = await call.google.gmail();
    const { data } = await gmail.users.settings.sendAs.list({
      userId: "me",
      fields: "sendAs(sendAsEmail,displayName,replyToAddress,signature,isPrimary,isDefault,verificationStatus)",
    });
    const { text, total, next } = pieceOf((data.sendAs ?? []).map(describe).join("\n\n"), input.offset);
    return next === undefined
      ? { text }
      : { text, note: `Cut: ${total} characters in all. Read on with offset ${next}.` };
  },
});

function describe(alias: gmail_v1.Schema$SendAs): string {
  const name = readable(alias.displayName ?? "");
  const facts = [
    ...(alias.isPrimary ? ["main address"] : []),
    ...(alias.isDefault ? ["default"] : []),
    ...(alias.verificationStatus === "pending" ? ["not verified yet: cannot be used"] : []),
  ];
  const signature = htmlToText(alias.signature ?? "").text;
  return [
    `${alias.sendAsEmail}${name ? ` (${name})` : ""}${facts.length > 0 ? `: ${facts.join(", ")}` : ""}`,
    ...(alias.replyToAddress ? [`Reply-To: ${readable(alias.replyToAddress)}`] : []),
    signature ? `Signature:\n${signature}` : "No signature.",
  ].join("\n");
}
