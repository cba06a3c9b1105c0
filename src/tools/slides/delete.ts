import * as z from "zod";
import { fileId } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { objectId } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";

/** Takes slides and elements away. */
export const slidesDelete = defineSlidesTool({
  name: "slides_delete",
  title: "Delete from slides",
  description: "Deletes slides or elements of a presentation, all of those named or none.",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  // What was done once and is asked for again by itself would fail, or write a text twice.
  safeToResend: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input: z.strictObject({
    presentation_id: fileId,
    ids: z
      .array(objectId)
      .min(1, "expected at least one id")
      .max(200, "expected at most 200 ids")
      .describe("Of slides or elements."),
  }),
  async run({ presentation_id, ids }, call) {
    const slides = await call.google.slides();
    await slides.presentations.batchUpdate({
      presentationId: presentation_id,
      fields: "presentationId",
      requestBody: { requests: [...new Set(ids)].map((id) => ({ deleteObject: { objectId: id } })) },
    });
    return { text: `Deleted ${ids.join(", ")}.` };
  },
});
