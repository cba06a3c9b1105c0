import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import * as z from "zod";
import { flatText } from "../../content/docs/flat-text.ts";
import { points } from "../../content/docs/looks.ts";
import { at } from "../../content/docs/requests.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, index, invalid, quote, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, refusedPicture, tabNamed } from "./edit-document.ts";
import { findText, paragraphAt } from "./find-place.ts";
import { pictureAudience } from "./write-content.ts";

const size = z
  .number()
  .min(1, "expected points from 1 to 2000")
  .max(2_000, "expected points from 1 to 2000")
  .optional();

const input = z.strictObject({
  document_id: documentId,
  url: z
    .string()
    .max(2_000, "expected at most 2000 characters")
    .regex(/^https?:\/\/\S+$/i, "expected a public address such as https://example.com/picture.png")
    .optional(),
  file_id: fileId.optional().describe("Drive file that anyone with the link may see."),
  after: quote.optional(),
  index: index.optional(),
  width: size.describe("Points."),
  height: size,
  tab_id: tabId,
});
type Input = z.output<typeof input>;

/** Puts a picture into a document. */
export const docsInsertImage = defineDocsTool({
  name: "docs_insert_image",
  title: "Insert image",
  description:
    "Inserts a PNG, JPEG or GIF into a Google Doc, from a public URL or a Drive file; at the end unless after or index is given.",
  tier: "extended",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input,
  audience: ({ url }) => pictureAudience(url === undefined ? [] : [url]),
  async run(given, call) {
    const image = imageOf(given);
    const docs = await call.google.docs();
    const remarks = await insert(docs, given, image).catch((error: unknown) => {
      throw explained(error, given);
    });
    return { text: ["Inserted the image.", ...remarks].join("\n") };
  },
});

/** The request but for its place. @throws ToolError `invalid_input` when there is not exactly one source, or two places */
function imageOf({
  url,
  file_id,
  after,
  index: position,
  width,
  height,
}: Input): docs_v1.Schema$InsertInlineImageRequest {
  if ((url === undefined) === (file_id === undefined)) throw invalid("url: expected either url or file_id");
  if (after !== undefined && position !== undefined) throw invalid("index: expected either after or index");
  const objectSize = {
    ...(width !== undefined && { width: points(width) }),
    ...(height !== undefined && { height: points(height) }),
  };
  return {
    uri: url ?? `https://drive.google.com/uc?export=download&id=${file_id}`,
    ...(Object.keys(objectSize).length > 0 && { objectSize }),
  };
}

/** Only a place that is named by its words takes reading the document first. */
async function insert(
  docs: docs_v1.Docs,
  { document_id, after, index: position, tab_id }: Input,
  image: docs_v1.Schema$InsertInlineImageRequest,
): Promise<string[]> {
  const place = tab_id === undefined ? {} : { tabId: tab_id };
  if (after === undefined) {
    const where = position === undefined ? { endOfSegmentLocation: place } : { location: at(place, position) };
    const requests = [{ insertInlineImage: { ...image, ...where } }];
    await docs.documents.batchUpdate({ documentId: document_id, fields: "documentId", requestBody: { requests } });
    return [];
  }
  const { remarks } = await editDocument(docs, document_id, (tabs, unreachable) => {
    if (unreachable.size > 0) throw unreachableError();
    const tab = tabNamed(tabs, tab_id);
    const content = bodyOf(tab);
    const [[, end] = [0, 0]] = findText(flatText(content), after, undefined, "index");
    paragraphAt(content, end);
    return { requests: [{ insertInlineImage: { ...image, location: at({ tabId: tab.id }, end) } }], facts: undefined };
  });
  return remarks;
}

function unreachableError(cause?: unknown): ToolError {
  return new ToolError(
    "invalid_input",
    "Google could not fetch this picture",
    "It must be a PNG, JPEG or GIF below 50 MB that everybody can open without signing in.",
    { cause },
  );
}

function explained(error: unknown, { file_id }: Input): unknown {
  const unreached =
    refusedPicture(error) !== undefined || (error instanceof ToolError && error.message === unreachableError().message);
  if (!unreached) return error;
  if (file_id === undefined) return unreachableError(error);
  return new ToolError(
    "invalid_input",
    "Google could not fetch this Drive file as a picture",
    "It must be a PNG, JPEG or GIF that anyone with the link may see; sharing it so is the person's decision.",
    { cause: error },
  );
}
