import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { fileId } from "../input.ts";
import { defineFormsTool } from "./define-forms-tool.ts";
import { description, EMAIL_COLLECTION, emailCollection, itemFields, itemType, line } from "./forms-input.ts";
import { CHANGE_FORMS } from "./forms-scopes.ts";
import { itemRequests } from "./item-requests.ts";

const input = z.strictObject({
  form_id: fileId,
  title: line.refine((value) => value.trim() !== "", "expected a title").optional(),
  description: description.optional(),
  quiz: z.boolean().optional().describe("false deletes all points."),
  collect_email: emailCollection.optional(),
  items: z
    .array(
      z.strictObject({
        action: z.enum(["add", "change", "move", "delete"]),
        item_id: z
          .string()
          .regex(/^[\w-]{1,100}$/, "expected the id of an item, as forms_get gives it")
          .optional(),
        position: z.int("expected a number from 1 up").min(1, "expected a number from 1 up").max(10_000).optional(),
        type: itemType.optional(),
        title: line.optional(),
        ...itemFields,
      }),
    )
    .max(300, "expected at most 300 changes")
    .default([])
    .describe("Done in this order; what a change does not name stays."),
});
type Input = z.output<typeof input>;

/** Changes a form; all of it or nothing. */
export const formsUpdate = defineFormsTool({
  name: "forms_update",
  title: "Update form",
  description: "Changes a form, its settings and its questions: adds, changes, moves and deletes them, all or none.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_FORMS,
  input,
  output: z.strictObject({ added: z.array(z.string()) }),
  async run(given, call) {
    const settings = settingsRequests(given);
    if (settings.length + given.items.length === 0)
      throw new ToolError("invalid_input", "items: nothing to change came", "Name what is to change.");
    const forms = await call.google.forms();
    const { data: form } = await forms.forms.get({ formId: given.form_id, fields: "items,revisionId,settings" });
    const isQuiz = given.quiz ?? form.settings?.quizSettings?.isQuiz === true;
    const { requests, done } = itemRequests(form.items ?? [], given.items, isQuiz);
    const { data } = await forms.forms
      .batchUpdate({
        formId: given.form_id,
        fields: "replies(createItem(itemId))",
        requestBody: {
          requests: [...settings, ...requests],
          // The places of items hold for the form that was read and for no other.
          ...(requests.length > 0 && form.revisionId && { writeControl: { requiredRevisionId: form.revisionId } }),
        },
      })
      .catch((error: unknown) => {
        throw changedInBetween(error);
      });
    const added = (data.replies ?? []).flatMap(({ createItem }) => createItem?.itemId ?? []);
    const words = [...(settings.length > 0 ? ["changed the form itself"] : []), ...done];
    const ids = added.length === 0 ? "" : ` New ids: ${added.join(", ")}.`;
    return { text: `Done: ${words.join("; ")}.${ids}`, data: { added } };
  },
});

function settingsRequests({ title, description: words, quiz, collect_email }: Input): forms_v1.Schema$Request[] {
  const info = { ...(title !== undefined && { title }), ...(words !== undefined && { description: words }) };
  const settings = {
    ...(quiz !== undefined && { quizSettings: { isQuiz: quiz } }),
    ...(collect_email !== undefined && { emailCollectionType: EMAIL_COLLECTION[collect_email] }),
  };
  const named = Object.keys(settings).map((field) => (field === "quizSettings" ? "quizSettings.isQuiz" : field));
  return [
    ...(Object.keys(info).length > 0 ? [{ updateFormInfo: { info, updateMask: Object.keys(info).join(",") } }] : []),
    ...(named.length > 0 ? [{ updateSettings: { settings, updateMask: named.join(",") } }] : []),
  ];
}

function changedInBetween(error: unknown): unknown {
  if (!(error instanceof GoogleApiError) || error.status !== 400 || !/revision/i.test(error.message)) return error;
  return new ToolError(
    "precondition_failed",
    "The form was changed by somebody else at the same moment, so nothing was done",
    "Call again.",
    { cause: error },
  );
}
