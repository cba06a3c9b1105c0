import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import type { MailAddress } from "../../content/mime-message.ts";
import { ToolError } from "../../errors.ts";
import { nearestNames } from "../../nearest-names.ts";
import type { Call } from "../tool.ts";
import { isGranted, READ_SETTINGS } from "./gmail-scopes.ts";

/**
 * The addresses that the account can send as, its own first, each with the name that it sends under; undefined when the
 * sign-in does not let them be seen.
 */
export async function loadAliases(gmail: gmail_v1.Gmail, call: Call): Promise<MailAddress[] | undefined> {
  if (!isGranted(READ_SETTINGS, call)) return undefined;
  const { data } = await gmail.users.settings.sendAs.list({
    userId: "me",
    fields: "sendAs(sendAsEmail,displayName,isPrimary,verificationStatus)",
  });
  return (data.sendAs ?? [])
    .filter(
      ({ isPrimary, verificationStatus }) => isPrimary || !verificationStatus || verificationStatus === "accepted",
    )
    .sort((a, b) => Number(b.isPrimary ?? false) - Number(a.isPrimary ?? false))
    .flatMap(({ sendAsEmail, displayName }) =>
      sendAsEmail ? [{ name: displayName ?? "", address: sendAsEmail }] : [],
    );
}

/**
 * The alias of that address. Gmail would silently send from the main address when an alias is not set up, so it is looked
 * up first; where it may not be, the address is taken as it is.
 * @throws ToolError `not_found` that names the aliases there are
 */
export function chooseAlias(aliases: readonly MailAddress[] | undefined, address: string): MailAddress {
  if (!aliases) return { name: "", address };
  const alias = aliases.find((one) => one.address.toLowerCase() === address.toLowerCase());
  if (alias) return alias;
  const names = nearestNames(
    address,
    aliases.map((one) => one.address),
  );
  throw new ToolError(
    "not_found",
    `This account cannot send as ${address}`,
    `It can send as: ${names.join(", ")}. Leave "from" out to send from the account's own address.`,
  );
}

/** What is told of a sender that could not be looked up. */
export function senderNote(aliases: readonly MailAddress[] | undefined, from: MailAddress | undefined): string {
  return from && !aliases ? ` If ${from.address} is no alias of this account, Gmail used its own address.` : "";
}
