import type { CompletedCommand, Values } from "./command-tree.ts";
import { quote, stepCases, valueCases } from "./posix-words.ts";

/** The completion for bash, 3.2 and later: no call of the program while a person types. */
export function bashScript(program: string, tree: readonly CompletedCommand[]): string {
  const name = `_${program.replaceAll("-", "_")}`;
  const offer = (values: Values): string => {
    if (values.kind === "words") return `${name}_words ${quote(values.words.join(" "))}`;
    if (values.kind === "list") return `${name}_list ${quote(values.words.join(" "))}`;
    if (values.kind === "files") return `${name}_files -f`;
    return values.kind === "folders" ? `${name}_files -d` : ":";
  };
  const following = ({ commands, options, argument }: CompletedCommand): string => {
    const flags = `${name}_words ${quote(options.flatMap((option) => option.flags).join(" "))}`;
    const names = commands.map((command) => command.name);
    const others = names.length > 0 ? offer({ kind: "words", words: names }) : argument ? offer(argument) : ":";
    return `case "$cur" in -*) ${flags} ;; *) ${others} ;; esac`;
  };
  return `# bash completion of ${program}; made by: ${program} completion bash
# To have it in every shell: ${program} completion bash > ~/.local/share/bash-completion/completions/${program}
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" at="" word i
  # Readline takes --option=value apart.
  if [ "$cur" = "=" ]; then cur=""; elif [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at/$word" in
${stepCases(tree)}
    esac
  done
  COMPREPLY=()
  case "$at:$prev" in
${valueCases(tree, offer)}
  esac
  case "$at" in
${tree.map((command) => `    ${quote(command.path.join(" "))}) ${following(command)} ;;`).join("\n")}
  esac
}
${name}_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}
${name}_list() {
  local last="\${cur##*,}"
  COMPREPLY=($(compgen -P "\${cur%"$last"}" -W "$1" -- "$last"))
  type compopt >/dev/null 2>&1 && compopt -o nospace
}
${name}_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen "$1" -- "$cur"))
  type compopt >/dev/null 2>&1 && compopt -o filenames
}
complete -F ${name} ${program}
`;
}
