import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { resourceId } from "../input.ts";

/** The id of a draft, which is not its message's. */
export const draftId = resourceId("draft");

/**
 * Reads a draft.
 * @param format `full` for reading, `raw` with all that belongs to it
 * @throws ToolError `not_found` that names the id
 */
export async function fetchDraft(
  gmail: gmail_v1.Gmail,
  id: string,
  format: "full" | "raw",
): Promise<gmail_v1.Schema$Message> {
  const content = format === "raw" ? "raw" : "payload";
  const fields = `message(id,threadId,${content})`;
  const { data } = await gmail.users.drafts.get({ userId: "me", id, format, fields }).catch((error: unknown) => {
    throw explainNoDraft(error, id);
  });
  return data.message ?? {};
}

/** Tells which id no draft has; every other failure stays as it is. */
export function explainNoDraft(error: unknown, id: string): unknown {
  const isUnknown = error instanceof GoogleApiError && error.code === "not_found";
  if (!isUnknown) return error;
  return new ToolError(
    "not_found",
    `No draft has the id ${id}`,
    "It may be sent or deleted already. gmail_list_drafts gives draft ids; a message id is not one.",
    { cause: error },
  );
}
