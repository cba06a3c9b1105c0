import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { typeInWords } from "../../content/file-types.ts";
import { formatBytes, shorten } from "../../content/table.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { fileId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_FILES } from "./drive-scopes.ts";
import { fetchFile, nameOf, sharedDriveName, titleOf } from "./file.ts";

const FIELDS =
  "id,name,mimeType,size,createdTime,modifiedTime,description,webViewLink,starred,trashed,shared,driveId,parents,md5Checksum,owners(displayName,emailAddress),lastModifyingUser(displayName,emailAddress),shortcutDetails(targetId,targetMimeType),capabilities(canEdit,canComment,canShare,canDownload,canTrash),permissions(type,role,emailAddress,domain,displayName,deleted)";

/** Folders that are walked up; Drive allows a hundred, people use few. */
const DEEPEST_PATH = 20;

/** Characters of a description that are shown. */
const LONGEST_DESCRIPTION = 5_000;

/** People that are named in the sharing summary. */
const MOST_PEOPLE = 25;

/** Everything about one file but its content. */
export const driveGetFile = defineTool({
  name: "drive_get_file",
  title: "File details",
  description:
    "Shows a Drive file's details: path, owner, size, dates, who can see it, and what you may do with it. It does not return the content.",
  service: "drive",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_FILES,
  input: z.strictObject({ file_id: fileId }),
  async run(input, call) {
    const drive = await call.google.drive();
    const file = await fetchFile(drive, input.file_id, FIELDS);
    const [path, title] = await Promise.all([pathOf(drive, file), titleOf(drive, file)]);
    const time = (value: string | null | undefined) =>
      value ? formatInstant(value, call.account.timeZone) : undefined;
    const facts: [string, string | undefined][] = [
      ["id", file.id ?? undefined],
      ["type", typeInWords(file.mimeType ?? "")],
      ["path", path],
      ["size", file.size ? formatBytes(Number(file.size)) : undefined],
      [
        "modified",
        joined(
          time(file.modifiedTime),
          file.lastModifyingUser?.emailAddress && `by ${file.lastModifyingUser.emailAddress}`,
        ),
      ],
      ["created", time(file.createdTime)],
      [
        "owner",
        (file.owners ?? []).map(({ emailAddress }) => emailAddress).join(", ") ||
          (file.driveId ? "a shared drive" : undefined),
      ],
      ["shared with", sharingOf(file)],
      ["you may", rightsOf(file)],
      ["description", file.description ? shorten(file.description, LONGEST_DESCRIPTION) : undefined],
      ["shortcut to", file.shortcutDetails?.targetId ?? undefined],
      [
        "state",
        [file.starred ? "starred" : "", file.trashed ? "in the trash" : ""].filter((part) => part !== "").join(", ") ||
          undefined,
      ],
      ["link", file.webViewLink ?? undefined],
    ];
    const lines = facts.flatMap(([name, value]) => (value ? [`- ${name}: ${value}`] : []));
    return {
      text: [`# ${title}`, `Times in ${call.account.timeZone}.`, lines.join("\n")].join("\n\n"),
    };
  },
});

function joined(...parts: (string | null | undefined | false)[]): string | undefined {
  return parts.filter((part) => part).join(" ") || undefined;
}

/** The names of the folders above, as far as this account sees them. */
async function pathOf(drive: drive_v3.Drive, file: drive_v3.Schema$File): Promise<string | undefined> {
  const names: string[] = [];
  let parent = file.parents?.[0];
  for (let depth = 0; parent && depth < DEEPEST_PATH; depth += 1) {
    if (parent === file.driveId) {
      names.unshift(await sharedDriveName(drive, parent));
      parent = undefined;
      break;
    }
    const folder = await fetchFile(drive, parent, "name,parents").catch((error: unknown) => {
      if (error instanceof GoogleApiError && (error.code === "not_found" || error.code === "permission_denied"))
        return undefined;
      throw error;
    });
    names.unshift(folder ? nameOf(folder) : "(a folder that is not shared with you)");
    parent = folder?.parents?.[0];
  }
  if (parent) names.unshift("…");
  return names.length === 0 ? undefined : [...names, nameOf(file)].join(" / ");
}

function sharingOf(file: drive_v3.Schema$File): string {
  if (file.driveId)
    return "members of the shared drive, and whoever it or a folder above was shared with (drive_list_permissions names them)";
  if (!file.permissions) return file.shared ? "others (you may not see whom)" : "nobody that you may see";
  const others = file.permissions.filter(({ role, deleted }) => role !== "owner" && !deleted);
  if (others.length === 0) return "nobody else";
  const named = others.slice(0, MOST_PEOPLE).map(({ type, role, emailAddress, domain }) => {
    const who =
      type === "anyone"
        ? "**anyone with the link**"
        : type === "domain"
          ? `everyone at ${domain}`
          : (emailAddress ?? "someone");
    return `${who} (${role})`;
  });
  return [...named, ...(others.length > MOST_PEOPLE ? [`and ${others.length - MOST_PEOPLE} more`] : [])].join(", ");
}

function rightsOf({ capabilities }: drive_v3.Schema$File): string | undefined {
  const rights = [
    capabilities?.canEdit && "edit",
    capabilities?.canComment && "comment",
    capabilities?.canShare && "share",
    capabilities?.canDownload && "download",
    capabilities?.canTrash && "move to trash",
  ].filter((right) => typeof right === "string");
  return rights.join(", ") || "only look";
}
