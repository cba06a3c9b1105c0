import type { Argument, Command, Option } from "commander";
import { HOSTS } from "../../hosts/hosts.ts";
import { SERVICES } from "../../scopes.ts";
import { TIERS } from "../../tiers.ts";

/** What can stand in a place on the command line. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[] }
  /** Words with commas between them. */
  | { readonly kind: "list"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  /** Nothing that could be known beforehand. */
  | { readonly kind: "free" };

/** An option as the shell completes it. */
export interface CompletedOption {
  /** As it is written, such as `-h` and `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined where the option takes no value. */
  readonly values: Values | undefined;
}

/** A command, by the words that lead to it; the program itself has none. */
export interface CompletedCommand {
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletedOption[];
  /** What its arguments can be; undefined where it takes none, or nothing is known of them. */
  readonly argument: Values | undefined;
}

/** What the program's own definition does not tell of an option's or argument's values, by its name. */
function knownValues(toolNames: readonly string[]): Readonly<Record<string, Values>> {
  const tools = { kind: "list", words: toolNames } as const;
  return {
    tier: { kind: "words", words: TIERS },
    services: { kind: "list", words: ["all", ...SERVICES] },
    tools,
    "exclude-tools": tools,
    "client-file": { kind: "files" },
    "allow-dir": { kind: "folders" },
    clients: { kind: "words", words: HOSTS.map(({ id }) => id) },
  };
}

/**
 * Every command of the program with what can follow it, read from its definition, so that it cannot go stale. Where no
 * command is named, the default one's options count too.
 */
export function commandTree(program: Command, toolNames: readonly string[]): CompletedCommand[] {
  const known = knownValues(toolNames);
  const serve = program.commands.find((command) => command.name() === "serve");
  return describe(program, [], known, serve ? optionsOf(serve, known) : []);
}

function describe(
  command: Command,
  path: readonly string[],
  known: Readonly<Record<string, Values>>,
  inherited: readonly CompletedOption[] = [],
): CompletedCommand[] {
  const commands = command.createHelp().visibleCommands(command);
  const own = optionsOf(command, known);
  const ownFlags = own.flatMap(({ flags }) => flags);
  const described = {
    path,
    commands: commands.map((one) => ({ name: one.name(), description: one.description() })),
    options: [...own, ...inherited.filter(({ flags }) => !flags.some((flag) => ownFlags.includes(flag)))],
    argument: argumentOf(command.registeredArguments, known),
  };
  return [described, ...command.commands.flatMap((one) => describe(one, [...path, one.name()], known))];
}

function optionsOf(command: Command, known: Readonly<Record<string, Values>>): CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined),
      description: option.description,
      values: valuesOf(option, known),
    }));
}

function valuesOf(option: Option, known: Readonly<Record<string, Values>>): Values | undefined {
  if (option.isBoolean()) return undefined;
  if (option.argChoices) return { kind: "words", words: option.argChoices };
  return known[option.name()] ?? { kind: "free" };
}

function argumentOf(declared: readonly Argument[], known: Readonly<Record<string, Values>>): Values | undefined {
  const [first] = declared;
  if (!first) return undefined;
  return first.argChoices ? { kind: "words", words: first.argChoices } : known[first.name()];
}
