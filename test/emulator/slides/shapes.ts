import { createHash } from "node:crypto";
import {
  MASTER_ID,
  type Placeholder,
  type StoredElement,
  type StoredLayout,
  type StoredPresentation,
  type StoredSlide,
} from "./state.ts";
import { lengthOf, type StoredText, textShape } from "./text.ts";

const INHERIT = { pageBackgroundFill: { propertyState: "INHERIT" } };

/** Opaque to clients; another one after each change. */
export function revisionOf({ id, revision }: StoredPresentation): string {
  return createHash("sha256").update(`${id} ${revision}`).digest("base64url").slice(0, 20);
}

/** A presentation as the API gives it. */
export function presentationShape(presentation: StoredPresentation, title: string): Record<string, unknown> {
  return {
    presentationId: presentation.id,
    title,
    locale: "en",
    pageSize: { width: { magnitude: 9_144_000, unit: "EMU" }, height: { magnitude: 5_143_500, unit: "EMU" } },
    revisionId: revisionOf(presentation),
    slides: presentation.slides.map(slideShape),
    layouts: presentation.layouts.map(layoutShape),
    masters: [
      {
        objectId: MASTER_ID,
        pageType: "MASTER",
        pageElements: [],
        pageProperties: INHERIT,
        masterProperties: { displayName: "Simple Light" },
      },
    ],
    notesMaster: { objectId: "n", pageType: "NOTES_MASTER", pageElements: [], pageProperties: INHERIT },
  };
}

export function slideShape({ objectId, layoutId, elements, notes, isSkipped }: StoredSlide): Record<string, unknown> {
  return {
    objectId,
    ...(elements.length > 0 && { pageElements: elements.map(elementShape) }),
    slideProperties: {
      layoutObjectId: layoutId,
      masterObjectId: MASTER_ID,
      ...(isSkipped && { isSkipped }),
      notesPage: {
        objectId: notes.objectId,
        pageType: "NOTES",
        pageElements: notes.elements.map(elementShape),
        pageProperties: INHERIT,
        notesProperties: { speakerNotesObjectId: notes.speakerNotesObjectId },
      },
    },
    pageProperties: INHERIT,
  };
}

function layoutShape({ objectId, name, displayName, elements }: StoredLayout): Record<string, unknown> {
  return {
    objectId,
    pageType: "LAYOUT",
    pageElements: elements.map(elementShape),
    layoutProperties: { masterObjectId: MASTER_ID, name, displayName },
    pageProperties: INHERIT,
  };
}

function elementShape(element: StoredElement): Record<string, unknown> {
  const { objectId, title, description, size, transform } = element;
  return {
    objectId,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(size !== undefined && { size }),
    ...(transform !== undefined && { transform }),
    ...kindShape(element),
  };
}

function kindShape({ shape, table, image, sheetsChart, group }: StoredElement): Record<string, unknown> {
  if (shape) {
    const { placeholder } = shape;
    return {
      shape: {
        shapeType: shape.shapeType,
        shapeProperties: shape.properties,
        ...(placeholder && { placeholder: placeholderShape(placeholder) }),
        ...textField(shape.text),
      },
    };
  }
  if (table) return { table: tableShape(table) };
  if (image) return { image: { ...image, imageProperties: {} } };
  if (sheetsChart) return { sheetsChart: { ...sheetsChart, sheetsChartProperties: {} } };
  return { elementGroup: { children: (group ?? []).map(elementShape) } };
}

/** An index of 0 is left out. */
function placeholderShape({ index, ...others }: Placeholder): Record<string, unknown> {
  return { ...others, ...(index > 0 && { index }) };
}

function tableShape({ rows }: NonNullable<StoredElement["table"]>): Record<string, unknown> {
  return {
    rows: rows.length,
    columns: rows[0]?.length ?? 0,
    tableRows: rows.map((cells, rowIndex) => ({
      tableCells: cells.map(({ text }, columnIndex) => ({
        location: { ...(rowIndex > 0 && { rowIndex }), ...(columnIndex > 0 && { columnIndex }) },
        rowSpan: 1,
        columnSpan: 1,
        ...textField(text),
      })),
    })),
  };
}

/** Without text there is no such field. */
function textField(text: StoredText): Record<string, unknown> {
  return lengthOf(text) === 0 ? {} : { text: textShape(text) };
}
