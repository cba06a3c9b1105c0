import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type PeopleService, peopleService } from "../../emulator/people/service.ts";
import type { StoredContact } from "../../emulator/people/state.ts";
import { ADA, call, GRACE, jsonOf, refusal, smallWorld } from "./direct-call.ts";

const CONTACTS = ["https://www.googleapis.com/auth/contacts"];
const personSchema = z.object({ resourceName: z.string(), etag: z.string() });
const listSchema = z.object({
  connections: z.array(personSchema).default([]),
  nextSyncToken: z.string().optional(),
});

let people: PeopleService;
let contact: StoredContact;
beforeEach(() => {
  people = peopleService(smallWorld());
  contact = people.addContact(GRACE.email, { names: [{ givenName: "Foo", familyName: "Name" }] });
});

const asGrace = (method: string, more: Parameters<typeof call>[2] = {}) =>
  call(people, method, { account: GRACE, scopes: CONTACTS, ...more });
const get = async () =>
  jsonOf(
    await asGrace("people.people.get", {
      path: { resourceName: `people/${contact.id}` },
      query: { personFields: "names" },
    }),
    personSchema,
  );
const update = (body: Record<string, unknown>, updatePersonFields = "names") =>
  asGrace("people.people.updateContact", {
    path: { resourceName: `people/${contact.id}` },
    query: { updatePersonFields },
    body,
  });

describe("emulated changes of a contact", () => {
  it("take the etag that reading it gave, once", async () => {
    const { etag } = await get();
    await update({ etag, names: [{ unstructuredName: "New Name" }] });
    expect(contact.fields.names).toMatchObject([{ displayName: "New Name", familyName: "Name" }]);
    expect(await refusal(update({ etag, names: [] }))).toMatchObject({
      status: 400,
      reason: "failedPrecondition",
      message:
        "Request person.etag is different than the current person.etag. Clear local cache and get the latest person.",
    });
  });

  it("do not take the etag of a list, nor none", async () => {
    const query = { personFields: "names" };
    const path = { resourceName: "people/me" };
    const list = jsonOf(await asGrace("people.people.connections.list", { path, query }), listSchema);
    expect(await refusal(update({ etag: list.connections[0]?.etag }))).toMatchObject({ status: 400 });
    expect((await refusal(update({}))).message).toContain("must set person.etag");
  });

  it.each([
    ["names", { names: [{ givenName: "A" }, { givenName: "B" }] }],
    ["memberships", { memberships: [] }],
    ["photos", {}],
    ["", {}],
  ])("refuse %j with %j", async (mask, body) => {
    const { etag } = await get();
    expect(await refusal(update({ etag, ...body }, mask))).toMatchObject({ status: 400 });
  });
});

describe("emulated reading", () => {
  it.each([
    ["people.people.get", { path: { resourceName: "people/me" } }],
    ["people.people.get", { path: { resourceName: "people/me" }, query: { personFields: "names,nonsense" } }],
    ["people.people.getBatchGet", { query: { resourceNames: "people/me" } }],
    ["people.people.getBatchGet", { query: { personFields: "names" } }],
    [
      "people.people.getBatchGet",
      { query: { personFields: "names", resourceNames: Array.from({ length: 201 }, (_, at) => `people/c${at}`) } },
    ],
    ["people.people.connections.list", { path: { resourceName: "people/me" } }],
    ["people.people.connections.list", { path: { resourceName: "people/c1" }, query: { personFields: "names" } }],
    [
      "people.people.connections.list",
      { path: { resourceName: "people/me" }, query: { personFields: "names", pageSize: "1001" } },
    ],
    [
      "people.people.connections.list",
      { path: { resourceName: "people/me" }, query: { personFields: "names", syncToken: "old" } },
    ],
    ["people.people.searchContacts", { query: { query: "x" } }],
    ["people.otherContacts.search", { query: { query: "x", readMask: "names,organizations" } }],
    ["people.people.searchDirectoryPeople", { query: { query: "x", readMask: "names" } }],
  ])("%s refuses %j", async (method, request) => {
    expect(await refusal(asGrace(method, request))).toMatchObject({ status: 400 });
  });

  it("finds prefixes of phrases, of what was there at the last warm-up", async () => {
    const search = async (query: string) =>
      JSON.stringify((await asGrace("people.people.searchContacts", { query: { query, readMask: "names" } })).json);
    expect(await search("foo")).toBe("{}");
    await search("");
    for (const query of ["f", "fo", "foo", "foo n", "nam", "FOO"]) expect(await search(query)).toContain(contact.id);
    expect(await search("oo n")).toBe("{}");
  });

  it("has no directory for an account of no organization", async () => {
    const { hostedDomain: _, ...account } = ADA;
    const query = { query: "x", readMask: "names", sources: "DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE" };
    expect(await refusal(call(people, "people.people.searchDirectoryPeople", { account, query }))).toMatchObject({
      status: 400,
      message: "Must be a G Suite domain user.",
    });
  });

  it("tells what changed since a sync, deleted ones too", async () => {
    const list = async (more: Record<string, string>) => {
      const query = { personFields: "names", ...more };
      const path = { resourceName: "people/me" };
      return jsonOf(await asGrace("people.people.connections.list", { path, query }), listSchema);
    };
    const { nextSyncToken = "" } = await list({ requestSyncToken: "true" });
    expect((await list({ syncToken: nextSyncToken })).connections).toEqual([]);
    await asGrace("people.people.deleteContact", { path: { resourceName: `people/${contact.id}` } });
    expect((await list({ syncToken: nextSyncToken })).connections).toMatchObject([
      { resourceName: `people/${contact.id}` },
    ]);
    expect((await list({})).connections).toEqual([]);
  });

  it("shows colleagues only with the directory's permission", async () => {
    const one = (scopes: string[]) =>
      call(people, "people.people.get", {
        account: ADA,
        scopes,
        path: { resourceName: "people/100000000000000000202" },
        query: { personFields: "names" },
      });
    expect(await refusal(one(CONTACTS))).toMatchObject({ status: 404 });
    const { json } = await one(["https://www.googleapis.com/auth/directory.readonly"]);
    expect(JSON.stringify(json)).toContain("Mary Example");
  });
});

describe("emulated batches and groups", () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `people/c${at}`);

  it.each([
    ["people.people.batchCreateContacts", { contacts: [] }],
    ["people.people.batchCreateContacts", { contacts: Array.from({ length: 201 }, () => ({ contactPerson: {} })) }],
    ["people.people.batchDeleteContacts", { resourceNames: [] }],
    ["people.people.batchDeleteContacts", { resourceNames: many(501) }],
    ["people.contactGroups.create", {}],
  ])("%s has its limits, case %#", async (method, body) => {
    expect(await refusal(asGrace(method, { body }))).toMatchObject({ status: 400 });
  });

  it("take no more than a thousand members at once, and none into Google's own groups", async () => {
    const modify = (id: string, body: Record<string, unknown>) =>
      refusal(asGrace("people.contactGroups.members.modify", { path: { resourceName: `contactGroups/${id}` }, body }));
    expect(await modify("starred", { resourceNamesToAdd: many(1001) })).toMatchObject({ status: 400 });
    expect(await modify("friends", { resourceNamesToAdd: [`people/${contact.id}`] })).toMatchObject({ status: 400 });
    expect(await modify("none", {})).toMatchObject({ status: 404 });
  });
});
