import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import type { ContactFields, Labelled } from "./contact-input.ts";

type Person = people_v1.Schema$Person;

/** Which of a person's fields each input field is kept in. */
const KEPT_IN: Readonly<Record<keyof ContactFields, keyof Person>> = {
  name: "names",
  emails: "emailAddresses",
  phones: "phoneNumbers",
  company: "organizations",
  job_title: "organizations",
  address: "addresses",
  birthday: "birthdays",
  website: "urls",
  note: "biographies",
};

/** The person's fields that a change touches, for the masks of requests. */
export function touchedFields(given: ContactFields): string[] {
  const keys: readonly (keyof ContactFields)[] = [
    "name",
    "emails",
    "phones",
    "company",
    "job_title",
    "address",
    "birthday",
    "website",
    "note",
  ];
  return [...new Set(keys.filter((key) => given[key] !== undefined).map((key) => KEPT_IN[key]))];
}

/**
 * A person's fields as they are to be, of those that a change touches: what is there keeps its label and its parts, and
 * of several addresses, organizations or links only the first is changed.
 * @param before the contact as it is; empty for a new one
 */
export function changedPerson(before: Person, given: ContactFields): Person {
  const { name, emails, phones, company, job_title, address, birthday, website, note } = given;
  return {
    ...(name !== undefined && { names: name.trim() === "" ? [] : [{ unstructuredName: name }] }),
    ...(emails && { emailAddresses: relabelled(before.emailAddresses, emails) }),
    ...(phones && { phoneNumbers: relabelled(before.phoneNumbers, phones) }),
    ...((company ?? job_title) !== undefined && {
      organizations: organizations(before.organizations, company, job_title),
    }),
    ...(address !== undefined && {
      addresses: withFirst(before.addresses, address, ({ type }) => ({
        formattedValue: address,
        ...(type && { type }),
      })),
    }),
    ...(birthday !== undefined && { birthdays: birthday === "" ? [] : [{ date: dateOf(birthday) }] }),
    ...(website !== undefined && {
      urls: withFirst(before.urls, website, ({ type }) => ({ value: website, ...(type && { type }) })),
    }),
    ...(note !== undefined && { biographies: note === "" ? [] : [{ value: note, contentType: "TEXT_PLAIN" }] }),
  };
}

/** The values in their new order; one that was there without a new label keeps all that it had. */
function relabelled<T extends { value?: string | null; type?: string | null }>(
  before: readonly T[] | undefined,
  wanted: readonly Labelled[],
): (Partial<T> & { value: string; type?: string | null })[] {
  return wanted.map(({ label, value }) => {
    const known: Partial<T> = before?.find((one) => one.value?.toLowerCase() === value.toLowerCase()) ?? {};
    return { ...known, value, ...(label !== "" && { type: label }) };
  });
}

function organizations(
  before: readonly people_v1.Schema$Organization[] = [],
  name: string | undefined,
  title: string | undefined,
): people_v1.Schema$Organization[] {
  const [first = {}, ...rest] = before;
  const changed = { ...first, ...(name !== undefined && { name }), ...(title !== undefined && { title }) };
  return changed.name || changed.title || changed.department ? [changed, ...rest] : rest;
}

/** Replaces the first entry, or takes it away when there is nothing to put in its place. */
function withFirst<T extends object>(before: readonly T[] = [], value: string, make: (first: Partial<T>) => T): T[] {
  const [first = {}, ...rest] = before;
  return value.trim() === "" ? rest : [make(first), ...rest];
}

/** `1815-12-10`, or `--12-10` for a birthday without a year. */
function dateOf(day: string): people_v1.Schema$Date {
  const [year, month, date] = (day.startsWith("--") ? `0-${day.slice(2)}` : day).split("-").map(Number);
  return { ...(year && { year }), ...(month && { month }), ...(date && { day: date }) };
}
