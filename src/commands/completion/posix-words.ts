import type { CompletedCommand, Values } from "./command-tree.ts";

/** A text as one word of bash and zsh. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Branches of a case over `place/word`: the words that lead from one command to the next; any other leaves the place. */
export function stepCases(tree: readonly CompletedCommand[]): string {
  return tree
    .filter(({ path }) => path.length > 0)
    .map(
      ({ path }) => `      ${quote(`${path.slice(0, -1).join(" ")}/${path.at(-1)}`)}) at=${quote(path.join(" "))} ;;`,
    )
    .join("\n");
}

/** Branches of a case over `place:option`: what the option's value can be, options of the same values together. */
export function valueCases(tree: readonly CompletedCommand[], offer: (values: Values) => string): string {
  const byOffer = new Map<string, string[]>();
  for (const { path, options } of tree) {
    for (const { flags, values } of options) {
      if (!values) continue;
      const before = byOffer.get(offer(values)) ?? [];
      byOffer.set(offer(values), [...before, ...flags.map((flag) => quote(`${path.join(" ")}:${flag}`))]);
    }
  }
  return [...byOffer].map(([offered, places]) => `    ${places.join("|")}) ${offered}; return ;;`).join("\n");
}
