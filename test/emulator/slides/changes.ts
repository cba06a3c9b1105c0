import { z } from "zod";
import {
  elementsOf,
  everyElement,
  newObjectId,
  type StoredElement,
  type StoredPresentation,
  type StoredSlide,
  takenIds,
} from "./state.ts";
import type { StoredText } from "./text.ts";

/** What is wrong with one request of a batch, in Google's words. */
export class Refused extends Error {}

/** What requests may ask of the rest of the emulator. */
export interface Surroundings {
  /** Whether Google could fetch a picture from there. */
  fetchable(url: string): boolean;
  /** @throws Refused when the caller cannot see the spreadsheet, or it has no such chart */
  checkChart(spreadsheetId: string, chartId: number): void;
}

/** One kind of request: changes the presentation, and gives its reply where it has one. */
export type Change = (
  presentation: StoredPresentation,
  request: unknown,
  surroundings: Surroundings,
) => Record<string, unknown> | undefined;

export const cellLocation = z
  .object({ rowIndex: z.number().default(0), columnIndex: z.number().default(0) })
  .optional();
export type CellLocation = z.output<typeof cellLocation>;

const dimension = z.looseObject({ magnitude: z.number() });

export const elementProperties = z.object({
  pageObjectId: z.string().default(""),
  size: z.object({ width: dimension, height: dimension }).optional(),
  transform: z.object({}).loose().optional(),
});

/** The id that was asked for, or a new one. */
export function claimId(presentation: StoredPresentation, wanted: string | undefined): string {
  if (wanted === undefined || wanted === "") return newObjectId(presentation);
  if (!/^\w[\w:-]{4,49}$/.test(wanted))
    throw new Refused(
      `The object ID (${wanted}) is invalid: it must start with a word character, hold only word characters, hyphens and colons, and have a length from 5 to 50.`,
    );
  if (takenIds(presentation).has(wanted))
    throw new Refused(`The object ID (${wanted}) should be unique among all pages and page elements.`);
  return wanted;
}

export function notFound(objectId: string): Refused {
  return new Refused(`The object (${objectId}) could not be found.`);
}

export function findElement(presentation: StoredPresentation, objectId: string): StoredElement {
  const element = elementsOf(presentation).find((one) => one.objectId === objectId);
  if (!element) throw notFound(objectId);
  return element;
}

export function findSlide({ slides }: StoredPresentation, objectId: string): StoredSlide {
  const slide = slides.find((one) => one.objectId === objectId);
  if (!slide) throw new Refused(`The page (${objectId}) could not be found.`);
  return slide;
}

/** The text that a request means: a shape's, or a cell's of a table. */
export function findText(presentation: StoredPresentation, objectId: string, location: CellLocation): StoredText {
  const { shape, table } = findElement(presentation, objectId);
  if (table) {
    if (!location) throw new Refused(`The object (${objectId}) is a table, so a cell location must be specified.`);
    const cell = table.rows[location.rowIndex]?.[location.columnIndex];
    if (!cell)
      throw new Refused(
        `The cell location (${location.rowIndex}, ${location.columnIndex}) is out of the bounds of the table (${objectId}).`,
      );
    return cell.text;
  }
  if (location) throw new Refused(`The object (${objectId}) is not a table, so a cell location must not be specified.`);
  if (!shape || shape.placeholder?.type === "SLIDE_IMAGE")
    throw new Refused(`The object (${objectId}) does not allow text editing.`);
  return shape.text;
}

/** Puts a new element on a slide. */
export function place(
  presentation: StoredPresentation,
  properties: z.output<typeof elementProperties>,
  element: StoredElement,
): void {
  const { size } = properties;
  if (size && !(size.width.magnitude > 0 && size.height.magnitude > 0))
    throw new Refused("A size dimension of a page element must be positive.");
  findSlide(presentation, properties.pageObjectId).elements.push({
    ...element,
    ...(size && { size }),
    ...(properties.transform && { transform: properties.transform }),
  });
}

/** Takes a slide or an element away. */
export function remove(presentation: StoredPresentation, objectId: string): void {
  const slide = presentation.slides.findIndex((one) => one.objectId === objectId);
  if (slide >= 0) {
    presentation.slides.splice(slide, 1);
    return;
  }
  for (const { elements } of presentation.slides)
    for (const siblings of [elements, ...everyElement(elements).flatMap(({ group }) => (group ? [group] : []))]) {
      const index = siblings.findIndex((one) => one.objectId === objectId);
      if (index < 0) continue;
      siblings.splice(index, 1);
      return;
    }
  throw notFound(objectId);
}
