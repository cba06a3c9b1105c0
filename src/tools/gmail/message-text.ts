import type { gmail_v1 } from "googleapis/build/src/apis/gmail/v1.js";
import { formatInstant } from "../../content/dates.ts";
import { readMailBody } from "../../content/mail-body.ts";
import { readHeader } from "../../content/mail-header.ts";
import { type Attachment, listAttachments } from "../../content/mail-parts.ts";
import { findQuotedHistory } from "../../content/quoted-history.ts";
import { formatBytes, shorten } from "../../content/table.ts";
import type { LabelNames } from "./labels.ts";

/** Characters of a header that are shown; only lists of recipients are longer. */
const LONGEST_HEADER = 2_000;

/**
 * A message for reading: what it is, from and to whom, what comes with it, what it says.
 * @param history `fold` leaves out what repeats earlier messages and says how much that is
 */
export function renderMessage(
  message: gmail_v1.Schema$Message,
  labels: LabelNames,
  timeZone: string,
  history: "mark" | "fold" = "mark",
): string {
  const headers = message.payload?.headers;
  const header = (name: string) => shorten(readHeader(headers, name), LONGEST_HEADER);
  const body = readMailBody(message.payload);
  const attachments = listAttachments(message.payload);
  const facts = [
    ["Message", `${message.id}${message.threadId === message.id ? "" : `, thread ${message.threadId}`}`],
    ["Date", `${formatInstant(Number(message.internalDate), timeZone)} (${timeZone})`],
    ["From", header("From")],
    ["Reply-To", header("Reply-To") === header("From") ? "" : header("Reply-To")],
    ["To", header("To")],
    ["Cc", header("Cc")],
    ["Bcc", header("Bcc")],
    ["Subject", header("Subject") || "(none)"],
    ["Labels", labels.namesOf(message.labelIds).join(", ")],
  ];
  return [
    facts.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join("\n"),
    renderAttachments(attachments),
    body.notes.map((note) => `[${note}]`).join("\n"),
    body.source === "none" ? "[No text.]" : history === "fold" ? foldHistory(body.text) : markHistory(body.text),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderAttachments(attachments: readonly Attachment[]): string {
  if (attachments.length === 0) return "";
  const lines = attachments.map(({ id, name, mimeType, size, inline }) => {
    const facts = [mimeType, formatBytes(size), ...(inline ? ["inline"] : [])].join(", ");
    return `- ${shorten(name, 200)} (${facts}), id ${id}`;
  });
  return `Attachments:\n${lines.join("\n")}`;
}

/** Puts a line above what repeats earlier messages. */
function markHistory(text: string): string {
  const at = findQuotedHistory(text);
  if (at === undefined) return text;
  return `${text.slice(0, at)}[Quoted history:]\n${text.slice(at)}`;
}

/** What was forwarded is new to the conversation, so only answers' history is left out. */
function foldHistory(text: string): string {
  const at = findQuotedHistory(text);
  if (at === undefined) return text;
  const history = text.slice(at);
  if (/^[^\n]*forwarded message/i.test(history)) return text;
  return `${text.slice(0, at)}[Quoted history left out: ${history.length} characters.]`;
}
