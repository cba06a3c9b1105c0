import { mergeRuns, type TextRun, trimRuns } from "./deck.ts";

/** Where text stands: what a line break becomes there, and which marks end it. */
export type InlinePlace = "paragraph" | "heading" | "cell";

/** What Markdown could take for a mark of its own, wherever it stands. */
const MARKS = /[\\`*~[\]<]|(?<=\])\(|&(?=#?\w+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/**
 * Runs as the lines of one piece of Markdown that reads back as the same runs. Emphasis is written with asterisks, and
 * with tags where asterisks would not be taken for it (CommonMark, "Emphasis and strong emphasis").
 */
export function writeInline(runs: readonly TextRun[], place: InlinePlace): string[] {
  const lines = linesOf(trimRuns(runs));
  return lines.map((line) => {
    const text = writeLine(line);
    if (place === "cell") return text.replaceAll("|", "\\|");
    const started = line[0] && isPlain(line[0]) ? escapeStart(text) : text;
    return place === "heading" ? started.replace(/(?<!\\)#$/, "\\#") : started;
  });
}

/** The runs of each line, without white space at its ends. */
function linesOf(runs: readonly TextRun[]): TextRun[][] {
  const lines: TextRun[][] = [[]];
  for (const run of runs) {
    const [first = "", ...others] = run.text.split("\v");
    lines.at(-1)?.push({ ...run, text: first });
    for (const text of others) lines.push([{ ...run, text }]);
  }
  return lines.map(trimRuns).filter((line) => line.length > 0);
}

function writeLine(line: readonly TextRun[]): string {
  const pieces = mergeRuns(line.flatMap(splitSpaces));
  let text = "";
  pieces.forEach((run, index) => {
    const next = pieces[index + 1];
    const written = run.code ? writeCode(run.text) : run.text.replace(MARKS, "\\$&");
    const linked = run.link === undefined ? written : `[${written}](${target(run.link)})`;
    const marked = emphasize(run, linked, { before: text.slice(-1), after: next });
    text += isPlain(run) && next?.link !== undefined ? marked.replace(/!$/, "\\!") : marked;
  });
  return text;
}

/** White space at the ends of a run has no style, because Markdown's marks must stand against text. */
function splitSpaces(run: TextRun): TextRun[] {
  const [, head = "", core = "", tail = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(run.text) ?? [];
  return [{ text: head }, { ...run, text: core }, { text: tail }].filter(({ text }) => text !== "");
}

function isPlain(run: TextRun): boolean {
  return !run.bold && !run.italic && !run.strike && !run.code && run.link === undefined;
}

function emphasize(run: TextRun, inner: string, { before, after }: { before: string; after: TextRun | undefined }) {
  const marks = [run.bold && "**", run.italic && "*", run.strike && "~~"].filter((mark) => typeof mark === "string");
  if (marks.length === 0) return inner;
  const characters = [...run.text];
  const opens = isWord(characters[0]) ? !/[*~]/.test(before) : /^\s?$/.test(before);
  const closes = isWord(characters.at(-1)) ? !after || isPlain(after) : !after || /^\s/.test(after.text);
  const alone = run.code === undefined && run.link === undefined && (marks.length === 1 || !run.strike);
  if (opens && closes && alone) return `${marks.join("")}${inner}${marks.reverse().join("")}`;
  const tags = [run.bold && "b", run.italic && "i", run.strike && "s"].filter((tag) => typeof tag === "string");
  const opening = tags.map((tag) => `<${tag}>`).join("");
  const closing = tags.map((tag) => `</${tag}>`).reverse();
  return `${opening}${inner}${closing.join("")}`;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

function writeCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Escapes what would make a heading, quote, list, table, break or notes of a line. */
function escapeStart(line: string): string {
  return line
    .replace(/^[#>+=|:-]/, "\\$&")
    .replace(/^(\d+)(?=[.)])/, "$1\\")
    .replace(/^((?:speaker )?notes)(?=:)/i, "$1\\");
}

function target(link: string): string {
  const escaped = link.replaceAll(/[\s<>\\]/g, (character) => encodeURIComponent(character));
  return /[^\w.~:/?#@!$'+,;=%-]/.test(escaped) ? `<${escaped}>` : escaped;
}
