import { parseAddressList, withoutDoubles } from "./address-list.ts";
import { type MailHeader, rawHeader } from "./mail-header.ts";
import type { MailAddress } from "./mime-message.ts";

/** Who gets an answer. */
export interface AnswerRecipients {
  to: MailAddress[];
  cc: MailAddress[];
}

/**
 * Whom an answer goes to (RFC 5322 section 3.6.3): Reply-To where it is set, else From; with everyone, also the other
 * recipients. Nobody gets their own answer: the account's addresses are left out. An answer to one's own mail goes to
 * those whom that was sent to, and to oneself only if it was sent to nobody else.
 * @param own the account's address and its aliases
 * @returns nobody when the mail names nobody who could be answered
 */
export function answerRecipients(
  headers: readonly MailHeader[] | null | undefined,
  own: readonly string[],
  everyone: boolean,
): AnswerRecipients {
  const mine = new Set(own.map(key));
  const read = (name: string) => withoutDoubles(parseAddressList(rawHeader(headers, name)));
  const others = (addresses: readonly MailAddress[]) => addresses.filter((one) => !mine.has(key(one.address)));
  const [from, to, cc] = [read("From"), read("To"), read("Cc")];
  const isOwn = from.some(({ address }) => mine.has(key(address)));
  const replyTo = others(read("Reply-To"));
  const first = isOwn ? [to, cc].map(others) : [replyTo, others(from)];
  const answered = first.find((addresses) => addresses.length > 0) ?? (isOwn ? [...to, ...cc].slice(0, 1) : []);
  const addressed = new Set(answered.map(({ address }) => key(address)));
  const copied = everyone ? withoutDoubles(others([...to, ...cc])) : [];
  return { to: answered, cc: copied.filter(({ address }) => !addressed.has(key(address))) };
}

/** Google and others deliver to an address in any case. */
function key(address: string): string {
  return address.toLowerCase();
}

/** `Re:` in front, once, whatever its case. */
export function answerSubject(subject: string): string {
  return /^\s*re\s*:/i.test(subject) ? subject.trim() : `Re: ${subject}`.trim();
}

/** `Fwd:` in front, once. */
export function forwardSubject(subject: string): string {
  return /^\s*fwd?\s*:/i.test(subject) ? subject.trim() : `Fwd: ${subject}`.trim();
}

/** Message ids that are carried on; a long conversation keeps its beginning and its end. */
const FIRST_IDS = 1;
const LAST_IDS = 40;

/**
 * In-Reply-To and References of an answer (RFC 5322 section 3.6.4): the answered mail's References, or its In-Reply-To
 * where that names one mail, and its own Message-ID at the end. Empty for a mail without Message-ID.
 */
export function answerReferences(headers: readonly MailHeader[] | null | undefined): {
  inReplyTo?: string;
  references?: string[];
} {
  const [id] = messageIds(rawHeader(headers, "Message-ID"));
  if (id === undefined) return {};
  const references = messageIds(rawHeader(headers, "References"));
  const answered = messageIds(rawHeader(headers, "In-Reply-To"));
  const before = references.length > 0 ? references : answered.length === 1 ? answered : [];
  const whole = [...before.filter((one) => one !== id), id];
  const kept = whole.length > FIRST_IDS + LAST_IDS ? [...whole.slice(0, FIRST_IDS), ...whole.slice(-LAST_IDS)] : whole;
  return { inReplyTo: id, references: kept };
}

/** Only what a message id may hold goes on into a header. */
function messageIds(value: string): string[] {
  return value.match(/<[\x21-\x3b\x3d\x3f-\x7e]{1,500}>/g) ?? [];
}
