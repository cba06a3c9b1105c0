import { ToolError } from "../errors.ts";

/** The environment variables as they come, by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a number may be, and what it is when nothing is set. */
interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  /** Whether it may have no fraction. */
  readonly whole?: boolean;
}

/** What a client leaves in place of a bundle's setting that the person has not filled in (MCPB Manifest.json Spec). */
const NOT_FILLED_IN = /^(?:\$\{user_config\.\w+\})?$/;

/**
 * Reads environment variables, each once and checked. Functions and not schemas: every start waits for this, and to make
 * the schemas took longer than all else that comes before the first answer.
 */
export class Environment {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  /** Undefined where nothing is set. */
  text(name: string): string | undefined {
    const value = this.#variables[name];
    return value === undefined || NOT_FILLED_IN.test(value) ? undefined : value;
  }

  /**
   * A text that must fit.
   * @throws ToolError `invalid_config` that says what was expected
   */
  fitting(name: string, fits: (value: string) => boolean, expected: string): string | undefined {
    const value = this.text(name);
    if (value !== undefined && !fits(value)) throw invalidVariable(name, expected);
    return value;
  }

  /** One of some words. @throws ToolError `invalid_config` that names them */
  choice<Choice extends string>(name: string, choices: readonly Choice[], usual: Choice): Choice {
    const value = this.text(name);
    if (value === undefined) return usual;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw invalidVariable(name, `expected ${choices.join(", ")}`);
    return chosen;
  }

  /** Yes or no. @throws ToolError `invalid_config` */
  flag(name: string, usual = false): boolean {
    const value = this.choice(name, ["true", "false", "1", "0"], usual ? "true" : "false");
    return value === "true" || value === "1";
  }

  /** Words between commas, in lower case. */
  list(name: string): string[] {
    const parts = (this.text(name) ?? "").split(",").map((part) => part.trim().toLowerCase());
    return parts.filter((part) => part !== "");
  }

  /** @throws ToolError `invalid_config` that says the range */
  number(name: string, { least, most, usual, whole = false }: NumberRange): number {
    const value = this.text(name);
    if (value === undefined) return usual;
    const number = Number(value);
    if (!(number >= least && number <= most) || (whole && !Number.isInteger(number)))
      throw invalidVariable(name, `expected a ${whole ? "whole " : ""}number from ${least} to ${most}`);
    return number;
  }
}

/** The error of a variable that does not fit. */
export function invalidVariable(name: string, expected: string): ToolError {
  return new ToolError("invalid_config", `${name}: ${expected}`, "Correct the environment variable and start again.");
}
