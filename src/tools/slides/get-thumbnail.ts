import * as z from "zod";
import { formatBytes } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { defineSlidesTool } from "./define-slides-tool.ts";
import { objectId } from "./slides-input.ts";
import { READ_SLIDES } from "./slides-scopes.ts";

/** Widths of 200, 800 and 1600 pixels ("pages.getThumbnail", `thumbnailSize`). */
const SIZES = { small: "SMALL", medium: "MEDIUM", large: "LARGE" } as const;

/** A slide as it looks. */
export const slidesGetThumbnail = defineSlidesTool({
  name: "slides_get_thumbnail",
  title: "See slide",
  description: "Shows a slide as a picture, as it looks at the moment.",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_SLIDES,
  input: z.strictObject({
    presentation_id: fileId,
    slide_id: objectId,
    size: z.enum(["small", "medium", "large"]).default("medium"),
  }),
  async run({ presentation_id, slide_id, size }, call) {
    const slides = await call.google.slides();
    const { data } = await slides.presentations.pages.getThumbnail({
      presentationId: presentation_id,
      pageObjectId: slide_id,
      "thumbnailProperties.mimeType": "PNG",
      "thumbnailProperties.thumbnailSize": SIZES[size],
      fields: "contentUrl,width,height",
    });
    if (!data.contentUrl)
      throw new ToolError("google_error", "Google made no picture of the slide", "Try again in a moment.");
    const { mimeType, bytes } = await call.google.picture(data.contentUrl);
    return {
      text: `Slide ${slide_id}, ${data.width} × ${data.height} pixels (${formatBytes(bytes.length)})`,
      images: [{ mimeType, data: Buffer.from(bytes).toString("base64") }],
    };
  },
});
