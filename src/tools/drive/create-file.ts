import * as z from "zod";
import { hostsFetchedOnImport } from "../../content/fetched-on-import.ts";
import { GOOGLE_TYPES, textTypeByName } from "../../content/file-types.ts";
import { uploadMultipart } from "../../google/multipart-upload.ts";
import { fileId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { DRIVE_UPLOADS } from "./addresses.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { MADE_FIELDS, madeFile, uploadedSchema } from "./file.ts";
import { contentType, fileName } from "./file-input.ts";
import { audienceAt, destination } from "./readers.ts";

/** UTF-16 characters that a model can reasonably hand over. */
const LONGEST_CONTENT = 2_000_000;

/** What the content is taken for when it becomes one of Google's own files. */
const IMPORTS = {
  google_doc: { mimeType: GOOGLE_TYPES.document, contentType: "text/markdown" },
  google_sheet: { mimeType: GOOGLE_TYPES.spreadsheet, contentType: "text/csv" },
} as const;

/** Makes a file from text. */
export const driveCreateFile = defineTool({
  name: "drive_create_file",
  title: "Create file",
  description:
    "Creates a Drive file from text: a text file as it is, a Google Doc from Markdown, or a Google Sheet from CSV. Returns its id and link.",
  service: "drive",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: MAKE_FILES,
  input: z.strictObject({
    name: fileName,
    content: z.string().max(LONGEST_CONTENT, `expected at most ${LONGEST_CONTENT} characters`),
    as: z.enum(["text", "google_doc", "google_sheet"]).default("text"),
    mime_type: contentType.optional().describe("For as=text; default by the name's extension."),
    folder_id: fileId.optional().describe("Default: My Drive."),
    description: z.string().max(5000, "expected at most 5000 characters").optional(),
  }),
  async audience(given, call) {
    const place = await destination(given, call);
    const where = place ? `New file “${given.name}” in “${place.name}”:\n\n` : "";
    const { recipients, content } = audienceAt(place, `${where}${given.content}`);
    const fetched = given.as === "text" ? [] : hostsFetchedOnImport(given.content, given.as);
    return { recipients: [...recipients, ...fetched], content };
  },
  output: z.strictObject({ id: z.string(), name: z.string(), type: z.string(), link: z.string() }),
  async run(input, call) {
    const place = await destination(input, call);
    const target =
      input.as === "text"
        ? { mimeType: input.mime_type ?? textTypeByName(input.name), contentType: undefined }
        : IMPORTS[input.as];
    const answer = await uploadMultipart(call.google.transfer, {
      method: "POST",
      url: `${DRIVE_UPLOADS}?supportsAllDrives=true&fields=${MADE_FIELDS}`,
      metadata: {
        name: input.name,
        mimeType: target.mimeType,
        ...(place && { parents: [place.id] }),
        ...(input.description !== undefined && { description: input.description }),
      },
      mimeType: target.contentType ?? target.mimeType,
      content: () => [input.content],
    });
    return madeFile("Created", uploadedSchema.parse(answer));
  },
});
