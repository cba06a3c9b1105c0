import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { typeInWords } from "../../content/file-types.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_FILES } from "./drive-scopes.ts";

const FIELDS =
  "nextPageToken,newStartPageToken,changes(changeType,time,removed,fileId,file(name,mimeType,trashed,lastModifyingUser(displayName,me)),driveId,drive(name))";

const rowSchema = z.strictObject({
  id: z.string(),
  what: z.string(),
  name: z.string(),
  type: z.string(),
  time: z.string(),
});

/** Shows what changed in Drive since an earlier call. */
export const driveListChanges = defineTool({
  name: "drive_list_changes",
  title: "List changes",
  description:
    "Lists Drive files changed, trashed or removed since a token. Without a token it returns one from which to ask later.",
  service: "drive",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_FILES,
  input: z.strictObject({ token: pageToken.optional(), page_size: pageSize(200, 100) }),
  output: z.strictObject({
    changes: z.array(rowSchema),
    timeZone: z.string(),
    nextToken: z.string(),
    more: z.boolean(),
  }),
  async run({ token, page_size }, call) {
    const { timeZone } = call.account;
    const drive = await call.google.drive();
    if (token === undefined) {
      const { data } = await drive.changes.getStartPageToken({ supportsAllDrives: true, fields: "startPageToken" });
      const nextToken = data.startPageToken ?? "";
      return {
        text: "Changes are told from now on.",
        note: `Ask later with token ${nextToken}`,
        data: { changes: [], timeZone, nextToken, more: false },
      };
    }
    const { data } = await drive.changes.list({
      pageToken: token,
      pageSize: page_size,
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      fields: FIELDS,
    });
    const changes = (data.changes ?? []).map((change) => toRow(change, timeZone));
    const more = typeof data.nextPageToken === "string";
    const nextToken = data.nextPageToken ?? data.newStartPageToken ?? token;
    const table = markdownTable(
      ["id", "what", "name", "type", "time"],
      changes.map((row) => [row.id, row.what, shorten(row.name, 120), row.type, row.time]),
    );
    return {
      text:
        changes.length === 0
          ? more
            ? "Nothing on this page."
            : "Nothing changed."
          : `Times in ${timeZone}.\n\n${table}`,
      note: more ? `More: token ${nextToken}` : `That is all so far; ask later with token ${nextToken}`,
      data: { changes, timeZone, nextToken, more },
    };
  },
});

function toRow(change: drive_v3.Schema$Change, timeZone: string): z.output<typeof rowSchema> {
  const { changeType, file, drive, removed, time } = change;
  const by = file?.lastModifyingUser?.me ? " by you" : "";
  return {
    id: (changeType === "drive" ? change.driveId : change.fileId) ?? "",
    what: removed ? "removed" : file?.trashed ? "trashed" : `changed${by}`,
    name: file?.name ?? drive?.name ?? "",
    type: changeType === "drive" ? "shared drive" : typeInWords(file?.mimeType ?? ""),
    time: formatInstant(time ?? "", timeZone),
  };
}
