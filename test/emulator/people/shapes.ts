import type { Person } from "../persons.ts";
import type { Fields, StoredContact, StoredGroup, StoredOther } from "./state.ts";

/**
 * Etags are of the request that they come with: what a list or a search gave is not taken for a change, only what reading
 * or changing that one person gave.
 */
export function personEtag(contact: StoredContact, from: "one" | "list"): string {
  return Buffer.from(`${from} ${contact.id} ${contact.version}`).toString("base64url");
}

export function sourceEtag(contact: StoredContact): string {
  return `#${Buffer.from(`source ${contact.version}`).toString("base64url")}`;
}

/** A contact as the API shows it: the fields of the mask, each entry with where it comes from. */
export function contactShape(contact: StoredContact, mask: ReadonlySet<string>, from: "one" | "list") {
  const source = { type: "CONTACT", id: contact.id.slice(1) };
  const metadata = {
    sources: [{ ...source, etag: sourceEtag(contact), updateTime: new Date(contact.updated).toISOString() }],
    objectType: "PERSON",
    ...(contact.deleted && { deleted: true }),
  };
  return {
    resourceName: `people/${contact.id}`,
    etag: personEtag(contact, from),
    ...(mask.has("metadata") || contact.deleted ? { metadata } : {}),
    ...(contact.deleted ? {} : masked(contact.fields, mask, source)),
    ...(mask.has("memberships") &&
      !contact.deleted && {
        memberships: contact.groups.map((id) => ({
          metadata: { source },
          contactGroupMembership: { contactGroupId: id, contactGroupResourceName: `contactGroups/${id}` },
        })),
      }),
  };
}

export function otherShape({ id, fields }: StoredOther, mask: ReadonlySet<string>) {
  return {
    resourceName: `otherContacts/${id}`,
    etag: `%${id}`,
    ...masked(fields, mask, { type: "OTHER_CONTACT", id }),
  };
}

/** Someone's profile, as their own account or the organization's directory shows it. */
export function profileShape(person: Person, mask: ReadonlySet<string>) {
  const type = person.hostedDomain === undefined ? "PROFILE" : "DOMAIN_PROFILE";
  return {
    resourceName: `people/${person.sub}`,
    etag: `%${person.sub}`,
    ...masked(profileFields(person), mask, { type, id: person.sub }),
  };
}

export function profileFields({ name, email }: Person): Fields {
  const words = name.split(" ");
  return {
    names: [
      {
        displayName: name,
        givenName: words.slice(0, -1).join(" ") || name,
        familyName: words.length > 1 ? words.at(-1) : "",
      },
    ],
    emailAddresses: [{ value: email }],
  };
}

function masked(fields: Fields, mask: ReadonlySet<string>, source: { type: string; id: string }) {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([field]) => mask.has(field))
      .map(([field, entries]) => [
        field,
        entries.map((entry, index) => ({ metadata: { ...(index === 0 && { primary: true }), source }, ...entry })),
      ]),
  );
}

export function groupShape(group: StoredGroup, contacts: readonly StoredContact[], mostMembers?: number) {
  const members = contacts.filter(({ groups, deleted }) => !deleted && groups.includes(group.id));
  return {
    resourceName: `contactGroups/${group.id}`,
    etag: Buffer.from(`group ${group.updated}`).toString("base64url"),
    metadata: { updateTime: new Date(group.updated).toISOString() },
    groupType: group.system ? "SYSTEM_CONTACT_GROUP" : "USER_CONTACT_GROUP",
    name: group.name,
    formattedName: group.name,
    memberCount: members.length,
    ...(mostMembers !== undefined &&
      mostMembers > 0 && {
        memberResourceNames: members.slice(0, mostMembers).map(({ id }) => `people/${id}`),
      }),
  };
}
