import { headerValue } from "./mime-tree.ts";
import { allParts, type MailboxState, plainText, type StoredMessage } from "./state.ts";

type Test = (message: StoredMessage) => boolean;

/**
 * Reads a search as Google's "Refine searches in Gmail" documents: words, "phrases", operators, OR, {groups}, (groups)
 * and minus.
 */
export function compileSearch(query: string, state: MailboxState, now: number): { test: Test; namesPlace: boolean } {
  const tokens = query.match(/-?[\w-]+:(?:"[^"]*"|\([^)]*\)|\{[^}]*\}|\S+)|"[^"]*"|-?[(){}]|[^\s(){}]+/g) ?? [];
  let at = 0;
  let namesPlace = false;
  const all =
    (tests: Test[]): Test =>
    (message) =>
      tests.every((test) => test(message));
  const any =
    (tests: Test[]): Test =>
    (message) =>
      tests.some((test) => test(message));

  const sequence = (end: string | undefined, join: (tests: Test[]) => Test): Test => {
    const tests: Test[] = [];
    while (at < tokens.length && tokens[at] !== end) {
      const test = term();
      if (tokens[at] === "OR") {
        const either = [test];
        while (tokens[at] === "OR") {
          at += 1;
          either.push(term());
        }
        tests.push(any(either));
      } else tests.push(test);
    }
    at += 1;
    return join(tests);
  };

  const term = (): Test => {
    const token = tokens[at] ?? "";
    at += 1;
    if (token.startsWith("-") && token.length > 1) {
      at -= 1;
      tokens[at] = token.slice(1);
      const inner = term();
      return (message) => !inner(message);
    }
    if (token === "(") return sequence(")", all);
    if (token === "{") return sequence("}", any);
    const operator = /^([\w-]+):(.*)$/.exec(token);
    if (!operator) return wordTest(unquote(token));
    const [, name = "", value = ""] = operator;
    if (["in", "label", "is"].includes(name.toLowerCase())) namesPlace ||= /^(anywhere|spam|trash)$/i.test(value);
    const group = /^[({](.*)[)}]$/.exec(value);
    if (group) {
      const inner = (group[1] ?? "")
        .split(/\s+/)
        .map((one) => operatorTest(name.toLowerCase(), unquote(one), state, now));
      return value.startsWith("{") ? any(inner) : all(inner);
    }
    return operatorTest(name.toLowerCase(), unquote(value), state, now);
  };

  return { test: sequence(undefined, all), namesPlace };
}

function unquote(text: string): string {
  return text.replace(/^"(.*)"$/, "$1");
}

function contains(text: string | undefined, part: string): boolean {
  return (text ?? "").toLowerCase().includes(part.toLowerCase());
}

function wordTest(word: string): Test {
  return (message) => {
    const heads = ["From", "To", "Cc", "Subject"].map((name) => headerValue(message.payload.headers, name)).join(" ");
    return contains(`${heads} ${plainText(message)}`, word);
  };
}

function operatorTest(name: string, value: string, state: MailboxState, now: number): Test {
  const header =
    (field: string): Test =>
    (message) =>
      contains(headerValue(message.payload.headers, field), value === "me" ? state.account.email : value);
  const has =
    (labelId: string): Test =>
    (message) =>
      message.labelIds.includes(labelId);
  const day = 86_400_000;
  switch (name) {
    case "from":
      return header("From");
    case "to":
      return (message) => header("To")(message) || header("Cc")(message) || header("Bcc")(message);
    case "cc":
      return header("Cc");
    case "bcc":
      return header("Bcc");
    case "subject":
      return header("Subject");
    case "deliveredto":
      return header("Delivered-To");
    case "rfc822msgid":
      return header("Message-ID");
    case "label":
    case "in": {
      if (/^anywhere$/i.test(value)) return () => true;
      const wanted = value.toLowerCase().replaceAll(/[\s/]/g, "-");
      const label = state.labels.find(
        (one) => one.name.toLowerCase().replaceAll(/[\s/]/g, "-") === wanted || one.id.toLowerCase() === wanted,
      );
      return label ? has(label.id) : () => false;
    }
    case "is":
      if (value === "read") return (message) => !message.labelIds.includes("UNREAD");
      return has(value.toUpperCase());
    case "category":
      return has(`CATEGORY_${value.toUpperCase() === "PRIMARY" ? "PERSONAL" : value.toUpperCase()}`);
    case "has":
      if (value === "attachment") return (message) => allParts(message.payload).some(({ filename }) => filename !== "");
      if (value === "userlabels") return (message) => message.labelIds.some((id) => id.startsWith("Label_"));
      return () => false;
    case "filename":
      return (message) => allParts(message.payload).some(({ filename }) => contains(filename, value));
    case "after":
    case "newer":
      return (message) => message.internalDate >= dateOf(value);
    case "before":
    case "older":
      return (message) => message.internalDate < dateOf(value);
    case "newer_than":
      return (message) => message.internalDate >= now - ageOf(value) * day;
    case "older_than":
      return (message) => message.internalDate < now - ageOf(value) * day;
    case "larger":
    case "size":
      return (message) => message.source.length > sizeOf(value);
    case "smaller":
      return (message) => message.source.length < sizeOf(value);
    default:
      return wordTest(`${name}:${value}`);
  }
}

function dateOf(value: string): number {
  if (/^\d{9,}$/.test(value)) return Number(value) * 1000;
  return Date.parse(value.replaceAll("/", "-"));
}

/** Days of `2d`, `3m`, `1y`. */
function ageOf(value: string): number {
  const [, count = "0", unit = "d"] = /^(\d+)([dmy])$/.exec(value) ?? [];
  return Number(count) * { d: 1, m: 30, y: 365 }[unit === "m" || unit === "y" ? unit : "d"];
}

function sizeOf(value: string): number {
  const [, count = "0", unit = ""] = /^(\d+)([KM]?)B?$/i.exec(value) ?? [];
  return Number(count) * (unit.toUpperCase() === "K" ? 1024 : unit.toUpperCase() === "M" ? 1_048_576 : 1);
}
