import { type Place, placesIn, placesOf, Refusal, rangeOf, segmentsOf } from "./locate.ts";
import { type DocTab, type Json, newId, points, type StoredDocument, type StoredList, textOf } from "./model.ts";
import type { Given } from "./requests.ts";

const TEXT_FIELDS = [
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "smallCaps",
  "backgroundColor",
  "foregroundColor",
  "fontSize",
  "weightedFontFamily",
  "baselineOffset",
  "link",
];

const BORDERS = ["borderBetween", "borderTop", "borderBottom", "borderLeft", "borderRight"];

const PARAGRAPH_FIELDS = [
  "namedStyleType",
  "alignment",
  "lineSpacing",
  "direction",
  "spacingMode",
  "spaceAbove",
  "spaceBelow",
  ...BORDERS,
  "indentFirstLine",
  "indentStart",
  "indentEnd",
  "keepLinesTogether",
  "keepWithNext",
  "avoidWidowAndOrphan",
  "shading",
  "pageBreakBefore",
];

/**
 * The names of a field mask's fields; of a path only the first part counts, so that its whole field is set.
 * @throws Refusal for an empty mask and for a field that is read only
 */
export function maskFields(mask: string, allowed: readonly string[]): string[] {
  const names = mask
    .split(",")
    .map((name) => name.trim().split(".")[0] ?? "")
    .filter((name) => name !== "");
  if (names.length === 0)
    throw new Refusal("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  if (names.includes("*")) return [...allowed];
  const wrong = names.find((name) => !allowed.includes(name));
  if (wrong !== undefined) throw new Refusal(`Unallowed field: ${wrong}`);
  return names;
}

/** Takes the named fields over; one that is not given goes back to what it inherits. */
export function merged(style: Json, given: Json, names: readonly string[]): Json {
  const next = { ...style };
  for (const name of names) {
    const value = given[name];
    const inherits = value === undefined || value === false || value === "NONE" || value === "START";
    if (inherits) delete next[name];
    else next[name] = value;
  }
  return next;
}

/** `updateTextStyle`. A range over a paragraph's whole text takes its newline along. */
export function updateTextStyle(document: StoredDocument, given: Given<"updateTextStyle">): Json {
  const names = maskFields(given.fields, TEXT_FIELDS);
  const { segment, start, end } = rangeOf(document, given.range);
  checkLink(document, given.textStyle.link);
  for (const place of placesIn(segment, start, end)) {
    const whole = start <= place.start && end === place.end - 1;
    for (const [at, unit] of place.paragraph.units.entries()) {
      const index = place.start + at;
      if (index < start || (index >= end && !(whole && at === place.paragraph.units.length - 1))) continue;
      unit.style = withLinkLook(merged(unit.style, given.textStyle, names), unit.style, names);
    }
    if (place.paragraph.bullet && start <= place.start && end >= place.end - 1)
      place.paragraph.bullet.textStyle = merged(place.paragraph.bullet.textStyle, given.textStyle, names);
  }
  return {};
}

/** A new link is underlined and blue, and without its link text loses both, unless the request says otherwise. */
function withLinkLook(style: Json, before: Json, names: readonly string[]): Json {
  if (!names.includes("link")) return style;
  const look = {
    ...(!names.includes("underline") && { underline: true }),
    ...(!names.includes("foregroundColor") && {
      foregroundColor: { color: { rgbColor: { red: 0.06666667, green: 0.33333334, blue: 0.8 } } },
    }),
  };
  if (style.link !== undefined) return { ...style, ...look };
  if (before.link === undefined) return style;
  return Object.fromEntries(Object.entries(style).filter(([name]) => !(name in look)));
}

function checkLink(document: StoredDocument, link: unknown): void {
  if (typeof link !== "object" || link === null) return;
  if ("url" in link && (typeof link.url !== "string" || !/^[a-z][a-z0-9+.-]*:./i.test(link.url)))
    throw new Refusal("The link URL is invalid.");
  const headingId = "headingId" in link ? link.headingId : undefined;
  if (headingId === undefined) return;
  const places = document.tabs.flatMap(segmentsOf).flatMap(({ content }) => [...placesOf(content)]);
  if (!places.some(({ paragraph }) => paragraph.style.headingId === headingId))
    throw new Refusal(`The heading with ID ${headingId} was not found.`);
}

/** `updateParagraphStyle`. */
export function updateParagraphStyle(document: StoredDocument, given: Given<"updateParagraphStyle">): Json {
  const names = maskFields(given.fields, PARAGRAPH_FIELDS);
  for (const name of BORDERS) checkBorder(given.paragraphStyle[name]);
  const { segment, start, end } = rangeOf(document, given.range);
  for (const { paragraph } of placesIn(segment, start, end)) {
    const { headingId, ...style } = merged(paragraph.style, given.paragraphStyle, names);
    style.namedStyleType ??= "NORMAL_TEXT";
    const isHeading = /^HEADING_|TITLE$/.test(String(style.namedStyleType));
    paragraph.style = { ...style, ...(isHeading && { headingId: headingId ?? newId(document, "h") }) };
  }
  return {};
}

function checkBorder(border: unknown): void {
  if (border === undefined) return;
  const parts = typeof border === "object" && border !== null ? Object.keys(border) : [];
  if (["color", "width", "padding", "dashStyle"].some((part) => !parts.includes(part)))
    throw new Refusal("Paragraph borders cannot be partially updated.");
}

/**
 * `createParagraphBullets`: the level is the number of leading tabs, which go; the list goes on when the paragraph
 * before is in one of the same preset.
 */
export function createParagraphBullets(document: StoredDocument, given: Given<"createParagraphBullets">): Json {
  const preset = given.bulletPreset;
  if (preset === undefined || preset === "BULLET_GLYPH_PRESET_UNSPECIFIED")
    throw new Refusal("The bullet preset must be specified.");
  const { tab, segment, start, end } = rangeOf(document, given.range);
  const places = placesIn(segment, start, end);
  const listId = precedingList(tab, places[0], preset) ?? newId(document, "kix");
  if (!tab.lists.has(listId)) tab.lists.set(listId, { preset, nestingLevels: levelsOf(preset) });
  for (const { paragraph } of places) {
    const tabs = /^\t*/.exec(textOf(paragraph))?.[0].length ?? 0;
    paragraph.units.splice(0, tabs);
    const nestingLevel = Math.min(tabs, 8);
    paragraph.bullet = { listId, nestingLevel, textStyle: {} };
    paragraph.style = {
      ...paragraph.style,
      indentStart: points(36 * (nestingLevel + 1)),
      indentFirstLine: points(36 * (nestingLevel + 1) - 18),
    };
  }
  return {};
}

function precedingList(tab: DocTab, first: Place | undefined, preset: string): string | undefined {
  const before = first?.container[first.at - 1];
  const listId = before?.kind === "paragraph" ? before.bullet?.listId : undefined;
  return listId !== undefined && tab.lists.get(listId)?.preset === preset ? listId : undefined;
}

/** `deleteParagraphBullets`: the indent stays. */
export function deleteParagraphBullets(document: StoredDocument, given: Given<"deleteParagraphBullets">): Json {
  const { segment, start, end } = rangeOf(document, given.range);
  for (const { paragraph } of placesIn(segment, start, end)) {
    if (!paragraph.bullet) continue;
    delete paragraph.bullet;
    paragraph.style = { ...paragraph.style, indentFirstLine: paragraph.style.indentStart };
  }
  return {};
}

const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  NUMBERED_DECIMAL_ALPHA_ROMAN: ["DECIMAL", "ALPHA", "ROMAN"],
  NUMBERED_DECIMAL_ALPHA_ROMAN_PARENS: ["DECIMAL", "ALPHA", "ROMAN"],
  NUMBERED_DECIMAL_NESTED: ["DECIMAL", "DECIMAL", "DECIMAL"],
  NUMBERED_UPPERALPHA_ALPHA_ROMAN: ["UPPER_ALPHA", "ALPHA", "ROMAN"],
  NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL: ["UPPER_ROMAN", "UPPER_ALPHA", "DECIMAL"],
  NUMBERED_ZERODECIMAL_ALPHA_ROMAN: ["ZERO_DECIMAL", "ALPHA", "ROMAN"],
};

function levelsOf(preset: string): StoredList["nestingLevels"] {
  const numbers = NUMBERS[preset];
  return Array.from({ length: 9 }, (_, level) => ({
    bulletAlignment: "START",
    ...(numbers
      ? { glyphType: numbers[level % 3], glyphFormat: `%${level}.` }
      : preset === "BULLET_CHECKBOX"
        ? { glyphType: "GLYPH_TYPE_UNSPECIFIED", glyphFormat: `%${level}` }
        : { glyphSymbol: "●○■"[level % 3], glyphFormat: `%${level}` }),
    indentFirstLine: points(36 * (level + 1) - 18),
    indentStart: points(36 * (level + 1)),
    textStyle: { underline: false },
    startNumber: 1,
  }));
}
