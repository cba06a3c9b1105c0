import type { ApiRequest, Route } from "../api.ts";
import { pageOfList } from "../pages.ts";
import { findPerson } from "../persons.ts";
import { type ChatState, invited, membership, reachedSpace } from "./access.ts";
import {
  alreadyExists,
  denied,
  failedPrecondition,
  invalidArgument,
  memberShape,
  notFound,
  outside,
} from "./shapes.ts";
import { SPACE } from "./spaces.ts";
import { newMember, type StoredMember, type StoredSpace } from "./state.ts";

const MEMBER = "^spaces/[^/]+/members/[^/]+$";

/** Methods about who is in a space. */
export function memberRoutes(state: ChatState): Record<string, Route> {
  const { world } = state;
  const find = (request: ApiRequest): { space: StoredSpace; member: StoredMember } => {
    const space = reachedSpace(state, request);
    const [, , , id = ""] = (request.path.name ?? "").split("/");
    const who = findPerson(world, id)?.email ?? `group:${id}`;
    const member = space.members.find((one) => one.who === who);
    if (!member) throw notFound("Membership not found.");
    return { space, member };
  };
  return {
    "chat.spaces.members.list": {
      verb: "GET",
      path: "/v1/{+parent}/members",
      reserved: SPACE,
      handle(request) {
        const { query } = request;
        const space = reachedSpace(state, request);
        if ((query.get("filter") ?? "") !== "") throw invalidArgument();
        const found = space.members.filter(
          ({ who, state: joined }) =>
            (query.get("showGroups") === "true" || !who.startsWith("group:")) &&
            (query.get("showInvited") === "true" || joined === "JOINED"),
        );
        const { page, nextPageToken } = pageOfList(found, query, { size: "pageSize", largest: 1000, usual: 100 });
        return { json: { memberships: page.map((member) => memberShape(world, space, member)), nextPageToken } };
      },
    },
    "chat.spaces.members.create": {
      verb: "POST",
      path: "/v1/{+parent}/members",
      reserved: SPACE,
      handle(request) {
        const space = reachedSpace(state, request);
        return { json: memberShape(world, space, add(state, space, request)) };
      },
    },
    "chat.spaces.members.get": {
      verb: "GET",
      path: "/v1/{+name}",
      reserved: MEMBER,
      handle(request) {
        const { space, member } = find(request);
        return { json: memberShape(world, space, member) };
      },
    },
    "chat.spaces.members.delete": {
      verb: "DELETE",
      path: "/v1/{+name}",
      reserved: MEMBER,
      handle(request) {
        const { space, member } = find(request);
        if (space.type === "DIRECT_MESSAGE") throw failedPrecondition("Members of a direct message cannot be removed.");
        const asking = membership(space, request.account.email);
        if (member.role === "ROLE_MANAGER" && asking?.role !== "ROLE_MANAGER") throw denied();
        space.members = space.members.filter((one) => one !== member);
        return { json: { ...memberShape(world, space, member), state: "NOT_A_MEMBER" } };
      },
    },
  };
}

/** A person is added, or invited when they are outside of the organization. */
function add({ world }: ChatState, space: StoredSpace, { account, body }: ApiRequest): StoredMember {
  const [who] = invited(world, account, [body ?? {}]);
  if (who === undefined) throw notFound("User not found.");
  if (space.type === "DIRECT_MESSAGE") throw failedPrecondition("Members cannot be added to a direct message.");
  if (space.members.some((member) => member.who === who)) throw alreadyExists("The user is already a member.");
  const external = outside(world, space, who);
  if (external && !space.externalAllowed) throw failedPrecondition("External users are not allowed in this space.");
  const member = newMember(who, world.now(), { state: external ? "INVITED" : "JOINED" });
  space.members.push(member);
  return member;
}
