import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { markdownTable, oneLine } from "../../content/table.ts";
import { offset } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { groupId } from "./contact-input.ts";
import { SEE_CONTACTS } from "./contact-scopes.ts";
import { idOfPerson, peopleTable, SUMMARY_FIELDS, SUMMARY_MASK, type Summary, summaryOf } from "./person-text.ts";

/** Members that are read of a group, and of how many one request tells ("people.getBatchGet": at most 200). */
const MOST_MEMBERS = 1000;
const AT_ONCE = 200;

/** Shows groups of contacts, or who is in one. */
export const contactsListGroups = defineTool({
  name: "contacts_list_groups",
  title: "List contact groups",
  description: "Lists contact groups with their ids and sizes, or with group_id a group's members.",
  service: "contacts",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CONTACTS,
  input: z.strictObject({ group_id: groupId.optional(), offset }),
  async run({ group_id, offset: from }, call) {
    const people = await call.google.people();
    const whole = group_id === undefined ? await describeGroups(people) : await describeMembers(people, group_id);
    const { text, next, total } = pieceOf(whole, from);
    return { text, ...(next !== undefined && { note: `${total} characters in all. Read on: offset ${next}` }) };
  },
});

async function describeGroups(people: people_v1.People): Promise<string> {
  const { data } = await people.contactGroups.list({
    pageSize: 1000,
    fields: "contactGroups(resourceName,formattedName,groupType,memberCount)",
  });
  const rows = (data.contactGroups ?? []).map(({ resourceName, formattedName, groupType, memberCount }) => [
    idOfPerson(resourceName),
    formattedName ?? "",
    groupType === "SYSTEM_CONTACT_GROUP" ? "Google's" : "own",
    String(memberCount ?? 0),
  ]);
  return markdownTable(["id", "name", "kind", "members"], rows);
}

async function describeMembers(people: people_v1.People, group: string): Promise<string> {
  const { data } = await people.contactGroups.get({
    resourceName: `contactGroups/${group}`,
    maxMembers: MOST_MEMBERS,
    fields: "formattedName,memberCount,memberResourceNames",
  });
  const names = data.memberResourceNames ?? [];
  const members = await summaries(people, names);
  const more = (data.memberCount ?? 0) > names.length ? `, of whom ${names.length} are shown` : "";
  const head = `# ${oneLine(data.formattedName ?? "")}\n${data.memberCount ?? 0} members${more}`;
  return members.length === 0 ? head : `${head}\n\n${peopleTable(members)}`;
}

async function summaries(people: people_v1.People, resourceNames: readonly string[]): Promise<Summary[]> {
  const parts = Array.from({ length: Math.ceil(resourceNames.length / AT_ONCE) }, (_, index) =>
    resourceNames.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const read = await mapInParallel(parts, parts.length, async (part) => {
    const { data } = await people.people.getBatchGet({
      resourceNames: [...part],
      personFields: SUMMARY_MASK,
      fields: `responses(person(${SUMMARY_FIELDS}))`,
    });
    return (data.responses ?? []).flatMap(({ person }) => (person ? [summaryOf(person)] : []));
  });
  return read.flat();
}
