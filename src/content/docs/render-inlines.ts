import { type Inline, joined, type Picture, type Span } from "./blocks.ts";
import { parseInlines } from "./parse-inlines.ts";

/** What stands around text of a style. HTML says it where Markdown's signs would be read as something else. */
interface Signs {
  style: "bold" | "italic" | "strike" | "underline" | "script";
  wrap(text: string, span: Span): string;
}

const MARKDOWN_SIGNS: readonly Signs[] = [
  { style: "bold", wrap: (text) => `**${text}**` },
  { style: "italic", wrap: (text) => `*${text}*` },
  { style: "strike", wrap: (text) => `~~${text}~~` },
  { style: "underline", wrap: (text) => `<u>${text}</u>` },
  { style: "script", wrap: (text, { script }) => `<${script}>${text}</${script}>` },
];

const HTML_SIGNS: readonly Signs[] = [
  { style: "bold", wrap: (text) => `<b>${text}</b>` },
  { style: "italic", wrap: (text) => `<i>${text}</i>` },
  { style: "strike", wrap: (text) => `<s>${text}</s>` },
  ...MARKDOWN_SIGNS.slice(3),
];

/**
 * Inlines as a line of Markdown, which is read back to see that it says the same.
 * @param inCell whether it stands in a table, where `|` would end a cell and a line break is `<br>`
 */
export function renderInlines(given: readonly Inline[], inCell = false): string {
  const inlines = tidy(given);
  const plain = render(inlines, MARKDOWN_SIGNS, inCell);
  const styled = inlines.some((one) => one.kind === "text" && (one.bold || one.italic || one.strike));
  if (!styled || saysTheSame(plain, inlines)) return plain;
  return render(inlines, HTML_SIGNS, inCell);
}

function saysTheSame(markdown: string, inlines: readonly Inline[]): boolean {
  const known = inlines.filter(({ kind }) => kind !== "raw");
  return (
    known.length < inlines.length || JSON.stringify(sorted(parseInlines(markdown))) === JSON.stringify(sorted(known))
  );
}

/** The same properties in the same order. */
function sorted(inlines: readonly Inline[]): unknown[] {
  return inlines.map((one) => Object.entries(one).sort(([a], [b]) => a.localeCompare(b)));
}

/** White space at the edges of styled text has only what its neighbour has too: no sign may stand beside it. */
function tidy(inlines: readonly Inline[]): Inline[] {
  const whole = joined(inlines);
  return joined(
    whole.flatMap((one, index): Inline[] => {
      if (one.kind !== "text" || one.code) return [one];
      const [, before = "", core = "", after = ""] = /^(\s*)([\s\S]*?)(\s*)$/.exec(one.text) ?? [];
      const next = shared(one, whole[index + 1]);
      if (core === "") return [{ ...next, text: one.text }];
      return [
        { ...shared(one, whole[index - 1]), text: before },
        { ...one, text: core },
        { ...next, text: after },
      ];
    }),
  );
}

/** What a span and its neighbour both are. */
function shared(one: Span, neighbour: Inline | undefined): Span {
  if (neighbour?.kind !== "text" || neighbour.code) return { kind: "text", text: "" };
  return {
    kind: "text",
    text: "",
    ...(one.bold && neighbour.bold && { bold: true }),
    ...(one.italic && neighbour.italic && { italic: true }),
    ...(one.strike && neighbour.strike && { strike: true }),
    ...(one.underline && neighbour.underline && { underline: true }),
    ...(one.href !== undefined && one.href === neighbour.href && { href: one.href }),
  };
}

function render(inlines: readonly Inline[], signs: readonly Signs[], inCell: boolean): string {
  return groupedBy(inlines, (one) => (one.kind === "text" ? one.href : undefined))
    .map(({ value, members }) => {
      const text = renderStyles(members, signs, inCell, value !== undefined);
      return value === undefined ? text : link(text, value, members);
    })
    .join("");
}

function link(text: string, href: string, members: readonly Inline[]): string {
  const [only] = members;
  const bare = members.length === 1 && only?.kind === "text" && only.text === href && /^https?:/.test(href);
  if (bare && /^[\x21-\x7e]+$/.test(href) && !/[<>|]/.test(href)) return `<${href}>`;
  return `[${text}](${target(href)})`;
}

function target(href: string): string {
  const safe = href.replace(/[\s|]/g, (character) => encodeURIComponent(character));
  return /[()<>\\]/.test(safe) ? `<${safe.replace(/[<>\\]/g, (one) => encodeURIComponent(one))}>` : safe;
}

/** At each place the style that goes on for longest is the outermost. */
function renderStyles(inlines: readonly Inline[], signs: readonly Signs[], inCell: boolean, inLink: boolean): string {
  let text = "";
  for (let at = 0; at < inlines.length; ) {
    const first = inlines[at];
    if (!first) break;
    const extents = signs.map((sign) => ({ sign, extent: extentOf(inlines, at, sign.style) }));
    const longest = extents.reduce((best, one) => (one.extent > best.extent ? one : best), {
      sign: signs[0],
      extent: 0,
    });
    if (!longest.sign || longest.extent === 0 || first.kind !== "text") {
      text += leaf(first, inCell, inLink);
      at += 1;
      continue;
    }
    const rest = signs.filter((sign) => sign !== longest.sign);
    const inner = renderStyles(inlines.slice(at, at + longest.extent), rest, inCell, inLink);
    text += longest.sign.wrap(inner, first);
    at += longest.extent;
  }
  return text;
}

/** How many neighbours from here on have the same value of a style. */
function extentOf(inlines: readonly Inline[], from: number, style: Signs["style"]): number {
  const value = (one: Inline | undefined) => (one?.kind === "text" ? one[style] : undefined);
  const first = value(inlines[from]);
  if (first === undefined) return 0;
  let end = from + 1;
  while (value(inlines[end]) === first) end += 1;
  return end - from;
}

/** Runs of neighbours with one value. */
function groupedBy<Value>(
  inlines: readonly Inline[],
  value: (one: Inline) => Value,
): { value: Value; members: Inline[] }[] {
  const groups: { value: Value; members: Inline[] }[] = [];
  for (const one of inlines) {
    const last = groups.at(-1);
    const own = value(one);
    if (last && last.value === own) last.members.push(one);
    else groups.push({ value: own, members: [one] });
  }
  return groups;
}

function leaf(one: Inline, inCell: boolean, inLink: boolean): string {
  switch (one.kind) {
    case "note":
      return `[^${one.id}]`;
    case "raw":
      return one.markdown;
    case "picture":
      return picture(one);
    case "text":
      return one.code ? codeSpan(one.text, inCell) : escaped(one.text, inCell, inLink);
  }
}

function picture({ uri, alt }: Picture): string {
  return `![${alt.replace(/[[\]\\\n]/g, " ").trim()}](${target(uri)})`;
}

function codeSpan(text: string, inCell: boolean): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const padded = /^`|`$|^ .* $/.test(text) ? ` ${text} ` : text;
  const code = `${fence}${padded.replaceAll("\n", " ")}${fence}`;
  return inCell ? code.replaceAll("|", "\\|") : code;
}

/** Text that would be read as Markdown, made to be read as text. */
function escaped(text: string, inCell: boolean, inLink: boolean): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~\n]|$)/g, "\\\\")
    .replace(/[`*[~]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/<(?=[a-z/!?])/gi, "\\<")
    .replace(/&(?=#?\w+;)/g, "\\&")
    .replace(/\]/g, inLink ? "\\]" : "]")
    .replace(/\|/g, inCell ? "\\|" : "|")
    .replaceAll("\u000b", "<br>")
    .replaceAll("\n", inCell ? "<br>" : " ");
}

/** A line that would begin another block, made to be read as text. */
export function escapedStart(line: string): string {
  return line
    .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
    .replace(/^([-+])(?=\s|$)/, "\\$1")
    .replace(/^([-=]+)\s*$/, "\\$1")
    .replace(/^>/, "\\>")
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^(\[\^[^\]]+\]):/, "$1\\:");
}
