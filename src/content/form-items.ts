import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";

type Item = forms_v1.Schema$Item;
type Question = forms_v1.Schema$Question;

/** What a form can ask, and what else can stand in it, in the words of these tools. */
export const ITEM_TYPES = [
  "short_text",
  "paragraph",
  "radio",
  "checkbox",
  "dropdown",
  "scale",
  "rating",
  "date",
  "date_time",
  "time",
  "duration",
  "radio_grid",
  "checkbox_grid",
  "section",
  "text",
] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** One item as a model writes it. What does not belong to its type is not there. */
export interface FormItem {
  type: ItemType;
  title: string;
  description?: string | undefined;
  required?: boolean | undefined;
  /** Choices, or the columns of a grid. */
  options?: string[] | undefined;
  /** Whether there is a choice that is written by who answers. */
  other?: boolean | undefined;
  rows?: string[] | undefined;
  /** Ends of a scale; a rating has as many symbols as its upper end. */
  min?: number | undefined;
  max?: number | undefined;
  min_label?: string | undefined;
  max_label?: string | undefined;
  /** In a quiz: points for a right answer, and the right answers. */
  points?: number | undefined;
  correct?: string[] | undefined;
}

const CHOICES = { radio: "RADIO", checkbox: "CHECKBOX", dropdown: "DROP_DOWN" } as const;
const GRIDS = { radio_grid: "RADIO", checkbox_grid: "CHECKBOX" } as const;

/** Lowest and highest ends that a scale has when none are named. */
const SCALE = { low: 1, high: 5 };

/** Whether an item of this type has choices. */
export function hasOptions(type: ItemType): boolean {
  return type in CHOICES || type in GRIDS;
}

/** An item as the Forms API takes it. */
export function toItem(item: FormItem): Item {
  const head: Item = { title: item.title, ...(item.description !== undefined && { description: item.description }) };
  switch (item.type) {
    case "section":
      return { ...head, pageBreakItem: {} };
    case "text":
      return { ...head, textItem: {} };
    case "radio_grid":
    case "checkbox_grid":
      return {
        ...head,
        questionGroupItem: {
          grid: { columns: { type: GRIDS[item.type], options: toOptions(item) } },
          questions: toRows(item, []),
        },
      };
    default:
      return { ...head, questionItem: { question: toQuestion(item) } };
  }
}

/** Rows of a grid; one that was there under the same title stays the same question. */
export function toRows(item: FormItem, before: readonly Question[]): Question[] {
  return (item.rows ?? []).map((title) => {
    const questionId = before.find(({ rowQuestion }) => rowQuestion?.title === title)?.questionId;
    return { rowQuestion: { title }, required: item.required ?? false, ...(questionId && { questionId }) };
  });
}

export function toOptions({ options = [], other }: Pick<FormItem, "options" | "other">): forms_v1.Schema$Option[] {
  return [...options.map((value) => ({ value })), ...(other ? [{ isOther: true }] : [])];
}

/** What a single question asks, with its points. */
export function toQuestion(item: FormItem): Question {
  const grading = toGrading(item);
  return { required: item.required ?? false, ...toKind(item), ...(grading && { grading }) };
}

export function toGrading({ points, correct }: FormItem): forms_v1.Schema$Grading | undefined {
  if (points === undefined && correct === undefined) return undefined;
  return {
    pointValue: points ?? 1,
    ...(correct && { correctAnswers: { answers: correct.map((value) => ({ value })) } }),
  };
}

function toKind(item: FormItem): Question {
  switch (item.type) {
    case "radio":
    case "checkbox":
    case "dropdown":
      return { choiceQuestion: { type: CHOICES[item.type], options: toOptions(item) } };
    case "scale":
      return {
        scaleQuestion: {
          low: item.min ?? SCALE.low,
          high: item.max ?? SCALE.high,
          ...(item.min_label !== undefined && { lowLabel: item.min_label }),
          ...(item.max_label !== undefined && { highLabel: item.max_label }),
        },
      };
    case "rating":
      return { ratingQuestion: { ratingScaleLevel: item.max ?? SCALE.high, iconType: "STAR" } };
    case "date":
    case "date_time":
      return { dateQuestion: { includeYear: true, includeTime: item.type === "date_time" } };
    case "time":
    case "duration":
      return { timeQuestion: { duration: item.type === "duration" } };
    default:
      return { textQuestion: { paragraph: item.type === "paragraph" } };
  }
}

/** An item in the words of these tools; undefined for what they cannot make: file uploads, pictures, videos. */
export function fromItem(item: Item): FormItem | undefined {
  const type = typeOf(item);
  if (type === undefined) return undefined;
  const question = item.questionItem?.question;
  const grid = item.questionGroupItem;
  const choices = question?.choiceQuestion?.options ?? grid?.grid?.columns?.options ?? [];
  const scale = question?.scaleQuestion;
  const grading = question?.grading;
  return {
    type,
    title: item.title ?? "",
    ...(item.description && { description: item.description }),
    required: question?.required ?? grid?.questions?.some(({ required }) => required === true) ?? false,
    ...(hasOptions(type) && {
      options: choices.flatMap(({ value, isOther }) => (isOther ? [] : (value ?? ""))),
      other: choices.some(({ isOther }) => isOther === true),
    }),
    ...(grid && { rows: (grid.questions ?? []).map(({ rowQuestion }) => rowQuestion?.title ?? "") }),
    ...(scale && { min: scale.low ?? 0, max: scale.high ?? 0 }),
    ...(scale?.lowLabel && { min_label: scale.lowLabel }),
    ...(scale?.highLabel && { max_label: scale.highLabel }),
    ...(question?.ratingQuestion && { max: question.ratingQuestion.ratingScaleLevel ?? 0 }),
    ...(grading && {
      points: grading.pointValue ?? 0,
      correct: (grading.correctAnswers?.answers ?? []).map(({ value }) => value ?? ""),
    }),
  };
}

function typeOf(item: Item): ItemType | undefined {
  if (item.pageBreakItem) return "section";
  if (item.textItem) return "text";
  const columns = item.questionGroupItem?.grid?.columns;
  if (columns) return columns.type === "CHECKBOX" ? "checkbox_grid" : "radio_grid";
  const question = item.questionItem?.question;
  if (question?.choiceQuestion) return choiceType(question.choiceQuestion.type);
  if (question?.textQuestion) return question.textQuestion.paragraph ? "paragraph" : "short_text";
  if (question?.scaleQuestion) return "scale";
  if (question?.ratingQuestion) return "rating";
  if (question?.dateQuestion) return question.dateQuestion.includeTime ? "date_time" : "date";
  if (question?.timeQuestion) return question.timeQuestion.duration ? "duration" : "time";
  return undefined;
}

function choiceType(type: string | null | undefined): ItemType {
  if (type === CHOICES.checkbox) return "checkbox";
  return type === CHOICES.dropdown ? "dropdown" : "radio";
}
