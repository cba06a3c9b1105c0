/** A parsed formula. */
export type Expression =
  | { kind: "literal"; value: number | string | boolean }
  | { kind: "range"; text: string }
  | { kind: "call"; name: string; inputs: Expression[] }
  | { kind: "operator"; operator: string; left: Expression; right: Expression }
  | { kind: "sign"; operator: string; of: Expression };

/** A formula that cannot be parsed; Sheets shows it as `#ERROR!`. */
export class SyntaxFault extends Error {}

const TOKEN =
  /\s*(?:("(?:[^"]|"")*")|((?:'(?:[^']|'')*'!|[A-Za-z_][\w.]*!)?\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d*)?(?![\w(])|(?:'(?:[^']|'')*'!|[A-Za-z_][\w.]*!)?\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(]))|(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][\w.]*)|(<>|<=|>=|[-+*/^&=<>(),;%]))/y;

interface Token {
  kind: "text" | "range" | "number" | "name" | "mark";
  text: string;
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (source.slice(TOKEN.lastIndex).trim() !== "") {
    const found = TOKEN.exec(source);
    if (!found) throw new SyntaxFault(source);
    const [, text, range, number, name, mark] = found;
    if (text !== undefined) tokens.push({ kind: "text", text: text.slice(1, -1).replaceAll('""', '"') });
    else if (range !== undefined) tokens.push({ kind: "range", text: range });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "mark", text: mark ?? "" });
  }
  return tokens;
}

/** Operators by how tightly they bind, loosest first. */
const LEVELS = [["=", "<>", "<", ">", "<=", ">="], ["&"], ["+", "-"], ["*", "/"], ["^"]];

/** Parses a formula without its `=`. @throws SyntaxFault */
export function parseFormula(source: string): Expression {
  const tokens = tokensOf(source);
  let at = 0;
  const isMark = (text: string) => tokens[at]?.kind === "mark" && tokens[at]?.text === text;
  const take = (text: string) => {
    if (!isMark(text)) throw new SyntaxFault(source);
    at += 1;
  };

  const level = (depth: number): Expression => {
    const operators = LEVELS[depth];
    if (!operators) return signed();
    let left = level(depth + 1);
    while (operators.some(isMark)) {
      const operator = tokens[at]?.text ?? "";
      at += 1;
      left = { kind: "operator", operator, left, right: level(depth + 1) };
    }
    return left;
  };
  const signed = (): Expression => {
    for (const operator of ["-", "+"]) {
      if (!isMark(operator)) continue;
      at += 1;
      return { kind: "sign", operator, of: signed() };
    }
    let value = single();
    while (isMark("%")) {
      at += 1;
      value = { kind: "operator", operator: "/", left: value, right: { kind: "literal", value: 100 } };
    }
    return value;
  };
  const single = (): Expression => {
    const token = tokens[at];
    if (!token) throw new SyntaxFault(source);
    at += 1;
    switch (token.kind) {
      case "text":
        return { kind: "literal", value: token.text };
      case "number":
        return { kind: "literal", value: Number(token.text) };
      case "range":
        return { kind: "range", text: token.text };
      case "name":
        return named(token.text);
      case "mark": {
        if (token.text !== "(") throw new SyntaxFault(source);
        const inner = level(0);
        take(")");
        return inner;
      }
    }
  };
  const named = (name: string): Expression => {
    if (!isMark("(")) {
      if (/^(true|false)$/i.test(name)) return { kind: "literal", value: name.toLowerCase() === "true" };
      return { kind: "range", text: name };
    }
    take("(");
    const inputs: Expression[] = [];
    while (!isMark(")")) {
      inputs.push(level(0));
      if (isMark(",") || isMark(";")) at += 1;
      else if (!isMark(")")) throw new SyntaxFault(source);
    }
    take(")");
    return { kind: "call", name: name.toUpperCase(), inputs };
  };

  const whole = level(0);
  if (at !== tokens.length) throw new SyntaxFault(source);
  return whole;
}
