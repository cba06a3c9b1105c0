import * as z from "zod";
import { fileId } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { objectId } from "./slides-input.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";

const wording = z.string().max(5000, "expected at most 5000 characters");

/** Fills a template: each text is replaced wherever it stands. */
export const slidesReplaceText = defineSlidesTool({
  name: "slides_replace_text",
  title: "Replace text in slides",
  description:
    "Replaces texts on all slides or some, such as {{name}} of a template; formatting stays. Returns how many were replaced.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input: z.strictObject({
    presentation_id: fileId,
    replacements: z
      .array(z.strictObject({ find: wording.min(1, "expected the text to find"), replace: wording }))
      .min(1, "expected at least one replacement")
      .max(200, "expected at most 200 replacements"),
    ignore_case: z.boolean().default(false),
    slide_ids: z.array(objectId).max(200, "expected at most 200 ids").default([]),
  }),
  output: z.strictObject({ replaced: z.array(z.strictObject({ find: z.string(), count: z.number() })) }),
  async run({ presentation_id, replacements, ignore_case, slide_ids }, call) {
    const slides = await call.google.slides();
    const { data } = await slides.presentations.batchUpdate({
      presentationId: presentation_id,
      fields: "replies(replaceAllText(occurrencesChanged))",
      requestBody: {
        requests: replacements.map(({ find, replace }) => ({
          replaceAllText: {
            containsText: { text: find, matchCase: !ignore_case },
            replaceText: replace,
            ...(slide_ids.length > 0 && { pageObjectIds: slide_ids }),
          },
        })),
      },
    });
    const replaced = replacements.map(({ find }, index) => ({
      find,
      count: data.replies?.[index]?.replaceAllText?.occurrencesChanged ?? 0,
    }));
    const lines = replaced.map(({ find, count }) => `- ${JSON.stringify(find)}: ${count === 0 ? "not found" : count}`);
    return { text: `Replaced:\n${lines.join("\n")}`, data: { replaced } };
  },
});
