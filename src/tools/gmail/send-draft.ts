import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import * as z from "zod";
import { parseAddressList } from "../../content/address-list.ts";
import { readMailBody } from "../../content/mail-body.ts";
import { rawHeader, readHeader } from "../../content/mail-header.ts";
import { listAttachments } from "../../content/mail-parts.ts";
import { ToolError } from "../../errors.ts";
import { oncePerCall } from "../once-per-call.ts";
import { type Call, defineTool } from "../tool.ts";
import { draftId, explainNoDraft, fetchDraft } from "./draft.ts";
import { WRITE_DRAFTS } from "./gmail-scopes.ts";
import { mayHaveBeenSent } from "./send-mail.ts";
import { addressesOf, bareRecipients, contentOf, sentSchema, sentText } from "./sent-text.ts";

const input = z.strictObject({ draft_id: draftId });

const read = oncePerCall(async ({ draft_id: id }: z.output<typeof input>, call: Call) =>
  fetchDraft(await call.google.gmail(), id, "full"),
);

/** Sends a draft as it stands. */
export const gmailSendDraft = defineTool({
  name: "gmail_send_draft",
  title: "Send draft",
  description:
    "Sends a draft as it stands, which ends the draft. Returns the id of the sent message and who it went to.",
  service: "gmail",
  tier: "extended",
  kind: "destructive",
  idempotent: false,
  transfer: true,
  outward: true,
  foreign: false,
  scopes: WRITE_DRAFTS,
  input,
  output: sentSchema,
  async audience(given, call) {
    const { payload } = await read(given, call);
    const files = listAttachments(payload).map(({ name }) => name);
    return {
      recipients: addressesOf(peopleOf(payload)),
      content: contentOf(readHeader(payload?.headers, "Subject"), readMailBody(payload).text, files),
    };
  },
  async run(given, call) {
    const gmail = await call.google.gmail();
    const { payload } = await read(given, call);
    const people = bareRecipients(peopleOf(payload));
    if (people.to.length + people.cc.length + people.bcc.length === 0)
      throw new ToolError("invalid_input", "The draft has no recipients", "Add them with gmail_update_draft.");
    const { data } = await gmail.users.drafts
      .send({ userId: "me", fields: "id,threadId", requestBody: { id: given.draft_id } })
      .catch((error: unknown) => {
        throw mayHaveBeenSent(explainNoDraft(error, given.draft_id));
      });
    const sent = { id: data.id ?? "", threadId: data.threadId ?? "" };
    const going = { ...people, from: undefined, files: listAttachments(payload).length };
    return { text: sentText("Sent the draft", going, sent), data: { ...sent, ...people } };
  },
});

function peopleOf(payload: gmail_v1.Schema$MessagePart | undefined) {
  const people = (name: string) => parseAddressList(rawHeader(payload?.headers, name));
  return { to: people("To"), cc: people("Cc"), bcc: people("Bcc") };
}
