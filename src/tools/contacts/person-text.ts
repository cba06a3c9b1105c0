import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { markdownTable, oneLine, shorten } from "../../content/table.ts";

type Person = people_v1.Schema$Person;

/** What lists and searches read of a person. */
export const SUMMARY_MASK = "names,emailAddresses,phoneNumbers,organizations";
export const SUMMARY_FIELDS =
  "resourceName,names(displayName),emailAddresses(value),phoneNumbers(value),organizations(name,title)";

/** What is read of one person in full. */
export const WHOLE_MASK =
  "addresses,biographies,birthdays,calendarUrls,emailAddresses,events,imClients,memberships,names,nicknames,occupations,organizations,phoneNumbers,relations,sipAddresses,urls,userDefined,locations,externalIds,interests,skills";

/** A person in a few words. */
export const summarySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  company: z.string(),
});
export type Summary = z.output<typeof summarySchema>;

/** `people/c123` as `c123`. */
export function idOfPerson(resourceName: string | null | undefined): string {
  return resourceName?.split("/").at(-1) ?? "";
}

export function summaryOf({ resourceName, names, emailAddresses, phoneNumbers, organizations }: Person): Summary {
  const values = (entries: readonly { value?: string | null }[] | undefined) =>
    (entries ?? []).flatMap(({ value }) => (value ? [oneLine(value)] : []));
  const [organization] = organizations ?? [];
  return {
    id: idOfPerson(resourceName),
    name: oneLine(names?.[0]?.displayName ?? ""),
    emails: values(emailAddresses),
    phones: values(phoneNumbers),
    company: joined([organization?.title, organization?.name]),
  };
}

/** People as a table; `more` adds a column. */
export function peopleTable(people: readonly Summary[], more?: { title: string; of(index: number): string }): string {
  return markdownTable(
    ["id", "name", "email", "phone", "company", ...(more ? [more.title] : [])],
    people.map(({ id, name, emails, phones, company }, index) => [
      id,
      shorten(name, 80),
      emails.slice(0, 3).join(", "),
      phones.slice(0, 3).join(", "),
      shorten(company, 80),
      ...(more ? [more.of(index)] : []),
    ]),
  );
}

/** A person in full, a line for each thing that is known. */
export function renderPerson(person: Person): string {
  const { name } = summaryOf(person);
  const lines: [string, string][] = [
    ["id", idOfPerson(person.resourceName)],
    ...list(person.nicknames, "nickname", ({ value }) => value),
    ...list(person.emailAddresses, "email", ({ type, value }) => labelled(type, value)),
    ...list(person.phoneNumbers, "phone", ({ type, value }) => labelled(type, value)),
    ...list(person.organizations, "company", ({ title, department, name: company }) =>
      joined([title, department, company]),
    ),
    ...list(person.addresses, "address", ({ type, formattedValue }) =>
      labelled(type, formattedValue?.replace(/\n+/g, ", ")),
    ),
    ...list(person.locations, "location", ({ value }) => value),
    ...list(person.birthdays, "birthday", ({ date, text }) => dayOf(date) || text),
    ...list(person.events, "event", ({ type, date }) => labelled(type, dayOf(date))),
    ...list(person.relations, "relation", ({ type, person: other }) => labelled(type, other)),
    ...list(person.urls, "website", ({ type, value }) => labelled(type, value)),
    ...list(person.calendarUrls, "calendar", ({ url }) => url),
    ...list(person.imClients, "chat", ({ protocol, username }) => labelled(protocol, username)),
    ...list(person.sipAddresses, "sip", ({ value }) => value),
    ...list(person.occupations, "occupation", ({ value }) => value),
    ...list(person.interests, "interest", ({ value }) => value),
    ...list(person.skills, "skill", ({ value }) => value),
    ...list(person.externalIds, "external id", ({ type, value }) => labelled(type, value)),
    ...list(person.userDefined, "field", ({ key, value }) => labelled(key, value)),
    ["groups", groupsOf(person).join(", ")],
  ];
  const notes = (person.biographies ?? []).flatMap(({ value }) => (value ? [`- note: ${value.trim()}`] : []));
  const facts = lines.flatMap(([what, value]) => (oneLine(value) === "" ? [] : [`- ${what}: ${oneLine(value)}`]));
  return [`## ${name || "(no name)"}`, ...facts, ...notes].join("\n");
}

/** The person's groups besides the one that all contacts are in. */
function groupsOf({ memberships }: Person): string[] {
  return (memberships ?? []).flatMap(({ contactGroupMembership }) => {
    const id = idOfPerson(contactGroupMembership?.contactGroupResourceName);
    return id === "" || id === "myContacts" ? [] : [id];
  });
}

function list<T>(
  entries: readonly T[] | undefined,
  what: string,
  text: (entry: T) => string | null | undefined,
): [string, string][] {
  return (entries ?? []).map((entry) => [what, text(entry) ?? ""]);
}

/** `work: ada@example.com`, as tools take it. */
function labelled(label: string | null | undefined, value: string | null | undefined): string {
  return label && value ? `${label}: ${value}` : (value ?? "");
}

function joined(parts: readonly (string | null | undefined)[]): string {
  return oneLine(parts.filter(Boolean).join(", "));
}

/** `1906-12-09`, or `--12-09` without a year. */
function dayOf(date: people_v1.Schema$Date | null | undefined): string {
  if (!date?.month || !date.day) return date?.year ? String(date.year) : "";
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.year ? String(date.year).padStart(4, "0") : "-"}-${two(date.month)}-${two(date.day)}`;
}
