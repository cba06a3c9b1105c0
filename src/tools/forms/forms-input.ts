import * as z from "zod";
import { type FormItem, hasOptions, ITEM_TYPES } from "../../content/form-items.ts";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";

/** One line: Forms takes no line breaks in what it displays as a title or choice. */
export const line = headerText(4000);
export const description = z.string().max(10_000, "expected at most 10000 characters");
const lines = (most: number) => z.array(line.min(1, "expected a text")).max(most, `expected at most ${most}`);

export const itemType = z.enum(ITEM_TYPES);

/** Fields of an item besides its type and title. */
export const itemFields = {
  description: description.optional(),
  required: z.boolean().optional(),
  options: lines(500).optional().describe("Choices, or a grid's columns."),
  other: z.boolean().optional(),
  rows: lines(100).optional(),
  min: z.int("expected 0 or 1").min(0, "expected 0 or 1").max(1, "expected 0 or 1").optional(),
  max: z
    .int("expected 2 to 10")
    .min(2, "expected 2 to 10")
    .max(10, "expected 2 to 10")
    .optional()
    .describe("Of scale or rating."),
  min_label: line.optional(),
  max_label: line.optional(),
  points: z.int("expected points").min(0, "expected 0 points or more").max(10_000).optional(),
  correct: lines(500).optional().describe("Right answers of a quiz."),
};

export const emailCollection = z.enum(["none", "verified", "typed"]);

/** Settings of the Forms API by the words of these tools ("FormSettings", `emailCollectionType`). */
export const EMAIL_COLLECTION = { none: "DO_NOT_COLLECT", verified: "VERIFIED", typed: "RESPONDER_INPUT" } as const;

/**
 * Checks that an item has what its type needs and nothing that belongs to another, before half a form is made.
 * @param field where the item came, for the message
 * @throws ToolError `invalid_input`
 */
export function checkItem(item: FormItem, field: string): void {
  const { type } = item;
  const isGrid = type === "radio_grid" || type === "checkbox_grid";
  const fail = (message: string) => {
    throw new ToolError("invalid_input", `${field}: ${message}`, "Correct it and call again.");
  };
  if (hasOptions(type) && !item.options?.length) fail(`a ${type} needs options`);
  if (!hasOptions(type) && item.options) fail(`a ${type} has no options`);
  if (new Set(item.options).size < (item.options?.length ?? 0)) fail("an option comes twice");
  if (isGrid !== (item.rows !== undefined && item.rows.length > 0))
    fail(isGrid ? `a ${type} needs rows` : `a ${type} has no rows`);
  if (item.other && type !== "radio" && type !== "checkbox") fail(`a ${type} cannot have other`);
  if (type === "rating" && item.max !== undefined && item.max < 3) fail("a rating has 3 to 10 levels");
  const wrong = hasOptions(type) ? item.correct?.find((answer) => !item.options?.includes(answer)) : undefined;
  if (wrong !== undefined) fail(`the right answer “${wrong}” is not among the options`);
  const isGraded = item.points !== undefined || item.correct !== undefined;
  if (isGraded && (isGrid || type === "section" || type === "text")) fail(`a ${type} cannot have points`);
}
