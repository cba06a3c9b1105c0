import { z } from "zod";
import { type Json, newId, type StoredForm } from "./state.ts";

/** What is wrong with one request of a batch. */
export class Refused extends Error {}

const option = z.looseObject({ value: z.string().optional(), isOther: z.boolean().optional() });
const choice = z.looseObject({
  type: z.enum(["RADIO", "CHECKBOX", "DROP_DOWN"], "type is required"),
  options: z.array(option).min(1, "options are required"),
});
const question = z.looseObject({
  questionId: z.string().optional(),
  choiceQuestion: choice.optional(),
  textQuestion: z.looseObject({}).optional(),
  scaleQuestion: z.looseObject({ low: z.number().default(0), high: z.number().default(0) }).optional(),
  dateQuestion: z.looseObject({}).optional(),
  timeQuestion: z.looseObject({}).optional(),
  ratingQuestion: z
    .looseObject({ ratingScaleLevel: z.number().default(0), iconType: z.string().optional() })
    .optional(),
  rowQuestion: z.looseObject({ title: z.string() }).optional(),
  fileUploadQuestion: z.looseObject({}).optional(),
  grading: z
    .looseObject({
      pointValue: z.number().default(0),
      correctAnswers: z.looseObject({ answers: z.array(z.looseObject({ value: z.string() })).default([]) }).optional(),
    })
    .optional(),
});
type Question = z.output<typeof question>;
const item = z.looseObject({
  itemId: z.string().optional(),
  title: z.string().optional(),
  questionItem: z.looseObject({ question: question.optional() }).optional(),
  questionGroupItem: z
    .looseObject({ questions: z.array(question).default([]), grid: z.looseObject({ columns: choice }).optional() })
    .optional(),
  pageBreakItem: z.looseObject({}).optional(),
  textItem: z.looseObject({}).optional(),
  imageItem: z.looseObject({}).optional(),
  videoItem: z.looseObject({}).optional(),
});

const ITEM_KINDS = [
  "questionItem",
  "questionGroupItem",
  "pageBreakItem",
  "textItem",
  "imageItem",
  "videoItem",
] as const;
const QUESTION_KINDS = [
  "choiceQuestion",
  "textQuestion",
  "scaleQuestion",
  "dateQuestion",
  "timeQuestion",
  "ratingQuestion",
  "rowQuestion",
  "fileUploadQuestion",
] as const;

/**
 * Checks an item and gives it, and its questions, the ids that they lack.
 * @throws Refused for what Forms does not take
 */
export function completeItem(form: StoredForm, given: unknown, before: Json | undefined): Json {
  const parsed = item.safeParse(given ?? {});
  if (!parsed.success) throw new Refused(parsed.error.issues[0]?.message ?? "The item is invalid.");
  const one = parsed.data;
  if (ITEM_KINDS.filter((kind) => one[kind] !== undefined).length !== 1)
    throw new Refused("Exactly one kind of item must be set.");
  checkLines(one.title);
  const single = one.questionItem && !one.questionItem.question ? undefined : one.questionItem?.question;
  if (one.questionItem && !single) throw new Refused("question is required.");
  if (single) checkQuestion(form, single, before);
  if (one.questionGroupItem) checkGrid(one.questionGroupItem);
  const taken = idsOf(form, before);
  const fresh = (id: string | undefined) => {
    if (id === undefined || id === "") return newId(form);
    if (taken.has(id)) throw new Refused(`The ID ${id} is already in use.`);
    taken.add(id);
    return id;
  };
  return {
    ...one,
    itemId: fresh(one.itemId),
    ...(single && {
      questionItem: { ...one.questionItem, question: { ...single, questionId: fresh(single.questionId) } },
    }),
    ...(one.questionGroupItem && {
      questionGroupItem: {
        ...one.questionGroupItem,
        questions: one.questionGroupItem.questions.map((row) => ({ ...row, questionId: fresh(row.questionId) })),
      },
    }),
  };
}

function idsOf({ items }: StoredForm, except: Json | undefined): Set<string> {
  const others = items.filter((one) => one !== except).map((one) => item.parse(one));
  return new Set(others.flatMap((one) => [one.itemId ?? "", ...questionIdsOf(one)]));
}

/** Ids of the questions of an item. */
export function questionIdsOf(given: unknown): string[] {
  const one = item.parse(given);
  return [one.questionItem?.question, ...(one.questionGroupItem?.questions ?? [])].flatMap(
    (each) => each?.questionId ?? [],
  );
}

function checkLines(text: string | undefined): void {
  if (text !== undefined && /[\r\n]/.test(text)) throw new Refused("Displayed text cannot contain newlines");
}

function checkQuestion(form: StoredForm, one: Question, before: Json | undefined): void {
  const kinds = QUESTION_KINDS.filter((kind) => one[kind] !== undefined);
  if (kinds.length !== 1) throw new Refused("Exactly one kind of question must be set.");
  const wasUpload = before !== undefined && item.parse(before).questionItem?.question?.fileUploadQuestion !== undefined;
  if (one.fileUploadQuestion && !wasUpload) throw new Refused("Creating file upload questions is not supported.");
  if (one.rowQuestion) throw new Refused("A row question must be part of a question group.");
  if (one.choiceQuestion) checkChoice(one.choiceQuestion, false);
  const { scaleQuestion: scale, ratingQuestion: rating, grading } = one;
  if (scale && !(scale.low >= 0 && scale.low <= 1 && scale.high >= 2 && scale.high <= 10))
    throw new Refused("The scale must begin at 0 or 1 and end at 2 to 10.");
  if (rating && !(rating.ratingScaleLevel >= 3 && rating.ratingScaleLevel <= 10 && rating.iconType))
    throw new Refused("The rating needs an icon and a scale level from 3 to 10.");
  if (!grading) return;
  if (!form.settings.quizSettings?.isQuiz) throw new Refused("Cannot set grading on a form that is not a quiz.");
  if (grading.pointValue < 0) throw new Refused("Point value must not be negative.");
  const values = one.choiceQuestion?.options.map(({ value }) => value);
  const wrong = (grading.correctAnswers?.answers ?? []).find(({ value }) => values && !values.includes(value));
  if (wrong) throw new Refused(`The correct answer ${wrong.value} is not one of the options.`);
}

function checkChoice({ type, options }: z.output<typeof choice>, inGrid: boolean): void {
  for (const { value, isOther } of options) {
    checkLines(value);
    if (isOther && value !== undefined) throw new Refused("Cannot set option.value when isOther is true");
    if (isOther && (inGrid || type === "DROP_DOWN")) throw new Refused("isOther is not allowed for this question.");
    if (!isOther && !value) throw new Refused("option.value is required");
  }
  const values = options.map(({ value, isOther }) => (isOther ? "" : value));
  if (new Set(values).size < values.length) throw new Refused("Duplicate options are not allowed.");
}

function checkGrid({ questions, grid }: NonNullable<z.output<typeof item>["questionGroupItem"]>): void {
  if (!grid) throw new Refused("grid is required.");
  if (grid.columns.type === "DROP_DOWN") throw new Refused("Only CHECKBOX and RADIO choices are allowed in a grid.");
  checkChoice(grid.columns, true);
  if (questions.length === 0) throw new Refused("questions are required.");
  for (const one of questions) {
    if (!one.rowQuestion) throw new Refused("All questions of a grid must be row questions.");
    checkLines(one.rowQuestion.title);
  }
}
