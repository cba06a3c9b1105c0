import type { slides_v1 } from "googleapis/build/src/apis/slides/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { fileId } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { CHANGE_SLIDES } from "./slides-scopes.ts";

/** Requests of the Slides API as they are; Google checks them. */
export const slidesBatchUpdate = defineSlidesTool({
  name: "slides_batch_update",
  title: "Batch update slides",
  description:
    "Sends raw requests of the Slides API's presentations.batchUpdate, all or none, for what the other tools cannot do. Returns the replies.",
  tier: "complete",
  kind: "destructive",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_SLIDES,
  input: z.strictObject({
    presentation_id: fileId,
    requests: z
      .array(
        z
          .looseObject({})
          .refine(
            (value) => Object.keys(value).length === 1,
            'expected one request such as {"deleteObject":{"objectId":"…"}}',
          ),
      )
      .min(1, "expected at least one request")
      .max(500, "expected at most 500 requests"),
    revision_id: z
      .string()
      .regex(/^[\w-]{1,200}$/, "expected the revisionId of the presentation")
      .optional()
      .describe("Refused when the presentation has changed since."),
  }),
  audience: ({ requests }) => {
    const addresses = addressesIn(requests);
    return {
      recipients: [...new Set(addresses.map(hostOf))],
      content: addresses.map((address) => `Google would fetch ${address}`).join("\n"),
    };
  },
  async run({ presentation_id, requests, revision_id }, call) {
    const slides = await call.google.slides();
    const { data } = await slides.presentations.batchUpdate({
      presentationId: presentation_id,
      fields: "replies,writeControl(requiredRevisionId)",
      requestBody: {
        requests: requests.map((request): slides_v1.Schema$Request => ({ ...request })),
        ...(revision_id !== undefined && { writeControl: { requiredRevisionId: revision_id } }),
      },
    });
    const replies = pieceOf(JSON.stringify(data.replies ?? []));
    const cut = replies.next === undefined ? "" : ` (the first ${replies.text.length} of ${replies.total} characters)`;
    const revision = data.writeControl?.requiredRevisionId;
    return { text: `Done${revision ? `, revision ${revision}` : ""}. Replies${cut}:\n${replies.text}` };
  },
});

/** Requests that have Google fetch a picture, and the fields that name it, as JSON and as protocol buffers spell them. */
const FETCHING = /^(?:createimage|replaceimage|replaceallshapeswithimage|updatepageproperties)$/;
const ADDRESS = /"(?:url|image_?url|content_?url)":"((?:[^"\\]|\\.)*)"/gi;

/** Addresses that Google would fetch. */
function addressesIn(requests: readonly Record<string, unknown>[]): string[] {
  return requests.flatMap((request) => {
    const [kind = ""] = Object.keys(request);
    if (!FETCHING.test(kind.replaceAll("_", "").toLowerCase())) return [];
    return [...JSON.stringify(request).matchAll(ADDRESS)].map(([, address]) => String(JSON.parse(`"${address}"`)));
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname : address.slice(0, 200);
}
