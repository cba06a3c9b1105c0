import { placesIn, placesOf, Refusal, rangeOf, sectionBreakAt, type Target, tabOf, targetOf } from "./locate.ts";
import { type DocTab, type Json, newId, type Paragraph, paragraph, type StoredDocument, type Unit } from "./model.ts";
import type { Given } from "./requests.ts";
import { maskFields, merged } from "./styles.ts";
import { insertAt } from "./text.ts";

/** What Docs says of a picture that it fetches: nothing when it could. */
export type FetchImage = (uri: string) => string | undefined;

/** Characters of a picture's address: "at most 2 kB in length". */
const LONGEST_URI = 2048;

function insertObject({ place, index }: Target, name: string, value: Json): void {
  const at = index - place.start;
  const { link: _link, ...style } = place.paragraph.units[at - 1]?.style ?? {};
  const unit: Unit = { char: "\ufffc", object: { name, value }, style };
  place.paragraph.units.splice(at, 0, unit);
}

/** `insertInlineImage`. */
export function insertInlineImage(
  document: StoredDocument,
  given: Given<"insertInlineImage">,
  fetchImage: FetchImage,
): Json {
  const target = targetOf(document, given);
  if (target.segment.kind === "footnote") throw new Refusal("Inline images cannot be inserted inside a footnote.");
  if (given.uri.length > LONGEST_URI) throw new Refusal("The provided image URI is too long.");
  const problem = fetchImage(given.uri);
  if (problem !== undefined) throw new Refusal(problem);
  const objectId = newId(document, "kix");
  target.tab.inlineObjects.set(objectId, {
    embeddedObject: {
      imageProperties: {
        contentUri: `https://lh7-rt.googleusercontent.com/docsz/${objectId}?key=emulated`,
        sourceUri: given.uri,
      },
      size: given.objectSize ?? { height: { magnitude: 100, unit: "PT" }, width: { magnitude: 100, unit: "PT" } },
    },
  });
  insertObject(target, "inlineObjectElement", { inlineObjectId: objectId });
  return { insertInlineImage: { objectId } };
}

function bodyTarget(document: StoredDocument, given: Parameters<typeof targetOf>[1], what: string): Target {
  const target = targetOf(document, given);
  if (target.segment.kind !== "body" || target.place.nested)
    throw new Refusal(`${what} cannot be inserted inside a table, footnote, header or footer.`);
  return target;
}

/** `insertPageBreak`: the break and a newline. */
export function insertPageBreak(document: StoredDocument, given: Given<"insertPageBreak">): Json {
  const target = bodyTarget(document, given, "Page breaks");
  insertAt(document, target.place, target.index, "\n");
  insertObject(targetAgain(target), "pageBreak", {});
  return {};
}

/** The same index, after the paragraph there was split. */
function targetAgain(target: Target): Target {
  const place = [...placesOf(target.segment.content)].find(
    ({ start, end }) => start <= target.index && target.index < end,
  );
  return { ...target, place: place ?? target.place };
}

/** `insertSectionBreak`: a newline and the break. */
export function insertSectionBreak(document: StoredDocument, given: Given<"insertSectionBreak">): Json {
  const { sectionType } = given;
  if (sectionType === undefined || sectionType === "SECTION_TYPE_UNSPECIFIED")
    throw new Refusal("The section type must be specified.");
  const target = bodyTarget(document, given, "Section breaks");
  insertAt(document, target.place, target.index, "\n");
  const { container, at } = targetAgain(target).place;
  container.splice(at + 1, 0, { kind: "sectionBreak", style: { sectionType } });
  return {};
}

/** `createFootnote`: its text is a space to begin with. */
export function createFootnote(document: StoredDocument, given: Given<"createFootnote">): Json {
  const target = targetOf(document, given);
  if (target.segment.kind !== "body") throw new Refusal("Footnotes can only be inserted inside the body.");
  const footnoteId = newId(document, "kix");
  target.tab.segments.set(footnoteId, { kind: "footnote", id: footnoteId, content: [paragraph(" ")] });
  insertObject(target, "footnoteReference", { footnoteId });
  return { createFootnote: { footnoteId } };
}

export function insertPerson(document: StoredDocument, given: Given<"insertPerson">): Json {
  if (typeof given.personProperties?.email !== "string") throw new Refusal("The person's email must be specified.");
  const value = { personId: newId(document, "kix"), personProperties: given.personProperties };
  insertObject(targetOf(document, given), "person", value);
  return {};
}

export function insertRichLink(document: StoredDocument, given: Given<"insertRichLink">): Json {
  const uri = given.richLinkProperties?.uri;
  if (typeof uri !== "string") throw new Refusal("The rich link's URI must be specified.");
  const value = { richLinkId: newId(document, "kix"), richLinkProperties: { title: uri, ...given.richLinkProperties } };
  insertObject(targetOf(document, given), "richLink", value);
  return {};
}

export function insertDate(document: StoredDocument, given: Given<"insertDate">): Json {
  const { timestamp } = given.dateElementProperties ?? {};
  if (typeof timestamp !== "string") throw new Refusal("The timestamp must be specified.");
  const displayText = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(timestamp),
  );
  const dateElementProperties = { ...given.dateElementProperties, displayText };
  insertObject(targetOf(document, given), "dateElement", { dateId: newId(document, "kix"), dateElementProperties });
  return {};
}

/** `createHeader` and `createFooter`: of the document, or of the section that a break begins. */
export function createHeaderOrFooter(
  document: StoredDocument,
  kind: "header" | "footer",
  given: Given<"createHeader">,
): Json {
  const Kind = kind === "header" ? "Header" : "Footer";
  if (given.type !== "DEFAULT") throw new Refusal(`${Kind} type not specified.`);
  const tab = tabOf(document, given.sectionBreakLocation?.tabId);
  const section = sectionBreakAt(tab, given.sectionBreakLocation?.index ?? 0);
  const field = `default${Kind}Id`;
  const holder = section?.style ?? tab.documentStyle;
  if (holder[field] !== undefined) throw new Refusal(`Default ${kind} already exists.`);
  const id = newId(document, "kix");
  tab.segments.set(id, { kind, id, content: [paragraph("")] });
  holder[field] = id;
  return { [`create${Kind}`]: { [`${kind}Id`]: id } };
}

export function deleteHeaderOrFooter(
  document: StoredDocument,
  kind: "header" | "footer",
  { id, tabId }: { id: string; tabId: string | undefined },
): Json {
  const tab = tabOf(document, tabId);
  if (tab.segments.get(id)?.kind !== kind) throw new Refusal(`The ${kind} with ID ${id} was not found.`);
  tab.segments.delete(id);
  const holders = [
    tab.documentStyle,
    ...tab.body.content.flatMap((one) => (one.kind === "sectionBreak" ? [one.style] : [])),
  ];
  for (const holder of holders)
    for (const [field, value] of Object.entries(holder)) if (value === id) delete holder[field];
  return {};
}

const DOCUMENT_FIELDS = [
  "background",
  "pageNumberStart",
  "marginTop",
  "marginBottom",
  "marginLeft",
  "marginRight",
  "marginHeader",
  "marginFooter",
  "pageSize",
  "useFirstPageHeaderFooter",
  "useEvenPageHeaderFooter",
  "flipPageOrientation",
  "documentFormat",
];

export function updateDocumentStyle(document: StoredDocument, given: Given<"updateDocumentStyle">): Json {
  const names = maskFields(given.fields, DOCUMENT_FIELDS);
  const tab = tabOf(document, given.tabId);
  tab.documentStyle = merged(tab.documentStyle, given.documentStyle, names);
  return {};
}

const SECTION_FIELDS = [
  "columnProperties",
  "columnSeparatorStyle",
  "contentDirection",
  "marginTop",
  "marginBottom",
  "marginLeft",
  "marginRight",
  "marginHeader",
  "marginFooter",
  "pageNumberStart",
  "sectionType",
  "useFirstPageHeaderFooter",
  "flipPageOrientation",
];

export function updateSectionStyle(document: StoredDocument, given: Given<"updateSectionStyle">): Json {
  const names = maskFields(given.fields, SECTION_FIELDS);
  const { segment, start, end } = rangeOf(document, given.range);
  if (segment.kind !== "body") throw new Refusal("Section breaks can only be inside the body.");
  let section: Json | undefined;
  const touched = new Set<Json>();
  const places = placesIn(segment, start, end);
  for (const block of segment.content) {
    if (block.kind === "sectionBreak") section = block.style;
    if (section && block.kind === "paragraph" && places.some(({ paragraph: one }) => one === block))
      touched.add(section);
  }
  for (const style of touched) Object.assign(style, merged(style, given.sectionStyle, names));
  return {};
}

export function createNamedRange(document: StoredDocument, given: Given<"createNamedRange">): Json {
  if (given.name === "" || given.name.length > 256)
    throw new Refusal("Names must be at least 1 character and no more than 256 characters.");
  const { tab, segment, start, end } = rangeOf(document, given.range);
  const units = placesIn(segment, start, end).flatMap((place) => unitsBetween(place, start, end));
  const namedRangeId = newId(document, "kix");
  tab.namedRanges.push({ id: namedRangeId, name: given.name, units: new Set(units) });
  return { createNamedRange: { namedRangeId } };
}

function unitsBetween(place: { paragraph: Paragraph; start: number }, start: number, end: number): Unit[] {
  return place.paragraph.units.slice(Math.max(0, start - place.start), Math.max(0, end - place.start));
}

export function deleteNamedRange(document: StoredDocument, given: Given<"deleteNamedRange">): Json {
  const ids = given.tabsCriteria?.tabIds ?? [];
  const tabs: DocTab[] = ids.length > 0 ? ids.map((id) => tabOf(document, id)) : document.tabs;
  const matches = (range: { id: string; name: string }) =>
    given.namedRangeId === undefined ? range.name === given.name : range.id === given.namedRangeId;
  if (given.namedRangeId !== undefined && !tabs.some(({ namedRanges }) => namedRanges.some(matches)))
    throw new Refusal(`The named range with ID ${given.namedRangeId} was not found.`);
  for (const tab of tabs) tab.namedRanges = tab.namedRanges.filter((range) => !matches(range));
  return {};
}
