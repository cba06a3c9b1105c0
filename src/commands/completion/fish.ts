import type { CompletedCommand, CompletedOption, Values } from "./command-tree.ts";

/** The completion for fish, with what each command and option is for. */
export function fishScript(program: string, tree: readonly CompletedCommand[]): string {
  const own = `__${program.replaceAll("-", "_")}`;
  const at = `${own}_at`;
  const steps = tree
    .filter(({ path }) => path.length > 0)
    .map(
      ({ path }) =>
        `            case ${quote(`${path.slice(0, -1).join(" ")}/${path.at(-1)}`)}\n                set at ${quote(path.join(" "))}`,
    );
  return `# fish completion of ${program}; made by: ${program} completion fish
# To have it in every shell: ${program} completion fish > ~/.config/fish/completions/${program}.fish
function ${at}
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
${steps.join("\n")}
        end
    end
    test "$at" = "$argv[1]"
end
# The words behind what stands before the last comma.
function ${own}_list
    set -l head (commandline -ct | string replace -r '^--[^=]*=' '' | string replace -r '[^,]*$' '')
    string join \\n -- $head$argv
end
complete -c ${program} -f
${tree.flatMap((command) => linesOf(command, own).map((line) => `complete -c ${program} -n ${quote(`${at} ${quote(command.path.join(" "))}`)} ${line}`)).join("\n")}
`;
}

function linesOf({ commands, options, argument }: CompletedCommand, own: string): string[] {
  return [
    ...commands.map(({ name, description }) => `-a ${quote(name)} -d ${quote(description)}`),
    ...options.map((option) => optionLine(option, own)),
    ...(argument ? [offer(argument, own)] : []),
  ];
}

function optionLine({ flags, description, values }: CompletedOption, own: string): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const taken = values
    ? ` ${values.kind === "files" || values.kind === "folders" ? "-r" : "-x"} ${offer(values, own)}`
    : "";
  return `${names.join(" ")} -d ${quote(description)}${taken}`.trimEnd();
}

function offer(values: Values, own: string): string {
  if (values.kind === "words") return `-a ${quote(values.words.join(" "))}`;
  if (values.kind === "list") return `-a ${quote(`(${own}_list ${values.words.join(" ")})`)}`;
  if (values.kind === "files") return "-F";
  return values.kind === "folders" ? `-a ${quote("(__fish_complete_directories)")}` : "";
}

/** A text in single quotes, in which fish knows two escapes. */
function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
