import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { keeper } from "./contacts-world.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.faults.clear());

const createdSchema = z.object({ created: z.array(z.object({ id: z.string(), name: z.string() })) });

describe("contacts_create", () => {
  it("makes one with all its fields", async () => {
    const { call, stored, sent } = keeper(emulator);
    const requests = await sent(async () => {
      const { text, data } = await call("contacts_create", {
        contacts: [
          {
            name: "Grace Example",
            emails: ["work: grace@example.com", "grace@example.org"],
            phones: ["mobile: +1 202-555-0143", "Büro-2: 030 12 ext. 5"],
            company: "Example Compilers",
            job_title: "Admiral",
            address: "1 Harbour Street\nNew York",
            birthday: "--12-09",
            website: "https://example.com/grace",
            note: "two\nlines",
          },
        ],
      });
      const [made] = createdSchema.parse(data).created;
      expect(text).toBe(`Created Grace Example, id ${made?.id}.`);
    });
    expect(requests).toEqual(["people.people.createContact"]);
    expect(stored().contacts[0]?.fields).toMatchObject({
      names: [{ givenName: "Grace", familyName: "Example" }],
      emailAddresses: [{ value: "grace@example.com", type: "work" }, { value: "grace@example.org" }],
      phoneNumbers: [
        { value: "+1 202-555-0143", type: "mobile" },
        { value: "030 12 ext. 5", type: "Büro-2" },
      ],
      organizations: [{ name: "Example Compilers", title: "Admiral" }],
      addresses: [{ formattedValue: "1 Harbour Street\nNew York" }],
      birthdays: [{ date: { month: 12, day: 9 } }],
      urls: [{ value: "https://example.com/grace" }],
      biographies: [{ value: "two\nlines", contentType: "TEXT_PLAIN" }],
    });
  });

  it("makes many in one request", async () => {
    const { call, stored, sent } = keeper(emulator);
    const contacts = Array.from({ length: 30 }, (_, index) => ({ name: `Number ${index}` }));
    const requests = await sent(async () => {
      const { data } = await call("contacts_create", { contacts });
      expect(createdSchema.parse(data).created.map(({ name }) => name)).toEqual(contacts.map(({ name }) => name));
    });
    expect(requests).toEqual(["people.people.batchCreateContacts"]);
    expect(stored().contacts).toHaveLength(30);
  });

  it("refuses a contact of nothing before anything is sent", async () => {
    const { call, sent } = keeper(emulator);
    const requests = await sent(() =>
      expect(call("contacts_create", { contacts: [{ name: "A" }, { emails: [] }] })).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining("contacts.1"),
      }),
    );
    expect(requests).toEqual([]);
  });

  it.each([
    [],
    [{ emails: ["nobody"] }],
    [{ emails: ["work: nobody"] }],
    [{ phones: ["call me"] }],
    [{ birthday: "2026-02-30" }],
    [{ birthday: "--02-30" }],
    [{ website: "javascript:alert(1)" }],
    [{ name: "a\nb" }],
    [{ name: "A", nickname: "B" }],
  ])("refuses %j by its schema", async (...contacts) => {
    await expect(keeper(emulator).call("contacts_create", { contacts })).rejects.toThrow(z.ZodError);
  });

  it("does not repeat what may have been done", async () => {
    const { call, stored } = keeper(emulator);
    emulator.faults.add({ match: "people.people.createContact", fault: { kind: "drop", when: "after" } });
    await expect(call("contacts_create", { contacts: [{ name: "Once" }] })).rejects.toMatchObject({
      code: "outcome_unknown",
    });
    expect(stored().contacts).toHaveLength(1);
  });
});

describe("contacts_update", () => {
  const rich = {
    emailAddresses: [{ value: "grace@example.com", type: "work", displayName: "Grace" }, { value: "old@example.com" }],
    phoneNumbers: [{ value: "+1 202-555-0143", type: "mobile" }],
    organizations: [{ name: "Old", title: "Admiral", department: "Languages" }, { name: "Second" }],
    addresses: [{ formattedValue: "Old Street", type: "home" }, { formattedValue: "Other Street" }],
    birthdays: [{ date: { year: 1906, month: 12, day: 9 } }],
    biographies: [{ value: "note" }],
    urls: [{ value: "https://example.com/old", type: "blog" }],
  };

  it("changes the fields that are named and nothing else", async () => {
    const { named, call } = keeper(emulator);
    const grace = named("Grace", "Example", rich);
    const before = structuredClone(grace.fields);
    const { text } = await call("contacts_update", {
      id: grace.id,
      emails: ["GRACE@example.com", "home: new@example.com"],
      company: "New",
      address: "New Street",
    });
    expect(text).toBe(`Changed contact ${grace.id}: emails, company, address.`);
    expect(grace.fields).toMatchObject({
      ...before,
      emailAddresses: [
        { value: "GRACE@example.com", type: "work", displayName: "Grace" },
        { value: "new@example.com", type: "home" },
      ],
      organizations: [{ name: "New", title: "Admiral", department: "Languages" }, { name: "Second" }],
      addresses: [{ formattedValue: "New Street", type: "home" }, { formattedValue: "Other Street" }],
    });
    expect(grace.fields.emailAddresses).toHaveLength(2);
  });

  it("takes away what is given empty", async () => {
    const { named, call } = keeper(emulator);
    const grace = named("Grace", "Example", rich);
    await call("contacts_update", {
      id: grace.id,
      emails: [],
      phones: [],
      note: "",
      birthday: "",
      website: "",
      company: "",
      job_title: "",
    });
    expect(Object.keys(grace.fields).sort()).toEqual(["addresses", "names", "organizations"]);
    expect(grace.fields.organizations).toEqual([{ name: "", title: "", department: "Languages" }, { name: "Second" }]);
  });

  it("is safe against a change in between: it reads again and changes what is then there", async () => {
    const { named, call, stored, sent } = keeper(emulator);
    const grace = named("Grace", "Example", rich);
    let interfered = false;
    emulator.faults.add({
      match: ({ methodId }) => {
        if (methodId !== "people.people.updateContact" || interfered) return false;
        interfered = true;
        grace.fields.organizations = [{ name: "Meanwhile", title: "Captain" }];
        stored().changes += 1;
        grace.version = stored().changes;
        return false;
      },
      fault: { kind: "delay", ms: 0 },
    });
    const requests = await sent(() => call("contacts_update", { id: grace.id, job_title: "Rear Admiral" }));
    expect(grace.fields.organizations).toEqual([{ name: "Meanwhile", title: "Rear Admiral" }]);
    expect(requests).toEqual([
      "people.people.get",
      "people.people.updateContact",
      "people.people.get",
      "people.people.updateContact",
    ]);
  });

  it("gives up when it changes all the time", async () => {
    const { named, call, stored } = keeper(emulator);
    const grace = named("Grace");
    emulator.faults.add({
      match: ({ methodId }) => {
        if (methodId !== "people.people.updateContact") return false;
        stored().changes += 1;
        grace.version = stored().changes;
        return false;
      },
      fault: { kind: "delay", ms: 0 },
    });
    await expect(call("contacts_update", { id: grace.id, name: "New Name" })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    expect(grace.fields.names).toMatchObject([{ givenName: "Grace" }]);
  });

  it("refuses a change of nothing, and a contact that is not there", async () => {
    const { call } = keeper(emulator);
    await expect(call("contacts_update", { id: "c404" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(call("contacts_update", { id: "c404", name: "X" })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("contacts_delete", () => {
  it("deletes one or several", async () => {
    const { named, call, stored, sent } = keeper(emulator);
    const ids = ["A", "B", "C"].map((name) => named(name).id);
    const requests = await sent(async () => {
      expect((await call("contacts_delete", { ids: ids.slice(0, 1) })).text).toBe(`Deleted contact ${ids[0]}.`);
      expect((await call("contacts_delete", { ids: [...ids.slice(1), ids[1]] })).text).toBe("Deleted 2 contacts.");
    });
    expect(requests).toEqual(["people.people.deleteContact", "people.people.batchDeleteContacts"]);
    expect(stored().contacts.every(({ deleted }) => deleted)).toBe(true);
  });

  it("refuses who is not there, and then deletes nobody", async () => {
    const { named, call, stored } = keeper(emulator);
    await expect(call("contacts_delete", { ids: ["c404"] })).rejects.toMatchObject({ code: "not_found" });
    await expect(call("contacts_delete", { ids: [named("A").id, "c404"] })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(stored().contacts.some(({ deleted }) => deleted)).toBe(false);
  });
});

describe("contacts_manage_group", () => {
  it("creates, renames, fills, empties and deletes, and keeps the contacts", async () => {
    const { named, call, stored } = keeper(emulator);
    const person_ids = [named("A").id, named("B").id];
    const { id: group_id } = z
      .object({ id: z.string() })
      .parse((await call("contacts_manage_group", { action: "create", name: "Cards" })).data);
    await call("contacts_manage_group", { action: "rename", group_id, name: "Gears" });
    expect(stored().groups.at(-1)).toMatchObject({ id: group_id, name: "Gears" });
    const added = await call("contacts_manage_group", { action: "add", group_id, person_ids: [...person_ids, "c404"] });
    expect(added.text).toBe(`Added 2 of 3 people; not found: c404, id ${group_id}.`);
    await call("contacts_manage_group", { action: "remove", group_id, person_ids: person_ids.slice(0, 1) });
    expect(stored().contacts.map(({ groups }) => groups.includes(group_id))).toEqual([false, true]);
    await call("contacts_manage_group", { action: "delete", group_id });
    expect(stored().contacts.map(({ deleted }) => deleted)).toEqual([false, false]);
  });

  it("tells who is in no other group", async () => {
    const { named, call } = keeper(emulator);
    const { id } = named("A");
    const { text } = await call("contacts_manage_group", {
      action: "remove",
      group_id: "myContacts",
      person_ids: [id],
    });
    expect(text).toContain(`it is the only group of: ${id}`);
  });

  it("refuses a name that is taken, and Google's own groups", async () => {
    const { call } = keeper(emulator);
    await call("contacts_manage_group", { action: "create", name: "Cards" });
    await expect(call("contacts_manage_group", { action: "create", name: "cards" })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await expect(call("contacts_manage_group", { action: "delete", group_id: "family" })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it.each([
    [{ action: "create" }, "name: missing"],
    [{ action: "create", name: " " }, "name: missing"],
    [{ action: "rename", name: "x" }, "group_id: missing"],
    [{ action: "delete" }, "group_id: missing"],
    [{ action: "add", group_id: "g" }, "person_ids: missing"],
    [{ action: "remove", person_ids: ["c1"] }, "group_id: missing"],
  ])("refuses %j before anything is sent", async (input, message) => {
    const { call, sent } = keeper(emulator);
    const requests = await sent(() =>
      expect(call("contacts_manage_group", input)).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining(message),
      }),
    );
    expect(requests).toEqual([]);
  });
});
