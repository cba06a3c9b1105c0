import PostalMime from "postal-mime";
import { z } from "zod";
import type { Emulator } from "../../../emulator/emulator.ts";
import { headerValue } from "../../../emulator/gmail/mime-tree.ts";
import { addMessage, type MailboxState, type StoredMessage } from "../../../emulator/gmail/state.ts";

const ADA = "ada@example.com";

/** Ada's mailbox. */
export function mailboxOf(emulator: Emulator): MailboxState {
  return emulator.gmail.state(ADA);
}

/** The message of the seed with that subject. */
export function seeded(emulator: Emulator, subject: string): StoredMessage {
  const found = mailboxOf(emulator).messages.find(({ payload }) => headerValue(payload.headers, "Subject") === subject);
  if (!found) throw new Error(`the seed has no message ${subject}`);
  return found;
}

/** Puts a message into the mailbox. */
export function received(emulator: Emulator, source: string, labelIds: string[] = ["INBOX"]): StoredMessage {
  return addMessage(mailboxOf(emulator), { source, labelIds, internalDate: Date.parse("2026-03-10T12:00:00Z") });
}

/** The message with the id that a tool gave as data. */
export function storedOf(emulator: Emulator, data: unknown, key: "id" | "messageId" = "id"): StoredMessage {
  const id = z.record(z.string(), z.unknown()).parse(data)[key];
  const message = mailboxOf(emulator).messages.find((one) => one.id === id);
  if (!message) throw new Error(`there is no message ${String(id)}`);
  return message;
}

/** A stored message read by a parser that is not ours. */
export async function parsed({ source }: StoredMessage) {
  const mail = await PostalMime.parse(source);
  const header = (name: string) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value;
  const files = mail.attachments.map(({ filename, mimeType, content, related }) => ({
    filename,
    mimeType,
    related: related === true,
    content: typeof content === "string" ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  }));
  return { ...mail, header, files };
}
