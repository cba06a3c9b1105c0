/** A stretch of text in one style. `\v` in it is a line break within its paragraph, as Slides writes it. */
export interface TextRun {
  text: string;
  bold?: true;
  italic?: true;
  strike?: true;
  code?: true;
  /** Where it links to: an http, https, mailto or tel address. */
  link?: string;
}

/** A paragraph of a text box, in a list or not. */
export interface Paragraph {
  runs: TextRun[];
  /** `level` is 0 for the outermost. */
  list?: { kind: "bullet" | "number"; level: number };
}

/** Cells by row. */
export type DeckTable = TextRun[][][];

/** What one slide says. */
export interface DeckSlide {
  /** 1: a title or section slide; 2: a slide with title and body; 0: one without a title. */
  level: 0 | 1 | 2;
  title: TextRun[];
  body: Paragraph[];
  tables: DeckTable[];
  /** Speaker notes, plain text. */
  notes: string;
}

const STYLES = ["bold", "italic", "strike", "code", "link"] as const;

/** Whether two runs look the same. */
function sameStyle(a: TextRun, b: TextRun): boolean {
  return STYLES.every((style) => a[style] === b[style]);
}

/** Joins neighbours of one style, and drops what is empty. */
export function mergeRuns(runs: readonly TextRun[]): TextRun[] {
  const merged: TextRun[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (run.text === "") continue;
    if (last && sameStyle(last, run)) merged[merged.length - 1] = { ...last, text: last.text + run.text };
    else merged.push({ ...run });
  }
  return merged;
}

/** Runs without white space at their ends, as Markdown cannot keep it. */
export function trimRuns(runs: readonly TextRun[]): TextRun[] {
  const merged = mergeRuns(runs);
  for (let first = merged[0]; first && /^\s/.test(first.text); first = merged[0]) {
    const text = first.text.trimStart();
    merged.splice(0, 1, ...(text === "" ? [] : [{ ...first, text }]));
    if (text !== "") break;
  }
  for (let last = merged.at(-1); last && /\s$/.test(last.text); last = merged.at(-1)) {
    const text = last.text.trimEnd();
    merged.splice(-1, 1, ...(text === "" ? [] : [{ ...last, text }]));
    if (text !== "") break;
  }
  return merged;
}

/** The characters of runs alone. */
export function plainText(runs: readonly TextRun[]): string {
  return runs.map(({ text }) => text).join("");
}
