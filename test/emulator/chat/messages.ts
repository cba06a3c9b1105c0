import { z } from "zod";
import type { ApiRequest, ApiResponse, Route } from "../api.ts";
import { pageOfList } from "../pages.ts";
import { type ChatState, reachedMessage, reachedSpace } from "./access.ts";
import { messageFilter, newestFirst } from "./filters.ts";
import { denied, failedPrecondition, invalidArgument, messageShape, notFound } from "./shapes.ts";
import { SPACE } from "./spaces.ts";
import { isReply, mediaName, newMessage, type StoredMessage, type StoredSpace } from "./state.ts";

export const MESSAGE = "^spaces/[^/]+/messages/[^/]+$";

/** Bytes of a message ("spaces.messages.create": 32,000 with all that is in it). */
const LARGEST_BYTES = 32_000;

const bodySchema = z.object({
  text: z.string().optional(),
  thread: z.object({ name: z.string().optional(), threadKey: z.string().optional() }).optional(),
  cardsV2: z.array(z.unknown()).optional(),
});

/** Methods that read, send, change and delete messages, and give what is attached. */
export function messageRoutes(state: ChatState): Record<string, Route> {
  const { world } = state;
  return {
    "chat.spaces.messages.list": {
      verb: "GET",
      path: "/v1/{+parent}/messages",
      reserved: SPACE,
      handle(request) {
        const { query } = request;
        const space = reachedSpace(state, request);
        const wanted = messageFilter(query.get("filter"), space.id);
        const found = space.messages
          .filter((message) => message.deleted === undefined || query.get("showDeleted") === "true")
          .filter(wanted)
          .sort((a, b) => a.created - b.created);
        if (newestFirst(query.get("orderBy"))) found.reverse();
        if (found.length === 0) return { json: {} };
        const { page, nextPageToken } = pageOfList(found, query, { size: "pageSize", largest: 1000, usual: 25 });
        return { json: { messages: page.map((message) => messageShape(world, space, message)), nextPageToken } };
      },
    },
    "chat.spaces.messages.create": {
      verb: "POST",
      path: "/v1/{+parent}/messages",
      reserved: SPACE,
      handle: (request) => create(state, request),
    },
    "chat.spaces.messages.get": {
      verb: "GET",
      path: "/v1/{+name}",
      reserved: MESSAGE,
      handle(request) {
        const { space, message } = reachedMessage(state, request);
        return { json: messageShape(world, space, message) };
      },
    },
    "chat.spaces.messages.patch": {
      verb: "PATCH",
      path: "/v1/{+name}",
      reserved: MESSAGE,
      handle(request) {
        const { space, message } = reachedMessage(state, request);
        const mask = request.query.get("updateMask") ?? "";
        if (mask !== "text" && mask !== "*") throw invalidArgument();
        if (message.sender !== request.account.email) throw denied();
        message.markup = textOf(space, request.body);
        message.edited = world.now();
        return { json: messageShape(world, space, message) };
      },
    },
    "chat.spaces.messages.delete": {
      verb: "DELETE",
      path: "/v1/{+name}",
      reserved: MESSAGE,
      handle(request) {
        const { space, message } = reachedMessage(state, request);
        if (message.sender !== request.account.email) throw denied();
        const replies = isReply(message) ? [] : repliesTo(space, message);
        if (replies.length > 0 && request.query.get("force") !== "true")
          throw failedPrecondition("The message has threaded replies. Set force to delete them too.");
        for (const one of [message, ...replies]) one.deleted = world.now();
        return { json: {} };
      },
    },
    "chat.media.download": {
      verb: "GET",
      path: "/v1/media/{+resourceName}",
      reserved: "^.*$",
      handle: (request) => download(state, request),
    },
  };
}

function repliesTo(space: StoredSpace, head: StoredMessage): StoredMessage[] {
  return space.messages.filter((one) => one !== head && one.thread === head.thread && one.deleted === undefined);
}

/** @throws ApiError 400 for a body without text, with cards, or too large */
function textOf(space: StoredSpace, body: unknown): string {
  const { text, cardsV2 } = bodySchema.parse(body ?? {});
  if (cardsV2 !== undefined)
    throw invalidArgument("Message cannot have cards for requests carrying human credentials.");
  if (text === undefined || text.trim() === "")
    throw invalidArgument(`Message cannot be empty. Discarding empty create message request in spaces/${space.id}.`);
  if (Buffer.byteLength(text) > LARGEST_BYTES) throw invalidArgument("Message is too long.");
  return text;
}

function create(state: ChatState, request: ApiRequest): ApiResponse {
  const { world, made } = state;
  const { account, query, body } = request;
  const space = reachedSpace(state, request);
  const key = `message ${space.id} ${account.email} ${query.get("requestId")}`;
  const before = query.has("requestId") ? space.messages.find(({ id }) => id === made.get(key)) : undefined;
  if (before) return { json: messageShape(world, space, before) };
  const text = textOf(space, body);
  const thread = threadFor(space, query.get("messageReplyOption"), bodySchema.parse(body).thread?.name);
  const message = newMessage(
    { sender: account.email, markup: text, ...(thread !== undefined && { thread }) },
    `${space.id} ${space.messages.length}`,
    world.now(),
  );
  space.messages.push(message);
  made.set(key, message.id);
  return { json: messageShape(world, space, message) };
}

/** The thread that a message answers; undefined when it begins one ("spaces.messages.create", `messageReplyOption`). */
function threadFor(space: StoredSpace, option: string | null, name: string | undefined): string | undefined {
  if (!option?.startsWith("REPLY_") || name === undefined) return undefined;
  const [, inSpace, , thread] = name.split("/");
  if (inSpace === space.id && space.messages.some((one) => one.thread === thread)) return thread;
  if (option === "REPLY_MESSAGE_OR_FAIL") throw notFound("Thread not found.");
  return undefined;
}

function download(state: ChatState, { account, path, query }: ApiRequest): ApiResponse {
  const wanted = path.resourceName ?? "";
  const reached = state.spaces().filter(({ members }) => members.some(({ who }) => who === account.email));
  for (const space of reached)
    for (const message of space.messages)
      for (const [index, { content, type }] of message.attachments.entries())
        if (content !== undefined && mediaName(space, message, index) === wanted && message.deleted === undefined)
          return query.get("alt") === "media"
            ? { bytes: content, contentType: type }
            : { json: { resourceName: wanted } };
  throw notFound();
}
