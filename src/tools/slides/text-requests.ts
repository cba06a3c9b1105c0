import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import { mergeRuns, type Paragraph, plainText, type TextRun } from "../../content/deck.ts";

type Request = slides_v1.Schema$Request;

/** The shape, or the cell of a table, that text is in. */
export interface TextTarget {
  objectId: string;
  cellLocation?: slides_v1.Schema$TableCellLocation;
}

const PRESETS = { bullet: "BULLET_DISC_CIRCLE_SQUARE", number: "NUMBERED_DIGIT_ALPHA_ROMAN" } as const;

/** Code has this font, by which it is known again. */
const CODE_FONT = "Courier New";

/**
 * What writes paragraphs into an empty text. Tabs before a paragraph say how deep in its list it is and go away when it
 * becomes one ("CreateParagraphBulletsRequest"), so styles come first, and lists from the last to the first: what stands
 * before keeps its place. Paragraphs outside lists are taken out of the one that a layout puts all text in.
 */
export function writeText(target: TextTarget, paragraphs: readonly Paragraph[]): Request[] {
  const lines = paragraphs.map(({ list, runs: given }) => {
    const runs = keptRuns(given);
    return { list, runs, text: `${"\t".repeat(list?.level ?? 0)}${plainText(runs)}` };
  });
  const text = lines.map((line) => line.text).join("\n");
  if (text === "") return [];
  const styles: Request[] = [];
  const stretches: { kind: keyof typeof PRESETS | undefined; start: number; end: number }[] = [];
  let start = 0;
  for (const { list, runs, text: line } of lines) {
    const end = start + line.length;
    styles.push(...styleRuns(target, runs, start + (list?.level ?? 0)));
    const kind = list?.kind;
    const last = stretches.at(-1);
    if (last && last.kind === kind) last.end = end;
    else stretches.push({ kind, start, end });
    start = end + 1;
  }
  return [
    { insertText: { ...target, insertionIndex: 0, text } },
    ...styles,
    ...stretches.reverse().map(({ kind, ...range }): Request => {
      const textRange = { type: "FIXED_RANGE", startIndex: range.start, endIndex: range.end };
      return kind === undefined
        ? { deleteParagraphBullets: { ...target, textRange } }
        : { createParagraphBullets: { ...target, textRange, bulletPreset: PRESETS[kind] } };
    }),
  ];
}

/** What writes one line without lists, such as a title. */
export function writeRuns(target: TextTarget, given: readonly TextRun[]): Request[] {
  const runs = keptRuns(given);
  const text = plainText(runs);
  return text === "" ? [] : [{ insertText: { ...target, insertionIndex: 0, text } }, ...styleRuns(target, runs, 0)];
}

/**
 * Runs as Slides will keep them, so that what is counted is what is there: it drops control characters and those for
 * private use ("InsertTextRequest", `text`), and a line feed would begin a paragraph.
 */
function keptRuns(runs: readonly TextRun[]): TextRun[] {
  const kept = (text: string) => text.replaceAll("\n", "\v").replace(/(?![\t\v])\p{Cc}|[\ue000-\uf8ff]/gu, "");
  return mergeRuns(runs.map((run) => ({ ...run, text: kept(run.text) })));
}

function styleRuns(target: TextTarget, runs: readonly TextRun[], from: number): Request[] {
  let startIndex = from;
  return runs.flatMap((run): Request[] => {
    const endIndex = startIndex + run.text.length;
    const style = {
      ...(run.bold && { bold: true }),
      ...(run.italic && { italic: true }),
      ...(run.strike && { strikethrough: true }),
      ...(run.code && { fontFamily: CODE_FONT }),
      ...(run.link !== undefined && { link: { url: run.link } }),
    };
    const textRange = { type: "FIXED_RANGE", startIndex, endIndex };
    startIndex = endIndex;
    const fields = Object.keys(style).join(",");
    return fields === "" ? [] : [{ updateTextStyle: { ...target, textRange, style, fields } }];
  });
}
