import { z } from "zod";
import { ApiError, type ApiRequest, type Route } from "../api.ts";
import { pageOfList } from "../pages.ts";
import { findContact } from "./contacts.ts";
import { checkPageSize, invalid, notFound } from "./masks.ts";
import type { PeopleState } from "./people.ts";
import { groupShape } from "./shapes.ts";
import { groupId, type StoredContacts, type StoredGroup, touch } from "./state.ts";

const GROUP = "^contactGroups/[^/]+$";
const MOST_CHANGED = 1000;

/** System groups that take members in ("contactGroups.members.modify"). */
const OPEN_SYSTEM_GROUPS = ["myContacts", "starred"];

/** Methods about contact groups and who is in them. */
export function groupRoutes(people: PeopleState): Record<string, Route> {
  const { world } = people;
  const find = (request: ApiRequest): { state: StoredContacts; group: StoredGroup } => {
    const state = people.of(request.account.email);
    const group = state.groups.find(({ id }) => `contactGroups/${id}` === request.path.resourceName);
    if (!group) throw notFound();
    return { state, group };
  };
  const modify = (request: ApiRequest) => {
    const { state, group } = find(request);
    const schema = z.object({
      resourceNamesToAdd: z.array(z.string()).default([]),
      resourceNamesToRemove: z.array(z.string()).default([]),
    });
    const { resourceNamesToAdd: add, resourceNamesToRemove: remove } = schema.parse(request.body ?? {});
    if (add.length + remove.length > MOST_CHANGED) throw invalid();
    if (add.length > 0 && group.system && !OPEN_SYSTEM_GROUPS.includes(group.id)) throw invalid();
    const missing = [...add, ...remove].filter((name) => !findContact(state, name));
    const stuck: string[] = [];
    for (const name of add) {
      const contact = findContact(state, name);
      if (contact && !contact.groups.includes(group.id)) contact.groups.push(group.id);
      if (contact) touch(state, contact, world.now());
    }
    for (const name of remove) {
      const contact = findContact(state, name);
      if (contact && contact.groups.length === 1 && contact.groups[0] === group.id) stuck.push(name);
      else if (contact) contact.groups = contact.groups.filter((id) => id !== group.id);
      if (contact) touch(state, contact, world.now());
    }
    return {
      json: {
        ...(missing.length > 0 && { notFoundResourceNames: missing }),
        ...(stuck.length > 0 && { canNotRemoveLastContactGroupResourceNames: stuck }),
      },
    };
  };
  return {
    "people.contactGroups.list": {
      verb: "GET",
      path: "/v1/contactGroups",
      handle({ account, query }) {
        checkPageSize(query, 1000);
        const { groups, contacts } = people.of(account.email);
        const { page, nextPageToken } = pageOfList(groups, query, { size: "pageSize", largest: 1000, usual: 30 });
        const contactGroups = page.map((group) => groupShape(group, contacts));
        return { json: { contactGroups, nextPageToken, totalItems: groups.length } };
      },
    },
    "people.contactGroups.create": {
      verb: "POST",
      path: "/v1/contactGroups",
      handle({ account, body }) {
        const state = people.of(account.email);
        const name = newName(state, body);
        const group = {
          id: groupId(`${account.email} ${state.groups.length} ${name}`),
          name,
          system: false,
          updated: world.now(),
        };
        state.groups.push(group);
        return { json: groupShape(group, state.contacts) };
      },
    },
    "people.contactGroups.get": {
      verb: "GET",
      path: "/v1/{+resourceName}",
      reserved: GROUP,
      handle(request) {
        const { state, group } = find(request);
        const most = Number(request.query.get("maxMembers") ?? 0);
        if (most < 0) throw invalid();
        return { json: groupShape(group, state.contacts, most) };
      },
    },
    "people.contactGroups.update": {
      verb: "PUT",
      path: "/v1/{+resourceName}",
      reserved: GROUP,
      handle(request) {
        const { state, group } = find(request);
        if (group.system) throw invalid("System contact groups cannot be updated.");
        group.name = newName(state, request.body, group);
        group.updated = world.now();
        return { json: groupShape(group, state.contacts) };
      },
    },
    "people.contactGroups.delete": {
      verb: "DELETE",
      path: "/v1/{+resourceName}",
      reserved: GROUP,
      handle(request) {
        const { state, group } = find(request);
        if (group.system) throw invalid("System contact groups cannot be deleted.");
        const members = state.contacts.filter(({ groups }) => groups.includes(group.id));
        for (const contact of members) {
          contact.groups = contact.groups.filter((id) => id !== group.id);
          if (request.query.get("deleteContacts") === "true") contact.deleted = true;
          touch(state, contact, world.now());
        }
        state.groups = state.groups.filter((one) => one !== group);
        return { json: {} };
      },
    },
    "people.contactGroups.members.modify": {
      verb: "POST",
      path: "/v1/{+resourceName}/members:modify",
      reserved: GROUP,
      handle: modify,
    },
  };
}

/** @throws ApiError 400 without a name, 409 for one that another group has */
function newName({ groups }: StoredContacts, body: unknown, own?: StoredGroup): string {
  const schema = z.object({ contactGroup: z.object({ name: z.string().optional() }).optional() });
  const name = schema.parse(body ?? {}).contactGroup?.name?.trim() ?? "";
  if (name === "") throw invalid("Contact group name is required.");
  if (groups.some((group) => group !== own && group.name.toLowerCase() === name.toLowerCase()))
    throw new ApiError(409, "alreadyExists", "Contact group name already exists.", { grpcStatus: "ALREADY_EXISTS" });
  return name;
}
