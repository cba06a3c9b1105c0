import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { scope } from "../../scopes.ts";
import { offset, pageSize, pageToken } from "../input.ts";
import { bound, type Period, periodOf } from "../meet/period.ts";
import { defineTool } from "../tool.ts";
import { spaceId, threadId } from "./chat-input.ts";
import { READ_MESSAGES } from "./chat-scopes.ts";
import { MESSAGE_FIELDS, renderMessage, usersOf } from "./message-text.ts";
import { namesOf, namingNote } from "./names.ts";

/** Shows what was written in a space, a thread or a direct message. */
export const chatListMessages = defineTool({
  name: "chat_list_messages",
  title: "Read chat",
  description:
    "Reads messages of a Chat space, thread or direct message with senders' names and ids; the newest page first, each page oldest first.",
  service: "chat",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: READ_MESSAGES,
  optionalScopes: [scope("directory.readonly")],
  input: z.strictObject({
    space_id: spaceId,
    thread_id: threadId.optional(),
    from: bound.describe("Day or time."),
    to: bound,
    page_size: pageSize(100, 25),
    page_token: pageToken.optional(),
    offset,
  }),
  async run(input, call) {
    const { timeZone } = call.account;
    const filter = filterOf(input.space_id, input.thread_id, periodOf(input.from, input.to, timeZone));
    const chat = await call.google.chat();
    const { data } = await chat.spaces.messages.list({
      parent: `spaces/${input.space_id}`,
      pageSize: input.page_size,
      orderBy: "createTime desc",
      fields: `messages(${MESSAGE_FIELDS}),nextPageToken`,
      ...(filter !== "" && { filter }),
      ...(input.page_token !== undefined && { pageToken: input.page_token }),
    });
    const messages = [...(data.messages ?? [])].reverse();
    const nameOf = await namesOf(call, messages.flatMap(usersOf));
    const whole = messages.map((message) => renderMessage(message, nameOf, timeZone)).join("\n\n");
    const { text, next, total } = pieceOf(whole, input.offset);
    const notes = [
      ...(messages.length > 0 ? [`Times in ${timeZone}.`, ...namingNote(call)] : []),
      ...(next === undefined ? [] : [`${total} characters on this page. Read on: offset ${next}`]),
      ...(data.nextPageToken ? [`Older messages: page_token ${data.nextPageToken}`] : []),
    ];
    return {
      text: messages.length === 0 ? "No message." : text,
      ...(notes.length > 0 && { note: notes.join("\n") }),
    };
  },
});

/** "spaces.messages.list", `filter`; it knows "after" and "before" alone, so that a start is met from a millisecond before. */
function filterOf(space: string, thread: string | undefined, { from, to }: Period): string {
  const after = from && new Date(Date.parse(from) - 1).toISOString();
  const terms = [
    after && `create_time > "${after}"`,
    to && `create_time < "${to}"`,
    thread && `thread.name = spaces/${space}/threads/${thread}`,
  ];
  return terms.filter((term) => typeof term === "string").join(" AND ");
}
