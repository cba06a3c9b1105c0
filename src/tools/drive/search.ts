import * as z from "zod";
import { allOf, driveLiteral, hasTerm } from "../../content/drive-query.ts";
import { GOOGLE_TYPES } from "../../content/file-types.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { startOfDay } from "../../content/zoned-times.ts";
import { fileId, isEmailAddress, localDate, pageSize, pageToken, queryText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_FILES } from "./drive-scopes.ts";
import { type FileRow, ROW_FIELDS, toFileRow } from "./file.ts";

const TYPES = {
  document: `mimeType = '${GOOGLE_TYPES.document}'`,
  spreadsheet: `mimeType = '${GOOGLE_TYPES.spreadsheet}'`,
  presentation: `mimeType = '${GOOGLE_TYPES.presentation}'`,
  folder: `mimeType = '${GOOGLE_TYPES.folder}'`,
  pdf: "mimeType = 'application/pdf'",
  image: "mimeType contains 'image/'",
  video: "mimeType contains 'video/'",
  audio: "mimeType contains 'audio/'",
} as const;

const input = z.strictObject({
  text: queryText(500).optional().describe("Words in name or content."),
  name: queryText(200).optional(),
  query: queryText(2000).optional().describe("Drive query, e.g. sharedWithMe = true or trashed = true."),
  type: z.enum(["document", "spreadsheet", "presentation", "folder", "pdf", "image", "video", "audio"]).optional(),
  folder_id: fileId.optional().describe("Direct children only."),
  owner: z
    .string()
    .refine((value) => value === "me" || isEmailAddress(value), "expected me or an email address")
    .optional(),
  modified_after: localDate.optional(),
  modified_before: localDate.optional(),
  page_size: pageSize(100, 25),
  page_token: pageToken.optional(),
});

const rowSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.string().optional(),
  modified: z.string(),
  owner: z.string(),
  link: z.string(),
});

/** Finds files by plain words, filters or a Drive query, one row a file. */
export const driveSearch = defineTool({
  name: "drive_search",
  title: "Search Drive",
  description:
    "Finds Drive files, shared drives included; all given fields must match. Returns a row a file with its id.",
  service: "drive",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_FILES,
  input,
  output: z.strictObject({
    files: z.array(rowSchema),
    timeZone: z.string(),
    incomplete: z.boolean(),
    nextPageToken: z.string().optional(),
  }),
  async run(given, call) {
    const drive = await call.google.drive();
    const q = queryOf(given, call.account.timeZone);
    // Google sorts by relevance, and refuses another order, as soon as fullText is asked for (Drive API, "files.list").
    const sortable = !hasTerm(q, "fullText");
    const { data } = await drive.files.list({
      q,
      pageSize: given.page_size,
      fields: `nextPageToken,incompleteSearch,files(${ROW_FIELDS})`,
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      corpora: "allDrives",
      ...(sortable && { orderBy: "modifiedTime desc" }),
      ...(given.page_token !== undefined && { pageToken: given.page_token }),
    });
    const rows = (data.files ?? []).map((file) => toFileRow(file, call.account.timeZone));
    const incomplete = data.incompleteSearch === true;
    const notes = [
      ...(rows.length === 0 && given.name
        ? ["name finds beginnings of words only; text looks inside of files too."]
        : []),
      ...(incomplete ? ["Google did not search every shared drive; narrow the search to be sure."] : []),
      ...(data.nextPageToken ? [`More: page_token ${data.nextPageToken}`] : []),
    ];
    return {
      text: describe(rows, call.account.timeZone),
      ...(notes.length > 0 && { note: notes.join("\n") }),
      data: {
        files: rows,
        timeZone: call.account.timeZone,
        incomplete,
        ...(data.nextPageToken && { nextPageToken: data.nextPageToken }),
      },
    };
  },
});

function queryOf(given: z.output<typeof input>, timeZone: string): string {
  const midnight = (day: string) => new Date(startOfDay(day, timeZone)).toISOString();
  const terms = [
    given.text !== undefined && given.text.trim() !== "" ? `fullText contains ${driveLiteral(given.text)}` : undefined,
    given.name !== undefined && given.name.trim() !== "" ? `name contains ${driveLiteral(given.name)}` : undefined,
    given.query !== undefined && given.query.trim() !== "" ? given.query : undefined,
    given.type && TYPES[given.type],
    given.folder_id && `${driveLiteral(given.folder_id)} in parents`,
    given.owner && `${driveLiteral(given.owner)} in owners`,
    given.modified_after && `modifiedTime >= '${midnight(given.modified_after)}'`,
    given.modified_before && `modifiedTime < '${midnight(given.modified_before)}'`,
    hasTerm(given.query ?? "", "trashed") ? undefined : "trashed = false",
  ];
  return allOf(terms.filter((term): term is string => typeof term === "string"));
}

function describe(rows: readonly FileRow[], timeZone: string): string {
  if (rows.length === 0) return "No file matches.";
  const table = markdownTable(
    ["id", "name", "type", "size", "modified", "owner", "link"],
    rows.map((row) => [row.id, shorten(row.name, 120), row.type, row.size ?? "", row.modified, row.owner, row.link]),
  );
  return `Times in ${timeZone}.\n\n${table}`;
}
