import * as z from "zod";
import { defineTool } from "../tool.ts";
import { draftId, explainNoDraft } from "./draft.ts";
import { WRITE_DRAFTS } from "./gmail-scopes.ts";

/** Deletes a draft for good: Gmail does not put drafts into the trash. */
export const gmailDeleteDraft = defineTool({
  name: "gmail_delete_draft",
  title: "Delete draft",
  description: "Deletes a draft for good; it does not go to the trash.",
  service: "gmail",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: WRITE_DRAFTS,
  input: z.strictObject({ draft_id: draftId }),
  async run({ draft_id: id }, call) {
    const gmail = await call.google.gmail();
    await gmail.users.drafts.delete({ userId: "me", id }).catch((error: unknown) => {
      throw explainNoDraft(error, id);
    });
    return { text: `Draft ${id} is deleted.` };
  },
});
