import type { forms_v1 } from "googleapis/build/src/apis/forms/v1.js";
import { type FormItem, fromItem } from "./form-items.ts";
import { oneLine, shorten } from "./table.ts";

const LONGEST_TITLE = 1000;

/** An item for reading: number, title, type and what belongs to it, and the ids that other calls take. */
export function renderItem(item: forms_v1.Schema$Item, number: number): string {
  const known = fromItem(item);
  const question = item.questionItem?.question;
  const title = shorten(item.title ?? "", LONGEST_TITLE) || "(no title)";
  const facts = [
    known ? known.type : otherType(item),
    (known?.required ?? question?.required) && "required",
    ...(known ? details(known) : []),
    `id ${item.itemId}`,
    ...(question?.questionId ? [`question ${question.questionId}`] : []),
  ].filter((fact) => typeof fact === "string");
  const head = `${number}. ${title} (${facts.join(", ")})`;
  const rows = (item.questionGroupItem?.questions ?? []).map(
    ({ rowQuestion, questionId }) => `row: ${oneLine(rowQuestion?.title ?? "")} (question ${questionId})`,
  );
  const lines = [...(item.description ? [oneLine(item.description)] : []), ...rows, ...(known ? choices(known) : [])];
  return [head, ...lines.map((line) => `   ${line}`)].join("\n");
}

function otherType(item: forms_v1.Schema$Item): string {
  if (item.questionItem?.question?.fileUploadQuestion) return "file upload";
  if (item.imageItem) return "picture";
  return item.videoItem ? "video" : "unknown";
}

function details({ type, min, max, min_label, max_label, points }: FormItem): string[] {
  const end = (value: number | undefined, label: string | undefined) => `${value}${label ? ` ${oneLine(label)}` : ""}`;
  return [
    ...(type === "scale" ? [`${end(min, min_label)} to ${end(max, max_label)}`] : []),
    ...(type === "rating" ? [`1 to ${max}`] : []),
    ...(points === undefined ? [] : [`${points} ${points === 1 ? "point" : "points"}`]),
  ];
}

function choices({ options = [], other, correct = [] }: FormItem): string[] {
  const shown = options.map((option) => `- ${oneLine(option)}${correct.includes(option) ? " ✓" : ""}`);
  const key = options.length === 0 && correct.length > 0 ? [`right: ${correct.map(oneLine).join("; ")}`] : [];
  return [...shown, ...(other ? ["- (other: written in)"] : []), ...key];
}

/** A question as the answers name it. */
export interface AskedQuestion {
  id: string;
  title: string;
  /** Whether its answers can be counted: there are few that can be given. */
  countable: boolean;
}

/** The questions of a form in their order; a grid's rows by the grid's title and their own. */
export function questionsOf(items: readonly forms_v1.Schema$Item[] | undefined): AskedQuestion[] {
  return (items ?? []).flatMap((item) => {
    const title = oneLine(item.title ?? "") || "(no title)";
    const question = item.questionItem?.question;
    const countable = Boolean(question?.choiceQuestion || question?.scaleQuestion || question?.ratingQuestion);
    const rows = (item.questionGroupItem?.questions ?? []).map(({ questionId, rowQuestion }) => ({
      id: questionId ?? "",
      title: `${title} [${oneLine(rowQuestion?.title ?? "")}]`,
      countable: true,
    }));
    return question ? [{ id: question.questionId ?? "", title, countable }] : rows;
  });
}

/** What somebody answered to a question, as text. */
export function answerText(answer: forms_v1.Schema$Answer | undefined): string[] {
  const texts = (answer?.textAnswers?.answers ?? []).map(({ value }) => value ?? "");
  const files = (answer?.fileUploadAnswers?.answers ?? []).map(
    ({ fileName, fileId }) => `${fileName} (file ${fileId})`,
  );
  return [...texts, ...files];
}
