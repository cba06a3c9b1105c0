import * as z from "zod";
import type { MailAddress, OutgoingMail } from "../../content/mime-message.ts";
import type { SentMail } from "./send-mail.ts";

type Recipients = Pick<OutgoingMail, "to" | "cc" | "bcc">;

/** What is known of a mail that went out. */
export const sentSchema = z.strictObject({
  id: z.string(),
  threadId: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
});

/** Who a mail goes to and from, and how much goes with it. */
export interface Going {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** The alias, where it is not the account's own address. */
  readonly from: string | undefined;
  /** How many files go with it. */
  readonly files: number;
}

/** `Sent "Hello" from engine@example.com to …; cc …, with 2 files.` and the ids. */
export function sentText(done: string, going: Going, sent: SentMail): string {
  return `${done}${goingText(going)}.\nMessage ${sent.id}, thread ${sent.threadId}.`;
}

/** ` from engine@example.com to …; cc …, with 2 files`; empty for nobody and nothing. */
export function goingText({ to, cc, bcc, from, files }: Going): string {
  const who = Object.entries({ to, cc, bcc })
    .filter(([, addresses]) => addresses.length > 0)
    .map(([field, addresses]) => `${field} ${addresses.join(", ")}`);
  const sender = from === undefined ? "" : ` from ${from}`;
  const people = who.length === 0 ? "" : ` ${who.join("; ")}`;
  const attached = files === 0 ? "" : `, with ${files} file${files === 1 ? "" : "s"}`;
  return `${sender}${people}${attached}`;
}

/** Everyone whom a mail goes to. */
export function addressesOf({ to = [], cc = [], bcc = [] }: Recipients): string[] {
  return [...to, ...cc, ...bcc].map(({ address }) => address);
}

/** A mail's recipients by header, without the names: those of an answer were written by others. */
export function bareRecipients({ to = [], cc = [], bcc = [] }: Recipients): Record<"to" | "cc" | "bcc", string[]> {
  const bare = (people: readonly MailAddress[]) => people.map(({ address }) => address);
  return { to: bare(to), cc: bare(cc), bcc: bare(bcc) };
}

/** What a mail says and what goes along, for the person who is asked. */
export function contentOf(subject: string, body: string, files: readonly string[]): string {
  const attached = files.length === 0 ? "" : `\nAttached: ${files.join(", ")}`;
  return `Subject: ${subject}${attached}\n\n${body}`;
}
