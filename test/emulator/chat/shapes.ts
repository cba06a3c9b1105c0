import { ApiError } from "../api.ts";
import { findPerson } from "../persons.ts";
import type { ServiceWorld } from "../world.ts";
import { isReply, mediaName, type StoredMember, type StoredMessage, type StoredSpace } from "./state.ts";

const time = (instant: number) => new Date(instant).toISOString();

/** To a person's own sign-in Chat tells of a user only the id and the type ("Message", `sender`; "Membership", `member`). */
export function userShape(world: ServiceWorld, who: string): Record<string, unknown> {
  if (who.startsWith("app:")) return { name: `users/${appId(who)}`, type: "BOT" };
  return { name: `users/${findPerson(world, who)?.sub ?? "0"}`, type: "HUMAN" };
}

function appId(who: string): string {
  return String(900_000_000_000 + who.length);
}

export function spaceShape(world: ServiceWorld, space: StoredSpace): Record<string, unknown> {
  const joined = space.members.filter(({ state }) => state === "JOINED");
  const last = space.messages.at(-1);
  const withApp = space.type === "DIRECT_MESSAGE" && space.members.some(({ who }) => who.startsWith("app:"));
  const external = space.members.some(({ who }) => outside(world, space, who));
  return {
    name: `spaces/${space.id}`,
    type: space.type === "DIRECT_MESSAGE" ? "DM" : "ROOM",
    spaceType: space.type,
    ...(withApp && { singleUserBotDm: true }),
    ...(space.displayName !== undefined && { displayName: space.displayName }),
    ...((space.externalAllowed || external) && { externalUserAllowed: true }),
    spaceThreadingState: "THREADED_MESSAGES",
    spaceHistoryState: "HISTORY_ON",
    ...((space.description !== undefined || space.guidelines !== undefined) && {
      spaceDetails: {
        ...(space.description !== undefined && { description: space.description }),
        ...(space.guidelines !== undefined && { guidelines: space.guidelines }),
      },
    }),
    createTime: time(space.created),
    lastActiveTime: time(last?.created ?? space.created),
    membershipCount: {
      joinedDirectHumanUserCount: joined.filter(({ who }) => !/^(app|group):/.test(who)).length,
      ...(joined.some(({ who }) => who.startsWith("group:")) && {
        joinedGroupCount: joined.filter(({ who }) => who.startsWith("group:")).length,
      }),
    },
    spaceUri: `https://chat.google.com/${space.type === "DIRECT_MESSAGE" ? "dm" : "room"}/${space.id}?cls=11`,
  };
}

/** Whether someone is not of the organization that owns the space. */
export function outside(world: ServiceWorld, { domain }: StoredSpace, who: string): boolean {
  return !/^(app|group):/.test(who) && domain !== undefined && findPerson(world, who)?.hostedDomain !== domain;
}

export function memberShape(world: ServiceWorld, space: StoredSpace, member: StoredMember): Record<string, unknown> {
  const group = /^group:(.*)$/.exec(member.who)?.[1];
  const user = group === undefined ? userShape(world, member.who) : undefined;
  const id = group ?? String(user?.name).replace("users/", "");
  return {
    name: `spaces/${space.id}/members/${id}`,
    state: member.state,
    role: member.role,
    createTime: time(member.created),
    ...(user ? { member: user } : { groupMember: { name: `groups/${group}` } }),
  };
}

export function messageShape(world: ServiceWorld, space: StoredSpace, message: StoredMessage): Record<string, unknown> {
  const name = `spaces/${space.id}/messages/${message.id}`;
  const base = {
    name,
    createTime: time(message.created),
    thread: { name: `spaces/${space.id}/threads/${message.thread}` },
    space: { name: `spaces/${space.id}` },
  };
  if (message.deleted !== undefined)
    return { ...base, deleteTime: time(message.deleted), deletionMetadata: { deletionType: "CREATOR" } };
  const mentions = [...message.markup.matchAll(/<users\/([\w.@-]+)>/g)].flatMap(([, id]) => {
    const person = findPerson(world, id ?? "");
    return person
      ? [{ type: "USER_MENTION", userMention: { user: userShape(world, person.email), type: "MENTION" } }]
      : [];
  });
  const text = plainText(world, message.markup);
  return {
    ...base,
    sender: userShape(world, message.sender),
    ...(message.markup !== "" && { text, formattedText: formatted(world, message.markup), argumentText: text }),
    ...(message.edited !== undefined && { lastUpdateTime: time(message.edited) }),
    ...(isReply(message) && { threadReply: true }),
    ...(mentions.length > 0 && { annotations: mentions }),
    ...(message.attachments.length > 0 && {
      attachment: message.attachments.map((one, index) => ({
        name: `${name}/attachments/${index + 1}`,
        contentName: one.name,
        contentType: one.type,
        ...(one.driveFileId === undefined
          ? { source: "UPLOADED_CONTENT", attachmentDataRef: { resourceName: mediaName(space, message, index) } }
          : { source: "DRIVE_FILE", driveDataRef: { driveFileId: one.driveFileId } }),
      })),
    }),
    ...(message.reactions.length > 0 && { emojiReactionSummaries: summaries(message) }),
  };
}

/** Mentions by the person's id, whatever alias was sent. */
function formatted(world: ServiceWorld, markup: string): string {
  return markup.replace(/<users\/([\w.@-]+)>/g, (whole, id: string) => {
    const person = findPerson(world, id);
    return person ? `<users/${person.sub}>` : whole;
  });
}

function plainText(world: ServiceWorld, markup: string): string {
  return markup
    .replace(/<users\/([\w.@-]+)>/g, (whole, id: string) => {
      const name = id === "all" ? "all" : findPerson(world, id)?.name;
      return name === undefined ? whole : `@${name}`;
    })
    .replace(/<[a-z]+:[^|>]+\|([^>]*)>/gi, "$1");
}

function summaries({ reactions }: StoredMessage) {
  return [...new Set(reactions.map(({ emoji }) => emoji))].map((emoji) => ({
    emoji: { unicode: emoji },
    reactionCount: reactions.filter((one) => one.emoji === emoji).length,
  }));
}

export function invalidArgument(message = "Request contains an invalid argument."): ApiError {
  return new ApiError(400, "badRequest", message);
}

/** Chat does not tell what is not there from what is not this account's. */
export function denied(): ApiError {
  const message =
    "Permission denied to perform the requested action on the specified resource, or the resource doesn't exist.";
  return new ApiError(403, "forbidden", message);
}

export function notFound(message = "Requested entity was not found."): ApiError {
  return new ApiError(404, "notFound", message);
}

export function alreadyExists(message: string): ApiError {
  return new ApiError(409, "alreadyExists", message, { grpcStatus: "ALREADY_EXISTS" });
}

export function failedPrecondition(message: string): ApiError {
  return new ApiError(400, "failedPrecondition", message, { grpcStatus: "FAILED_PRECONDITION" });
}
