import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { scope } from "../../scopes.ts";
import { pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_SPACES } from "./chat-scopes.ts";
import { conversationNote, idOfSpace, kindOf, nameSpaces } from "./space-names.ts";

const TYPES = { space: "SPACE", group: "GROUP_CHAT", dm: "DIRECT_MESSAGE" } as const;

const rowSchema = z.strictObject({ id: z.string(), name: z.string(), type: z.string(), active: z.string() });

/** Shows the spaces, group chats and direct messages that this person is in. */
export const chatListSpaces = defineTool({
  name: "chat_list_spaces",
  title: "List chats",
  description: "Lists Chat spaces, group chats and direct messages with ids, those active last first on each page.",
  service: "chat",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_SPACES,
  optionalScopes: [scope("chat.memberships.readonly")],
  input: z.strictObject({
    type: z.enum(["space", "group", "dm"]).optional(),
    page_size: pageSize(200, 50),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({
    spaces: z.array(rowSchema),
    timeZone: z.string(),
    nextPageToken: z.string().optional(),
  }),
  async run({ type, page_size, page_token }, call) {
    const chat = await call.google.chat();
    const { data } = await chat.spaces.list({
      pageSize: page_size,
      fields: "spaces(name,displayName,spaceType,lastActiveTime),nextPageToken",
      ...(type !== undefined && { filter: `spaceType = "${TYPES[type]}"` }),
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const found = [...(data.spaces ?? [])].sort((a, b) => at(b.lastActiveTime) - at(a.lastActiveTime));
    const names = await nameSpaces(chat, call, found);
    const { timeZone } = call.account;
    const spaces = found.map(({ name, spaceType, lastActiveTime }) => ({
      id: idOfSpace(name),
      name: names.get(name ?? "") ?? "",
      type: kindOf(spaceType),
      active: lastActiveTime ? formatInstant(lastActiveTime, timeZone) : "",
    }));
    const table = markdownTable(
      ["id", "name", "type", "last active"],
      spaces.map((space) => [space.id, shorten(space.name, 60), space.type, space.active]),
    );
    const more = data.nextPageToken ? [`More: page_token ${data.nextPageToken}`] : [];
    const notes = [...conversationNote(call, found), ...more];
    return {
      text: spaces.length === 0 ? "No chat." : `Times in ${timeZone}.\n\n${table}`,
      ...(notes.length > 0 && { note: notes.join("\n") }),
      data: { spaces, timeZone, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});

function at(time: string | null | undefined): number {
  return time ? Date.parse(time) : 0;
}
