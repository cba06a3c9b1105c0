import { z } from "zod";
import { fieldsOf } from "./change-text.ts";
import { type Change, claimId, elementProperties, findElement, place, Refused } from "./changes.ts";
import { emptyText } from "./text.ts";

const base = z.object({
  objectId: z.string().optional(),
  elementProperties: elementProperties.default({ pageObjectId: "" }),
});

const createShape: Change = (presentation, request) => {
  const given = base.extend({ shapeType: z.string().optional() }).parse(request);
  if (given.shapeType === undefined || given.shapeType === "TYPE_UNSPECIFIED")
    throw new Refused("The shape type must be specified.");
  if (!given.elementProperties.size) throw new Refused("The size of the shape must be specified.");
  const objectId = claimId(presentation, given.objectId);
  const shape = { shapeType: given.shapeType, text: emptyText(), properties: {} };
  place(presentation, given.elementProperties, { objectId, shape });
  return { createShape: { objectId } };
};

const createTable: Change = (presentation, request) => {
  const given = base.extend({ rows: z.number().default(0), columns: z.number().default(0) }).parse(request);
  if (given.rows < 1 || given.columns < 1) throw new Refused("The number of rows and columns must be positive.");
  const objectId = claimId(presentation, given.objectId);
  const rows = Array.from({ length: given.rows }, () =>
    Array.from({ length: given.columns }, () => ({ text: emptyText() })),
  );
  place(presentation, given.elementProperties, { objectId, table: { rows } });
  return { createTable: { objectId } };
};

const createImage: Change = (presentation, request, { fetchable }) => {
  const given = base.extend({ url: z.string().default("") }).parse(request);
  if (given.url.length > 2048) throw new Refused("The image URL is longer than 2 KB.");
  if (!fetchable(given.url))
    throw new Refused(
      "There was a problem retrieving the image. The provided image should be publicly accessible, within size limit, and in supported formats.",
    );
  const objectId = claimId(presentation, given.objectId);
  const contentUrl = `https://lh7-rt.googleusercontent.com/slidesz/${objectId}`;
  place(presentation, given.elementProperties, { objectId, image: { sourceUrl: given.url, contentUrl } });
  return { createImage: { objectId } };
};

const createSheetsChart: Change = (presentation, request, { checkChart }) => {
  const given = base
    .extend({
      spreadsheetId: z.string().default(""),
      chartId: z.number().default(0),
      linkingMode: z.string().default("NOT_LINKED_IMAGE"),
    })
    .parse(request);
  checkChart(given.spreadsheetId, given.chartId);
  const objectId = claimId(presentation, given.objectId);
  const contentUrl = `https://lh7-rt.googleusercontent.com/slidesz/${objectId}`;
  const { spreadsheetId, chartId } = given;
  const linked = given.linkingMode === "LINKED";
  place(presentation, given.elementProperties, {
    objectId,
    ...(linked ? { sheetsChart: { spreadsheetId, chartId, contentUrl } } : { image: { sourceUrl: "", contentUrl } }),
  });
  return { createSheetsChart: { objectId } };
};

const updatePageElementTransform: Change = (presentation, request) => {
  const given = z
    .object({
      objectId: z.string().default(""),
      applyMode: z.enum(["RELATIVE", "ABSOLUTE"]),
      transform: z.object({}).loose(),
    })
    .parse(request);
  const element = findElement(presentation, given.objectId);
  if (given.applyMode === "RELATIVE") throw new Refused("Relative transforms are not emulated.");
  element.transform = given.transform;
  return undefined;
};

const updatePageElementAltText: Change = (presentation, request) => {
  const { objectId, ...words } = z
    .object({ objectId: z.string().default(""), title: z.string().optional(), description: z.string().optional() })
    .parse(request);
  const element = findElement(presentation, objectId);
  if (words.title !== undefined) element.title = words.title;
  if (words.description !== undefined) element.description = words.description;
  return undefined;
};

const updateShapeProperties: Change = (presentation, request) => {
  const given = z
    .object({
      objectId: z.string().default(""),
      shapeProperties: z.record(z.string(), z.unknown()).default({}),
      fields: z.string().default(""),
    })
    .parse(request);
  const { shape } = findElement(presentation, given.objectId);
  if (!shape) throw new Refused(`The object (${given.objectId}) is not a shape.`);
  for (const field of fieldsOf(given.fields, given.shapeProperties))
    shape.properties[field] = given.shapeProperties[field];
  return undefined;
};

/** Requests that make and change elements. */
export const ELEMENT_CHANGES: Readonly<Record<string, Change>> = {
  createShape,
  createTable,
  createImage,
  createSheetsChart,
  updatePageElementTransform,
  updatePageElementAltText,
  updateShapeProperties,
};
