import type { chat_v1 } from "googleapis/build/src/apis/chat/v1.js";
import { ToolError } from "../../errors.ts";
import { mapInParallel } from "../parallel.ts";
import type { Call } from "../tool.ts";
import { SEE_MEMBERS } from "./chat-scopes.ts";
import { hasOne, idOfUser, namesOf, namingNote } from "./names.ts";

/** Conversations that are named at the most: each takes a request. */
const MOST_NAMED = 50;
const AT_ONCE = 10;

/** Members of a group that are named. */
const MOST_MEMBERS = 8;

/** What a kind of space is called; the API's `spaceType`. */
export function kindOf(spaceType: string | null | undefined): string {
  switch (spaceType) {
    case "DIRECT_MESSAGE":
      return "direct message";
    case "GROUP_CHAT":
      return "group chat";
    default:
      return "space";
  }
}

/** `spaces/AAAA` as `AAAA`. */
export function idOfSpace(name: string | null | undefined): string {
  return name?.split("/").at(-1) ?? "";
}

/**
 * What people call each space: its own name, or for direct messages and group chats, which have none, those who are in it
 * besides this person. Without the scope for members the latter stay without a name.
 * @returns names by `spaces/AAAA`
 */
export async function nameSpaces(
  chat: chat_v1.Chat,
  call: Call,
  spaces: readonly chat_v1.Schema$Space[],
): Promise<Map<string, string>> {
  const named = spaces.flatMap(({ name, displayName }) => (name && displayName ? [[name, displayName] as const] : []));
  const unnamed = spaces.flatMap(({ name, displayName }) => (name && !displayName ? [name] : [])).slice(0, MOST_NAMED);
  if (unnamed.length === 0 || !hasOne(call, SEE_MEMBERS)) return new Map(named);
  const [own, members] = await Promise.all([
    ownId(chat, unnamed[0] ?? "", call),
    mapInParallel(unnamed, AT_ONCE, (space) => membersOf(chat, space, call)),
  ]);
  const nameOf = await namesOf(call, members.flat());
  const byMembers = unnamed.map((space, index) => {
    const ids = (members[index] ?? []).map(idOfUser).filter((id) => id !== own && id !== "");
    const more = ids.length > MOST_MEMBERS ? [`${ids.length - MOST_MEMBERS} more`] : [];
    return [space, [...ids.slice(0, MOST_MEMBERS).map(nameOf), ...more].join(", ")] as const;
  });
  return new Map([...named, ...byMembers]);
}

/** What to tell when conversations cannot be named in full; nothing when they can. */
export function conversationNote(call: Call, spaces: readonly chat_v1.Schema$Space[]): string[] {
  if (spaces.every(({ displayName }) => displayName)) return [];
  return hasOne(call, SEE_MEMBERS)
    ? namingNote(call)
    : ["Conversations have no names here: those come with seeing members (chat.memberships.readonly)."];
}

/** This person's id in Chat: their address stands for it in requests ("spaces.members.get", `name`). */
async function ownId(chat: chat_v1.Chat, space: string, call: Call): Promise<string | undefined> {
  return await orNothing(call, async () => {
    const { data } = await chat.spaces.members.get({
      name: `${space}/members/${call.account.email}`,
      fields: "member(name)",
    });
    return idOfUser(data.member);
  });
}

async function membersOf(chat: chat_v1.Chat, space: string, call: Call): Promise<chat_v1.Schema$User[]> {
  const members = await orNothing(call, async () => {
    const { data } = await chat.spaces.members.list({
      parent: space,
      pageSize: 50,
      fields: "memberships(member(name,displayName,type))",
    });
    return (data.memberships ?? []).flatMap(({ member }) => member ?? []);
  });
  return members ?? [];
}

/** Names are an extra: a conversation whose members cannot be seen is listed without. */
async function orNothing<T>(call: Call, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ToolError) || call.signal.aborted) throw error;
    return undefined;
  }
}
