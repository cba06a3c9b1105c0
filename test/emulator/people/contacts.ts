import { z } from "zod";
import type { ApiRequest, ApiResponse, Route } from "../api.ts";
import { checkSingletons, failedPrecondition, invalid, notFound, readMask, updateMask } from "./masks.ts";
import type { PeopleState } from "./people.ts";
import { contactShape, personEtag, sourceEtag } from "./shapes.ts";
import { addContact, type Fields, normalized, type StoredContact, type StoredContacts, touch } from "./state.ts";

const PERSON = "^people/[^/]+$";
const MOST_CREATED = 200;
const MOST_DELETED = 500;

const entrySchema = z.record(z.string(), z.unknown());
const personSchema = z.record(z.string(), z.unknown());
const bookkeepingSchema = z.object({
  etag: z.string().optional(),
  metadata: z
    .object({ sources: z.array(z.object({ type: z.string(), etag: z.string().optional() })).optional() })
    .optional(),
  memberships: z
    .array(z.object({ contactGroupMembership: z.object({ contactGroupResourceName: z.string() }).optional() }))
    .optional(),
});

/** Methods that make, change and delete contacts. */
export function contactRoutes(people: PeopleState): Record<string, Route> {
  const { world } = people;
  const find = (request: ApiRequest): { state: StoredContacts; contact: StoredContact } => {
    const state = people.of(request.account.email);
    const contact = findContact(state, request.path.resourceName ?? "");
    if (!contact) throw notFound();
    return { state, contact };
  };
  const create = (state: StoredContacts, body: unknown): StoredContact => {
    const person = personSchema.parse(body ?? {});
    checkSingletons(person);
    return addContact(state, fieldsOf(person), world.now(), groupsOf(state, person));
  };
  const update = (request: ApiRequest): ApiResponse => {
    const mask = updateMask(request.query.get("updatePersonFields"));
    const { state, contact } = find(request);
    const person = personSchema.parse(request.body ?? {});
    checkEtag(contact, person);
    checkSingletons(person);
    if (mask.has("memberships")) {
      const groups = groupsOf(state, person);
      if (groups.length === 0) throw invalid("At least one contact group membership must be specified.");
      contact.groups = groups;
    }
    const given = fieldsOf(person);
    const changed = [...mask].filter((field) => field !== "memberships");
    const kept = Object.fromEntries(Object.entries(contact.fields).filter(([field]) => !changed.includes(field)));
    const replaced = Object.fromEntries(changed.flatMap((field) => (given[field] ? [[field, given[field]]] : [])));
    contact.fields = normalized({ ...kept, ...replaced });
    touch(state, contact, world.now());
    return {
      json: contactShape(
        contact,
        readMask(request.query.get("personFields") ?? [...mask].join(), "personFields"),
        "one",
      ),
    };
  };
  const remove = (state: StoredContacts, contact: StoredContact) => {
    contact.deleted = true;
    touch(state, contact, world.now());
  };

  return {
    "people.people.createContact": {
      verb: "POST",
      path: "/v1/people:createContact",
      handle({ account, body, query }) {
        const mask = readMask(query.get("personFields") ?? "names,emailAddresses,phoneNumbers", "personFields");
        return { json: contactShape(create(people.of(account.email), body), mask, "one") };
      },
    },
    "people.people.batchCreateContacts": {
      verb: "POST",
      path: "/v1/people:batchCreateContacts",
      handle({ account, body }) {
        const schema = z.object({
          contacts: z.array(z.object({ contactPerson: z.unknown() })).default([]),
          readMask: z.string().optional(),
        });
        const { contacts, readMask: given } = schema.parse(body ?? {});
        if (contacts.length === 0 || contacts.length > MOST_CREATED)
          throw invalid(`The number of contacts must be between 1 and ${MOST_CREATED}.`);
        const mask = given ? readMask(given, "readMask") : undefined;
        for (const { contactPerson } of contacts) checkSingletons(personSchema.parse(contactPerson ?? {}));
        const made = contacts.map(({ contactPerson }) => create(people.of(account.email), contactPerson));
        if (!mask) return { json: {} };
        return {
          json: {
            createdPeople: made.map((contact) => ({
              httpStatusCode: 200,
              requestedResourceName: `people/${contact.id}`,
              person: contactShape(contact, mask, "one"),
            })),
          },
        };
      },
    },
    "people.people.batchDeleteContacts": {
      verb: "POST",
      path: "/v1/people:batchDeleteContacts",
      handle({ account, body }) {
        const { resourceNames } = z.object({ resourceNames: z.array(z.string()).default([]) }).parse(body ?? {});
        if (resourceNames.length === 0 || resourceNames.length > MOST_DELETED)
          throw invalid(`The number of resource names must be between 1 and ${MOST_DELETED}.`);
        const state = people.of(account.email);
        const found = resourceNames.map((name) => findContact(state, name));
        for (const contact of found) if (!contact) throw notFound();
        for (const contact of found) if (contact) remove(state, contact);
        return { json: {} };
      },
    },
    "people.people.updateContact": {
      verb: "PATCH",
      path: "/v1/{+resourceName}:updateContact",
      reserved: PERSON,
      handle: update,
    },
    "people.people.deleteContact": {
      verb: "DELETE",
      path: "/v1/{+resourceName}:deleteContact",
      reserved: PERSON,
      handle(request) {
        const { state, contact } = find(request);
        remove(state, contact);
        return { json: {} };
      },
    },
  };
}

export function findContact({ contacts }: StoredContacts, resourceName: string): StoredContact | undefined {
  return contacts.find(({ id, deleted }) => !deleted && `people/${id}` === resourceName);
}

function fieldsOf(person: Record<string, unknown>): Fields {
  const own = Object.entries(person).filter(([, value]) => Array.isArray(value));
  return Object.fromEntries(
    own
      .filter(([field]) => !["memberships", "photos", "coverPhotos"].includes(field))
      .map(([field, value]) => [field, z.array(entrySchema).parse(value)]),
  );
}

function groupsOf(state: StoredContacts, person: unknown): string[] {
  const names = (bookkeepingSchema.parse(person).memberships ?? []).flatMap(
    ({ contactGroupMembership }) => contactGroupMembership?.contactGroupResourceName ?? [],
  );
  return names.map((name) => {
    const group = state.groups.find(({ id }) => `contactGroups/${id}` === name);
    if (!group) throw invalid("Contact group resource name is not found.");
    return group.id;
  });
}

/** @throws ApiError 400 without an etag, and for one that is not of the contact as it is now */
function checkEtag(contact: StoredContact, person: unknown): void {
  const { etag, metadata } = bookkeepingSchema.parse(person);
  const source = metadata?.sources?.find(({ type }) => type === "CONTACT")?.etag;
  if (etag === undefined && source === undefined)
    throw invalid("Request must set person.etag or person.metadata.sources.etag for the source that is being updated.");
  const fresh = "Clear local cache and get the latest person.";
  if (etag !== undefined && etag !== personEtag(contact, "one"))
    throw failedPrecondition(`Request person.etag is different than the current person.etag. ${fresh}`);
  if (source !== undefined && source !== sourceEtag(contact))
    throw failedPrecondition(
      `Request person.metadata.sources.etag is different than the current person.metadata.sources.etag. ${fresh}`,
    );
}
