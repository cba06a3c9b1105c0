import { createHash } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { insufficientFilePermissions, requireAuthorizedApp } from "./access.ts";
import { permissionShape } from "./shapes.ts";
import { type DriveState, FOLDER, permissionsOf, roleOf, type StoredFile, type StoredPermission } from "./state.ts";

const TYPES = ["user", "group", "domain", "anyone"] as const;
const ROLES = ["owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"] as const;

const permissionSchema = z.object({
  type: z.string().optional(),
  role: z.string().optional(),
  emailAddress: z.string().optional(),
  domain: z.string().optional(),
  expirationTime: z.string().optional(),
  allowFileDiscovery: z.boolean().optional(),
});
type Given = z.output<typeof permissionSchema>;

const YEAR_MS = 366 * 86_400_000;

/** What the service knows besides the drive: the clock, and who has a Google account. */
export interface Sharing {
  now: number;
  hasAccount(email: string): boolean;
}

function invalid(location: string, message = "Invalid Value"): ApiError {
  return new ApiError(400, "invalid", message, { location, locationType: "parameter" });
}

function required(field: string, message = `The permission ${field} field is required.`): ApiError {
  return new ApiError(400, "required", message, { location: `permission.${field}`, locationType: "other" });
}

function forbidden(reason: string, message: string): ApiError {
  return new ApiError(403, reason, message);
}

/** Who has access is told to those who may share, and changed by them. */
function requireSharing(state: DriveState, file: StoredFile): void {
  const role = roleOf(state, file);
  if (role === "reader" || role === "commenter") throw insufficientFilePermissions();
}

/** A permission with where it comes from; Google names the folder within shared drives alone. */
type Placed = StoredPermission & { inherited?: true; inheritedFrom?: string };

/** Those of the file, with those of the folders above or after the account's membership of its shared drive. */
function allPermissions(state: DriveState, file: StoredFile): Placed[] {
  const drive = state.drives.find(({ id }) => id === file.driveId);
  if (!drive)
    return permissionsOf(state, file).map((one) =>
      file.permissions.includes(one) ? one : { ...one, inherited: true },
    );
  const { account } = state;
  const member = { id: account.sub.slice(0, 20), type: "user" as const, role: drive.role ?? "organizer" };
  const own = {
    ...member,
    emailAddress: account.email,
    displayName: account.name,
    inherited: true as const,
    inheritedFrom: drive.id,
  };
  return [own, ...file.permissions];
}

function shaped(
  { inherited = false, inheritedFrom, ...permission }: Omit<Placed, "inherited"> & { inherited?: boolean },
  file: StoredFile,
  whole: boolean,
): Record<string, unknown> {
  const shape = permissionShape(permission, whole);
  if (!whole) return shape;
  const isMember = inherited && file.driveId !== undefined;
  const detail = { permissionType: isMember ? "member" : "file", role: permission.role, inherited };
  return { ...shape, permissionDetails: [{ ...detail, ...(inheritedFrom !== undefined && { inheritedFrom }) }] };
}

/** `permissions.list` */
export function listPermissions(request: ApiRequest, state: DriveState, file: StoredFile): Record<string, unknown> {
  requireSharing(state, file);
  const size = Number(request.query.get("pageSize") ?? 100);
  const token = request.query.get("pageToken") ?? "p0";
  if (!/^p\d+$/.test(token)) throw invalid("pageToken");
  const start = Number(token.slice(1));
  const all = allPermissions(state, file);
  const whole = request.query.has("fields");
  return {
    kind: "drive#permissionList",
    permissions: all.slice(start, start + size).map((permission) => shaped(permission, file, whole)),
    ...(start + size < all.length && { nextPageToken: `p${start + size}` }),
  };
}

function find(request: ApiRequest, state: DriveState, file: StoredFile) {
  const id = request.path.permissionId ?? "";
  const found = allPermissions(state, file).find((permission) => permission.id === id);
  if (found) return found;
  throw new ApiError(404, "notFound", `Permission not found: ${id}.`, {
    location: "permissionId",
    locationType: "parameter",
  });
}

/** `permissions.get` */
export function getPermission(request: ApiRequest, state: DriveState, file: StoredFile): Record<string, unknown> {
  requireSharing(state, file);
  return shaped(find(request, state, file), file, request.query.has("fields"));
}

/** `permissions.create`: a second one for the same person takes the place of the first. */
export function createPermission(
  request: ApiRequest,
  state: DriveState,
  file: StoredFile,
  sharing: Sharing,
): Record<string, unknown> {
  const given = permissionSchema.parse(request.body ?? {});
  requireSharing(state, file);
  requireAuthorizedApp(request, file);
  const type = TYPES.find((one) => one === given.type);
  if (!type) throw required("type");
  const role = roleIn(given, state, file);
  checkGrantee(type, given, request, sharing);
  checkPolicy(type, given, state, file);
  checkExpiry(type, given.expirationTime, state, sharing.now);
  const made: StoredPermission = {
    id: idFor(type, given),
    type,
    role,
    ...(type === "user" || type === "group"
      ? { emailAddress: given.emailAddress, displayName: given.emailAddress }
      : {}),
    ...(type === "domain" && { domain: given.domain, displayName: given.domain }),
    ...((type === "domain" || type === "anyone") && { allowFileDiscovery: given.allowFileDiscovery ?? false }),
    ...(given.expirationTime !== undefined && { expirationTime: given.expirationTime }),
  };
  file.permissions = [...file.permissions.filter(({ id }) => id !== made.id), made];
  state.changes.push({ fileId: file.id, time: sharing.now, removed: false });
  return shaped(made, file, request.query.has("fields"));
}

function idFor(type: StoredPermission["type"], { emailAddress, domain, allowFileDiscovery }: Given): string {
  if (type === "anyone") return allowFileDiscovery ? "anyone" : "anyoneWithLink";
  const digest = createHash("sha256")
    .update(emailAddress ?? domain ?? "")
    .digest("hex");
  return `${BigInt(`0x1${digest}`)}`.slice(0, 20) + (type === "domain" ? "k" : "");
}

function roleIn({ role: wanted }: Given, state: DriveState, file: StoredFile): StoredPermission["role"] {
  const role = ROLES.find((one) => one === wanted);
  if (!role) throw required("role");
  if (role === "owner")
    throw forbidden(
      "forbidden",
      "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
    );
  const inDrive = state.drives.some(({ id }) => id === file.driveId);
  if (!inDrive && (role === "organizer" || role === "fileOrganizer"))
    throw forbidden(
      `${role}OnNonTeamDriveNotSupported`,
      `The ${role} role is only applicable to items in shared drives.`,
    );
  if (role === "organizer" && file.id !== file.driveId)
    throw forbidden(
      "organizerOnNonTeamDriveItemNotSupported",
      "The organizer role is only applicable to shared drives.",
    );
  if (role === "fileOrganizer" && file.mimeType !== FOLDER)
    throw forbidden(
      "fileOrganizerOnFoldersInSharedDriveOnly",
      "The fileOrganizer role is only applicable to folders in shared drives.",
    );
  return role;
}

function checkGrantee(
  type: StoredPermission["type"],
  { emailAddress, domain }: Given,
  { query }: ApiRequest,
  { hasAccount }: Sharing,
): void {
  const person = type === "user" || type === "group";
  const missing = (field: string) =>
    required(field, `The ${field} field is required for permissions of type '${type}'.`);
  if (person && emailAddress === undefined) throw missing("emailAddress");
  if (type === "domain" && domain === undefined) throw missing("domain");
  const odd = (field: string) =>
    new ApiError(400, "invalid", `The specified ${field} is invalid or not applicable for the given permission type.`, {
      location: `permission.${field}`,
      locationType: "other",
    });
  if (!person && emailAddress !== undefined) throw odd("emailAddress");
  if (type !== "domain" && domain !== undefined) throw odd("domain");
  if (!person && (query.has("sendNotificationEmail") || query.has("emailMessage")))
    throw new ApiError(400, "badRequest", "Notifications are sent to users and groups only.");
  if (person && query.get("sendNotificationEmail") === "false" && !hasAccount(emailAddress ?? ""))
    throw sharingRefused(
      `You are trying to invite ${emailAddress}. Since there is no Google account associated with this email address, you must check the "Notify people" box to invite this recipient.`,
    );
}

function sharingRefused(words: string, reason = "invalidSharingRequest"): ApiError {
  return new ApiError(400, reason, `Bad Request. User message: "${words}"`);
}

function checkPolicy(
  type: StoredPermission["type"],
  { emailAddress, domain }: Given,
  state: DriveState,
  file: StoredFile,
): void {
  if (file.id === file.driveId && (type === "anyone" || type === "domain"))
    throw forbidden(
      "cannotShareTeamDriveTopFolderWithAnyoneOrDomains",
      "The top folder of a shared drive cannot be shared with anyone or domains.",
    );
  if (!state.keepsInside) return;
  if (type === "anyone") throw sharingRefused("", "publishOutNotPermitted");
  const place = domain ?? emailAddress?.split("@")[1];
  if (place !== state.account.hostedDomain)
    throw forbidden("shareOutNotPermitted", "The domain policy does not allow sharing with this user.");
}

function checkExpiry(
  type: StoredPermission["type"],
  expirationTime: string | undefined,
  { account }: DriveState,
  now: number,
): void {
  if (expirationTime === undefined) return;
  if (type === "anyone" || type === "domain")
    throw forbidden(
      "cannotSetExpirationOnAnyoneOrDomain",
      "Expiration dates cannot be set on permissions for anyone or domains.",
    );
  if (account.hostedDomain === undefined)
    throw forbidden("cannotSetExpiration", "Expiration dates cannot be set on this item.");
  const time = Date.parse(expirationTime);
  if (time <= now) throw invalid("permission.expirationTime", "Expiration dates must be in the future.");
  if (time > now + YEAR_MS)
    throw invalid("permission.expirationTime", "Expiration dates must not be more than a year in the future.");
}

/** `permissions.update`: of a role and an expiry alone. */
export function updatePermission(
  request: ApiRequest,
  state: DriveState,
  file: StoredFile,
  now: number,
): Record<string, unknown> {
  const given = permissionSchema.parse(request.body ?? {});
  requireSharing(state, file);
  requireAuthorizedApp(request, file);
  const found = requireOwn(find(request, state, file), "Cannot update");
  const { type, domain, emailAddress } = given;
  if ([type, domain, emailAddress].some((field) => field !== undefined))
    throw forbidden("fieldNotWritable", "The resource body includes fields which are not directly writable.");
  const role = roleIn(given, state, file);
  const remove = request.query.get("removeExpiration") === "true";
  if (remove && given.expirationTime !== undefined) throw invalid("removeExpiration");
  checkExpiry(found.type, given.expirationTime, state, now);
  const { expirationTime, ...rest } = found;
  const expiry = given.expirationTime ?? (remove ? undefined : expirationTime);
  const changed = { ...rest, role, ...(expiry !== undefined && { expirationTime: expiry }) };
  file.permissions = file.permissions.map((one) => (one.id === found.id ? changed : one));
  state.changes.push({ fileId: file.id, time: now, removed: false });
  return shaped(changed, file, request.query.has("fields"));
}

/** `permissions.delete`; everyone may give up their own. */
export function deletePermission(request: ApiRequest, state: DriveState, file: StoredFile, now: number): void {
  const found = find(request, state, file);
  if (found.emailAddress !== state.account.email) requireSharing(state, file);
  requireAuthorizedApp(request, file);
  requireOwn(found, "Cannot delete");
  file.permissions = file.permissions.filter(({ id }) => id !== found.id);
  state.changes.push({ fileId: file.id, time: now, removed: false });
}

/** Neither an owner's nor an inherited one is changed at the file. */
function requireOwn(permission: Placed, what: string): StoredPermission {
  if (permission.role === "owner") throw forbidden("cannotRemoveOwner", `${what} the permission of the owner.`);
  if (permission.inherited)
    throw forbidden(
      permission.inheritedFrom === undefined
        ? "cannotModifyInheritedPermission"
        : "cannotModifyInheritedTeamDrivePermission",
      `${what} an inherited permission.`,
    );
  return permission;
}
