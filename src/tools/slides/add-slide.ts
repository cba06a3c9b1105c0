import * as z from "zod";
import { readBody } from "../../content/deck-from-markdown.ts";
import { readInline } from "../../content/deck-inline.ts";
import { ToolError } from "../../errors.ts";
import { fileId, headerText } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { createSlide, LAYOUT_FIELDS, LAYOUT_NAMES, layoutNamed } from "./layouts.ts";
import { newId, position, slideMarkdown } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";
import { writeRuns, writeText } from "./text-requests.ts";

/** Adds one slide with its text. */
export const slidesAddSlide = defineSlidesTool({
  name: "slides_add_slide",
  title: "Add slide",
  description: "Adds a slide with title and body to a presentation. Returns its id and those of its elements.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input: z.strictObject({
    presentation_id: fileId,
    layout: z.enum(LAYOUT_NAMES).default("TITLE_AND_BODY"),
    title: headerText(1000).optional(),
    body: slideMarkdown.optional().describe("Markdown: text and lists."),
    position: position.optional().describe("Default: last."),
  }),
  output: z.strictObject({ slide: z.string(), title: z.string().optional(), body: z.string().optional() }),
  async run({ presentation_id, layout: name, title, body, position: place }, call) {
    const slides = await call.google.slides();
    const { data } = await slides.presentations.get({
      presentationId: presentation_id,
      fields: `slides(objectId),${LAYOUT_FIELDS}`,
    });
    const layout = layoutNamed(data.layouts, name);
    if (title !== undefined && layout.title === undefined) throw noPlaceFor("title", name);
    if (body !== undefined && layout.body === undefined) throw noPlaceFor("body", name);
    const count = data.slides?.length ?? 0;
    const id = newId();
    const made = {
      slide: id,
      ...(layout.title !== undefined && { title: `${id}_title` }),
      ...(layout.body !== undefined && { body: `${id}_body` }),
    };
    const ids = { slide: id, title: `${id}_title`, body: `${id}_body` };
    await slides.presentations.batchUpdate({
      presentationId: presentation_id,
      fields: "presentationId",
      requestBody: {
        requests: [
          createSlide(layout, ids, place === undefined ? undefined : Math.min(place - 1, count)),
          ...writeRuns({ objectId: ids.title }, readInline(title ?? "")),
          ...writeText({ objectId: ids.body }, readBody(body ?? "").body),
        ],
      },
    });
    const elements = [made.title && `title ${made.title}`, made.body && `body ${made.body}`].filter(Boolean).join(", ");
    const number = Math.min(place ?? count + 1, count + 1);
    return { text: `Added slide ${number}, id ${id}${elements === "" ? "" : `; ${elements}`}.`, data: made };
  },
});

function noPlaceFor(field: string, layout: string): ToolError {
  return new ToolError(
    "invalid_input",
    `${field}: the layout ${layout} has no place for it`,
    "Choose another layout, or put it on the slide with slides_insert.",
  );
}
