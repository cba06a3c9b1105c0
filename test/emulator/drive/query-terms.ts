import { docxToMarkdown, pptxSlides } from "./content-readers.ts";
import { DOCX, PPTX } from "./google-exports.ts";
import { invalidQuery, type Token } from "./query-tokens.ts";
import { type DriveState, isTrashed, type StoredFile } from "./state.ts";

export type Test = (file: StoredFile) => boolean;

/** What a query is read against. */
export interface QueryContext {
  state: DriveState;
  /** Whose `appProperties` are searched. */
  clientId: string;
  /** Whether the folder is there for the request. */
  folderExists(id: string): boolean;
}

/**
 * A term with a comparing operator.
 * @throws ApiError 400 `invalid` for a field that is none, an operator it does not take, a value of the wrong kind
 */
export function fieldTest(field: string, operator: string, right: Token, state: DriveState): Test {
  switch (field) {
    case "name":
      return text(({ name }) => name, operator, right, beginsWords);
    case "mimeType":
      return text(
        ({ mimeType }) => mimeType,
        operator,
        right,
        (type, wanted) => type.startsWith(wanted),
      );
    case "fullText":
      if (operator !== "contains") throw invalidQuery();
      return fullText(textOf(right));
    case "modifiedTime":
      return time(({ modifiedTime }) => modifiedTime, operator, right);
    case "createdTime":
      return time(({ createdTime }) => createdTime, operator, right);
    case "viewedByMeTime":
      return time(({ viewedByMeTime }) => viewedByMeTime, operator, right);
    case "sharedWithMeTime":
      return time(({ sharedWithMeTime }) => sharedWithMeTime, operator, right);
    case "trashed":
      return flag((file) => isTrashed(state, file), operator, right);
    case "starred":
      return flag(({ starred }) => starred, operator, right);
    case "sharedWithMe":
      return flag(({ sharedWithMe }) => sharedWithMe, operator, right);
    case "visibility":
      return oneOf(visibilityOf, operator, right, VISIBILITIES);
    case "shortcutDetails.targetId":
      return oneOf(({ targetId }) => targetId ?? "", operator, right, undefined);
    default:
      throw invalidQuery();
  }
}

const VISIBILITIES = ["anyoneCanFind", "anyoneWithLink", "domainCanFind", "domainWithLink", "limited"];

function visibilityOf({ permissions }: StoredFile): string {
  if (permissions.some(({ type }) => type === "anyone")) return "anyoneWithLink";
  return permissions.some(({ type }) => type === "domain") ? "domainWithLink" : "limited";
}

function textOf({ kind, value }: Token): string {
  if (kind !== "text") throw invalidQuery();
  return value;
}

/** Letters and digits alone count; everything else parts words. */
function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** "The `contains` operator only performs prefix matching for a `name` term": every word begins a word of the name. */
function beginsWords(name: string, wanted: string): boolean {
  const parts = words(name);
  const sought = words(wanted);
  return sought.length > 0 && sought.every((word) => parts.some((part) => part.startsWith(word)));
}

function text(
  of: (file: StoredFile) => string,
  operator: string,
  right: Token,
  contains: (text: string, wanted: string) => boolean,
): Test {
  const wanted = textOf(right).toLowerCase();
  switch (operator) {
    case "=":
      return (file) => of(file).toLowerCase() === wanted;
    case "!=":
      return (file) => of(file).toLowerCase() !== wanted;
    case "contains":
      return (file) => contains(of(file).toLowerCase(), wanted);
    default:
      throw invalidQuery();
  }
}

/** "The `contains` operator only performs matching on entire string tokens for the `fullText` term"; `"…"` is a phrase. */
function fullText(wanted: string): Test {
  const phrase = /^\s*"(.*)"\s*$/s.exec(wanted)?.[1];
  const sought = words(phrase ?? wanted);
  if (sought.length === 0) throw invalidQuery();
  return (file) => {
    const indexed = words(searchable(file));
    if (phrase === undefined) return sought.every((word) => indexed.includes(word));
    return indexed.some((_, start) => sought.every((word, index) => indexed[start + index] === word));
  };
}

/** What Google indexes of a file: its name, description and text. */
function searchable(file: StoredFile): string {
  return `${file.name}\n${file.description ?? ""}\n${contentText(file)}`;
}

function contentText({ mimeType, content, exports }: StoredFile): string {
  if (mimeType.startsWith("text/")) return content.toString("utf8");
  if (mimeType === DOCX) return docxToMarkdown(content) ?? "";
  if (mimeType === PPTX) return pptxSlides(content)?.flat().join("\n") ?? "";
  return (exports["text/plain"] ?? exports["text/csv"])?.toString("utf8") ?? "";
}

/** RFC 3339, in UTC where no zone is given; the time can be left out. A file without the time matches nothing. */
function time(of: (file: StoredFile) => number | undefined, operator: string, right: Token): Test {
  const value = textOf(right);
  const form = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(value);
  const instant = form ? Date.parse(`${form[1]}${form[2] ?? "T00:00:00"}${form[3] ?? "Z"}`) : Number.NaN;
  if (Number.isNaN(instant)) throw invalidQuery();
  const compare = TIME_OPERATORS[operator];
  if (!compare) throw invalidQuery();
  return (file) => {
    const own = of(file);
    return own !== undefined && compare(own, instant);
  };
}

const TIME_OPERATORS: Readonly<Record<string, (own: number, instant: number) => boolean>> = {
  "<": (own, instant) => own < instant,
  "<=": (own, instant) => own <= instant,
  ">": (own, instant) => own > instant,
  ">=": (own, instant) => own >= instant,
  "=": (own, instant) => own === instant,
  "!=": (own, instant) => own !== instant,
};

function flag(of: (file: StoredFile) => boolean, operator: string, { kind, value }: Token): Test {
  if ((operator !== "=" && operator !== "!=") || kind !== "word" || (value !== "true" && value !== "false"))
    throw invalidQuery();
  return (file) => (of(file) === (value === "true")) === (operator === "=");
}

function oneOf(
  of: (file: StoredFile) => string,
  operator: string,
  right: Token,
  allowed: readonly string[] | undefined,
): Test {
  const wanted = textOf(right);
  if ((operator !== "=" && operator !== "!=") || (allowed && !allowed.includes(wanted))) throw invalidQuery();
  return (file) => (of(file) === wanted) === (operator === "=");
}
