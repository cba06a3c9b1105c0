import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { formatInstant } from "../../content/dates.ts";
import { type AskedQuestion, answerText } from "../../content/form-text.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { fileId, offset, pageSize, pageToken, rfc3339 } from "../input.ts";
import { askedQuestions } from "./asked-questions.ts";
import { defineFormsTool } from "./define-forms-tool.ts";
import { READ_QUESTIONS, READ_RESPONSES } from "./forms-scopes.ts";

const FIELDS = "nextPageToken,responses(responseId,lastSubmittedTime,respondentEmail,totalScore,answers)";

/** Characters of an answer in the table; forms_get_response shows all. */
const LONGEST_CELL = 200;
/** Different answers to a question that are counted one by one. */
const MOST_COUNTED = 30;

type Response = forms_v1.Schema$FormResponse;

/** Shows what was answered, one row a response. */
export const formsListResponses = defineFormsTool({
  name: "forms_list_responses",
  title: "List form responses",
  description:
    "Lists a form's responses as a table with a column for each question, and counts the answers to choices and scales.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_RESPONSES,
  optionalScopes: READ_QUESTIONS,
  input: z.strictObject({
    form_id: fileId,
    since: rfc3339.optional().describe("Submitted from then on, e.g. 2026-11-24T14:00:00+01:00."),
    page_size: pageSize(1000, 100),
    page_token: pageToken.optional(),
    offset,
  }),
  async run(given, call) {
    const forms = await call.google.forms();
    const [{ data }, questions] = await Promise.all([
      forms.forms.responses.list({
        formId: given.form_id,
        pageSize: given.page_size,
        fields: FIELDS,
        ...(given.since !== undefined && { filter: `timestamp >= ${new Date(given.since).toISOString()}` }),
        ...(given.page_token !== undefined && { pageToken: given.page_token }),
      }),
      askedQuestions(forms, given.form_id, call.account.scopes),
    ]);
    const responses = data.responses ?? [];
    const asked = withUnknown(questions, responses);
    const parts = [
      `${responses.length} responses${data.nextPageToken || given.page_token ? " on this page" : ""}, times in ${call.account.timeZone}`,
      table(responses, asked, call.account.timeZone),
      counts(responses, asked),
    ];
    const whole = responses.length === 0 ? "No responses." : parts.filter((part) => part !== "").join("\n\n");
    const { text, next, total } = pieceOf(whole, given.offset);
    const notes = [
      ...(next === undefined ? [] : [`${total} characters on this page. Read on: offset ${next}`]),
      ...(data.nextPageToken ? [`More: page_token ${data.nextPageToken}`] : []),
    ];
    return { text, ...(notes.length > 0 && { note: notes.join("\n") }) };
  },
});

/** Questions that were answered and are not in the form any more, or that may not be read, stand there with their ids. */
function withUnknown(questions: readonly AskedQuestion[], responses: readonly Response[]): AskedQuestion[] {
  const known = new Set(questions.map(({ id }) => id));
  const answered = new Set(responses.flatMap(({ answers }) => Object.keys(answers ?? {})));
  const unknown = [...answered].filter((id) => !known.has(id));
  return [...questions, ...unknown.map((id) => ({ id, title: `question ${id}`, countable: false }))];
}

function table(responses: readonly Response[], questions: readonly AskedQuestion[], timeZone: string): string {
  const scored = responses.some(({ totalScore }) => typeof totalScore === "number");
  const named = responses.some(({ respondentEmail }) => respondentEmail);
  const head = [
    "response",
    "submitted",
    ...(named ? ["email"] : []),
    ...(scored ? ["score"] : []),
    ...questions.map(({ title }) => shorten(title, LONGEST_CELL)),
  ];
  const rows = responses.map(({ responseId, lastSubmittedTime, respondentEmail, totalScore, answers }) => [
    responseId ?? "",
    formatInstant(lastSubmittedTime ?? "", timeZone),
    ...(named ? [respondentEmail ?? ""] : []),
    ...(scored ? [String(totalScore ?? "")] : []),
    ...questions.map(({ id }) => shorten(answerText(answers?.[id]).join("; "), LONGEST_CELL)),
  ]);
  return markdownTable(head, rows);
}

function counts(responses: readonly Response[], questions: readonly AskedQuestion[]): string {
  const lines = questions
    .filter(({ countable }) => countable)
    .flatMap(({ id, title }) => {
      const given = new Map<string, number>();
      for (const { answers } of responses)
        for (const answer of answerText(answers?.[id])) given.set(answer, (given.get(answer) ?? 0) + 1);
      if (given.size === 0) return [];
      const most = [...given].sort((a, b) => b[1] - a[1]).slice(0, MOST_COUNTED);
      const more = given.size > most.length ? `; ${given.size - most.length} more` : "";
      return [`- ${title}: ${most.map(([answer, count]) => `${shorten(answer, 80)} ${count}`).join("; ")}${more}`];
    });
  return lines.length === 0 ? "" : `Counts:\n${lines.join("\n")}`;
}
