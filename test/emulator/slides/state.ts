import { createHash } from "node:crypto";
import { emptyText, type StoredText } from "./text.ts";

export interface Placeholder {
  type: string;
  index: number;
  parentObjectId?: string;
}

/** A thing on a page. Sizes and places are kept as the API gave them. */
export interface StoredElement {
  objectId: string;
  title?: string;
  description?: string;
  size?: unknown;
  transform?: unknown;
  shape?: { shapeType: string; placeholder?: Placeholder; text: StoredText; properties: Record<string, unknown> };
  table?: { rows: { text: StoredText }[][] };
  image?: { sourceUrl: string; contentUrl: string };
  sheetsChart?: { spreadsheetId: string; chartId: number; contentUrl: string };
  group?: StoredElement[];
}

export interface StoredSlide {
  objectId: string;
  layoutId: string;
  elements: StoredElement[];
  notes: { objectId: string; elements: StoredElement[]; speakerNotesObjectId: string };
  isSkipped: boolean;
}

export interface StoredLayout {
  objectId: string;
  name: string;
  displayName: string;
  elements: StoredElement[];
}

export interface StoredPresentation {
  id: string;
  revision: number;
  /** How many ids were made in it. */
  ids: number;
  slides: StoredSlide[];
  layouts: StoredLayout[];
}

/** An id such as Slides makes them. */
export function newObjectId(presentation: StoredPresentation): string {
  presentation.ids += 1;
  const hash = createHash("sha256").update(presentation.id).digest("hex").slice(0, 10);
  return `g${hash}_0_${presentation.ids}`;
}

export const MASTER_ID = "simple-light-2";

/** Predefined layouts of the theme "Simple Light" with the placeholders that a slide gets from each. */
const LAYOUTS: readonly (readonly [
  name: string,
  displayName: string,
  ...placeholders: (readonly [string, number])[],
])[] = [
  ["TITLE", "Title slide", ["CENTERED_TITLE", 0], ["SUBTITLE", 1]],
  ["SECTION_HEADER", "Section header", ["TITLE", 0]],
  ["TITLE_AND_BODY", "Title and body", ["TITLE", 0], ["BODY", 1]],
  ["TITLE_AND_TWO_COLUMNS", "Title and two columns", ["TITLE", 0], ["BODY", 1], ["BODY", 2]],
  ["TITLE_ONLY", "Title only", ["TITLE", 0]],
  ["ONE_COLUMN_TEXT", "One column text", ["TITLE", 0], ["BODY", 1]],
  ["MAIN_POINT", "Main point", ["TITLE", 0]],
  ["SECTION_TITLE_AND_DESCRIPTION", "Section title and description", ["TITLE", 0], ["SUBTITLE", 1], ["BODY", 2]],
  ["CAPTION_ONLY", "Caption", ["BODY", 1]],
  ["BIG_NUMBER", "Big number", ["TITLE", 0], ["BODY", 1]],
  ["BLANK", "Blank"],
];

function themeLayouts(): StoredLayout[] {
  return LAYOUTS.map(([name, displayName, ...placeholders], index) => {
    const objectId = `p${index + 2}`;
    const own = placeholders.map(([type, at], place) =>
      placeholderElement(`${objectId}_i${place}`, { type, index: at, parentObjectId: `p1_i${place}` }),
    );
    const number = placeholderElement(`${objectId}_i${own.length}`, { type: "SLIDE_NUMBER", index: 12 });
    return { objectId, name, displayName, elements: [...own, number] };
  });
}

const PLACES: Readonly<Record<string, readonly [scaleX: number, scaleY: number, x: number, y: number]>> = {
  CENTERED_TITLE: [2.8402, 0.6842, 311708, 744575],
  SUBTITLE: [2.8402, 0.2642, 311700, 2834125],
  TITLE: [2.8402, 0.1909, 311700, 445025],
  BODY: [2.8402, 1.1388, 311700, 1152475],
};

/** A placeholder with the size and place that it has in the theme. Text in a body is a list from the start. */
export function placeholderElement(objectId: string, placeholder: Placeholder): StoredElement {
  const [scaleX, scaleY, translateX, translateY] = PLACES[placeholder.type] ?? [0.2, 0.13, 8472458, 4663217];
  const side = { magnitude: 3_000_000, unit: "EMU" };
  return {
    objectId,
    size: { width: side, height: side },
    transform: { scaleX, scaleY, translateX, translateY, unit: "EMU" },
    shape: { shapeType: "TEXT_BOX", placeholder, text: emptyText(placeholder.type === "BODY"), properties: {} },
  };
}

/** A slide of a layout, with a notes page of its own. */
export function newSlide(
  presentation: StoredPresentation,
  layout: StoredLayout,
  objectId: string,
  idOf: (placeholder: StoredElement) => string,
): StoredSlide {
  const elements = layout.elements.flatMap((element) => {
    const placeholder = element.shape?.placeholder;
    if (!placeholder || placeholder.type === "SLIDE_NUMBER") return [];
    const { type, index } = placeholder;
    return [placeholderElement(idOf(element), { type, index, parentObjectId: element.objectId })];
  });
  return { objectId, layoutId: layout.objectId, elements, notes: newNotes(presentation, objectId), isSkipped: false };
}

function newNotes(presentation: StoredPresentation, slideId: string): StoredSlide["notes"] {
  const image = placeholderElement(newObjectId(presentation), {
    type: "SLIDE_IMAGE",
    index: 0,
    parentObjectId: "n:slide",
  });
  const speakerNotesObjectId = newObjectId(presentation);
  const body = placeholderElement(speakerNotesObjectId, { type: "BODY", index: 1, parentObjectId: "n:text" });
  if (body.shape) body.shape.text = emptyText();
  return { objectId: `${slideId}:notes`, elements: [image, body], speakerNotesObjectId };
}

/** What `presentations.create` makes: one title slide. */
export function newPresentation(id: string): StoredPresentation {
  const presentation: StoredPresentation = { id, revision: 1, ids: 0, slides: [], layouts: themeLayouts() };
  const [title] = presentation.layouts;
  if (title)
    presentation.slides.push(newSlide(presentation, title, "p", ({ objectId }) => objectId.replace(/^p2_/, "")));
  return presentation;
}

/** Elements with those of their groups. */
export function everyElement(elements: readonly StoredElement[]): StoredElement[] {
  return elements.flatMap((element) => [element, ...everyElement(element.group ?? [])]);
}

/** Elements of slides and notes pages. */
export function elementsOf({ slides }: StoredPresentation): StoredElement[] {
  return slides.flatMap(({ elements, notes }) => everyElement([...elements, ...notes.elements]));
}

/** Ids that are taken. */
export function takenIds(presentation: StoredPresentation): Set<string> {
  const { slides, layouts } = presentation;
  return new Set([
    MASTER_ID,
    ...slides.flatMap(({ objectId, notes }) => [objectId, notes.objectId]),
    ...layouts.flatMap(({ objectId, elements }) => [objectId, ...elements.map((element) => element.objectId)]),
    ...elementsOf(presentation).map(({ objectId }) => objectId),
  ]);
}
