import { createHash } from "node:crypto";
import type { EmulatedAccount } from "../api.ts";
import type { HistoryRecord } from "./history.ts";
import { textOfHtml } from "./html-text.ts";
import { decodeCharset, headerValue, type MimePart, parameter, parseMime } from "./mime-tree.ts";

/** A message in a mailbox, with its source as it came. */
export interface StoredMessage {
  id: string;
  threadId: string;
  labelIds: string[];
  source: Buffer;
  payload: MimePart;
  /** Milliseconds since the epoch. */
  internalDate: number;
  historyId: number;
}

export interface StoredLabel {
  id: string;
  name: string;
  type: "system" | "user";
  messageListVisibility?: "show" | "hide";
  labelListVisibility?: "labelShow" | "labelShowIfUnread" | "labelHide";
  color?: { backgroundColor: string; textColor: string };
}

/** An address that the account may send as, besides its own. */
export interface StoredAlias {
  sendAsEmail: string;
  displayName: string;
  verificationStatus: "accepted" | "pending";
}

/** A draft: an id that stays, and the message that it holds at the time. */
export interface StoredDraft {
  id: string;
  messageId: string;
}

/** A filter, its criteria and action as they were sent. */
export interface StoredFilter {
  id: string;
  criteria: Record<string, unknown>;
  action: Record<string, unknown>;
}

/** One account's mailbox. */
export interface MailboxState {
  account: EmulatedAccount;
  messages: StoredMessage[];
  drafts: StoredDraft[];
  labels: StoredLabel[];
  historyId: number;
  history: HistoryRecord[];
  /** What lies before is no longer kept. */
  historyFloor: number;
  aliases: StoredAlias[];
  /** Signatures in HTML, by address. */
  signatures: Map<string, string>;
  filters: StoredFilter[];
  vacation: Record<string, unknown>;
  /** Addresses that their owners have confirmed. */
  forwardingAddresses: string[];
  /** Attachment ids that were given out, and what each stands for. */
  attachmentIds: Map<string, { messageId: string; partId: string; givenAt: number }>;
}

const SYSTEM_LABELS = [
  "INBOX",
  "SENT",
  "DRAFT",
  "SPAM",
  "TRASH",
  "UNREAD",
  "STARRED",
  "IMPORTANT",
  "CHAT",
  "CATEGORY_PERSONAL",
  "CATEGORY_SOCIAL",
  "CATEGORY_PROMOTIONS",
  "CATEGORY_UPDATES",
  "CATEGORY_FORUMS",
];

export function emptyMailbox(account: EmulatedAccount): MailboxState {
  return {
    account,
    messages: [],
    drafts: [],
    labels: SYSTEM_LABELS.map((name) => ({ id: name, name, type: "system" })),
    historyId: 1000,
    history: [],
    historyFloor: 1000,
    aliases: [],
    signatures: new Map(),
    filters: [],
    vacation: { enableAutoReply: false },
    forwardingAddresses: [],
    attachmentIds: new Map(),
  };
}

/** Puts a message into a mailbox. */
export function addMessage(
  state: MailboxState,
  message: { source: string | Buffer; labelIds: string[]; threadId?: string; internalDate: number },
): StoredMessage {
  const source = Buffer.isBuffer(message.source)
    ? message.source
    : Buffer.from(message.source.replace(/\r?\n/g, "\r\n"), "utf8");
  state.historyId += 1;
  const id = createHash("sha256").update(`${state.account.email} ${state.historyId}`).digest("hex").slice(0, 16);
  const stored: StoredMessage = {
    id,
    threadId: message.threadId ?? id,
    labelIds: [...message.labelIds],
    source,
    payload: parseMime(source),
    internalDate: message.internalDate,
    historyId: state.historyId,
  };
  state.messages.push(stored);
  const then = { id, threadId: stored.threadId, labelIds: [...stored.labelIds] };
  state.history.push({ id: state.historyId, kind: "messageAdded", messages: [{ message: then, labelIds: [] }] });
  return stored;
}

/** Adds a label of the person's own. */
export function addLabel(state: MailboxState, name: string): StoredLabel {
  const number = state.labels.filter(({ type }) => type === "user").length + 1;
  const label: StoredLabel = {
    id: `Label_${number}`,
    name,
    type: "user",
    messageListVisibility: "show",
    labelListVisibility: "labelShow",
  };
  state.labels.push(label);
  return label;
}

/** Every part of a tree, containers first. */
export function allParts(part: MimePart): MimePart[] {
  return [part, ...part.parts.flatMap(allParts)];
}

/** The text that a search looks at and a snippet is cut from. */
export function plainText(message: StoredMessage): string {
  const parts = allParts(message.payload).filter(({ filename }) => filename === "");
  const text = parts.find(({ mimeType }) => mimeType === "text/plain");
  if (text) return textOf(text);
  const html = parts.find(({ mimeType }) => mimeType === "text/html");
  return html ? textOfHtml(textOf(html)) : "";
}

/** A text part's text, by the charset that it declares. */
export function textOf(part: MimePart): string {
  const charset = parameter(headerValue(part.headers, "Content-Type") ?? "", "charset");
  return decodeCharset(part.content, charset ?? "utf-8");
}
