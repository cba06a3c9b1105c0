import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import { type FormItem, fromItem, hasOptions, toGrading, toOptions, toQuestion, toRows } from "./form-items.ts";

type Item = forms_v1.Schema$Item;
type Question = forms_v1.Schema$Question;

/** What is to become of an item; fields that are left out stay. */
export type ItemChange = { [Field in keyof FormItem]?: FormItem[Field] | undefined };

/** The new values of an item, and the paths of those alone, as the Forms API takes them ("UpdateItemRequest"). */
export interface ItemUpdate {
  item: Item;
  paths: string[];
  /** The whole item as it will be; undefined for a kind that these tools cannot make. */
  whole: FormItem | undefined;
}

const GRIDS: readonly string[] = ["radio_grid", "checkbox_grid"];
const NO_QUESTIONS: readonly string[] = ["section", "text"];

/**
 * Works out a change of an item. Only what changes is sent, so that what these tools do not know, such as pictures and
 * jumps to sections, stays; a question that becomes one of another kind keeps its id, and with it its answers.
 * @returns why it cannot be, in words, when it cannot
 */
export function updateOf(before: Item, change: ItemChange): ItemUpdate | string {
  const known = fromItem(before);
  const { title, description, ...inner } = defined(change);
  const head = {
    item: { ...(title !== undefined && { title }), ...(description !== undefined && { description }) },
    paths: [...(title === undefined ? [] : ["title"]), ...(description === undefined ? [] : ["description"])],
  };
  const whole = known && forType({ ...known, ...defined(change) });
  if (Object.keys(inner).length === 0) return { ...head, whole };
  const question = before.questionItem?.question;
  if (!known || !whole) {
    const { required, ...others } = inner;
    if (!question || required === undefined || Object.keys(others).length > 0)
      return "of this kind of item, only title, description and required can be changed";
    return withQuestion(head, { required }, ["required"], whole);
  }
  if (inner.type !== undefined && inner.type !== known.type) return toOtherType(before, known, whole, head);
  if (before.questionGroupItem) return changeGrid(before.questionGroupItem, whole, inner, head);
  if (!question) return `a ${known.type} has only a title and a description`;
  return changeQuestion(question, whole, inner, head);
}

function defined(change: ItemChange): Partial<FormItem> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** An item without the fields that its type does not have. */
function forType(item: FormItem): FormItem {
  const { options, other, rows, min, max, min_label, max_label, ...rest } = item;
  const { type } = item;
  return {
    ...rest,
    ...(hasOptions(type) && { options }),
    ...((type === "radio" || type === "checkbox") && { other }),
    ...(GRIDS.includes(type) && { rows }),
    ...(type === "scale" && { min, max, min_label, max_label }),
    ...(type === "rating" && { max }),
  };
}

type Head = Pick<ItemUpdate, "item" | "paths">;

function withQuestion(
  head: Head,
  question: Question,
  fields: readonly string[],
  whole: FormItem | undefined,
): ItemUpdate {
  return {
    item: { ...head.item, questionItem: { question } },
    paths: [
      ...head.paths,
      ...fields.map((field) => (field === "" ? "questionItem.question" : `questionItem.question.${field}`)),
    ],
    whole,
  };
}

function toOtherType(before: Item, known: FormItem, whole: FormItem, head: Head): ItemUpdate | string {
  const [from, to] = [known.type, whole.type];
  if (NO_QUESTIONS.includes(from) || NO_QUESTIONS.includes(to) || GRIDS.includes(from) !== GRIDS.includes(to))
    return `a ${from} cannot become a ${to}: delete it and add another`;
  if (GRIDS.includes(to)) {
    const columns = { type: to === "checkbox_grid" ? "CHECKBOX" : "RADIO", options: toOptions(whole) };
    return {
      item: {
        ...head.item,
        questionGroupItem: { grid: { columns }, questions: rowsOf(before.questionGroupItem, whole) },
      },
      paths: [...head.paths, "questionGroupItem.grid.columns", "questionGroupItem.questions"],
      whole,
    };
  }
  const questionId = before.questionItem?.question?.questionId;
  return withQuestion(head, { ...toQuestion(whole), ...(questionId && { questionId }) }, [""], whole);
}

function rowsOf(group: forms_v1.Schema$QuestionGroupItem | undefined, whole: FormItem): Question[] {
  return toRows(whole, group?.questions ?? []);
}

function changeGrid(
  group: forms_v1.Schema$QuestionGroupItem,
  whole: FormItem,
  inner: Partial<FormItem>,
  head: Head,
): ItemUpdate {
  const options = inner.options !== undefined;
  const rows = inner.rows !== undefined || inner.required !== undefined;
  return {
    item: {
      ...head.item,
      questionGroupItem: {
        ...(options && { grid: { columns: { options: toOptions(whole) } } }),
        ...(rows && { questions: rowsOf(group, whole) }),
      },
    },
    paths: [
      ...head.paths,
      ...(options ? ["questionGroupItem.grid.columns.options"] : []),
      ...(rows ? ["questionGroupItem.questions"] : []),
    ],
    whole,
  };
}

function changeQuestion(before: Question, whole: FormItem, inner: Partial<FormItem>, head: Head): ItemUpdate {
  const named = (...fields: (keyof FormItem)[]) => fields.some((field) => inner[field] !== undefined);
  const { scaleQuestion, ratingQuestion } = toQuestion(whole);
  const ends = named("min", "max", "min_label", "max_label");
  const question: Question = {
    ...(named("required") && { required: whole.required ?? false }),
    ...(named("options", "other") &&
      before.choiceQuestion && { choiceQuestion: { options: keptOptions(before, whole) } }),
    ...(ends && scaleQuestion && { scaleQuestion }),
    ...(ends && ratingQuestion && { ratingQuestion: { ...ratingQuestion, ...iconOf(before) } }),
    ...(named("points", "correct") && { grading: { ...before.grading, ...toGrading(whole) } }),
  };
  const paths = Object.keys(question).map((field) => (field === "choiceQuestion" ? "choiceQuestion.options" : field));
  return withQuestion(head, question, paths, whole);
}

function iconOf({ ratingQuestion }: Question): forms_v1.Schema$RatingQuestion {
  return ratingQuestion?.iconType ? { iconType: ratingQuestion.iconType } : {};
}

/** Options that were there stay as they are, with their pictures and jumps. */
function keptOptions(before: Question, whole: FormItem): forms_v1.Schema$Option[] {
  const present = before.choiceQuestion?.options ?? [];
  return toOptions(whole).map(
    (option) =>
      present.find(({ value, isOther }) => (option.isOther ? isOther === true : !isOther && value === option.value)) ??
      option,
  );
}
