import { randomBytes } from "node:crypto";
import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";

const EXPECTED_ID = "expected the id of a slide or element, as slides_read gives it";

/** The id of a slide or element; Google's own may be as short as `p`. */
export const objectId = z.string().regex(/^\w[\w:-]{0,99}$/, EXPECTED_ID);

/** Text of a slide in Markdown. */
export const slideMarkdown = z.string().max(50_000, "expected at most 50000 characters");

/** Where a slide goes: 1 is the first. */
export const position = z
  .int("expected a slide's number from 1 up")
  .min(1, "expected a slide's number from 1 up")
  .max(10_000, "expected a slide's number from 1 up");

/** An id for something new that nothing else has. */
export function newId(): string {
  return `new_${randomBytes(8).toString("hex")}`;
}

/** A length in points, as this program's tools count on a slide. */
export function points(magnitude: number): slides_v1.Schema$Dimension {
  return { magnitude, unit: "PT" };
}

/** Place and size of an element in points, from the slide's upper left corner. */
export interface Box {
  x: number;
  y: number;
  width?: number | undefined;
  height?: number | undefined;
}

/** What every element is made with. A table must not be scaled, so no element is. */
export function boxOn(slide: string, { x, y, width, height }: Box): slides_v1.Schema$PageElementProperties {
  return {
    pageObjectId: slide,
    transform: { scaleX: 1, scaleY: 1, translateX: x, translateY: y, unit: "PT" },
    ...(width !== undefined && height !== undefined && { size: { width: points(width), height: points(height) } }),
  };
}

/** The address that opens a presentation. */
export function presentationLink(id: string): string {
  return `https://docs.google.com/presentation/d/${id}/edit`;
}
