import { createHash } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import { listDrafts } from "./list.ts";
import { fileMessage, type Mailboxes, readGivenMessage, recipientsOf, sendMessage } from "./send.ts";
import { messageShape } from "./shapes.ts";
import type { MailboxState, StoredDraft, StoredMessage } from "./state.ts";

const draftSchema = z.object({ id: z.string().optional(), message: z.unknown().optional() });
const FORMATS = ["minimal", "full", "raw", "metadata"];

/** What the routes of drafts need of the service. */
export interface DraftContext {
  own(request: ApiRequest): MailboxState;
  mailboxOf: Mailboxes;
  now(): number;
}

/** `users.drafts.*`. The message of a draft is never changed, but replaced by another one with another id. */
export function draftRoutes({ own, mailboxOf, now }: DraftContext): EmulatedService["routes"] {
  return {
    "gmail.users.drafts.list": {
      verb: "GET",
      path: "/gmail/v1/users/{userId}/drafts",
      handle: (request) => ({ json: listDrafts(request, own(request), now()) }),
    },
    "gmail.users.drafts.get": {
      verb: "GET",
      path: "/gmail/v1/users/{userId}/drafts/{id}",
      handle(request) {
        const state = own(request);
        const { draft, message } = findDraft(state, request.path.id);
        const format = request.query.get("format") ?? "full";
        if (!FORMATS.includes(format))
          throw new ApiError(400, "invalidArgument", `Invalid value at 'format' (${format})`);
        return { json: { id: draft.id, message: messageShape(message, format, [], { state, now: now() }) } };
      },
    },
    "gmail.users.drafts.create": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/drafts",
      handle(request) {
        const state = own(request);
        const message = fileDraft(state, request, now());
        const draft = { id: draftIdOf(message), messageId: message.id };
        state.drafts.push(draft);
        return { json: shape(draft, message) };
      },
    },
    "gmail.users.drafts.update": {
      verb: "PUT",
      path: "/gmail/v1/users/{userId}/drafts/{id}",
      handle(request) {
        const state = own(request);
        const { draft, message: old } = findDraft(state, request.path.id);
        const message = fileDraft(state, request, now());
        remove(state, old);
        draft.messageId = message.id;
        return { json: shape(draft, message) };
      },
    },
    "gmail.users.drafts.delete": {
      verb: "DELETE",
      path: "/gmail/v1/users/{userId}/drafts/{id}",
      handle(request) {
        const state = own(request);
        const { draft, message } = findDraft(state, request.path.id);
        remove(state, message);
        state.drafts = state.drafts.filter((one) => one !== draft);
        return {};
      },
    },
    "gmail.users.drafts.send": {
      verb: "POST",
      path: "/gmail/v1/users/{userId}/drafts/send",
      handle(request) {
        const state = own(request);
        const { id, message: given } = draftSchema.parse(request.body ?? {});
        const { draft, message } = findDraft(state, id);
        const replaced = given === undefined && !request.media ? undefined : readGivenMessage(request, given);
        const source = replaced?.source ?? message.source;
        const sent = sendMessage(state, source, replaced?.threadId, now(), mailboxOf);
        if (!replaced) sent.threadId = message.threadId;
        remove(state, message);
        state.drafts = state.drafts.filter((one) => one !== draft);
        return { json: { id: sent.id, threadId: sent.threadId, labelIds: sent.labelIds } };
      },
    },
  };
}

/** A draft need not have recipients; those that it has must be addresses. */
function fileDraft(state: MailboxState, request: ApiRequest, now: number): StoredMessage {
  const { message } = draftSchema.parse(request.body ?? {});
  const { source, threadId } = readGivenMessage(request, message);
  if (source.length === 0) throw new ApiError(400, "invalidArgument", "Missing draft message");
  recipientsOf(source);
  return fileMessage(state, source, threadId, now, "DRAFT");
}

/** @throws ApiError 404, also for the id of the draft's message */
function findDraft(state: MailboxState, id: string | undefined): { draft: StoredDraft; message: StoredMessage } {
  const draft = state.drafts.find((one) => one.id === id);
  const message = state.messages.find((one) => one.id === draft?.messageId);
  if (!draft || !message) throw new ApiError(404, "notFound", "Requested entity was not found.");
  return { draft, message };
}

function remove(state: MailboxState, message: StoredMessage): void {
  state.messages = state.messages.filter((one) => one !== message);
  state.historyId += 1;
}

/** Google's draft ids: `r`, and a signed number of 64 bits. */
function draftIdOf({ id }: StoredMessage): string {
  return `r${createHash("sha256").update(`draft ${id}`).digest().readBigInt64BE()}`;
}

function shape({ id }: StoredDraft, message: StoredMessage): Record<string, unknown> {
  return { id, message: { id: message.id, threadId: message.threadId, labelIds: message.labelIds } };
}
