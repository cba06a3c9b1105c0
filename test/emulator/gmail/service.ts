import { ApiError, type ApiRequest, type ApiResponse, type EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { changeLabels, readBatch, readLabelChange } from "./change-labels.ts";
import { draftRoutes } from "./drafts.ts";
import { listHistory } from "./history.ts";
import { labelRoutes } from "./label-routes.ts";
import { listMessages, listThreads, reachesBodies } from "./list.ts";
import { removalRoutes } from "./removal-routes.ts";
import { seedMailbox } from "./seed.ts";
import { sendRequest } from "./send.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { attachmentOf, labelShape, messageShape } from "./shapes.ts";
import { emptyMailbox, type MailboxState, type StoredMessage } from "./state.ts";

export interface GmailService extends EmulatedService {
  /** An account's mailbox, seeded when it is first looked at. */
  state(email: string): MailboxState;
}

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

  const context = (request: ApiRequest) => ({ state: own(request), now: world.now() });

  return {
    discovery: "gmail-v1",
    state,
    routes: {
      ...labelRoutes(own),
      ...settingsRoutes(own),
      ...removalRoutes(own, findThread),
      ...draftRoutes({ own, mailboxOf, now: () => world.now() }),
      "gmail.users.getProfile": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/profile",
        handle: (request) => ({ json: profileOf(own(request)) }),
      },
      "gmail.users.history.list": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/history",
        handle: (request) => ({ json: listHistory(request, own(request)) }),
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
          const format = formatOf(request);
          const message = findMessage(own(request), request.path.id);
          return { json: messageShape(message, format, request.query.getAll("metadataHeaders"), context(request)) };
        },
      },
      "gmail.users.messages.attachments.get": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/messages/{messageId}/attachments/{id}",
        handle(request) {
          const message = findMessage(own(request), request.path.messageId);
          const content = attachmentOf(message, request.path.id ?? "", context(request));
          return { json: { size: content.length, data: content.toString("base64url") } };
        },
      },
      "gmail.users.messages.send": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/send",
        handle(request) {
          const { id, threadId, labelIds } = sendRequest(request, own(request), world.now(), mailboxOf);
          return { json: { id, threadId, labelIds } };
        },
      },
      "gmail.users.messages.batchModify": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/batchModify",
        handle(request) {
          const mailbox = own(request);
          const messages = readBatch(mailbox, request.body);
          changeLabels(mailbox, messages, readLabelChange(mailbox, request.body));
          return {};
        },
      },
      "gmail.users.messages.modify": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/{id}/modify",
        handle(request) {
          const mailbox = own(request);
          const message = findMessage(mailbox, request.path.id);
          changeLabels(mailbox, [message], readLabelChange(mailbox, request.body));
          return changed(message);
        },
      },
      "gmail.users.messages.trash": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/{id}/trash",
        handle(request) {
          const message = findMessage(own(request), request.path.id);
          changeLabels(own(request), [message], { addLabelIds: ["TRASH"], removeLabelIds: [] });
          return changed(message);
        },
      },
      "gmail.users.messages.untrash": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/messages/{id}/untrash",
        handle(request) {
          const message = findMessage(own(request), request.path.id);
          changeLabels(own(request), [message], { addLabelIds: [], removeLabelIds: ["TRASH"] });
          return changed(message);
        },
      },
      "gmail.users.threads.list": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/threads",
        handle: (request) => ({ json: listThreads(request, own(request), world.now()) }),
      },
      "gmail.users.threads.modify": {
        verb: "POST",
        path: "/gmail/v1/users/{userId}/threads/{id}/modify",
        handle(request) {
          const mailbox = own(request);
          const messages = findThread(mailbox, request.path.id);
          changeLabels(mailbox, messages, readLabelChange(mailbox, request.body));
          return {
            json: {
              id: request.path.id,
              messages: messages.map(({ id, threadId, labelIds }) => ({ id, threadId, labelIds })),
            },
          };
        },
      },
      "gmail.users.threads.get": {
        verb: "GET",
        path: "/gmail/v1/users/{userId}/threads/{id}",
        handle(request) {
          const format = formatOf(request);
          const messages = findThread(own(request), request.path.id);
          const headers = request.query.getAll("metadataHeaders");
          const historyId = messages.reduce((highest, message) => Math.max(highest, message.historyId), 0);
          return {
            json: {
              id: request.path.id,
              historyId: String(historyId),
              messages: messages.map((message) => messageShape(message, format, headers, context(request))),
            },
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
        handle: (request) => ({ json: { sendAs: sendAsOf(own(request)) } }),
      },
    },
  };
}

function profileOf({ messages, historyId, account }: MailboxState): Record<string, unknown> {
  return {
    emailAddress: account.email,
    messagesTotal: messages.length,
    threadsTotal: new Set(messages.map(({ threadId }) => threadId)).size,
    historyId: String(historyId),
  };
}

/** The account's own address first, then its aliases. */
function sendAsOf({ account, aliases, signatures }: MailboxState): Record<string, unknown>[] {
  return [
    {
      sendAsEmail: account.email,
      displayName: account.name,
      replyToAddress: "",
      signature: signatures.get(account.email) ?? "",
      isPrimary: true,
      isDefault: true,
    },
    ...aliases.map((alias) => ({
      ...alias,
      replyToAddress: "",
      signature: signatures.get(alias.sendAsEmail) ?? "",
      treatAsAlias: true,
    })),
  ];
}

/** What Gmail answers to a change: the labels, and no more. */
function changed({ id, threadId, labelIds }: StoredMessage): ApiResponse {
  return { json: { id, threadId, labelIds } };
}

/** @throws ApiError 403 for a body that a token of `gmail.metadata` must not see */
function formatOf({ query, scopes }: ApiRequest): string {
  const format = query.get("format") ?? "full";
  if (!["minimal", "full", "raw", "metadata"].includes(format))
    throw new ApiError(400, "invalidArgument", `Invalid value at 'format' (${format})`);
  if (!reachesBodies(scopes) && (format === "full" || format === "raw"))
    throw new ApiError(403, "forbidden", `Metadata scope doesn't allow format ${format.toUpperCase()}`);
  return format;
}

function checkId(id: string | undefined): void {
  if (!/^[0-9a-f]{1,16}$/.test(id ?? "")) throw new ApiError(400, "invalidArgument", "Invalid id value");
}

function findMessage(mailbox: MailboxState, id: string | undefined): StoredMessage {
  checkId(id);
  const message = mailbox.messages.find((one) => one.id === id);
  if (!message) throw new ApiError(404, "notFound", "Requested entity was not found.");
  return message;
}

function findThread(mailbox: MailboxState, id: string | undefined): StoredMessage[] {
  checkId(id);
  const messages = mailbox.messages
    .filter(({ threadId }) => threadId === id)
    .sort((a, b) => a.internalDate - b.internalDate);
  if (messages.length === 0) throw new ApiError(404, "notFound", "Requested entity was not found.");
  return messages;
}
