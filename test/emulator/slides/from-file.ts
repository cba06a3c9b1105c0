import type { StoredFile } from "../drive/state.ts";
import { newPresentation, newSlide, type StoredPresentation } from "./state.ts";
import { insertText } from "./text.ts";

/**
 * A presentation that came into Drive otherwise, by upload or copy: its slides say what its plain text says, the first
 * line of each as title.
 */
export function presentationOf(file: StoredFile): StoredPresentation {
  const presentation = newPresentation(file.id);
  const text = file.exports["text/plain"]?.toString("utf8") ?? "";
  const layout = presentation.layouts.find(({ name }) => name === "TITLE_AND_BODY");
  if (!layout || text.trim() === "") return presentation;
  presentation.slides = text.split("\n\n").map((lines, index) => {
    const slide = newSlide(
      presentation,
      layout,
      `slide_${index + 1}`,
      ({ objectId }) => `slide_${index + 1}_${objectId}`,
    );
    const [title = "", ...body] = lines.split("\n");
    slide.elements.forEach(({ shape }, at) => {
      if (shape) insertText(shape.text, 0, at === 0 ? title : body.join("\n"));
    });
    return slide;
  });
  return presentation;
}
