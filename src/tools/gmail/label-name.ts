import { headerText } from "../input.ts";

/** A label's name; `/` puts it below another one. At most 225 characters (Gmail Help, "Create labels to organize Gmail"). */
export const newLabelName = headerText(225)
  .transform((name) => name.trim())
  .refine(
    (name) => name.split("/").every((part) => part.trim() !== ""),
    "expected a name such as Work or Work/Invoices, no part of it empty",
  );

/** The labels that a nested name lies below, outermost first: `A/B/C` gives `A` and `A/B`. */
export function parentNames(name: string): string[] {
  const parts = name.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
