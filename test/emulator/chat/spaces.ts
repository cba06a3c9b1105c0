import { z } from "zod";
import type { ApiRequest, ApiResponse, Route } from "../api.ts";
import { pageOfList } from "../pages.ts";
import { type ChatState, checkApp, invited, membership, personNamed, reachedSpace } from "./access.ts";
import { typeFilter } from "./filters.ts";
import { alreadyExists, invalidArgument, notFound, outside, spaceShape } from "./shapes.ts";
import { newMember, newSpace, type SpaceType, type StoredSpace } from "./state.ts";

export const SPACE = "^spaces/[^/]+$";
const MOST_MEMBERSHIPS = 49;

const setupSchema = z.object({
  requestId: z.string().optional(),
  space: z
    .object({
      spaceType: z.enum(["SPACE", "GROUP_CHAT", "DIRECT_MESSAGE"]).optional(),
      displayName: z.string().optional(),
      externalUserAllowed: z.boolean().optional(),
      singleUserBotDm: z.boolean().optional(),
      spaceDetails: z.object({ description: z.string().optional(), guidelines: z.string().optional() }).optional(),
    })
    .optional(),
  memberships: z.array(z.unknown()).default([]),
});
type Setup = z.output<typeof setupSchema>;

/** Methods that list, read and set up spaces. */
export function spaceRoutes(state: ChatState): Record<string, Route> {
  const { world } = state;
  const show = (space: StoredSpace): ApiResponse => ({ json: spaceShape(world, space) });
  return {
    "chat.spaces.list": {
      verb: "GET",
      path: "/v1/spaces",
      handle({ account, query }) {
        checkApp(state);
        const wanted = typeFilter(query.get("filter"));
        // Group chats and direct messages are not listed before their first message ("spaces.list").
        const found = state
          .spaces()
          .filter((space) => membership(space, account.email) && wanted(space.type))
          .filter(({ type, messages }) => type === "SPACE" || messages.length > 0);
        const { page, nextPageToken } = pageOfList(found, query, { size: "pageSize", largest: 1000, usual: 100 });
        return { json: { spaces: page.map((space) => spaceShape(world, space)), nextPageToken } };
      },
    },
    "chat.spaces.findDirectMessage": {
      verb: "GET",
      path: "/v1/spaces:findDirectMessage",
      handle({ account, query }) {
        checkApp(state);
        const name = query.get("name") ?? "";
        if (!/^users\/[^/]+$/.test(name)) throw invalidArgument();
        const person = personNamed(world, name);
        const space = person && directMessage(state, account.email, person.email);
        if (!space) throw notFound("Direct message not found.");
        return show(space);
      },
    },
    "chat.spaces.setup": { verb: "POST", path: "/v1/spaces:setup", handle: (request) => show(setUp(state, request)) },
    "chat.spaces.get": {
      verb: "GET",
      path: "/v1/{+name}",
      reserved: SPACE,
      handle: (request) => show(reachedSpace(state, request)),
    },
  };
}

function directMessage(state: ChatState, one: string, other: string): StoredSpace | undefined {
  return state
    .spaces()
    .find((space) => space.type === "DIRECT_MESSAGE" && membership(space, one) && membership(space, other));
}

/** Makes a space with its members, once for a request's id; of direct messages there is one for two people. */
function setUp(state: ChatState, { account, body }: ApiRequest): StoredSpace {
  checkApp(state);
  const setup = setupSchema.parse(body ?? {});
  const { space, memberships, requestId } = setup;
  const type = space?.spaceType;
  if (!space || type === undefined || memberships.length > MOST_MEMBERSHIPS) throw invalidArgument();
  const key = `space ${requestId}`;
  const before = requestId === undefined ? undefined : state.made.get(key);
  const known = state.spaces().find(({ id }) => id === before);
  if (known && !membership(known, account.email)) throw invalidArgument();
  if (known) return known;
  const people = invited(state.world, account, memberships);
  if (people.includes(account.email)) throw invalidArgument();
  checkSetup(state, type, setup, people, account.hostedDomain);
  const [other = ""] = people;
  const existing = type === "DIRECT_MESSAGE" ? directMessage(state, account.email, other) : undefined;
  const made = existing ?? build(state, type, setup, people, account);
  if (!existing) state.spaces().push(made);
  if (requestId !== undefined) state.made.set(key, made.id);
  return made;
}

/** What each type of space needs and must not have ("SetUpSpaceRequest", `space` and `memberships`). */
function checkSetup(
  state: ChatState,
  type: SpaceType,
  { space, memberships }: Setup,
  people: readonly string[],
  domain: string | undefined,
): void {
  const { displayName, spaceDetails, externalUserAllowed } = space ?? {};
  const named = displayName !== undefined && displayName.trim() !== "";
  if (domain === undefined && externalUserAllowed !== undefined) throw invalidArgument();
  if (type !== "SPACE" && (displayName !== undefined || people.some((who) => who.startsWith("group:"))))
    throw invalidArgument();
  switch (type) {
    case "DIRECT_MESSAGE":
      if (memberships.length !== 1 || spaceDetails !== undefined) throw invalidArgument();
      if (people.length === 0) throw notFound("User not found.");
      return;
    case "GROUP_CHAT":
      if (memberships.length < 2) throw invalidArgument();
      return;
    case "SPACE":
      if (!named || displayName.length > 128 || (spaceDetails?.description ?? "").length > 150) throw invalidArgument();
      if (state.spaces().some((one) => one.domain === domain && one.displayName === displayName))
        throw alreadyExists("A space with this display name already exists.");
  }
}

function build(
  { world, spaces }: ChatState,
  type: SpaceType,
  { space }: Setup,
  people: readonly string[],
  account: { email: string; hostedDomain?: string },
): StoredSpace {
  const made = newSpace(
    {
      type,
      displayName: space?.displayName,
      description: space?.spaceDetails?.description,
      guidelines: space?.spaceDetails?.guidelines,
      externalAllowed: space?.externalUserAllowed ?? account.hostedDomain === undefined,
      domain: account.hostedDomain,
      members: [newMember(account.email, world.now(), { role: "ROLE_MANAGER" })],
    },
    `${account.email} ${spaces().length}`,
    world.now(),
  );
  // Whom the caller may not add is left out without an error.
  for (const who of new Set(people)) {
    const closed = type !== "DIRECT_MESSAGE" && outside(world, made, who) && !made.externalAllowed;
    const state = type !== "DIRECT_MESSAGE" && outside(world, made, who) ? "INVITED" : "JOINED";
    if (!closed) made.members.push(newMember(who, world.now(), { state }));
  }
  return made;
}
