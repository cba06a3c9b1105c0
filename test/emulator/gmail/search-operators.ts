import { headerValue } from "./mime-tree.ts";
import { containsWords } from "./search-tokens.ts";
import { allParts, type MailboxState, plainText, type StoredMessage } from "./state.ts";

export type Test = (message: StoredMessage) => boolean;

const DAY = 86_400_000;
/** "All dates used in the search query are interpreted as midnight on that date in the PST timezone" (Gmail API, "Search and filter messages"). */
const PST = "-08:00";

const nothing: Test = () => false;

/** One operator with its value; undefined for a name that is no operator. A value that an operator does not know finds nothing. */
export function operatorTest(name: string, value: string, state: MailboxState, now: number): Test | undefined {
  switch (name) {
    case "from":
    case "cc":
    case "bcc":
    case "subject":
    case "deliveredto":
      return headerTest(name === "deliveredto" ? "Delivered-To" : name, value, state);
    case "to": {
      const tests = ["To", "Cc", "Bcc"].map((field) => headerTest(field, value, state));
      return (message) => tests.some((test) => test(message));
    }
    case "list":
      return (message) =>
        ["List-Id", "List-Post"].some((field) =>
          containsWords(headerValue(message.payload.headers, field) ?? "", value),
        );
    case "rfc822msgid":
      return ({ payload }) => bareId(headerValue(payload.headers, "Message-ID") ?? "") === bareId(value);
    case "label":
      return labelTest(value, state);
    case "in":
      return placeTest(value.toLowerCase(), state);
    case "is":
      return stateTest(value.toLowerCase());
    case "category":
      return labelled(CATEGORIES[value.toLowerCase()]);
    case "has":
      return hasTest(value.toLowerCase(), state);
    case "filename":
      return (message) => fileNames(message).some((file) => containsWords(file, value));
    default:
      return timeTest(name, value, now) ?? sizeTest(name, value);
  }
}

/** Undefined for a name that is no operator of time. */
function timeTest(name: string, value: string, now: number): Test | undefined {
  switch (name) {
    case "after":
    case "newer":
      return dated(dateOf(value), (date, wanted) => date >= wanted);
    case "before":
    case "older":
      return dated(dateOf(value), (date, wanted) => date < wanted);
    case "newer_than":
      return dated(momentAgo(value, now), (date, wanted) => date >= wanted);
    case "older_than":
      return dated(momentAgo(value, now), (date, wanted) => date < wanted);
    default:
      return undefined;
  }
}

function sizeTest(name: string, value: string): Test | undefined {
  const bytes = bytesOf(value);
  switch (name) {
    case "size":
    case "larger":
      return bytes === undefined ? nothing : ({ source }) => source.length > bytes;
    case "smaller":
      return bytes === undefined ? nothing : ({ source }) => source.length < bytes;
    default:
      return undefined;
  }
}

function headerTest(field: string, value: string, state: MailboxState): Test {
  const wanted = value === "me" ? state.account.email : value;
  return ({ payload }) => containsWords(headerValue(payload.headers, field) ?? "", wanted);
}

function bareId(id: string): string {
  return id.trim().replace(/^<|>$/g, "");
}

/** Message with a label; none for a label that is not there. */
function labelled(id: string | undefined): Test {
  return id === undefined ? nothing : ({ labelIds }) => labelIds.includes(id);
}

const CATEGORIES: Readonly<Record<string, string>> = {
  primary: "CATEGORY_PERSONAL",
  personal: "CATEGORY_PERSONAL",
  social: "CATEGORY_SOCIAL",
  promotions: "CATEGORY_PROMOTIONS",
  updates: "CATEGORY_UPDATES",
  forums: "CATEGORY_FORUMS",
};

/** Labels by name, in which spaces and slashes can be written as hyphens. Ids of own labels are no names. */
function labelTest(value: string, state: MailboxState): Test {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[\s/]/g, "-");
  return labelled(state.labels.find(({ name }) => plain(name) === plain(value))?.id);
}

function placeTest(place: string, state: MailboxState): Test {
  const away = ["INBOX", "TRASH", "SPAM", "SENT", "DRAFT"];
  switch (place) {
    case "anywhere":
    case "all":
      return () => true;
    case "drafts":
      return labelled("DRAFT");
    case "chats":
      return labelled("CHAT");
    case "archive":
      return ({ labelIds }) => !away.some((id) => labelIds.includes(id));
    case "snoozed":
      return nothing;
    default:
      return labelTest(place, state);
  }
}

function stateTest(value: string): Test {
  switch (value) {
    case "read":
      return ({ labelIds }) => !labelIds.includes("UNREAD");
    case "unread":
    case "starred":
    case "important":
    case "chat":
    case "sent":
      return labelled(value.toUpperCase());
    default:
      return nothing;
  }
}

function hasTest(value: string, state: MailboxState): Test {
  const own = state.labels.filter(({ type }) => type === "user").map(({ id }) => id);
  switch (value) {
    case "attachment":
      return (message) => fileNames(message).length > 0;
    case "userlabels":
      return ({ labelIds }) => labelIds.some((id) => own.includes(id));
    case "nouserlabels":
      return ({ labelIds }) => !labelIds.some((id) => own.includes(id));
    case "yellow-star":
      return labelled("STARRED");
    case "drive":
      return (message) => /https:\/\/(?:drive|docs)\.google\.com\//.test(plainText(message));
    case "document":
    case "presentation":
      return (message) => plainText(message).includes(`https://docs.google.com/${value}/`);
    case "spreadsheet":
      return (message) => plainText(message).includes("https://docs.google.com/spreadsheets/");
    case "youtube":
      return (message) => /https:\/\/(?:www\.)?youtu(?:be\.com|\.be)\//.test(plainText(message));
    default:
      return nothing;
  }
}

function fileNames(message: StoredMessage): string[] {
  return allParts(message.payload).flatMap(({ filename }) => (filename === "" ? [] : [filename]));
}

function dated(wanted: number | undefined, compare: (date: number, wanted: number) => boolean): Test {
  return wanted === undefined ? nothing : ({ internalDate }) => compare(internalDate, wanted);
}

/** `2026/03/01`, `03/01/2026` (also with hyphens), or seconds since the epoch. */
function dateOf(value: string): number | undefined {
  if (/^\d{9,}$/.test(value)) return Number(value) * 1000;
  const [, year, month, day] = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(value) ?? [];
  const [, usMonth, usDay, usYear] = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(value) ?? [];
  const text = (number = "") => number.padStart(2, "0");
  const instant = Date.parse(`${year ?? usYear}-${text(month ?? usMonth)}-${text(day ?? usDay)}T00:00:00${PST}`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** The moment that `2d`, `3m`, `1y` ago was. */
function momentAgo(value: string, now: number): number | undefined {
  const [, count, unit] = /^(\d+)([dmy])$/i.exec(value) ?? [];
  if (count === undefined) return undefined;
  if (unit?.toLowerCase() === "d") return now - Number(count) * DAY;
  const date = new Date(now);
  if (unit?.toLowerCase() === "m") date.setUTCMonth(date.getUTCMonth() - Number(count));
  else date.setUTCFullYear(date.getUTCFullYear() - Number(count));
  return date.getTime();
}

/** `1000`, `10K`, `5M`, with or without a B. */
function bytesOf(value: string): number | undefined {
  const [, count, unit = ""] = /^(\d+)([KM]?)B?$/i.exec(value) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * (unit.toUpperCase() === "K" ? 1024 : unit.toUpperCase() === "M" ? 1_048_576 : 1);
}
