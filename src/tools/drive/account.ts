import * as z from "zod";
import { driveLiteral } from "../../content/drive-query.ts";
import { formatBytes, markdownTable } from "../../content/table.ts";
import { scope } from "../../scopes.ts";
import { pageToken, queryText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_FILES } from "./drive-scopes.ts";

/** Shows the shared drives that the account is in. */
export const driveListSharedDrives = defineTool({
  name: "drive_list_shared_drives",
  title: "List shared drives",
  description: "Lists the shared drives you are in; their ids work as folder ids.",
  service: "drive",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: [[scope("drive.readonly"), scope("drive")]],
  input: z.strictObject({ name: queryText(200).optional(), page_token: pageToken.optional() }),
  output: z.strictObject({
    drives: z.array(z.strictObject({ id: z.string(), name: z.string(), mayAdd: z.boolean() })),
    nextPageToken: z.string().optional(),
  }),
  async run({ name, page_token }, call) {
    const drive = await call.google.drive();
    const { data } = await drive.drives.list({
      pageSize: 100,
      fields: "nextPageToken,drives(id,name,capabilities(canAddChildren))",
      ...(name !== undefined && name.trim() !== "" && { q: `name contains ${driveLiteral(name)}` }),
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const drives = (data.drives ?? []).map((one) => ({
      id: one.id ?? "",
      name: one.name ?? "",
      mayAdd: one.capabilities?.canAddChildren ?? false,
    }));
    const table = markdownTable(
      ["id", "name", "may add files"],
      drives.map((one) => [one.id, one.name, one.mayAdd ? "yes" : "no"]),
    );
    return {
      text: drives.length === 0 ? "No shared drive." : table,
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
      data: { drives, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});

/** Shows how much storage is used. */
export const driveGetQuota = defineTool({
  name: "drive_get_quota",
  title: "Storage quota",
  description: "Shows how much storage the account uses and has left.",
  service: "drive",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: SEE_FILES,
  input: z.strictObject({}),
  output: z.strictObject({
    limit: z.number().optional(),
    used: z.number(),
    usedInDrive: z.number(),
    usedInTrash: z.number(),
    left: z.number().optional(),
  }),
  async run(_, call) {
    const drive = await call.google.drive();
    const { data } = await drive.about.get({ fields: "storageQuota" });
    const { limit, usage, usageInDrive, usageInDriveTrash } = data.storageQuota ?? {};
    const used = Number(usage ?? 0);
    const quota = {
      ...(limit && { limit: Number(limit), left: Math.max(0, Number(limit) - used) }),
      used,
      usedInDrive: Number(usageInDrive ?? 0),
      usedInTrash: Number(usageInDriveTrash ?? 0),
    };
    const room =
      quota.limit === undefined
        ? "without a limit"
        : `of ${formatBytes(quota.limit)}, ${formatBytes(quota.left ?? 0)} left`;
    return {
      text: `Used ${formatBytes(used)} ${room}. In Drive: ${formatBytes(quota.usedInDrive)}, of this in the trash: ${formatBytes(quota.usedInTrash)}.`,
      data: quota,
    };
  },
});
