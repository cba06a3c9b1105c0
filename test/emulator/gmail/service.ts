import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { compileSearch } from "./search.ts";
import { seedMailbox } from "./seed.ts";
import { sendMessage } from "./send.ts";
import { attachmentOf, labelShape, messageShape } from "./shapes.ts";
import { emptyMailbox, type MailboxState, type StoredMessage } from "./state.ts";

export interface GmailService extends EmulatedService {
  /** An account's mailbox, seeded when it is first looked at. */
  state(email: string): MailboxState;
}

const modifySchema = z.object({
  ids: z.array(z.string()).optional(),
  addLabelIds: z.array(z.string()).default([]),
  removeLabelIds: z.array(z.string()).default([]),
});
const sendSchema = z.object({ raw: z.string().optional(), threadId: z.string().optional() });

const FULL_ACCESS = /\/auth\/gmail\.(readonly|modify)$|^https:\/\/mail\.google\.com\/$/;

/** The Gmail API over mailboxes that live as long as the emulator. */
export function gmailService(world: ServiceWorld): GmailService {
  const mailboxes = new Map<string, MailboxState>();
  const mailboxOf = (email: string): MailboxState | undefined => {
    const account = world.account(email);
    if (!account) return undefined;
    const known = mailboxes.get(email);
    if (known) return known;
    const made = emptyMailbox(account);
    mailboxes.set(email, made);
    seedMailbox(made, world.now());
    return made;
  };
  const state = (email: string): MailboxState => {
    const found = mailboxOf(email);
    if (!found) throw new Error(`the world has no account ${email}`);
    return found;
  };
  /** The mailbox of the request; `userId` must be `me` or the account's own address. */
  const own = ({ account, path }: ApiRequest): MailboxState => {
    if (path.userId !== "me" && path.userId !== account.email)
      throw new ApiError(403, "forbidden", `Delegation denied for ${account.email}`);
    return state(account.email);
  };

  return {
    discovery: "gmail-v1",
    state,
    routes: {
      "gmail.users.getProfile": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/profile",
        handle(request) {
          const { messages, historyId, account } = own(request);
          const threads = new Set(messages.map(({ threadId }) => threadId)).size;
          return {
            json: {
              emailAddress: account.email,
              messagesTotal: messages.length,
              threadsTotal: threads,
              historyId: String(historyId),
            },
          };
        },
      },
      "gmail.users.messages.list": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/messages",
        handle: (request) => ({ json: listMessages(request, own(request), world.now()) }),
      },
      "gmail.users.messages.get": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/messages/{id}",
        handle(request) {
          const format = request.query.get("format") ?? "full";
          if (
            !request.scopes.some((scope) => FULL_ACCESS.test(scope)) &&
            format !== "metadata" &&
            format !== "minimal"
          ) {
            throw new ApiError(403, "forbidden", "Metadata scope doesn't allow format FULL");
          }
          return {
            json: messageShape(
              findMessage(own(request), request.path.id),
              format.toLowerCase(),
              request.query.getAll("metadataHeaders"),
            ),
          };
        },
      },
      "gmail.users.messages.attachments.get": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/messages/{messageId}/attachments/{id}",
        handle(request) {
          const content = attachmentOf(findMessage(own(request), request.path.messageId), request.path.id ?? "");
          return { json: { size: content.length, data: content.toString("base64url") } };
        },
      },
      "gmail.users.messages.send": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/send",
        handle(request) {
          const { raw, threadId } = sendSchema.parse(request.body ?? {});
          const source = request.media?.content ?? Buffer.from(raw ?? "", "base64url");
          const {
            id,
            threadId: thread,
            labelIds,
          } = sendMessage(own(request), source, threadId, world.now(), mailboxOf);
          return { json: { id, threadId: thread, labelIds } };
        },
      },
      "gmail.users.messages.batchModify": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/batchModify",
        handle(request) {
          const mailbox = own(request);
          const { ids = [], addLabelIds, removeLabelIds } = modifySchema.parse(request.body ?? {});
          if (ids.length === 0) throw new ApiError(400, "invalidArgument", "No message ids specified.");
          if (ids.length > 1000) throw new ApiError(400, "invalidArgument", "Too many message ids specified.");
          const messages = ids.map((id) => findMessage(mailbox, id));
          modify(mailbox, messages, addLabelIds, removeLabelIds);
          return {};
        },
      },
      "gmail.users.messages.modify": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/{id}/modify",
        handle(request) {
          const mailbox = own(request);
          const { addLabelIds, removeLabelIds } = modifySchema.parse(request.body ?? {});
          const message = findMessage(mailbox, request.path.id);
          modify(mailbox, [message], addLabelIds, removeLabelIds);
          return { json: messageShape(message, "minimal", []) };
        },
      },
      "gmail.users.threads.modify": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/threads/{id}/modify",
        handle(request) {
          const mailbox = own(request);
          const { addLabelIds, removeLabelIds } = modifySchema.parse(request.body ?? {});
          const messages = findThread(mailbox, request.path.id);
          modify(mailbox, messages, addLabelIds, removeLabelIds);
          return {
            json: { id: request.path.id, messages: messages.map((message) => messageShape(message, "minimal", [])) },
          };
        },
      },
      "gmail.users.threads.get": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/threads/{id}",
        handle(request) {
          const messages = findThread(own(request), request.path.id);
          const format = request.query.get("format") ?? "full";
          const shaped = messages.map((message) =>
            messageShape(message, format, request.query.getAll("metadataHeaders")),
          );
          return {
            json: { id: request.path.id, historyId: String(messages.at(-1)?.historyId ?? 0), messages: shaped },
          };
        },
      },
      "gmail.users.labels.list": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/labels",
        handle(request) {
          const mailbox = own(request);
          return { json: { labels: mailbox.labels.map((label) => labelShape(label, mailbox, false)) } };
        },
      },
      "gmail.users.labels.get": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/labels/{id}",
        handle(request) {
          const mailbox = own(request);
          const label = mailbox.labels.find(({ id }) => id === request.path.id);
          if (!label) throw new ApiError(404, "notFound", "Requested entity was not found.");
          return { json: labelShape(label, mailbox, true) };
        },
      },
      "gmail.users.settings.sendAs.list": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/settings/sendAs",
        handle(request) {
          const { account } = own(request);
          return {
            json: {
              sendAs: [{ sendAsEmail: account.email, displayName: account.name, isPrimary: true, isDefault: true }],
            },
          };
        },
      },
    },
  };
}

function findMessage(mailbox: MailboxState, id: string | undefined): StoredMessage {
  if (!/^[0-9a-f]{1,16}$/.test(id ?? "")) throw new ApiError(400, "invalidArgument", "Invalid id value");
  const message = mailbox.messages.find((one) => one.id === id);
  if (!message) throw new ApiError(404, "notFound", "Requested entity was not found.");
  return message;
}

function findThread(mailbox: MailboxState, id: string | undefined): StoredMessage[] {
  if (!/^[0-9a-f]{1,16}$/.test(id ?? "")) throw new ApiError(400, "invalidArgument", "Invalid id value");
  const messages = mailbox.messages
    .filter(({ threadId }) => threadId === id)
    .sort((a, b) => a.internalDate - b.internalDate);
  if (messages.length === 0) throw new ApiError(404, "notFound", "Requested entity was not found.");
  return messages;
}

function listMessages(request: ApiRequest, mailbox: MailboxState, now: number): Record<string, unknown> {
  const { query, scopes } = request;
  const q = query.get("q") ?? "";
  if (q !== "" && !scopes.some((scope) => FULL_ACCESS.test(scope)))
    throw new ApiError(403, "forbidden", "Metadata scope does not support 'q' parameter");
  const size = Number(query.get("maxResults") ?? 100);
  if (size > 500) throw new ApiError(400, "invalidArgument", "Invalid maxResults: must be at most 500");
  const labelIds = query.getAll("labelIds");
  const { test, namesPlace } = compileSearch(q, mailbox, now);
  const everywhere =
    query.get("includeSpamTrash") === "true" || namesPlace || labelIds.some((id) => id === "SPAM" || id === "TRASH");
  const found = mailbox.messages
    .filter((message) => everywhere || !message.labelIds.some((id) => id === "SPAM" || id === "TRASH"))
    .filter((message) => labelIds.every((id) => message.labelIds.includes(id)))
    .filter(test)
    .sort((a, b) => b.internalDate - a.internalDate);
  const start = readPageToken(query.get("pageToken"));
  const page = found.slice(start, start + size);
  return {
    ...(page.length > 0 && { messages: page.map(({ id, threadId }) => ({ id, threadId })) }),
    ...(start + size < found.length && { nextPageToken: `${start + size}`.padStart(20, "0") }),
    resultSizeEstimate: found.length,
  };
}

function readPageToken(token: string | null): number {
  if (token === null || token === "") return 0;
  if (!/^\d{20}$/.test(token)) throw new ApiError(400, "invalidArgument", "Invalid pageToken");
  return Number(token);
}

function modify(mailbox: MailboxState, messages: StoredMessage[], add: string[], remove: string[]): void {
  for (const id of [...add, ...remove]) {
    if (!mailbox.labels.some((label) => label.id === id))
      throw new ApiError(400, "invalidArgument", `Invalid label: ${id}`);
    if (id === "SENT" || id === "DRAFT") throw new ApiError(400, "invalidArgument", `Invalid label: ${id}`);
  }
  if (add.length === 0 && remove.length === 0)
    throw new ApiError(400, "invalidArgument", "No label add or removes specified");
  const both = add.find((id) => remove.includes(id));
  if (both !== undefined)
    throw new ApiError(400, "invalidArgument", `Cannot both add and remove the same label: ${both}`);
  mailbox.historyId += 1;
  for (const message of messages) {
    message.labelIds = [...new Set([...message.labelIds.filter((id) => !remove.includes(id)), ...add])];
    message.historyId = mailbox.historyId;
  }
}
