import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { markdownTable } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { fileId, pageToken, resourceId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_FILES, SEE_FILES } from "./drive-scopes.ts";
import { fetchTarget, nameOf, readOfTarget, targetId } from "./file.ts";
import { expiry, role } from "./file-input.ts";
import { expiryOf, granteeOf, PERMISSION_FIELDS, recipientsOf } from "./permission-text.ts";

const EXPIRY = "expected a time such as 2026-11-24T14:00:00+01:00";

const permissionId = resourceId("permission");

/** Shows who has access to a file. */
export const driveListPermissions = defineTool({
  name: "drive_list_permissions",
  title: "List permissions",
  description: "Lists who can see or change a Drive file, with permission ids, and says whether it is public.",
  service: "drive",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_FILES,
  input: z.strictObject({ file_id: fileId, page_token: pageToken.optional() }),
  output: z.strictObject({
    permissions: z.array(z.strictObject({ id: z.string(), role: z.string(), who: z.string() })),
    public: z.boolean().optional(),
    nextPageToken: z.string().optional(),
  }),
  async run({ file_id, page_token }, call) {
    const { timeZone } = call.account;
    const drive = await call.google.drive();
    const { name, result } = await readOfTarget(drive, file_id, (id) => listPage(drive, id, page_token));
    const permissions = (result.permissions ?? []).filter(({ deleted }) => !deleted);
    const open = permissions.filter(({ type }) => type === "anyone");
    const domains = permissions.filter(({ type }) => type === "domain");
    // Of one page among several it cannot be said that nobody else is let in.
    const whole = page_token === undefined && !result.nextPageToken;
    const table = markdownTable(
      ["id", "who", "role", "until", "from"],
      permissions.map((one) => [one.id ?? "", granteeOf(one), one.role ?? "", expiryOf(one, timeZone), sourceOf(one)]),
    );
    return {
      text: `${name}: ${visibility(open, domains, whole)}. Times in ${timeZone}.\n\n${table}`,
      ...(result.nextPageToken && { note: `More: page_token ${result.nextPageToken}` }),
      data: {
        permissions: permissions.map((one) => ({ id: one.id ?? "", role: one.role ?? "", who: granteeOf(one) })),
        ...((whole || open.length > 0) && { public: open.length > 0 }),
        ...(result.nextPageToken && { nextPageToken: result.nextPageToken }),
      },
    };
  },
});

async function listPage(drive: drive_v3.Drive, id: string, token: string | undefined) {
  const { data } = await drive.permissions.list({
    fileId: id,
    supportsAllDrives: true,
    pageSize: 100,
    fields: `permissions(${PERMISSION_FIELDS}),nextPageToken`,
    ...(token !== undefined && { pageToken: token }),
  });
  return data;
}

function visibility(
  open: readonly drive_v3.Schema$Permission[],
  domains: readonly drive_v3.Schema$Permission[],
  whole: boolean,
): string {
  const [anyone] = open;
  if (anyone) return `**public** — anyone${anyone.allowFileDiscovery ? "" : " with the link"} is ${anyone.role}`;
  const closed = whole ? "not public" : "not public as far as this page tells";
  return domains.length > 0 ? `${closed}, but open to ${domains.map(granteeOf).join(", ")}` : closed;
}

function sourceOf({ permissionDetails, pendingOwner }: drive_v3.Schema$Permission): string {
  const inherited = permissionDetails?.find((detail) => detail.inherited);
  if (inherited) return `inherited${inherited.inheritedFrom ? ` from ${inherited.inheritedFrom}` : ""}`;
  return pendingOwner ? "will be owner" : "";
}

/** Changes what somebody may do with a file, or until when. */
export const driveUpdatePermission = defineTool({
  name: "drive_update_permission",
  title: "Change permission",
  description: "Changes the role or expiry of somebody's access to a Drive file.",
  service: "drive",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: true,
  foreign: false,
  scopes: MAKE_FILES,
  input: z.strictObject({
    file_id: fileId,
    permission_id: permissionId,
    role: role.optional(),
    expires: z
      .string()
      .refine((value) => value === "" || expiry.safeParse(value).success, `${EXPIRY}, or an empty text`)
      .optional()
      .describe("Empty: never."),
  }),
  async audience({ file_id, permission_id, role: wanted }, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, file_id, "id,name");
    const present = await fetchPermission(drive, file.id ?? file_id, permission_id);
    return {
      recipients: recipientsOf(present),
      content: `Access of ${granteeOf(present)} to “${nameOf(file)}”: ${wanted ?? present.role}`,
    };
  },
  async run(input, call) {
    if (input.role === undefined && input.expires === undefined)
      throw new ToolError("invalid_input", "role: expected role, expires or both", "Name what is to change.");
    const drive = await call.google.drive();
    const id = await targetId(drive, input.file_id);
    // Google wants the role even where only the expiry changes.
    const wanted = input.role ?? (await fetchPermission(drive, id, input.permission_id)).role;
    const { data } = await drive.permissions.update({
      fileId: id,
      permissionId: input.permission_id,
      supportsAllDrives: true,
      fields: PERMISSION_FIELDS,
      ...(input.expires === "" && { removeExpiration: true }),
      requestBody: {
        ...(wanted && { role: wanted }),
        ...(input.expires && { expirationTime: expiry.parse(input.expires) }),
      },
    });
    const until = expiryOf(data, call.account.timeZone);
    return {
      text: `${granteeOf(data)} is now ${data.role}${until && ` until ${until} (${call.account.timeZone})`}.`,
      data: { id: data.id ?? "", role: data.role ?? "" },
    };
  },
});

async function fetchPermission(drive: drive_v3.Drive, file: string, id: string): Promise<drive_v3.Schema$Permission> {
  const { data } = await drive.permissions.get({
    fileId: file,
    permissionId: id,
    supportsAllDrives: true,
    fields: PERMISSION_FIELDS,
  });
  return data;
}

/** Takes somebody's access away. */
export const driveRemovePermission = defineTool({
  name: "drive_remove_permission",
  title: "Remove permission",
  description: "Takes away somebody's access to a Drive file; ids come from drive_list_permissions.",
  service: "drive",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: MAKE_FILES,
  input: z.strictObject({ file_id: fileId, permission_id: permissionId }),
  async run({ file_id, permission_id }, call) {
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, file_id, "id,name");
    await drive.permissions.delete({
      fileId: file.id ?? file_id,
      permissionId: permission_id,
      supportsAllDrives: true,
    });
    return { text: `Removed permission ${permission_id} from ${nameOf(file)} (${file.id}).` };
  },
});
