import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import { ToolError } from "../../errors.ts";
import type { TextTarget } from "./text-requests.ts";

const ENDS = "text(textElements(endIndex))";
const FIELDS = `slides(objectId,pageElements(objectId,shape(shapeType,${ENDS}),table(tableRows(tableCells(${ENDS}))),elementGroup),slideProperties(notesPage(notesProperties(speakerNotesObjectId),pageElements(objectId,shape(${ENDS})))))`;

/** Where a text is, and how long it is without the line feed that ends every text: an empty one cannot be deleted. */
interface TextPlace {
  target: TextTarget;
  length: number;
  isNotes: boolean;
}

interface Wanted {
  presentation_id: string;
  element_id: string;
  /** Row and column of a table's cell, from 1: `2,3`. */
  cell?: string | undefined;
}

/**
 * Finds the text of an element, of a table's cell, or the speaker notes of a slide.
 * @throws ToolError when the presentation has no such element, or it holds no text
 */
export async function findText(slides: slides_v1.Slides, wanted: Wanted): Promise<TextPlace> {
  const { data } = await slides.presentations.get({ presentationId: wanted.presentation_id, fields: FIELDS });
  const slide = data.slides?.find(({ objectId }) => objectId === wanted.element_id);
  if (slide) return notesOf(slide);
  const elements = (data.slides ?? []).flatMap(({ pageElements, slideProperties }) => [
    ...flatten(pageElements),
    ...(slideProperties?.notesPage?.pageElements ?? []),
  ]);
  const element = elements.find(({ objectId }) => objectId === wanted.element_id);
  if (!element)
    throw new ToolError(
      "not_found",
      `The presentation has no element ${wanted.element_id}`,
      "See its ids with slides_read.",
    );
  const objectId = wanted.element_id;
  if (element.table) return cellOf(element.table, wanted);
  if (!element.shape)
    throw new ToolError(
      "invalid_input",
      `element_id: ${objectId} is no text box, shape or table`,
      "Choose another one.",
    );
  return { target: { objectId }, length: lengthOf(element.shape.text), isNotes: isNotesShape(data, objectId) };
}

function notesOf({ objectId: id, slideProperties }: slides_v1.Schema$Page): TextPlace {
  const page = slideProperties?.notesPage;
  const objectId = page?.notesProperties?.speakerNotesObjectId;
  if (!objectId)
    throw new ToolError("not_found", `The slide ${id} has no place for notes`, "Write them in the editor.");
  const shape = page?.pageElements?.find((element) => element.objectId === objectId)?.shape;
  return { target: { objectId }, length: lengthOf(shape?.text), isNotes: true };
}

function isNotesShape({ slides }: slides_v1.Schema$Presentation, objectId: string): boolean {
  return (slides ?? []).some(
    ({ slideProperties }) => slideProperties?.notesPage?.notesProperties?.speakerNotesObjectId === objectId,
  );
}

function cellOf(table: slides_v1.Schema$Table, { element_id, cell: place }: Wanted): TextPlace {
  if (place === undefined)
    throw new ToolError("invalid_input", `cell: missing, because ${element_id} is a table`, "Name a cell such as 2,3.");
  const [row = 0, column = 0] = place.split(",").map(Number);
  const cell = table.tableRows?.[row - 1]?.tableCells?.[column - 1];
  if (!cell) {
    const [rows, columns] = [table.tableRows?.length ?? 0, table.tableRows?.[0]?.tableCells?.length ?? 0];
    throw new ToolError(
      "invalid_input",
      `cell: the table has ${rows} rows and ${columns} columns`,
      "Name a cell of it.",
    );
  }
  const cellLocation = { rowIndex: row - 1, columnIndex: column - 1 };
  return { target: { objectId: element_id, cellLocation }, length: lengthOf(cell.text), isNotes: false };
}

function lengthOf(text: slides_v1.Schema$TextContent | undefined): number {
  const ends = (text?.textElements ?? []).map(({ endIndex }) => endIndex ?? 0);
  return Math.max(1, ...ends) - 1;
}

function flatten(elements: readonly slides_v1.Schema$PageElement[] | undefined): slides_v1.Schema$PageElement[] {
  return (elements ?? []).flatMap((element) =>
    element.elementGroup ? flatten(element.elementGroup.children) : [element],
  );
}
