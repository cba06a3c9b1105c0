import type { CompletedCommand, Values } from "./command-tree.ts";
import { quote, stepCases, valueCases } from "./posix-words.ts";

/** The completion for zsh, with what each command and option is for. */
export function zshScript(program: string, tree: readonly CompletedCommand[]): string {
  const name = `_${program.replaceAll("-", "_")}`;
  return `#compdef ${program}
# zsh completion of ${program}; made by: ${program} completion zsh
# To have it in every shell: ${program} completion zsh > a folder of your $fpath/${name}
${name}() {
  local at="" word prev="\${words[CURRENT - 1]}"
  local -a items
  for word in "\${(@)words[2, CURRENT - 1]}"; do
    case "$at/$word" in
${stepCases(tree)}
    esac
  done
  if compset -P '--*='; then prev="\${IPREFIX%=}"; fi
  case "$at:$prev" in
${valueCases(tree, offer)}
  esac
  case "$at" in
${tree.map((command) => `    ${quote(command.path.join(" "))})\n${following(command)} ;;`).join("\n")}
  esac
}
if [ "\${funcstack[1]}" = ${quote(name)} ]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
}

function following({ commands, options, argument }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags.map((flag) => item(flag, option.description)));
  const others =
    commands.length > 0
      ? `items=(${commands.map((one) => item(one.name, one.description)).join(" ")}); _describe command items`
      : argument
        ? offer(argument)
        : ":";
  return `      if [[ "$PREFIX" = -* ]]; then items=(${flags.join(" ")}); _describe -o option items
      else ${others}; fi`;
}

/** A word and its explanation, as _describe takes them. */
function item(word: string, description: string): string {
  return quote(`${word}:${description}`);
}

function offer(values: Values): string {
  if (values.kind === "words") return `compadd -- ${values.words.join(" ")}`;
  if (values.kind === "list") return `compset -P '*,'; compadd -S '' -- ${values.words.join(" ")}`;
  if (values.kind === "files") return "_files";
  return values.kind === "folders" ? "_files -/" : ":";
}
