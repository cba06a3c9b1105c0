/** What a stretch of text looks like, as the API names it ("TextStyle"). */
export type TextStyle = Record<string, unknown>;

/** One UTF-16 code unit. A line feed ends a paragraph and carries what is the paragraph's own. */
interface Unit {
  character: string;
  style: TextStyle;
  bullet?: { listId: string; level: number; preset: string };
  paragraph?: Record<string, unknown>;
}

/** The text of a shape or cell: it always ends with a line feed that nobody can delete. */
export interface StoredText {
  units: Unit[];
  /** Lists that were made in it so far. */
  lists: number;
}

/** Stretch of code units: from, up to but without. */
export interface Span {
  start: number;
  end: number;
}

/** @param bulleted whether its paragraphs are in a list from the start, as in the body of a slide */
export function emptyText(bulleted = false): StoredText {
  const unit: Unit = { character: "\n", style: {} };
  return {
    units: [bulleted ? { ...unit, bullet: { listId: "list0", level: 0, preset: "BULLET_DISC_CIRCLE_SQUARE" } } : unit],
    lists: 1,
  };
}

/** Its characters, the last line feed included. */
export function stringOf({ units }: StoredText): string {
  return units.map(({ character }) => character).join("");
}

/** Code units without the line feed at the end. */
export function lengthOf({ units }: StoredText): number {
  return units.length - 1;
}

/**
 * Inserts text. New paragraphs are like the one that they are inserted in, lists included; characters that Slides does
 * not keep are dropped ("InsertTextRequest", `text`).
 */
export function insertText(text: StoredText, index: number, inserted: string): void {
  const kept = [...inserted].filter(isKept).join("");
  const ending = text.units.slice(index).find(({ character }) => character === "\n");
  const neighbour = text.units[index - 1];
  const style = neighbour && neighbour.character !== "\n" ? neighbour.style : (text.units[index]?.style ?? {});
  const units = kept.split("").map(
    (character): Unit => ({
      character,
      style: { ...style },
      ...(character === "\n" && ending?.bullet && { bullet: { ...ending.bullet } }),
      ...(character === "\n" && ending?.paragraph && { paragraph: { ...ending.paragraph } }),
    }),
  );
  text.units = [...text.units.slice(0, index), ...units, ...text.units.slice(index)];
}

/** Not a control character but for tab, line feed and vertical tab, and not of private use. */
function isKept(character: string): boolean {
  const code = character.charCodeAt(0);
  return (code > 8 && code < 12) || (code > 31 && (code < 0xe000 || code > 0xf8ff));
}

/** Deletes a stretch; a paragraph whose end is deleted becomes part of the next. */
export function deleteText(text: StoredText, { start, end }: Span): void {
  text.units.splice(start, end - start);
}

/** Gives the named fields of a style to a stretch; a field without a value goes back to what is inherited. */
export function styleText(text: StoredText, { start, end }: Span, style: TextStyle, fields: readonly string[]): void {
  for (const unit of text.units.slice(start, Math.max(end, start + 1))) {
    if ("link" in style && style.link && unit.character === "\n") continue;
    for (const field of fields) {
      if (style[field] === undefined || style[field] === false) delete unit.style[field];
      else unit.style[field] = style[field];
    }
  }
}

/** Where the paragraphs are that a stretch touches: each ends after its line feed. */
export function paragraphsIn(text: StoredText, { start, end }: Span): Span[] {
  return allParagraphs(text).filter((one) => one.start < Math.max(end, start + 1) && one.end > start);
}

function allParagraphs({ units }: StoredText): Span[] {
  const spans: Span[] = [];
  let start = 0;
  units.forEach(({ character }, index) => {
    if (character !== "\n") return;
    spans.push({ start, end: index + 1 });
    start = index + 1;
  });
  return spans;
}

/**
 * Puts paragraphs into a list: each as deep as the tabs before it, which go away. They join the list of the paragraph
 * before when that has the same preset ("CreateParagraphBulletsRequest").
 */
export function addBullets(text: StoredText, span: Span, preset: string): void {
  const paragraphs = paragraphsIn(text, span);
  const [first] = paragraphs;
  const before = first && first.start > 0 ? text.units[first.start - 1]?.bullet : undefined;
  const listId = before?.preset === preset ? before.listId : `list${text.lists++}`;
  for (const { start, end } of paragraphs.reverse()) {
    const tabs = text.units.slice(start, end).findIndex(({ character }) => character !== "\t");
    const ending = text.units[end - 1];
    if (ending) ending.bullet = { listId, level: Math.min(tabs, 8), preset };
    if (tabs > 0) text.units.splice(start, tabs);
  }
}

/** Takes paragraphs out of their lists. */
export function removeBullets(text: StoredText, span: Span): void {
  for (const { end } of paragraphsIn(text, span)) delete text.units[end - 1]?.bullet;
}

/** Sets what is the paragraphs' own ("ParagraphStyle"). */
export function styleParagraphs(text: StoredText, span: Span, style: TextStyle, fields: readonly string[]): void {
  for (const { end } of paragraphsIn(text, span)) {
    const ending = text.units[end - 1];
    if (!ending) continue;
    ending.paragraph ??= {};
    for (const field of fields) ending.paragraph[field] = style[field];
  }
}

/** Replaces every occurrence and says how many there were. */
export function replaceText(text: StoredText, find: string, replacement: string, matchCase: boolean): number {
  const fold = (value: string) => (matchCase ? value : value.toLowerCase());
  const found: number[] = [];
  const whole = fold(stringOf(text));
  for (let at = whole.indexOf(fold(find)); at >= 0; at = whole.indexOf(fold(find), at + find.length)) found.push(at);
  for (const at of found.reverse()) {
    const style = text.units[at]?.style ?? {};
    deleteText(text, { start: at, end: at + find.length });
    insertText(text, at, replacement);
    styleText(text, { start: at, end: at + replacement.length }, style, Object.keys(style));
  }
  return found.length;
}

/** The text as the API gives it; undefined when there is none. */
export function textShape(text: StoredText): Record<string, unknown> | undefined {
  if (text.units.length === 1) return undefined;
  const counts = new Map<string, number>();
  const listIds = new Set<string>();
  const textElements = allParagraphs(text).flatMap(({ start, end }) => {
    const ending = text.units[end - 1];
    const bullet = ending?.bullet && bulletShape(ending.bullet, counts);
    if (ending?.bullet) listIds.add(ending.bullet.listId);
    else counts.clear();
    const marker = { style: { direction: "LEFT_TO_RIGHT", ...ending?.paragraph }, ...(bullet && { bullet }) };
    return [element(start, end, { paragraphMarker: marker }), ...runs(text, { start, end })];
  });
  const lists = Object.fromEntries([...listIds].map((listId) => [listId, { listId, nestingLevel: {} }]));
  return { textElements, ...(listIds.size > 0 && { lists }) };
}

/** `startIndex` 0 is left out, as Google leaves out what is zero. */
function element(start: number, end: number, kind: Record<string, unknown>): Record<string, unknown> {
  return { ...(start > 0 && { startIndex: start }), endIndex: end, ...kind };
}

function runs(text: StoredText, { start, end }: Span): Record<string, unknown>[] {
  const shapes: Record<string, unknown>[] = [];
  let from = start;
  for (let index = start + 1; index <= end; index += 1) {
    const [here, next] = [text.units[index - 1]?.style ?? {}, text.units[index]?.style];
    if (index < end && JSON.stringify(here) === JSON.stringify(next)) continue;
    const content = stringOf({ ...text, units: text.units.slice(from, index) });
    shapes.push(element(from, index, { textRun: { content, style: here } }));
    from = index;
  }
  return shapes;
}

const GLYPHS = ["●", "○", "■"];

function bulletShape(
  { listId, level, preset }: { listId: string; level: number; preset: string },
  counts: Map<string, number>,
) {
  const key = `${listId} ${level}`;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  for (let deeper = level + 1; deeper < 9; deeper += 1) counts.delete(`${listId} ${deeper}`);
  const numbers = [
    `${count}.`,
    `${String.fromCharCode(96 + (count % 26 || 26))}.`,
    `${"i".repeat(Math.min(count, 3))}.`,
  ];
  const glyph = preset.startsWith("NUMBERED") ? numbers[level % 3] : GLYPHS[level % 3];
  return { listId, ...(level > 0 && { nestingLevel: level }), glyph, bulletStyle: {} };
}
