import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import { formatInstant } from "../../content/dates.ts";
import type { Audience } from "../tool.ts";

/** What is asked for of a permission. */
export const PERMISSION_FIELDS =
  "id,type,role,emailAddress,domain,displayName,expirationTime,allowFileDiscovery,deleted,pendingOwner,permissionDetails(inherited,inheritedFrom)";

/** Whom a permission is for, in words. */
export function granteeOf({ type, emailAddress, domain, displayName }: drive_v3.Schema$Permission): string {
  switch (type) {
    case "anyone":
      return "anyone";
    case "domain":
      return `everyone at ${domain ?? displayName}`;
    default:
      return emailAddress ?? displayName ?? "somebody whose address is hidden";
  }
}

/** Whom a permission reaches, as the guard knows people. */
export function recipientsOf({ type, emailAddress, domain }: drive_v3.Schema$Permission): Audience["recipients"] {
  return [type === "anyone" ? "anyone" : (emailAddress ?? domain ?? "somebody whose address is hidden")];
}

/** When a permission ends, in words; empty when it does not. */
export function expiryOf({ expirationTime }: drive_v3.Schema$Permission, timeZone: string): string {
  return expirationTime ? formatInstant(expirationTime, timeZone) : "";
}
