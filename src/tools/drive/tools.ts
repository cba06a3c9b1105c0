import type { AnyTool } from "../tool.ts";
import { driveGetQuota, driveListSharedDrives } from "./account.ts";
import { driveCopyFile, driveDeleteFile, driveTrashFile, driveUpdateFile } from "./change-files.ts";
import { driveListComments } from "./comments.ts";
import { driveCreateFile } from "./create-file.ts";
import { driveCreateFolder } from "./create-folder.ts";
import { driveDownloadFile } from "./download-file.ts";
import { driveGetFile } from "./get-file.ts";
import { driveListChanges } from "./list-changes.ts";
import { driveListFolder } from "./list-folder.ts";
import { driveListPermissions, driveRemovePermission, driveUpdatePermission } from "./permissions.ts";
import { driveReadFile } from "./read-file.ts";
import { driveDownloadRevision, driveListRevisions } from "./revisions.ts";
import { driveSearch } from "./search.ts";
import { driveShare } from "./share.ts";
import { driveUploadFile } from "./upload-file.ts";
import { driveAddComment, driveDeleteComment, driveReplyComment } from "./write-comments.ts";

/** The Drive tools, in the order in which clients see them. */
export const driveTools: readonly AnyTool[] = [
  driveSearch,
  driveGetFile,
  driveReadFile,
  driveDownloadFile,
  driveUploadFile,
  driveCreateFile,
  driveCreateFolder,
  driveShare,
  driveListFolder,
  driveUpdateFile,
  driveCopyFile,
  driveTrashFile,
  driveListPermissions,
  driveUpdatePermission,
  driveRemovePermission,
  driveListComments,
  driveAddComment,
  driveReplyComment,
  driveDeleteComment,
  driveListRevisions,
  driveDownloadRevision,
  driveListChanges,
  driveListSharedDrives,
  driveGetQuota,
  driveDeleteFile,
];
