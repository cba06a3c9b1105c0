import { ApiError } from "../api.ts";
import { locate } from "./a1.ts";
import { type Expression, parseFormula, SyntaxFault } from "./formula-syntax.ts";
import { cellAt, places, type Spreadsheet, type StoredSheet } from "./state.ts";

/** An error that a cell shows, such as `#DIV/0!`. */
export class CellError {
  constructor(readonly text: string) {}
}

/** What a cell's content comes to; undefined for an empty one. */
export type Result = string | number | boolean | CellError | undefined;

/** Functions over the plain values of all inputs, ranges spread out. */
const AGGREGATES: Readonly<Record<string, (values: Result[]) => Result>> = {
  SUM: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
  PRODUCT: (values) => numbers(values).reduce((product, value) => product * value, 1),
  COUNT: (values) => numbers(values).length,
  COUNTA: (values) => values.filter((value) => value !== undefined).length,
  AVERAGE: (values) =>
    divided(
      numbers(values).reduce((sum, value) => sum + value, 0),
      numbers(values).length,
    ),
  MIN: (values) => (numbers(values).length === 0 ? 0 : Math.min(...numbers(values))),
  MAX: (values) => (numbers(values).length === 0 ? 0 : Math.max(...numbers(values))),
  AND: (values) => values.every((value) => truth(value)),
  OR: (values) => values.some((value) => truth(value)),
  CONCATENATE: (values) => values.map(textOf).join(""),
};

/** Functions of single values. */
const SCALARS: Readonly<Record<string, (...values: Result[]) => Result>> = {
  ABS: (value) => Math.abs(numberOf(value)),
  ROUND: (value, places) => {
    const factor = 10 ** numberOf(places);
    return Math.round(numberOf(value) * factor) / factor;
  },
  LEN: (value) => textOf(value).length,
  UPPER: (value) => textOf(value).toUpperCase(),
  LOWER: (value) => textOf(value).toLowerCase(),
  NOT: (value) => !truth(value),
};

class Fault extends Error {
  constructor(readonly error: CellError) {
    super(error.text);
  }
}

const fault = (text: string) => new Fault(new CellError(text));

/** Calculates the cells of a spreadsheet, each once. */
export class Calculator {
  readonly #book: Spreadsheet;
  readonly #known = new Map<string, Result>();
  readonly #running = new Set<string>();

  constructor(book: Spreadsheet) {
    this.#book = book;
  }

  /** What a cell shows, before its format. */
  valueAt(sheet: StoredSheet, row: number, column: number): Result {
    const cell = cellAt(sheet, row, column);
    if (cell?.formula === undefined) return cell?.value ?? cell?.shown;
    const key = `${sheet.sheetId} ${row} ${column}`;
    if (this.#known.has(key)) return this.#known.get(key);
    if (this.#running.has(key)) return new CellError("#REF!");
    this.#running.add(key);
    const result = this.#run(sheet, cell.formula);
    this.#running.delete(key);
    this.#known.set(key, result);
    return result;
  }

  #run(sheet: StoredSheet, formula: string): Result {
    try {
      const result = this.#evaluate(parseFormula(formula.slice(1)), sheet);
      return result ?? 0;
    } catch (error) {
      if (error instanceof Fault) return error.error;
      if (error instanceof SyntaxFault) return new CellError("#ERROR!");
      throw error;
    }
  }

  #evaluate(expression: Expression, sheet: StoredSheet): Result {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "range": {
        const cells = this.#cells(expression.text, sheet);
        if (cells.length !== 1) throw fault("#VALUE!");
        return sound(cells[0]);
      }
      case "sign": {
        const value = numberOf(this.#evaluate(expression.of, sheet));
        return expression.operator === "-" ? -value : value;
      }
      case "operator":
        return operate(
          expression.operator,
          this.#evaluate(expression.left, sheet),
          this.#evaluate(expression.right, sheet),
        );
      case "call":
        return this.#call(expression.name, expression.inputs, sheet);
    }
  }

  #call(name: string, inputs: Expression[], sheet: StoredSheet): Result {
    const value = (index: number) => {
      const input = inputs[index];
      return input === undefined ? undefined : this.#evaluate(input, sheet);
    };
    if (name === "IF") return truth(value(0)) ? value(1) : inputs.length > 2 ? value(2) : false;
    if (name === "IFERROR") {
      try {
        return value(0);
      } catch (error) {
        if (error instanceof Fault) return value(1) ?? "";
        throw error;
      }
    }
    const aggregate = AGGREGATES[name];
    if (aggregate)
      return aggregate(
        inputs.flatMap((input) =>
          input.kind === "range" ? this.#cells(input.text, sheet).map(sound) : [this.#evaluate(input, sheet)],
        ),
      );
    const scalar = SCALARS[name];
    if (!scalar) throw fault("#NAME?");
    if (inputs.length === 0) throw fault("#N/A");
    return scalar(...inputs.map((_, index) => value(index)));
  }

  #cells(text: string, sheet: StoredSheet): Result[] {
    try {
      const found = locate(this.#book, text, sheet);
      return [...places(found.area)].map(([row, column]) => this.valueAt(found.sheet, row, column));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw fault(/^[A-Za-z_][\w.]*$/.test(text) && !/\d$/.test(text) ? "#NAME?" : "#REF!");
    }
  }
}

function sound(value: Result): Result {
  if (value instanceof CellError) throw new Fault(value);
  return value;
}

function numbers(values: Result[]): number[] {
  return values.filter((value) => typeof value === "number");
}

function numberOf(value: Result): number {
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  if (Number.isNaN(read)) throw fault("#VALUE!");
  return read;
}

function textOf(value: Result): string {
  if (value === undefined) return "";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return value instanceof CellError ? value.text : String(value);
}

function truth(value: Result): boolean {
  return typeof value === "string" ? value.toLowerCase() === "true" : numberOf(value) !== 0;
}

function divided(a: number, b: number): number {
  if (b === 0) throw fault("#DIV/0!");
  return a / b;
}

function operate(operator: string, left: Result, right: Result): Result {
  switch (operator) {
    case "+":
      return numberOf(left) + numberOf(right);
    case "-":
      return numberOf(left) - numberOf(right);
    case "*":
      return numberOf(left) * numberOf(right);
    case "/":
      return divided(numberOf(left), numberOf(right));
    case "^":
      return numberOf(left) ** numberOf(right);
    case "&":
      return textOf(left) + textOf(right);
    default:
      return compare(operator, left, right);
  }
}

function compare(operator: string, left: Result, right: Result): boolean {
  const numeric = typeof left === "number" && typeof right === "number";
  const [a, b] = numeric ? [left, right] : [textOf(left).toLowerCase(), textOf(right).toLowerCase()];
  switch (operator) {
    case "=":
      return a === b;
    case "<>":
      return a !== b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}
