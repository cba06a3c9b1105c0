import * as z from "zod";
import { htmlToText } from "../../content/html-to-text.ts";
import { markdownFragment } from "../../content/markdown-to-html.ts";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { emailAddress } from "../input.ts";
import { defineTool } from "../tool.ts";
import { CHANGE_SETTINGS } from "./gmail-scopes.ts";

/** Sets the signature of an address that the account sends as. */
export const gmailSetSignature = defineTool({
  name: "gmail_set_signature",
  title: "Set signature",
  description: "Sets the mail signature of the account's own address or of an alias.",
  service: "gmail",
  tier: "complete",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_SETTINGS,
  input: z.strictObject({
    // Gmail takes no longer ones (Gmail Help, "Create a Gmail signature").
    signature: z.string().max(10_000, "expected at most 10000 characters").describe("Markdown; empty: none."),
    alias: emailAddress.optional(),
  }),
  async run({ signature, alias }, call) {
    const gmail = await call.google.gmail();
    const address = alias ?? call.account.email;
    try {
      const { data } = await gmail.users.settings.sendAs.patch({
        userId: "me",
        sendAsEmail: address,
        fields: "sendAsEmail,signature",
        requestBody: { signature: signature.trim() === "" ? "" : markdownFragment(signature) },
      });
      const shown = htmlToText(data.signature ?? "").text;
      return { text: `${data.sendAsEmail} ${shown ? `signs as:\n${shown}` : "has no signature now."}` };
    } catch (error) {
      if (!(error instanceof GoogleApiError) || error.status !== 404) throw error;
      throw new ToolError(
        "not_found",
        `This account cannot send as ${address}`,
        "gmail_list_send_as shows its aliases.",
      );
    }
  },
});
