import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { renderItem } from "../../content/form-text.ts";
import { oneLine } from "../../content/table.ts";
import { fileId, offset } from "../input.ts";
import { defineFormsTool } from "./define-forms-tool.ts";
import { editLink, stateOf } from "./form-links.ts";
import { EMAIL_COLLECTION } from "./forms-input.ts";
import { READ_FORMS } from "./forms-scopes.ts";

const FIELDS = "formId,info,settings,items,revisionId,responderUri,linkedSheetId,publishSettings";

/** Shows a form with everything in it. */
export const formsGet = defineFormsTool({
  name: "forms_get",
  title: "Get form",
  description: "Shows a form's questions with options and ids, its settings, whether it is published, and its links.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_FORMS,
  input: z.strictObject({ form_id: fileId, offset }),
  async run({ form_id, offset: from }, call) {
    const forms = await call.google.forms();
    const { data } = await forms.forms.get({ formId: form_id, fields: FIELDS });
    const items = (data.items ?? []).map((item, index) => renderItem(item, index + 1));
    const body = items.length === 0 ? "It has no questions yet." : items.join("\n");
    const { text, next, total } = pieceOf([...head(data), body].join("\n\n"), from);
    return { text, ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }) };
  },
});

function head({
  formId,
  info,
  settings,
  responderUri,
  linkedSheetId,
  publishSettings,
}: forms_v1.Schema$Form): string[] {
  const emails = Object.entries(EMAIL_COLLECTION).find(([, value]) => value === settings?.emailCollectionType)?.[0];
  const facts = [
    `- ${stateOf(publishSettings)}`,
    ...(settings?.quizSettings?.isQuiz ? ["- a quiz"] : []),
    `- email addresses collected: ${emails ?? "none"}`,
    `- to answer: ${responderUri}`,
    `- to edit: ${editLink(formId ?? "")}`,
    ...(linkedSheetId ? [`- answers go to spreadsheet ${linkedSheetId}`] : []),
  ];
  return [
    `# ${oneLine(info?.title || info?.documentTitle || "")}`,
    ...(info?.description ? [info.description] : []),
    facts.join("\n"),
  ];
}
