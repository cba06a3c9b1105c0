import { ApiError, type ApiRequest } from "../api.ts";
import { findPerson, type Person } from "../persons.ts";
import type { ServiceWorld } from "../world.ts";
import { denied, invalidArgument, notFound } from "./shapes.ts";
import type { StoredMember, StoredMessage, StoredSpace } from "./state.ts";

/** What the routes of Chat share: the spaces, and who may reach what. */
export interface ChatState {
  world: ServiceWorld;
  spaces(): StoredSpace[];
  /** The Chat app of the Google Cloud project; without one Google serves no method, not even to people. */
  app: { configured: boolean };
  /** What was made for a request's own id, by kind, account and id. */
  made: Map<string, string>;
}

/** @throws ApiError 404 while the project has no Chat app */
export function checkApp({ app }: ChatState): void {
  if (app.configured) return;
  const message =
    "Google Chat app not found. To create a Chat app, you must turn on the Chat API and configure the app in the Google Cloud console.";
  throw new ApiError(404, "notFound", message);
}

/** The space that a path names, when the account is in it. */
export function reachedSpace(state: ChatState, request: ApiRequest): StoredSpace {
  checkApp(state);
  const [, id] = (request.path.name ?? request.path.parent ?? "").split("/");
  const space = state.spaces().find((one) => one.id === id);
  if (!space || !membership(space, request.account.email)) throw denied();
  return space;
}

/** The message that a path names, in a space that the account is in. */
export function reachedMessage(state: ChatState, request: ApiRequest): { space: StoredSpace; message: StoredMessage } {
  const space = reachedSpace(state, request);
  const [, , , id] = (request.path.name ?? request.path.parent ?? "").split("/");
  const message = space.messages.find((one) => one.id === id && one.deleted === undefined);
  if (!message) throw notFound("Message not found.");
  return { space, message };
}

export function membership({ members }: StoredSpace, who: string): StoredMember | undefined {
  return members.find((member) => member.who === who && member.state === "JOINED");
}

/** Someone named as `users/{id}` or `users/{address}`. */
export function personNamed(world: ServiceWorld, name: string): Person | undefined {
  return findPerson(world, name.replace(/^users\//, ""));
}

/**
 * Whom memberships of a request stand for; who is outside of the caller's organization must be named by address.
 * @throws ApiError 400 without a user and its type
 */
export function invited(
  world: ServiceWorld,
  account: { hostedDomain?: string },
  memberships: readonly unknown[],
): string[] {
  return memberships.flatMap((one) => {
    const { member, groupMember } = memberSchema(one);
    if (groupMember !== undefined) return [`group:${groupMember.replace(/^groups\//, "")}`];
    if (member === undefined || !member.name.startsWith("users/") || member.type !== "HUMAN") throw invalidArgument();
    const person = personNamed(world, member.name);
    if (!person) return [];
    if (person.hostedDomain !== account.hostedDomain && !member.name.includes("@")) throw invalidArgument();
    return [person.email];
  });
}

function memberSchema(value: unknown): { member?: { name: string; type: string }; groupMember?: string } {
  const member = field(value, "member");
  const group = field(field(value, "groupMember"), "name");
  return {
    ...(member !== undefined && {
      member: { name: String(field(member, "name") ?? ""), type: String(field(member, "type") ?? "") },
    }),
    ...(group !== undefined && { groupMember: String(group) }),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
