import { ApiError } from "../api.ts";
import { fieldTest, type QueryContext, type Test } from "./query-terms.ts";
import { invalidQuery, type Token, tokenize } from "./query-tokens.ts";
import { permissionsOf } from "./state.ts";

const OPERATORS = new Set(["contains", "=", "!=", "<=", "<", ">=", ">", "in", "has"]);

/** Terms that are true or false, and that Google's examples use without an operator too. */
const BARE_TERMS = new Set(["sharedWithMe"]);

/**
 * Reads a query as Google's "Search query terms and operators" documents it: terms joined by `and`, `or`, `not` and
 * parentheses; `not` binds the tightest, then `and`.
 * @throws ApiError 400 `invalid` for anything that it does not allow; 404 for a parent that is not there
 */
export function compileQuery(query: string, context: QueryContext): Test {
  const reader = new QueryReader(tokenize(query), context);
  return reader.read();
}

/** Whether a query has a `fullText` term, with which results cannot be sorted. */
export function searchesFullText(query: string): boolean {
  return tokenize(query).some(({ kind, value }) => kind === "word" && value === "fullText");
}

class QueryReader {
  readonly #tokens: readonly Token[];
  readonly #context: QueryContext;
  #at = 0;

  constructor(tokens: readonly Token[], context: QueryContext) {
    this.#tokens = tokens;
    this.#context = context;
  }

  read(): Test {
    const test = this.#either();
    if (this.#at !== this.#tokens.length) throw invalidQuery();
    return test;
  }

  #either(): Test {
    const tests = [this.#both()];
    while (this.#takes("or")) tests.push(this.#both());
    return (file) => tests.some((test) => test(file));
  }

  #both(): Test {
    const tests = [this.#negated()];
    while (this.#takes("and")) tests.push(this.#negated());
    return (file) => tests.every((test) => test(file));
  }

  #negated(): Test {
    if (this.#takes("not")) {
      const inner = this.#negated();
      return (file) => !inner(file);
    }
    if (!this.#takes("(")) return this.#term();
    const inner = this.#either();
    if (!this.#takes(")")) throw invalidQuery();
    return inner;
  }

  #term(): Test {
    const left = this.#next();
    const operator = this.#tokens[this.#at];
    if (left.kind === "word" && BARE_TERMS.has(left.value) && (!operator || !OPERATORS.has(operator.value)))
      return fieldTest(left.value, "=", { kind: "word", value: "true" }, this.#context.state);
    const { kind, value } = this.#next();
    if (kind === "text" || !OPERATORS.has(value)) throw invalidQuery();
    if (value === "in") return this.#membership(left);
    if (left.kind !== "word") throw invalidQuery();
    if (value === "has") return this.#property(left.value);
    return fieldTest(left.value, value, this.#next(), this.#context.state);
  }

  /** `'value' in collection` */
  #membership(left: Token): Test {
    const collection = this.#next();
    if (left.kind !== "text" || collection.kind !== "word") throw invalidQuery();
    const { state, folderExists } = this.#context;
    const email = left.value === "me" ? state.account.email : left.value;
    const roles: Record<string, readonly string[]> = {
      owners: ["owner"],
      writers: ["owner", "organizer", "fileOrganizer", "writer"],
      readers: ["owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"],
    };
    if (collection.value === "parents") {
      const id = left.value === "root" ? state.rootId : left.value;
      if (!folderExists(id))
        throw new ApiError(404, "notFound", "File not found: .", { location: "fileId", locationType: "parameter" });
      return ({ parents }) => parents.includes(id);
    }
    const wanted = roles[collection.value];
    if (!wanted) throw invalidQuery();
    return (file) =>
      permissionsOf(state, file).some(({ role, emailAddress }) => wanted.includes(role) && emailAddress === email);
  }

  /** `properties has { key='a' and value='b' }` */
  #property(collection: string): Test {
    const [open, keyName, equals, key, and, valueName, equalsToo, value, close] = Array.from({ length: 9 }, () =>
      this.#next(),
    );
    const shape = [open, keyName, equals, and, valueName, equalsToo, close].map((token) => token?.value).join(" ");
    if (shape !== "{ key = and value = }" || key?.kind !== "text" || value?.kind !== "text") throw invalidQuery();
    switch (collection) {
      case "properties":
        return ({ properties }) => properties?.[key.value] === value.value;
      case "appProperties":
        return ({ appProperties }) => appProperties?.[this.#context.clientId]?.[key.value] === value.value;
      default:
        throw invalidQuery();
    }
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw invalidQuery();
    this.#at += 1;
    return token;
  }

  #takes(value: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.value !== value || token.kind === "text") return false;
    this.#at += 1;
    return true;
  }
}
