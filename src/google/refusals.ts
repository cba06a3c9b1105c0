import type { ErrorCode } from "../errors.ts";

/** What a refusal means for whoever reads it. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  fix: string;
  /** Whether Google's own words are added: where they say more than the reason does. */
  quote?: true;
}

const COPY_INSTEAD =
  "Make a copy with drive_create_file or drive_upload_file, which can be changed here, or do it in Google's own app.";

const policy = (message: string): Refusal => ({
  code: "permission_denied",
  message,
  fix: "Ask the administrator of this Google Workspace, or choose somebody or somewhere inside the organization.",
  quote: true,
});

const full = (message: string, fix: string): Refusal => ({ code: "precondition_failed", message, fix });
const unfit = (message: string, fix: string): Refusal => ({ code: "invalid_input", message, fix });
const denied = (message: string, fix: string): Refusal => ({ code: "permission_denied", message, fix });
const limit = (message: string, fix: string): Refusal => ({ code: "rate_limited", message, fix, quote: true });

/**
 * Google's reasons whose bare words would leave a model without a next step (Drive API, "Resolve errors", and each
 * API's own page of errors). Some come with status 400 as well as 403, so that the reason counts and not the status.
 */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  insufficientPermissions: {
    code: "missing_scope",
    message: "This sign-in does not include the permission that the request needs",
    fix: "Sign in again with google_sign_in or `groupon-google-mcp login` and leave its box ticked.",
  },

  rateLimitExceeded: {
    code: "rate_limited",
    message: "Google asks to slow down",
    fix: "Wait a minute, then try again.",
  },
  dailyLimitExceeded: limit("A day's quota at Google is used up", "It is renewed at midnight Pacific time."),
  quotaExceeded: limit("A quota at Google is used up", "Wait until it is renewed."),
  sharingRateLimitExceeded: limit(
    "Google lets this account share no more for now",
    "Try again tomorrow, or share a folder once in place of many files.",
  ),
  downloadQuotaExceeded: limit("This file was downloaded too often lately", "Try again in 24 hours, or copy it first."),
  storageQuotaExceeded: full(
    "The storage is full",
    "Free space or empty the trash; drive_get_quota shows what is used.",
  ),
  teamDriveFileLimitExceeded: full("The shared drive holds as many files as it can", "Choose another place."),
  numChildrenInNonRootLimitExceeded: full("The folder holds as many files as it can", "Choose another folder."),
  teamDriveHierarchyTooDeep: full("The folders would be nested too deep", "Choose a folder further up."),
  myDriveHierarchyDepthLimitExceeded: full("The folders would be nested too deep", "Choose a folder further up."),

  domainPolicy: policy("The administrator of this Google Workspace does not allow it"),
  publishOutNotPermitted: policy("The administrator does not allow anyone with the link to see files"),
  shareOutNotPermitted: policy("The administrator does not allow sharing outside of the organization"),
  shareOutNotPermittedToUser: policy("The administrator does not allow sharing with this person"),
  shareInNotPermitted: policy("The other person's administrator does not let files in from outside"),
  teamDriveDomainUsersOnlyRestriction: policy("This shared drive is for people of its organization alone"),
  teamDriveTeamMembersOnlyRestriction: policy("This shared drive is for its members alone"),
  teamDrivesSharingRestrictionNotAllowed: policy("The settings of this shared drive do not allow it"),
  crossDomainMoveRestriction: policy("Files of one organization cannot be moved to another"),
  ownershipChangeAcrossDomainNotPermitted: policy("Files of one organization cannot go to an owner of another"),
  targetUserRoleLimitedByLicenseRestriction: policy("That person's licence does not allow this role"),
  cannotShareUsersWithLink: policy("The administrator does not allow sharing by link"),
  cannotShareGroupsWithLink: policy("The administrator does not allow sharing by link"),
  cannotShareTeamDriveTopFolderWithAnyoneOrDomains: denied(
    "A whole shared drive cannot be shared with anyone or with a domain",
    "Share a folder in it, or add people and groups.",
  ),
  cannotShareTeamDriveWithNonGoogleAccounts: denied(
    "Files of a shared drive are shared with Google accounts only",
    "Use the address of a Google account.",
  ),
  invalidSharingRequest: {
    code: "invalid_input",
    message: "Google did not share it",
    fix: "Check the address. Somebody without a Google account must be notified (notify=true).",
    quote: true,
  },

  appNotAuthorizedToFile: denied(
    "This sign-in may change only files that were made here or opened with it (drive.file), and this file or folder was not",
    `${COPY_INSTEAD} For a new file, leave the folder out to use My Drive.`,
  ),
  insufficientFilePermissions: denied(
    "This account may not do that with this file",
    "Ask its owner for access, or work on a copy; drive_get_file shows what you may do.",
  ),
  insufficientParentPermissions: denied("This account may not put files into this folder", "Choose another folder."),
  parentNotAFolder: unfit("The target is a file and no folder", "Give the id of a folder."),
  cannotAddParent: unfit("A file lies in one folder only", "Move it, or make a shortcut."),
  cannotMoveTrashedItemIntoSharedDrive: unfit(
    "What lies in the trash cannot be moved into a shared drive",
    "Restore it first with drive_trash_file.",
  ),
  cannotMoveTrashedItemOutOfSharedDrive: unfit(
    "What lies in the trash cannot be moved out of a shared drive",
    "Restore it first with drive_trash_file.",
  ),
  organizerOnNonTeamDriveNotSupported: unfit("An organizer is one of a whole shared drive", "Use writer."),
  fileOrganizerOnNonTeamDriveNotSupported: unfit("A fileOrganizer is one of folders in shared drives", "Use writer."),
  cyclicFolders: unfit("A folder cannot be moved into itself", "Choose another folder."),
  cannotCopyFile: denied(
    "This cannot be copied",
    "Folders cannot; of a file, its owner may have switched copying off.",
  ),
  fileNotDownloadable: unfit(
    "This is a Google file, which has no bytes of its own",
    "Export it: drive_download_file with a format, or drive_read_file.",
  ),
  fileNotExportable: unfit("Only Google's own files are exported", "Download it as it is."),
  exportSizeLimitExceeded: unfit(
    "The file is larger than the 10 MB that Google exports",
    "Choose a smaller format (txt, md or csv), split the file, or download it in Google's own app.",
  ),
  cannotDownloadAbusiveFile: denied(
    "Google takes this file for malware or spam",
    "Only its owner can get it, in Drive.",
  ),
  conversionUnsupportedConversionPath: unfit(
    "Google cannot convert this kind of file to that",
    "Documents come from docx, odt, rtf, html, md and txt; spreadsheets from xlsx, ods, csv and tsv; presentations from pptx and odp.",
  ),
  revisionsNotSupported: unfit("Folders and shortcuts have no versions", "Give the id of a file."),
  cannotRemoveOwner: denied("The owner's access stays", "Only the owner can make somebody else the owner, in Drive."),
  cannotModifyInheritedTeamDrivePermission: denied(
    "This access comes from the shared drive or a folder above",
    "Change it there.",
  ),
  cannotSetExpiration: denied("Access to this cannot expire", "Leave the expiry out, and remove the access later."),
  cannotSetExpirationOnAnyoneOrDomain: unfit(
    "Only the access of people and groups can expire",
    "Leave the expiry out, or share with people.",
  ),
  expirationDateNotAllowedForSharedDriveMembers: unfit(
    "A member's access to a shared drive cannot expire",
    "Leave the expiry out.",
  ),
};

/** Other names by which Google gives the same reasons. */
const SAME: Readonly<Record<string, string>> = {
  organizerOnNonTeamDriveItemNotSupported: "organizerOnNonTeamDriveNotSupported",
  fileOrganizerOnFoldersInSharedDriveOnly: "fileOrganizerOnNonTeamDriveNotSupported",
  cannotModifyInheritedPermission: "cannotModifyInheritedTeamDrivePermission",
  cannotModifyInheritedSharedDrivePermission: "cannotModifyInheritedTeamDrivePermission",
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: "insufficientPermissions",
  insufficientScopes: "insufficientPermissions",
  userRateLimitExceeded: "rateLimitExceeded",
  RATE_LIMIT_EXCEEDED: "rateLimitExceeded",
};

/** What a reason means, when it means more than its status. */
export function refusalFor(reason: string): Refusal | undefined {
  const name = SAME[reason] ?? reason;
  return Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : undefined;
}

/** Parameters whose refusal Google does not explain, by where it says that the fault is. */
const PARAMETERS: Readonly<Record<string, Refusal>> = {
  q: unfit(
    "Google does not understand the query",
    "Write terms such as name contains 'plan' and modifiedTime > '2026-01-31'; put texts into single quotes and \\ before a quote inside.",
  ),
  pageToken: unfit(
    "The page token does not fit this call",
    "Give it as it was, with the same other fields; or leave it out to begin anew.",
  ),
  orderBy: { ...unfit("Google cannot sort by that here", "Leave the order out."), quote: true },
};

/** What is wrong with a parameter, when Google's words alone would not help. */
export function parameterRefusal(location: string): Refusal | undefined {
  return Object.hasOwn(PARAMETERS, location) ? PARAMETERS[location] : undefined;
}

/** Drive's "not found", which it says of files outside a token's reach too. */
export const UNREACHED_FILE: Refusal = {
  code: "not_found",
  message: "There is no such file, or this sign-in does not reach it",
  fix: `Check the id with drive_search. A sign-in with drive.file alone reaches only files that were made here or opened with it: sign in again and allow reading all files. To change such a file: ${COPY_INSTEAD} A file whose link has a resourcekey opens here after it was opened once by that link in the browser.`,
};

/** A 404 of the Chat API to every method, until the project's Chat app is configured ("Configure the Google Chat API"). */
export const NO_CHAT_APP: Refusal = {
  code: "api_not_enabled",
  message: "Google Chat answers only projects that have a Chat app configured, and this one has none",
  fix: "Fill in name, avatar and description at https://console.cloud.google.com/apis/api/chat.googleapis.com/hangouts-chat and save.",
};
