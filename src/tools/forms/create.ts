import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import * as z from "zod";
import { toItem } from "../../content/form-items.ts";
import { ToolError } from "../../errors.ts";
import { defineFormsTool } from "./define-forms-tool.ts";
import { editLink } from "./form-links.ts";
import { checkItem, description, itemFields, itemType, line } from "./forms-input.ts";
import { CHANGE_FORMS } from "./forms-scopes.ts";

const input = z.strictObject({
  title: line.refine((value) => value.trim() !== "", "expected a title"),
  description: description.optional(),
  quiz: z.boolean().default(false),
  items: z
    .array(z.strictObject({ type: itemType, title: line, ...itemFields }))
    .max(300, "expected at most 300 items")
    .default([]),
  publish: z.boolean().default(false).describe("Lets people answer."),
});
type Input = z.output<typeof input>;

/** Makes a whole form: Google takes only the title at first, then everything else at once. */
export const formsCreate = defineFormsTool({
  name: "forms_create",
  title: "Create form",
  description:
    "Creates a form or quiz with its questions, sections and texts. Nobody can answer until it is published; returns its id and links.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_FORMS,
  input,
  output: z.strictObject({ id: z.string(), answer_link: z.string(), edit_link: z.string(), published: z.boolean() }),
  audience: ({ publish, title, items }) => ({
    recipients: publish ? ["anyone"] : [],
    content: [`Publishes the form “${title}”:`, ...items.map((item) => `- ${item.title}`)].join("\n"),
  }),
  async run(given, call) {
    given.items.forEach((item, index) => {
      checkItem(item, `items[${index}]`);
      if (!given.quiz && (item.points !== undefined || item.correct !== undefined))
        throw new ToolError("invalid_input", `items[${index}]: only a quiz has points`, "Set quiz, or leave them out.");
    });
    const forms = await call.google.forms();
    const { data: made } = await forms.forms.create({
      unpublished: true,
      fields: "formId,responderUri",
      requestBody: { info: { title: given.title, documentTitle: given.title } },
    });
    const id = made.formId ?? "";
    await fill(forms, id, given).catch((error: unknown) => {
      throw error instanceof ToolError ? halfDone(error, id) : error;
    });
    const data = { id, answer_link: made.responderUri ?? "", edit_link: editLink(id), published: given.publish };
    const count = given.items.length === 1 ? "1 item" : `${given.items.length} items`;
    const state = given.publish ? "published" : "not published yet: use forms_set_publish or the editor";
    return {
      text: `Created “${given.title}” with ${count}, id ${id}, ${state}.\nTo answer: ${data.answer_link}\nTo edit: ${data.edit_link}`,
      data,
    };
  },
});

async function fill(forms: forms_v1.Forms, formId: string, given: Input): Promise<void> {
  const requests = [...settingsRequests(given), ...given.items.map(createAt)];
  if (requests.length > 0) await forms.forms.batchUpdate({ formId, fields: "form(formId)", requestBody: { requests } });
  if (!given.publish) return;
  await forms.forms.setPublishSettings({
    formId,
    fields: "formId",
    requestBody: { publishSettings: { publishState: { isPublished: true, isAcceptingResponses: true } } },
  });
}

function createAt(item: Input["items"][number], index: number): forms_v1.Schema$Request {
  return { createItem: { item: toItem(item), location: { index } } };
}

/** The quiz setting comes first, because only a quiz takes points. */
function settingsRequests({ quiz, description: words }: Input): forms_v1.Schema$Request[] {
  const settings = { quizSettings: { isQuiz: true } };
  return [
    ...(words ? [{ updateFormInfo: { info: { description: words }, updateMask: "description" } }] : []),
    ...(quiz ? [{ updateSettings: { settings, updateMask: "quizSettings.isQuiz" } }] : []),
  ];
}

function halfDone(error: ToolError, id: string): ToolError {
  return new ToolError(error.code, `The form ${id} was created, but not finished: ${error.message}`, error.fix, {
    cause: error,
  });
}
