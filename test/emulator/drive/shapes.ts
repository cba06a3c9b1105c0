import { createHash } from "node:crypto";
import { DOCUMENT, type DriveState, FOLDER, PRESENTATION, SPREADSHEET, type StoredFile } from "./state.ts";

const LINKS: Readonly<Record<string, string>> = {
  [DOCUMENT]: "https://docs.google.com/document/d/ID/edit",
  [SPREADSHEET]: "https://docs.google.com/spreadsheets/d/ID/edit",
  [PRESENTATION]: "https://docs.google.com/presentation/d/ID/edit",
  [FOLDER]: "https://drive.google.com/drive/folders/ID",
};

/** Whether the file is one of Google's own, without bytes of its own. */
export function isGoogleFile(file: StoredFile): boolean {
  return file.mimeType.startsWith("application/vnd.google-apps.");
}

/** What Drive answers when no `fields` are asked for. */
export function defaultShape(file: StoredFile): Record<string, unknown> {
  return {
    kind: "drive#file",
    id: file.id,
    name: file.name,
    mimeType: file.mimeType,
    ...(file.driveId !== undefined && { driveId: file.driveId }),
  };
}

/** Every field that is emulated. */
export function fullShape(file: StoredFile, state: DriveState): Record<string, unknown> {
  const own = file.permissions.find(({ emailAddress }) => emailAddress === state.account.email);
  const canEdit = file.driveId !== undefined || own?.role === "owner" || own?.role === "writer";
  const owners = file.permissions
    .filter(({ role }) => role === "owner")
    .map(({ displayName, emailAddress, id }) => ({
      kind: "drive#user",
      displayName,
      emailAddress,
      permissionId: id,
      me: emailAddress === state.account.email,
    }));
  return {
    ...defaultShape(file),
    ...(file.parents.length > 0 && { parents: file.parents }),
    createdTime: new Date(file.createdTime).toISOString(),
    modifiedTime: new Date(file.modifiedTime).toISOString(),
    trashed: file.trashed,
    explicitlyTrashed: file.trashed,
    starred: file.starred,
    version: String(file.version),
    webViewLink: (LINKS[file.mimeType] ?? "https://drive.google.com/file/d/ID/view").replace("ID", file.id),
    shared: file.permissions.length > 1,
    ownedByMe: own?.role === "owner",
    capabilities: {
      canEdit,
      canComment: canEdit,
      canDownload: true,
      canShare: canEdit,
      canTrash: canEdit,
      canAddChildren: canEdit && file.mimeType === FOLDER,
    },
    ...(owners.length > 0 && { owners, lastModifyingUser: owners[0] }),
    ...(file.driveId === undefined &&
      canEdit && { permissions: file.permissions.map((permission) => ({ kind: "drive#permission", ...permission })) }),
    ...(file.description !== undefined && { description: file.description }),
    ...(file.targetId !== undefined && {
      shortcutDetails: {
        targetId: file.targetId,
        targetMimeType: state.files.find(({ id }) => id === file.targetId)?.mimeType,
      },
    }),
    ...(!isGoogleFile(file) && contentFields(file)),
    ...(isGoogleFile(file) &&
      Object.keys(file.exports).length > 0 && {
        exportLinks: Object.fromEntries(
          Object.keys(file.exports).map((type) => [type, `https://docs.google.com/feeds/download?id=${file.id}`]),
        ),
      }),
  };
}

function contentFields(file: StoredFile): Record<string, unknown> {
  const hash = (algorithm: string) => createHash(algorithm).update(file.content).digest("hex");
  return {
    size: String(file.content.length),
    md5Checksum: hash("md5"),
    sha256Checksum: hash("sha256"),
    originalFilename: file.name,
    fileExtension: /\.(\w+)$/.exec(file.name)?.[1] ?? "",
    headRevisionId: `rev${file.version}`,
  };
}
