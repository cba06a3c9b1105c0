import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";
import { type DeckSlide, plainText } from "../../content/deck.ts";
import { readDeck } from "../../content/deck-from-markdown.ts";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";
import { deckSlideRequests } from "./deck-requests.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { LAYOUT_FIELDS } from "./layouts.ts";
import { notesRequests } from "./notes.ts";
import { presentationLink } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";

const MOST_SLIDES = 200;
const LONGEST_MARKDOWN = 300_000;

/** Makes a whole deck: the presentation, then all slides at once, then what can only be said of slides that exist. */
export const slidesCreate = defineSlidesTool({
  name: "slides_create",
  title: "Create presentation",
  description:
    "Creates a presentation from Markdown: each # or ## heading is a slide (the first # the title slide), lists become bullets, tables tables, and lines after “Notes:” speaker notes. Returns its id and link.",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input: z.strictObject({
    title: headerText(255).optional().describe("Default: the first heading."),
    markdown: z.string().max(LONGEST_MARKDOWN, `expected at most ${LONGEST_MARKDOWN} characters`),
  }),
  output: z.strictObject({ id: z.string(), link: z.string(), slides: z.number() }),
  async run({ title, markdown }, call) {
    const deck = readDeck(markdown);
    if (deck.length > MOST_SLIDES)
      throw new ToolError(
        "invalid_input",
        `markdown: ${deck.length} slides came, at most ${MOST_SLIDES} are made at once`,
        "Make several decks of it.",
      );
    const name =
      title?.trim() || plainText(deck.find((slide) => slide.title.length > 0)?.title ?? []) || "Presentation";
    const slides = await call.google.slides();
    const { data: made } = await slides.presentations.create({
      fields: `presentationId,slides(objectId),${LAYOUT_FIELDS}`,
      requestBody: { title: name.replaceAll("\v", " ") },
    });
    const id = made.presentationId ?? "";
    await fill(slides, made, deck).catch((error: unknown) => {
      throw error instanceof ToolError ? halfDone(error, id) : error;
    });
    const link = presentationLink(id);
    const count = deck.length === 0 ? "one empty slide" : `${deck.length} ${deck.length === 1 ? "slide" : "slides"}`;
    return { text: `Created “${name}” with ${count}, id ${id}\n${link}`, data: { id, link, slides: deck.length } };
  },
});

async function fill(
  slides: slides_v1.Slides,
  made: slides_v1.Schema$Presentation,
  deck: readonly DeckSlide[],
): Promise<void> {
  if (deck.length === 0) return;
  const presentationId = made.presentationId ?? "";
  const named = deck.map((slide, index) => ({ slide, id: `slide_${index + 1}` }));
  const requests = named.flatMap(({ slide, id }, index) =>
    deckSlideRequests(slide, { id, layouts: made.layouts, isFirst: index === 0 }),
  );
  const first = (made.slides ?? []).map(({ objectId }) => ({ deleteObject: { objectId: objectId ?? "" } }));
  await slides.presentations.batchUpdate({
    presentationId,
    fields: "presentationId",
    requestBody: { requests: [...requests, ...first] },
  });
  const said = named.flatMap(({ slide, id }) => (slide.notes === "" ? [] : [{ slide: id, notes: slide.notes }]));
  if (said.length === 0) return;
  await slides.presentations.batchUpdate({
    presentationId,
    fields: "presentationId",
    requestBody: { requests: await notesRequests(slides, presentationId, said) },
  });
}

function halfDone(error: ToolError, id: string): ToolError {
  return new ToolError(error.code, `The presentation ${id} was created, but not filled: ${error.message}`, error.fix, {
    cause: error,
  });
}
