import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { newId, objectId, position } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";

type Request = slides_v1.Schema$Request;

/** Moves slides, or copies of them. */
export const slidesArrange = defineSlidesTool({
  name: "slides_arrange",
  title: "Move or copy slides",
  description:
    "Moves slides, or copies of them, so that they stand in the order named from a position on. Returns the new order.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input: z.strictObject({
    presentation_id: fileId,
    slide_ids: z.array(objectId).min(1, "expected at least one id").max(100, "expected at most 100 ids"),
    position: position.optional().describe("From 1; default: copies behind their originals, moved ones last."),
    copy: z.boolean().default(false),
  }),
  output: z.strictObject({ order: z.array(z.string()) }),
  async run({ presentation_id, slide_ids, position: place, copy }, call) {
    const slides = await call.google.slides();
    const { data } = await slides.presentations.get({ presentationId: presentation_id, fields: "slides(objectId)" });
    const order = (data.slides ?? []).flatMap((slide) => slide.objectId ?? []);
    const chosen = [...new Set(slide_ids)];
    const missing = chosen.find((id) => !order.includes(id));
    if (missing !== undefined)
      throw new ToolError("not_found", `The presentation has no slide ${missing}`, "See its slides with slides_read.");
    const requests: Request[] = [];
    const moved = copy ? chosen.map((id) => duplicate(order, id, requests)) : chosen;
    if (!copy || place !== undefined) moveTo(order, moved, place ?? order.length, requests);
    await slides.presentations.batchUpdate({
      presentationId: presentation_id,
      fields: "presentationId",
      requestBody: { requests },
    });
    const done = copy ? `Copied ${chosen.join(", ")} to ${moved.join(", ")}` : `Moved ${chosen.join(", ")}`;
    return { text: `${done}. The order now: ${order.join(", ")}`, data: { order } };
  },
});

/** A copy stands right behind its original ("DuplicateObjectRequest"). */
function duplicate(order: string[], id: string, requests: Request[]): string {
  const copy = newId();
  requests.push({ duplicateObject: { objectId: id, objectIds: { [id]: copy } } });
  order.splice(order.indexOf(id) + 1, 0, copy);
  return copy;
}

/**
 * Moves slides one by one, because Google moves several only in the order in which they stand. An index counts the slides
 * as they are before the move ("UpdateSlidesPositionRequest", `insertionIndex`).
 */
function moveTo(order: string[], ids: readonly string[], place: number, requests: Request[]): void {
  const behind = order.filter((id) => !ids.includes(id))[place - 1];
  const indexBehind = () => (behind === undefined ? order.length : order.indexOf(behind));
  for (const id of ids) {
    requests.push({ updateSlidesPosition: { slideObjectIds: [id], insertionIndex: indexBehind() } });
    order.splice(order.indexOf(id), 1);
    order.splice(indexBehind(), 0, id);
  }
}
