import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { fileId, isEmailAddress } from "../input.ts";
import { defineTool } from "../tool.ts";
import { MAKE_FILES } from "./drive-scopes.ts";
import { fetchTarget, nameOf } from "./file.ts";
import { expiry, role } from "./file-input.ts";
import { expiryOf, granteeOf, PERMISSION_FIELDS } from "./permission-text.ts";

/** RFC 1035 section 2.3.1, with letters of every script as IDNA allows. */
const DOMAIN = /^(?=.{4,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

const input = z.strictObject({
  file_id: fileId,
  with: z
    .string()
    .max(254, "expected an address, a domain or anyone")
    .refine(
      (value) => value === "anyone" || isEmailAddress(value) || DOMAIN.test(value),
      "expected an address, a domain or anyone",
    )
    .describe("Address, domain, or anyone (with the link)."),
  role: role.default("reader"),
  group: z.boolean().default(false).describe("The address is a group's."),
  notify: z.boolean().default(true),
  message: z.string().max(2000, "expected at most 2000 characters").optional(),
  expires: expiry.optional(),
});
type Input = z.output<typeof input>;

/** Gives somebody access to a file. */
export const driveShare = defineTool({
  name: "drive_share",
  title: "Share file",
  description:
    "Shares a Drive file or folder, by mail unless notify is false. Returns the permission's id and the link.",
  service: "drive",
  tier: "core",
  kind: "destructive",
  // A second permission for the same grantee takes the place of the first, but the mail would go out twice.
  idempotent: false,
  outward: true,
  foreign: false,
  scopes: MAKE_FILES,
  input,
  output: z.strictObject({ id: z.string(), role: z.string(), with: z.string(), link: z.string() }),
  async audience(given, call) {
    const file = await fetchTarget(await call.google.drive(), given.file_id, "name");
    const message = given.message === undefined ? "" : `\n\n${given.message}`;
    return { recipients: [given.with], content: `Share “${nameOf(file)}” as ${given.role}${message}` };
  },
  async run(given, call) {
    const type = granteeType(given);
    const person = type === "user" || type === "group";
    checkPerson(given, person);
    const drive = await call.google.drive();
    const file = await fetchTarget(drive, given.file_id, "id,name,webViewLink");
    const { data } = await drive.permissions.create({
      fileId: file.id ?? given.file_id,
      supportsAllDrives: true,
      fields: PERMISSION_FIELDS,
      ...(person && { sendNotificationEmail: given.notify }),
      ...(person && given.notify && given.message !== undefined && { emailMessage: given.message }),
      requestBody: {
        type,
        role: given.role,
        ...(person && { emailAddress: given.with }),
        ...(type === "domain" && { domain: given.with }),
        ...(given.expires !== undefined && { expirationTime: given.expires }),
      },
    });
    const until = expiryOf(data, call.account.timeZone);
    const made = { id: data.id ?? "", role: data.role ?? given.role, with: given.with, link: file.webViewLink ?? "" };
    return {
      text: `Shared ${nameOf(file)} with ${granteeOf({ type, emailAddress: given.with, domain: given.with })} as ${made.role}${until && ` until ${until}`}${person && given.notify ? ", who got a mail" : ""}. Permission ${made.id}\n${made.link}`.trimEnd(),
      data: made,
    };
  },
});

function granteeType({ with: grantee, group }: Input): "user" | "group" | "domain" | "anyone" {
  if (grantee === "anyone") return "anyone";
  if (!grantee.includes("@")) return "domain";
  return group ? "group" : "user";
}

/** What only people and groups can have. */
function checkPerson({ message, expires, group, notify }: Input, person: boolean): void {
  const field = message !== undefined ? "message" : expires !== undefined ? "expires" : group ? "group" : undefined;
  if (!person && field !== undefined)
    throw new ToolError("invalid_input", `${field}: goes with an address only`, "Leave it out, or name an address.");
  if (message !== undefined && !notify)
    throw new ToolError("invalid_input", "message: is sent only when notify is true", "Leave one of them out.");
}
