import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";

/** Whether a form can be answered, in words. */
export function stateOf(settings: forms_v1.Schema$PublishSettings | null | undefined): string {
  const state = settings?.publishState;
  if (!settings) return "published in the old way, which only the editor can change";
  if (!state?.isPublished) return "not published: nobody can answer";
  return state.isAcceptingResponses ? "published, accepting responses" : "published, not accepting responses";
}

/** The address that opens a form for editing. */
export function editLink(formId: string): string {
  return `https://docs.google.com/forms/d/${formId}/edit`;
}
