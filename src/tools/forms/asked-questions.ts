import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import { type AskedQuestion, questionsOf } from "../../content/form-text.ts";
import { READ_QUESTIONS } from "./forms-scopes.ts";

const FIELDS =
  "items(title,questionItem(question(questionId,choiceQuestion(type),scaleQuestion(low),ratingQuestion(iconType))),questionGroupItem(questions(questionId,rowQuestion)))";

/** What a form asks, as far as the sign-in lets it be read: answers alone name questions by their ids. */
export async function askedQuestions(
  forms: forms_v1.Forms,
  formId: string,
  scopes: readonly string[],
): Promise<AskedQuestion[]> {
  if (!READ_QUESTIONS.some((one) => scopes.includes(one))) return [];
  const { data } = await forms.forms.get({ formId, fields: FIELDS });
  return questionsOf(data.items);
}
