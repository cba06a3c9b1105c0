import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { answerText } from "../../content/form-text.ts";
import { fileId, offset, resourceId } from "../input.ts";
import { askedQuestions } from "./asked-questions.ts";
import { defineFormsTool } from "./define-forms-tool.ts";
import { READ_QUESTIONS, READ_RESPONSES } from "./forms-scopes.ts";

/** Shows one response whole. */
export const formsGetResponse = defineFormsTool({
  name: "forms_get_response",
  title: "Get form response",
  description: "Shows one response whole: every answer, points and feedback.",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_RESPONSES,
  optionalScopes: READ_QUESTIONS,
  input: z.strictObject({ form_id: fileId, response_id: resourceId("response"), offset }),
  async run({ form_id, response_id, offset: from }, call) {
    const forms = await call.google.forms();
    const [{ data }, questions] = await Promise.all([
      forms.forms.responses.get({
        formId: form_id,
        responseId: response_id,
        fields: "responseId,createTime,lastSubmittedTime,respondentEmail,totalScore,answers",
      }),
      askedQuestions(forms, form_id, call.account.scopes),
    ]);
    const titles = new Map(questions.map(({ id, title }) => [id, title]));
    const order = [...titles.keys(), ...Object.keys(data.answers ?? {}).filter((id) => !titles.has(id))];
    const answers = order.map((id) => renderAnswer(titles.get(id) ?? `question ${id}`, data.answers?.[id]));
    const { text, next, total } = pieceOf([head(data, call.account.timeZone), ...answers].join("\n\n"), from);
    return { text, ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }) };
  },
});

function head(response: forms_v1.Schema$FormResponse, timeZone: string): string {
  const { responseId, createTime, lastSubmittedTime, respondentEmail, totalScore } = response;
  const changed = createTime === lastSubmittedTime ? "" : `, first ${formatInstant(createTime ?? "", timeZone)}`;
  const facts = [
    `Response ${responseId}, submitted ${formatInstant(lastSubmittedTime ?? "", timeZone)}${changed} (${timeZone})`,
    ...(respondentEmail ? [`by ${respondentEmail}`] : []),
    ...(typeof totalScore === "number" ? [`score ${totalScore}`] : []),
  ];
  return facts.join(", ");
}

function renderAnswer(title: string, answer: forms_v1.Schema$Answer | undefined): string {
  const given = answerText(answer);
  const { correct, score, feedback } = answer?.grade ?? {};
  const grade = answer?.grade ? ` (${correct ? "right" : "not marked right"}, ${score ?? 0} points)` : "";
  const remark = feedback?.text ? [`Feedback: ${feedback.text}`] : [];
  const words = given.length > 1 ? given.map((one) => `- ${one}`) : [given[0] ?? "(no answer)"];
  return [`**${title}**${grade}`, ...words, ...remark].join("\n");
}
