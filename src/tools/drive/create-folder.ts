import * as z from "zod";
import { GOOGLE_TYPES } from "../../content/file-types.ts";
import { fileId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { MADE_FIELDS, madeFile } from "./file.ts";
import { fileName } from "./file-input.ts";
import { audienceAt, destination } from "./readers.ts";

/** Makes a folder. */
export const driveCreateFolder = defineTool({
  name: "drive_create_folder",
  title: "Create folder",
  description: "Creates a Drive folder. Returns its id and link.",
  service: "drive",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: MAKE_FILES,
  input: z.strictObject({ name: fileName, folder_id: fileId.optional().describe("Parent; default: My Drive.") }),
  output: z.strictObject({ id: z.string(), name: z.string(), type: z.string(), link: z.string() }),
  audience: async (given, call) => audienceAt(await destination(given, call), `New folder “${given.name}”`),
  async run(given, call) {
    const drive = await call.google.drive();
    const place = await destination(given, call);
    const { data } = await drive.files.create({
      supportsAllDrives: true,
      fields: MADE_FIELDS,
      requestBody: {
        name: given.name,
        mimeType: GOOGLE_TYPES.folder,
        ...(place && { parents: [place.id] }),
      },
    });
    return madeFile("Created", data);
  },
});
