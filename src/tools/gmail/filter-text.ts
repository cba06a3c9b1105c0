import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { readable } from "../../content/mail-header.ts";
import { formatBytes, shorten } from "../../content/table.ts";

/** Characters of one condition that are shown. */
const LONGEST = 300;

const ADDED: Readonly<Record<string, string>> = {
  STARRED: "star it",
  IMPORTANT: "mark it important",
  TRASH: "move it to the trash",
  CATEGORY_PERSONAL: "put it in Primary",
  CATEGORY_SOCIAL: "put it in Social",
  CATEGORY_PROMOTIONS: "put it in Promotions",
  CATEGORY_UPDATES: "put it in Updates",
  CATEGORY_FORUMS: "put it in Forums",
};

const REMOVED: Readonly<Record<string, string>> = {
  INBOX: "skip the inbox",
  UNREAD: "mark it read",
  SPAM: "never send it to spam",
  IMPORTANT: "never mark it important",
};

/** A filter in words: `from ada@example.com, subject “Invoice”: label Work, skip the inbox`. */
export function filterText(
  { criteria, action }: gmail_v1.Schema$Filter,
  labelName: (id: string) => string = (id) => id,
): string {
  const conditions = criteriaWords(criteria ?? {}).join(", ") || "every mail";
  return `${conditions}: ${actionWords(action ?? {}, labelName).join(", ") || "nothing"}`;
}

function criteriaWords(criteria: gmail_v1.Schema$FilterCriteria): string[] {
  const { from, to, subject, query, negatedQuery, size, sizeComparison, hasAttachment, excludeChats } = criteria;
  const shown = (text: string) => shorten(readable(text), LONGEST);
  return [
    ...(from ? [`from ${shown(from)}`] : []),
    ...(to ? [`to ${shown(to)}`] : []),
    ...(subject ? [`subject “${shown(subject)}”`] : []),
    ...(query ? [`matching “${shown(query)}”`] : []),
    ...(negatedQuery ? [`not matching “${shown(negatedQuery)}”`] : []),
    ...(hasAttachment ? ["with an attachment"] : []),
    ...(size ? [`${sizeComparison === "smaller" ? "smaller" : "larger"} than ${formatBytes(size)}`] : []),
    ...(excludeChats ? ["no chats"] : []),
  ];
}

function actionWords(action: gmail_v1.Schema$FilterAction, labelName: (id: string) => string): string[] {
  return [
    ...(action.addLabelIds ?? []).map((id) => ADDED[id] ?? `label ${labelName(id)}`),
    ...(action.removeLabelIds ?? []).map((id) => REMOVED[id] ?? `take off ${labelName(id)}`),
    ...(action.forward ? [`forward to ${action.forward}`] : []),
  ];
}
