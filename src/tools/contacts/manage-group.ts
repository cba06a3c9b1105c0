import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { headerText } from "../input.ts";
import { defineTool } from "../tool.ts";
import { groupId, personIds } from "./contact-input.ts";
import { CHANGE_CONTACTS } from "./contact-scopes.ts";
import { idOfPerson } from "./person-text.ts";

const FIELDS = "resourceName,formattedName";

/** Makes, renames or deletes a group of contacts, or changes who is in it. */
export const contactsManageGroup = defineTool({
  name: "contacts_manage_group",
  title: "Manage contact group",
  description:
    "Creates, renames or deletes a contact group, or adds people to it or removes them. Deleting keeps the contacts.",
  service: "contacts",
  tier: "complete",
  kind: "destructive",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_CONTACTS,
  input: z.strictObject({
    action: z.enum(["create", "rename", "delete", "add", "remove"]),
    group_id: groupId.optional().describe("For all but create."),
    name: headerText(200).optional().describe("For create and rename."),
    // Google takes up to 1000 at once ("ModifyContactGroupMembersRequest").
    person_ids: personIds(1000).optional().describe("For add and remove."),
  }),
  async run({ action, group_id, name, person_ids }, call) {
    const group = () => needed(group_id, "group_id");
    const names = () => needed(person_ids, "person_ids").map((id) => `people/${id}`);
    const contactGroup = () => ({ name: needed(name?.trim(), "name") });
    const people = await call.google.people();
    switch (action) {
      case "create": {
        const { data } = await people.contactGroups.create({
          fields: FIELDS,
          requestBody: { contactGroup: contactGroup() },
        });
        return done(`Created the group “${data.formattedName}”`, idOfPerson(data.resourceName));
      }
      case "rename": {
        const resourceName = `contactGroups/${group()}`;
        const requestBody = { contactGroup: contactGroup() };
        const { data } = await people.contactGroups.update({ resourceName, fields: FIELDS, requestBody });
        return done(`Renamed the group to “${data.formattedName}”`, group());
      }
      case "delete":
        await people.contactGroups.delete({ resourceName: `contactGroups/${group()}` });
        return done("Deleted the group", group());
      case "add":
        return done(await changeMembers(people, group(), { resourceNamesToAdd: names() }), group());
      case "remove":
        return done(await changeMembers(people, group(), { resourceNamesToRemove: names() }), group());
    }
  },
});

function done(what: string, id: string) {
  return { text: `${what}, id ${id}.`, data: { id } };
}

function needed<T extends string | readonly string[]>(value: T | undefined, field: string): T {
  if (value !== undefined && value.length > 0) return value;
  throw new ToolError("invalid_input", `${field}: missing for this action`, "Give it and call again.");
}

/** @returns what was done, and with whom it was not */
async function changeMembers(
  people: people_v1.People,
  group: string,
  change: people_v1.Schema$ModifyContactGroupMembersRequest,
): Promise<string> {
  const { data } = await people.contactGroups.members.modify({
    resourceName: `contactGroups/${group}`,
    fields: "notFoundResourceNames,canNotRemoveLastContactGroupResourceNames",
    requestBody: change,
  });
  const unknown = data.notFoundResourceNames ?? [];
  const last = data.canNotRemoveLastContactGroupResourceNames ?? [];
  const asked = [...(change.resourceNamesToAdd ?? []), ...(change.resourceNamesToRemove ?? [])].length;
  const list = (names: readonly string[]) => names.map(idOfPerson).join(", ");
  const verb = change.resourceNamesToAdd ? "Added" : "Removed";
  return [
    `${verb} ${asked - unknown.length - last.length} of ${asked} people`,
    ...(unknown.length > 0 ? [`not found: ${list(unknown)}`] : []),
    ...(last.length > 0 ? [`it is the only group of: ${list(last)}`] : []),
  ].join("; ");
}
