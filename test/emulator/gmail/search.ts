import { headerValue } from "./mime-tree.ts";
import { operatorTest, type Test } from "./search-operators.ts";
import { containsWords, type SearchToken, tokenizeSearch, wordsOf } from "./search-tokens.ts";
import { allParts, type MailboxState, plainText, type StoredMessage } from "./state.ts";

/** A search that was read: which messages it finds, and whether it asks for spam and trash by name. */
export interface Search {
  test: Test;
  namesPlace: boolean;
}

/**
 * Reads a search as Google's "Refine searches in Gmail" documents: words, "phrases", operators, OR, AND, AROUND, {groups},
 * (groups) and minus. OR binds tighter than words that stand side by side.
 */
export function compileSearch(query: string, state: MailboxState, now: number): Search {
  const reader = new SearchReader(tokenizeSearch(query), state, now);
  return { test: reader.read(), namesPlace: reader.namesPlace };
}

class SearchReader {
  namesPlace = false;
  readonly #tokens: readonly SearchToken[];
  readonly #state: MailboxState;
  readonly #now: number;
  #at = 0;

  constructor(tokens: readonly SearchToken[], state: MailboxState, now: number) {
    this.#tokens = tokens;
    this.#state = state;
    this.#now = now;
  }

  read(): Test {
    const tests: Test[] = [];
    while (this.#at < this.#tokens.length) {
      tests.push(...this.#sequence(""));
      this.#at += 1;
    }
    return every(tests);
  }

  /** Terms up to the closing bracket, which is left standing. Within `name:(…)`, words are values of the operator. */
  #sequence(operator: string): Test[] {
    const tests: Test[] = [];
    for (let token = this.#tokens[this.#at]; token && token.kind !== "close"; token = this.#tokens[this.#at]) {
      if (isWord(token, "AND") || isWord(token, "OR")) {
        this.#at += 1;
        continue;
      }
      const alternatives = [this.#term(operator)];
      while (isWord(this.#tokens[this.#at], "OR") && this.#tokens[this.#at + 1]) {
        this.#at += 1;
        alternatives.push(this.#term(operator));
      }
      tests.push(some(alternatives));
    }
    return tests;
  }

  #term(operator: string): Test {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (!token) return () => true;
    const test = this.#positive(token, operator);
    return token.minus ? (message) => !test(message) : test;
  }

  #positive(token: SearchToken, operator: string): Test {
    if (token.kind === "open") {
      const tests = this.#sequence(token.name === "" ? operator : token.name);
      this.#at += 1;
      return token.value === "{" ? some(tests) : every(tests);
    }
    if (token.kind === "operator") return this.#operator(token.name, token.value, token.minus);
    if (operator !== "") return this.#operator(operator, token.value, token.minus);
    return this.#around(token) ?? textTest(token.value);
  }

  #operator(name: string, value: string, minus: boolean): Test {
    if (/^(in|label|is)$/.test(name) && /^(anywhere|spam|trash)$/i.test(value) && !minus) this.namesPlace = true;
    return operatorTest(name, value, this.#state, this.#now) ?? textTest(`${name} ${value}`);
  }

  /** `one AROUND 5 other`: the words stand at most that many words apart. */
  #around(first: SearchToken): Test | undefined {
    const [around, distance, second] = this.#tokens.slice(this.#at, this.#at + 3);
    if (!isWord(around, "AROUND") || !/^\d+$/.test(distance?.value ?? "") || !second) return undefined;
    this.#at += 3;
    return (message) => {
      const words = wordsOf(searchable(message));
      const places = (text: string) => words.flatMap((word, index) => (word === wordsOf(text)[0] ? [index] : []));
      const seconds = places(second.value);
      return places(first.value).some((a) => seconds.some((b) => Math.abs(a - b) <= Number(distance?.value)));
    };
  }
}

function isWord(token: SearchToken | undefined, value: string): boolean {
  return token?.kind === "word" && token.value === value && !token.minus;
}

function every(tests: readonly Test[]): Test {
  return (message) => tests.every((test) => test(message));
}

function some(tests: readonly Test[]): Test {
  return (message) => tests.some((test) => test(message));
}

/** What words are looked for in: the people, the subject, the text, the names of attachments. */
function searchable(message: StoredMessage): string {
  const heads = ["From", "To", "Cc", "Bcc", "Subject"].map((name) => headerValue(message.payload.headers, name) ?? "");
  const files = allParts(message.payload).map(({ filename }) => filename);
  return [...heads, plainText(message), ...files].join("\n");
}

/** Marks alone, such as a lone hyphen, look for nothing. */
function textTest(text: string): Test {
  if (wordsOf(text).length === 0) return () => true;
  return (message) => containsWords(searchable(message), text);
}
