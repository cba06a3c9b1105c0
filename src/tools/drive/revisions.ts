import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { GOOGLE_TYPES, typeInWords } from "../../content/file-types.ts";
import { formatBytes, markdownTable } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { saveContent } from "../content.ts";
import { fileId, localFolder, pageSize, pageToken, resourceId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { DRIVE_FILES } from "./addresses.ts";
import { READ_FILES } from "./drive-scopes.ts";
import { fetchTarget, readOfTarget } from "./file.ts";
import { fileName } from "./file-input.ts";

const common = { service: "drive", tier: "complete", outward: false, foreign: true, scopes: READ_FILES } as const;

/** Shows a file's versions. */
export const driveListRevisions = defineTool({
  ...common,
  name: "drive_list_revisions",
  title: "List versions",
  description: "Lists the versions of a Drive file, oldest first, with when and by whom.",
  kind: "read",
  idempotent: true,
  input: z.strictObject({ file_id: fileId, page_size: pageSize(200, 100), page_token: pageToken.optional() }),
  output: z.strictObject({
    revisions: z.array(z.strictObject({ id: z.string(), modified: z.string(), by: z.string(), size: z.string() })),
    timeZone: z.string(),
    nextPageToken: z.string().optional(),
  }),
  async run({ file_id, page_size, page_token }, call) {
    const { timeZone } = call.account;
    const drive = await call.google.drive();
    const { name, result } = await readOfTarget(drive, file_id, async (id) => {
      const { data } = await drive.revisions.list({
        fileId: id,
        pageSize: page_size,
        fields: "nextPageToken,revisions(id,mimeType,modifiedTime,size,lastModifyingUser(displayName,emailAddress,me))",
        ...(page_token !== undefined && { pageToken: page_token }),
      });
      return data;
    });
    const revisions = (result.revisions ?? []).map(({ id, modifiedTime, size, lastModifyingUser: user }) => ({
      id: id ?? "",
      modified: formatInstant(modifiedTime ?? "", timeZone),
      by: user?.me ? "me" : (user?.emailAddress ?? user?.displayName ?? ""),
      size: size ? formatBytes(Number(size)) : "",
    }));
    const isGoogles = (result.revisions ?? []).some(({ mimeType }) =>
      mimeType?.startsWith("application/vnd.google-apps."),
    );
    const notes = [
      ...(isGoogles ? ["Of a Google file older versions may be missing here; its version history shows all."] : []),
      ...(result.nextPageToken ? [`More: page_token ${result.nextPageToken}`] : []),
    ];
    const table = markdownTable(
      ["id", "modified", "by", "size"],
      revisions.map((row) => [row.id, row.modified, row.by, row.size]),
    );
    return {
      text: `${name}. Times in ${timeZone}.\n\n${table}`,
      ...(notes.length > 0 && { note: notes.join("\n") }),
      data: { revisions, timeZone, ...(result.nextPageToken && { nextPageToken: result.nextPageToken }) },
    };
  },
});

/** Saves a past version of a file on this computer. */
export const driveDownloadRevision = defineTool({
  ...common,
  name: "drive_download_revision",
  title: "Download version",
  description:
    "Saves a past version of a Drive file on this computer; not of Google Docs, Sheets or Slides. Returns its path.",
  kind: "write",
  idempotent: false,
  safeToResend: true,
  transfer: true,
  input: z.strictObject({
    file_id: fileId,
    revision_id: resourceId("version"),
    name: fileName.optional(),
    folder: localFolder,
  }),
  output: z.strictObject({ path: z.string(), bytes: z.number(), type: z.string() }),
  async run({ file_id, revision_id, name, folder }, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, file_id, "id,name,mimeType,webViewLink");
    if (file.mimeType === GOOGLE_TYPES.folder)
      throw new ToolError("invalid_input", "Folders have no versions", "Give the id of a file.");
    if (file.mimeType?.startsWith("application/vnd.google-apps."))
      throw new ToolError(
        "invalid_input",
        `Google gives out past versions of a ${typeInWords(file.mimeType)} only in its own version history`,
        `Open ${file.webViewLink ?? "it in Drive"} and choose File > Version history.`,
      );
    const id = file.id ?? file_id;
    const { data } = await drive.revisions.get({
      fileId: id,
      revisionId: revision_id,
      fields: "id,mimeType,size,md5Checksum,originalFilename",
    });
    const source = {
      url: `${DRIVE_FILES}/${id}/revisions/${revision_id}?alt=media`,
      resumable: true,
      ...(data.size && { size: Number(data.size) }),
      ...(data.md5Checksum && { checksum: { algorithm: "md5" as const, hex: data.md5Checksum } }),
    };
    const place = { name: name ?? data.originalFilename ?? file.name ?? "file", folder };
    const { path, bytes } = await saveContent(call, place, source);
    const type = data.mimeType ?? file.mimeType ?? "";
    return { text: `Saved ${path} (${formatBytes(bytes)}, ${typeInWords(type)}).`, data: { path, bytes, type } };
  },
});
