import { ApiError } from "../api.ts";
import type { DriveState, StoredFile } from "./state.ts";

type Test = (file: StoredFile) => boolean;

const OPERATORS = ["contains", "=", "!=", "<=", "<", ">=", ">", "in", "has"];

/**
 * Reads a query as Google's "Search query terms and operators" documents.
 * @throws ApiError 400 `invalid` for anything that it does not allow
 */
export function compileQuery(query: string, state: DriveState): Test {
  const tokens = tokenize(query);
  let at = 0;
  const next = () => tokens[at++];
  const fail = () => invalidQuery();

  const either = (): Test => {
    const tests = [both()];
    while (tokens[at] === "or") {
      at += 1;
      tests.push(both());
    }
    return (file) => tests.some((test) => test(file));
  };
  const both = (): Test => {
    const tests = [negated()];
    while (tokens[at] === "and") {
      at += 1;
      tests.push(negated());
    }
    return (file) => tests.every((test) => test(file));
  };
  const negated = (): Test => {
    if (tokens[at] === "not") {
      at += 1;
      const inner = negated();
      return (file) => !inner(file);
    }
    if (tokens[at] === "(") {
      at += 1;
      const inner = either();
      if (next() !== ")") throw fail();
      return inner;
    }
    return comparison();
  };
  const comparison = (): Test => {
    const left = next();
    const operator = next();
    const right = next();
    if (left === undefined || operator === undefined || right === undefined || !OPERATORS.includes(operator))
      throw fail();
    return operator === "in" ? membership(left, right, state) : compare(left, operator, right);
  };

  const test = either();
  if (at !== tokens.length) throw fail();
  return test;
}

export function invalidQuery(): ApiError {
  return new ApiError(400, "invalid", "Invalid Value", { location: "q", locationType: "parameter" });
}

/** Strings keep their leading quote, so that they are told from names. */
function tokenize(query: string): string[] {
  const tokens: string[] = [];
  const pattern = /\s*(?:'((?:[^'\\]|\\.)*)'|(!=|<=|>=|[=<>(){}])|([A-Za-z]\w*))/y;
  while (pattern.lastIndex < query.trimEnd().length) {
    const found = pattern.exec(query);
    if (!found) throw invalidQuery();
    const [, text, symbol, word] = found;
    tokens.push(text !== undefined ? `'${text.replace(/\\(.)/g, "$1")}` : (symbol ?? word ?? ""));
  }
  return tokens;
}

function textOf(token: string): string {
  if (!token.startsWith("'")) throw invalidQuery();
  return token.slice(1);
}

function membership(left: string, collection: string, state: DriveState): Test {
  const value = textOf(left);
  const hasRole =
    (roles: readonly string[]): Test =>
    (file) =>
      file.permissions.some(
        ({ role, emailAddress }) =>
          roles.includes(role) && emailAddress === (value === "me" ? state.account.email : value),
      );
  switch (collection) {
    case "parents":
      return ({ parents }) => parents.includes(value === "root" ? state.rootId : value);
    case "owners":
      return hasRole(["owner"]);
    case "writers":
      return hasRole(["owner", "writer"]);
    case "readers":
      return hasRole(["owner", "writer", "commenter", "reader"]);
    default:
      throw invalidQuery();
  }
}

function compare(field: string, operator: string, right: string): Test {
  switch (field) {
    case "name":
      return text(({ name }) => name, operator, textOf(right), ["contains", "=", "!="], true);
    case "fullText": {
      if (operator !== "contains") throw invalidQuery();
      const phrase = textOf(right)
        .replace(/^"(.*)"$/, "$1")
        .toLowerCase();
      return (file) => searchable(file).includes(phrase);
    }
    case "mimeType":
      return text(({ mimeType }) => mimeType, operator, textOf(right), ["contains", "=", "!="], false);
    case "modifiedTime":
      return time(({ modifiedTime }) => modifiedTime, operator, textOf(right));
    case "createdTime":
      return time(({ createdTime }) => createdTime, operator, textOf(right));
    case "trashed":
      return flag(({ trashed }) => trashed, operator, right);
    case "starred":
      return flag(({ starred }) => starred, operator, right);
    case "sharedWithMe":
      return flag(({ sharedWithMe }) => sharedWithMe, operator, right);
    default:
      throw invalidQuery();
  }
}

/** What Google indexes of a file: its name, description and text. */
function searchable(file: StoredFile): string {
  const content = file.mimeType.startsWith("text/")
    ? file.content.toString("utf8")
    : (file.exports["text/plain"]?.toString("utf8") ?? "");
  return `${file.name} ${file.description ?? ""} ${content}`.toLowerCase();
}

/** `name contains` matches only the beginnings of words, as Google documents. */
function text(
  of: (file: StoredFile) => string,
  operator: string,
  value: string,
  allowed: string[],
  prefixes: boolean,
): Test {
  if (!allowed.includes(operator)) throw invalidQuery();
  const wanted = value.toLowerCase();
  if (operator === "=") return (file) => of(file).toLowerCase() === wanted;
  if (operator === "!=") return (file) => of(file).toLowerCase() !== wanted;
  if (!prefixes) return (file) => of(file).toLowerCase().includes(wanted);
  return (file) => {
    const name = of(file).toLowerCase();
    return wanted
      .split(/\s+/)
      .every((word) => name.split(/[\s._()-]+/).some((part) => part.startsWith(word)) || name.startsWith(word));
  };
}

function time(of: (file: StoredFile) => number, operator: string, value: string): Test {
  const instant = Date.parse(value);
  if (Number.isNaN(instant) || !/^\d{4}-\d{2}-\d{2}/.test(value)) throw invalidQuery();
  switch (operator) {
    case "<":
      return (file) => of(file) < instant;
    case "<=":
      return (file) => of(file) <= instant;
    case ">":
      return (file) => of(file) > instant;
    case ">=":
      return (file) => of(file) >= instant;
    case "=":
      return (file) => of(file) === instant;
    case "!=":
      return (file) => of(file) !== instant;
    default:
      throw invalidQuery();
  }
}

function flag(of: (file: StoredFile) => boolean, operator: string, value: string): Test {
  if ((operator !== "=" && operator !== "!=") || (value !== "true" && value !== "false")) throw invalidQuery();
  return (file) => (of(file) === (value === "true")) === (operator === "=");
}
