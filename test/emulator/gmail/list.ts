import { createHash } from "node:crypto";
import { ApiError, type ApiRequest } from "../api.ts";
import { compileSearch } from "./search.ts";
import { snippetOf } from "./shapes.ts";
import type { MailboxState, StoredMessage } from "./state.ts";

/** Scopes that reach more than headers and labels. */
const FULL_ACCESS = /\/auth\/gmail\.(readonly|modify)$|^https:\/\/mail\.google\.com\/$/;

const LARGEST_PAGE = 500;

/** Gmail counts a search that finds more than this only roughly, and says one more. */
const COUNTED = 200;

/** Whether the token reaches bodies, and so may search in them. */
export function reachesBodies(scopes: readonly string[]): boolean {
  return scopes.some((scope) => FULL_ACCESS.test(scope));
}

/** `users.messages.list`. @throws ApiError as Gmail refuses */
export function listMessages(request: ApiRequest, mailbox: MailboxState, now: number): Record<string, unknown> {
  const found = matching(request, mailbox, now);
  const { page, next } = pageOf(found, request.query);
  return {
    ...(page.length > 0 && { messages: page.map(({ id, threadId }) => ({ id, threadId })) }),
    ...(next !== undefined && { nextPageToken: next }),
    resultSizeEstimate: estimate(found.length),
  };
}

/** `users.drafts.list`: drafts whose message matches, the newest first. @throws ApiError as Gmail refuses */
export function listDrafts(request: ApiRequest, mailbox: MailboxState, now: number): Record<string, unknown> {
  // Whoever may see drafts at all may search in them.
  const scopes = [...request.scopes, "https://mail.google.com/"];
  const found = matching({ ...request, scopes }, mailbox, now).flatMap((message) => {
    const draft = mailbox.drafts.find(({ messageId }) => messageId === message.id);
    return draft ? [{ id: draft.id, message: { id: message.id, threadId: message.threadId } }] : [];
  });
  const { page, next } = pageOf(found, request.query);
  return {
    ...(page.length > 0 && { drafts: page }),
    ...(next !== undefined && { nextPageToken: next }),
    resultSizeEstimate: estimate(found.length),
  };
}

/** `users.threads.list`: threads with a message that matches, the newest first. @throws ApiError as Gmail refuses */
export function listThreads(request: ApiRequest, mailbox: MailboxState, now: number): Record<string, unknown> {
  const ids = [...new Set(matching(request, mailbox, now).map(({ threadId }) => threadId))];
  const { page, next } = pageOf(ids, request.query);
  return {
    ...(page.length > 0 && { threads: page.map((id) => threadSummary(mailbox, id)) }),
    ...(next !== undefined && { nextPageToken: next }),
    resultSizeEstimate: estimate(ids.length),
  };
}

function threadSummary(mailbox: MailboxState, id: string): Record<string, unknown> {
  const messages = mailbox.messages.filter(({ threadId }) => threadId === id);
  const newest = messages.reduce((latest, message) => (message.internalDate > latest.internalDate ? message : latest));
  const historyId = messages.reduce((highest, message) => Math.max(highest, message.historyId), 0);
  return { id, snippet: snippetOf(newest), historyId: String(historyId) };
}

function estimate(count: number): number {
  return count > COUNTED ? COUNTED + 1 : count;
}

/** What a listing is over: the search, the labels, all of them at once; spam and trash only where they are asked for. */
function matching({ query, scopes }: ApiRequest, mailbox: MailboxState, now: number): StoredMessage[] {
  const q = query.get("q") ?? "";
  if (q !== "" && !reachesBodies(scopes))
    throw new ApiError(403, "forbidden", "Metadata scope does not support 'q' parameter");
  const labelIds = query.getAll("labelIds");
  const unknown = labelIds.find((id) => !mailbox.labels.some((label) => label.id === id));
  if (unknown !== undefined) throw new ApiError(400, "invalidArgument", `Invalid label: ${unknown}`);
  const { test, namesPlace } = compileSearch(q, mailbox, now);
  const isAway = (id: string) => id === "SPAM" || id === "TRASH";
  const everywhere = query.get("includeSpamTrash") === "true" || namesPlace || labelIds.some(isAway);
  return mailbox.messages
    .filter((message) => everywhere || !message.labelIds.some(isAway))
    .filter((message) => labelIds.every((id) => message.labelIds.includes(id)))
    .filter(test)
    .sort((a, b) => b.internalDate - a.internalDate);
}

/** Gmail cuts larger pages down to 500; the emulator refuses them, so that nobody relies on more. */
function pageOf<Item>(items: readonly Item[], query: URLSearchParams): { page: Item[]; next?: string } {
  const size = Number(query.get("maxResults") ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE)
    throw new ApiError(400, "invalidArgument", `Invalid maxResults: must be between 1 and ${LARGEST_PAGE}`);
  const start = readPageToken(query);
  const end = start + size;
  return { page: items.slice(start, end), ...(end < items.length && { next: `${fingerprint(query)}${pad(end)}` }) };
}

const pad = (number: number) => String(number).padStart(10, "0");

/** Ten digits for the search that a token belongs to; with another it is refused. */
function fingerprint(query: URLSearchParams): string {
  const search = JSON.stringify([query.get("q"), query.getAll("labelIds"), query.get("includeSpamTrash")]);
  return pad(createHash("sha256").update(search).digest().readUInt32BE());
}

function readPageToken(query: URLSearchParams): number {
  const token = query.get("pageToken");
  if (token === null || token === "") return 0;
  if (!/^\d{20}$/.test(token) || !token.startsWith(fingerprint(query)))
    throw new ApiError(400, "invalidArgument", "Invalid pageToken");
  return Number(token.slice(10));
}
