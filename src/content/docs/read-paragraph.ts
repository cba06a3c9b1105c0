import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import { type Inline, joined, type ListType, type Span } from "./blocks.ts";
import { isMonospaced } from "./looks.ts";

/** The parts of a document's tab that its text refers to. */
export type TabContent = docs_v1.Schema$DocumentTab;

/** Text that stands for something with words of its own, so that it is not taken for text. */
function raw(markdown: string): Inline {
  return { kind: "raw", markdown };
}

/** What a paragraph says, its last newline left out. */
export function inlinesOfParagraph(paragraph: docs_v1.Schema$Paragraph, tab: TabContent): Inline[] {
  const inlines = (paragraph.elements ?? []).flatMap((element) => suggested(element, inlinesOfElement(element, tab)));
  const pictures = (paragraph.positionedObjectIds ?? []).flatMap((id) =>
    pictureOf(tab.positionedObjects?.[id]?.positionedObjectProperties?.embeddedObject),
  );
  return joined([...pictures, ...inlines]);
}

/** Suggested insertions and deletions in the signs of CriticMarkup. */
function suggested(element: docs_v1.Schema$ParagraphElement, inlines: Inline[]): Inline[] {
  const holder =
    element.textRun ??
    element.inlineObjectElement ??
    element.person ??
    element.richLink ??
    element.dateElement ??
    element.footnoteReference ??
    element.autoText ??
    element.pageBreak ??
    element.equation;
  if (!holder || inlines.length === 0) return inlines;
  const inserted = (holder.suggestedInsertionIds ?? []).length > 0;
  const deleted = (holder.suggestedDeletionIds ?? []).length > 0;
  const around = (open: string, shut: string, inner: Inline[]) => [raw(open), ...inner, raw(shut)];
  const marked = inserted ? around("{++", "++}", inlines) : inlines;
  return deleted ? around("{--", "--}", marked) : marked;
}

function inlinesOfElement(element: docs_v1.Schema$ParagraphElement, tab: TabContent): Inline[] {
  const { textRun, person, richLink, dateElement, autoText } = element;
  if (textRun) return [spanOf(textRun.content ?? "", textRun.textStyle)];
  if (element.inlineObjectElement) {
    const id = element.inlineObjectElement.inlineObjectId ?? "";
    return pictureOf(tab.inlineObjects?.[id]?.inlineObjectProperties?.embeddedObject);
  }
  if (element.footnoteReference) {
    const { footnoteNumber, footnoteId } = element.footnoteReference;
    return [{ kind: "note", id: footnoteNumber || (footnoteId ?? "") }];
  }
  if (person) {
    const { name, email } = person.personProperties ?? {};
    return [linked(name || email || "someone", email ? `mailto:${email}` : undefined)];
  }
  if (richLink) {
    const { title, uri } = richLink.richLinkProperties ?? {};
    return [linked(title || uri || "link", uri ?? undefined)];
  }
  if (dateElement) return [spanOf(dateElement.dateElementProperties?.displayText ?? "", dateElement.textStyle)];
  if (autoText) return [raw(autoText.type === "PAGE_COUNT" ? "{pages}" : "{page}")];
  if (element.equation) return [raw("(equation)")];
  return [];
}

function linked(text: string, href: string | undefined): Span {
  return { kind: "text", text, ...(href !== undefined && { href }) };
}

function pictureOf(object: docs_v1.Schema$EmbeddedObject | undefined): Inline[] {
  if (!object) return [];
  const alt = object.description || object.title || "picture";
  const { sourceUri, contentUri } = object.imageProperties ?? {};
  const uri = sourceUri || contentUri;
  if (uri) return [{ kind: "picture", uri, alt }];
  return [raw(object.linkedContentReference ? "(chart)" : "(drawing)")];
}

/** The same for every run: a newline ends its paragraph, and only that. */
function spanOf(content: string, style: docs_v1.Schema$TextStyle = {}): Span {
  const href = hrefOf(style.link);
  const code = isMonospaced(style);
  return {
    kind: "text",
    // Docs' own code blocks mark each line with a character of the Private Use Area.
    text: content.replace(/\n$/, "").replace(/[\ue000-\uf8ff]/g, ""),
    ...(style.bold && { bold: true }),
    ...(style.italic && { italic: true }),
    ...(style.strikethrough && { strike: true }),
    ...(style.underline && style.link === undefined && { underline: true }),
    ...(style.baselineOffset === "SUPERSCRIPT" && { script: "sup" }),
    ...(style.baselineOffset === "SUBSCRIPT" && { script: "sub" }),
    ...(code && { code: true }),
    ...(href !== undefined && { href }),
  };
}

/** Links within the document keep the ids of their targets. */
function hrefOf(link: docs_v1.Schema$Link | undefined): string | undefined {
  if (!link) return undefined;
  const heading = link.heading?.id ?? link.headingId;
  const bookmark = link.bookmark?.id ?? link.bookmarkId;
  const target = heading ? `#heading=${heading}` : bookmark ? `#bookmark=${bookmark}` : undefined;
  return link.url ?? target ?? (link.tabId ? `?tab=${link.tabId}` : undefined);
}

const ORDERED = new Set(["DECIMAL", "ZERO_DECIMAL", "UPPER_ALPHA", "ALPHA", "UPPER_ROMAN", "ROMAN"]);

/** Which markers a bullet's list has at its level; a checkbox is told by having neither number nor sign. */
export function listTypeOf({ listId, nestingLevel }: docs_v1.Schema$Bullet, tab: TabContent): ListType {
  const level = tab.lists?.[listId ?? ""]?.listProperties?.nestingLevels?.[nestingLevel ?? 0];
  if (ORDERED.has(level?.glyphType ?? "")) return "number";
  return level && !level.glyphSymbol && level.glyphType === "GLYPH_TYPE_UNSPECIFIED" ? "check" : "bullet";
}
