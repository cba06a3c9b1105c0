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

const peopleSchema = z.object({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      emails: z.array(z.string()),
      phones: z.array(z.string()),
      company: z.string(),
      from: z.array(z.string()).optional(),
    }),
  ),
});
const found = (data: unknown) => peopleSchema.parse(data).people;

describe("contacts_search", () => {
  it("finds who is known in several places once, with where", async () => {
    const { email, named, call } = keeper(emulator);
    const grace = named("Grace", "Hopper", {
      emailAddresses: [{ value: "Grace@Example.com" }],
      phoneNumbers: [{ value: "+1 202-555-0143" }],
      organizations: [{ name: "Example Compilers", title: "Admiral" }],
    });
    emulator.people.addOther(email, {
      names: [{ unstructuredName: "Grace Workshop" }],
      emailAddresses: [{ value: "grace@example.org" }],
    });
    const { text, data } = await call("contacts_search", { query: "grace" });
    expect(found(data)).toEqual([
      {
        id: grace.id,
        name: "Grace Hopper",
        emails: ["Grace@Example.com"],
        phones: ["+1 202-555-0143"],
        company: "Admiral, Example Compilers",
        from: ["contacts", "directory"],
      },
      {
        id: "",
        name: "Grace Workshop",
        emails: ["grace@example.org"],
        phones: [],
        company: "",
        from: ["written to"],
      },
    ]);
    expect(text).toContain(`|${grace.id}|Grace Hopper|Grace@Example.com|`);
    expect(text).toContain("|contacts, directory|");
  });

  it("finds what was just added, because it warms the search up", async () => {
    const { named, call } = keeper(emulator);
    named("Ida");
    await call("contacts_search", { query: "ida" });
    const later = named("Idabel");
    expect(found((await call("contacts_search", { query: "ida" })).data).map(({ id }) => id)).toContain(later.id);
  });

  it("searches only what was granted", async () => {
    const { call, sent } = keeper(emulator);
    const search = () => call("contacts_search", { query: "grace" }, { scopes: ["contacts.readonly"] });
    expect(await sent(search)).toEqual(["people.people.searchContacts", "people.people.searchContacts"]);
    expect((await search()).text).toContain("Nobody found");
  });

  it("does without a directory for an account of no organization", async () => {
    const { named, call, sent } = keeper(emulator, "");
    named("Grace");
    let result: Awaited<ReturnType<typeof call>> | undefined;
    const requests = await sent(async () => {
      result = await call("contacts_search", { query: "grace" });
    });
    expect(requests).toContain("people.people.searchDirectoryPeople");
    expect(result?.note).toBeUndefined();
    expect(found(result?.data)).toHaveLength(1);
  });

  it("tells of a place that could not be searched, and gives what the others found", async () => {
    const { named, call } = keeper(emulator);
    named("Grace");
    emulator.faults.add({ match: "people.otherContacts.search", fault: { kind: "status", status: 403 } });
    const { data, note } = await call("contacts_search", { query: "grace" });
    expect(found(data).map(({ from }) => from)).toEqual([["contacts"], ["directory"]]);
    expect(note).toContain("Not searched: people written to");
  });

  it("fails when own contacts cannot be searched", async () => {
    emulator.faults.add({ match: "people.people.searchContacts", fault: { kind: "api-disabled" } });
    await expect(keeper(emulator).call("contacts_search", { query: "x" })).rejects.toMatchObject({
      code: "api_not_enabled",
    });
  });

  it.each([{}, { query: " " }, { query: "x", page_size: 31 }, { query: "a\u0000b" }])(
    "refuses %j by its schema",
    async (input) => {
      await expect(keeper(emulator).call("contacts_search", input)).rejects.toThrow(z.ZodError);
    },
  );
});

describe("contacts_get", () => {
  it("shows all that is known", async () => {
    const ada = "ada@example.com";
    const [grace] = emulator.people.contacts(ada).contacts;
    const { text } = await keeper(emulator).call("contacts_get", { ids: [`people/${grace?.id}`] }, { email: ada });
    expect(text).toBe(
      [
        "## Grace Example",
        `- id: ${grace?.id}`,
        "- nickname: Amazing Grace",
        "- email: work: grace@example.com",
        "- email: home: grace.home@example.org",
        "- phone: mobile: +1 202-555-0143",
        "- company: Rear Admiral, Languages, Example Compilers",
        "- address: work: 1 Harbour Street, 10001 New York, USA",
        "- birthday: 1906-12-09",
        "- website: homePage: https://example.com/grace",
        `- groups: ${grace?.groups[1]}`,
        "- note: Met at the fair.",
        "Likes nanoseconds.",
      ].join("\n"),
    );
  });

  it("reads many in one request, colleagues too, and names who is not there", async () => {
    const { named, call, sent } = keeper(emulator);
    const ids = [named("A").id, "100000000000000000201", "c404", named("B").id];
    const requests = await sent(async () => {
      const { text, note } = await call("contacts_get", { ids });
      expect(text.match(/^## .*/gm)).toEqual(["## A Example", "## Grace Example", "## B Example"]);
      expect(note).toBe("Not found: c404.");
    });
    expect(requests).toEqual(["people.people.getBatchGet"]);
  });

  it("gives a long answer in pieces", async () => {
    const { named, call } = keeper(emulator);
    const ids = ["A", "B", "C"].map((name) => named(name, "Long", { biographies: [{ value: "x".repeat(8000) }] }).id);
    const first = await call("contacts_get", { ids });
    const offset = Number(/offset (\d+)/.exec(first.note ?? "")?.[1]);
    const second = await call("contacts_get", { ids, offset });
    expect(`${first.text}${second.text}`.match(/^## /gm)).toHaveLength(3);
  });

  it("refuses what is not there, or not an id", async () => {
    const { call } = keeper(emulator);
    await expect(call("contacts_get", { ids: ["c404"] })).rejects.toMatchObject({ code: "not_found" });
    for (const ids of [[], ["a/b"], ["../x"], Array.from({ length: 51 }, (_, index) => `c${index}`)])
      await expect(call("contacts_get", { ids })).rejects.toThrow(z.ZodError);
  });
});

describe("contacts_list", () => {
  it("lists fifty in one request, by first name", async () => {
    const { named, call, sent } = keeper(emulator);
    for (let number = 59; number >= 0; number -= 1) named(`N${String(number).padStart(2, "0")}`);
    const requests = await sent(async () => {
      const { data, note } = await call("contacts_list");
      const names = found(data).map(({ name }) => name);
      expect(names).toHaveLength(50);
      expect(names).toEqual([...names].sort());
      expect(note).toMatch(/^60 contacts in all, more: page_token \S+$/);
      const token = /page_token (\S+)/.exec(note ?? "")?.[1];
      expect(found((await call("contacts_list", { page_token: token })).data)).toHaveLength(10);
    });
    expect(requests).toEqual(["people.people.connections.list", "people.people.connections.list"]);
  });

  it("sorts by last name and by change", async () => {
    const { named, call } = keeper(emulator);
    named("B", "Alpha");
    named("A", "Beta");
    const names = async (sort: string) => found((await call("contacts_list", { sort })).data).map(({ name }) => name);
    expect(await names("last_name")).toEqual(["B Alpha", "A Beta"]);
    expect(await names("changed")).toEqual(["A Beta", "B Alpha"]);
  });

  it("says when there is none, and refuses a token of another list", async () => {
    const { call } = keeper(emulator);
    expect((await call("contacts_list")).text).toBe("No contact.");
    await expect(call("contacts_list", { page_token: "wrong" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("contacts_list_groups", () => {
  it("shows groups with their sizes, and the people of one", async () => {
    const { named, call, stored } = keeper(emulator);
    const grace = named("Grace", "Example", { emailAddresses: [{ value: "grace@example.com" }] });
    stored().groups.push({ id: "g1", name: "Friends of cards", system: false, updated: 0 });
    grace.groups.push("g1");
    const { text } = await call("contacts_list_groups");
    expect(text).toContain("|g1|Friends of cards|own|1|");
    expect(text).toContain("|myContacts|myContacts|Google's|1|");
    const members = (await call("contacts_list_groups", { group_id: "contactGroups/g1" })).text;
    expect(members).toContain("# Friends of cards\n1 members\n");
    expect(members).toContain(`|${grace.id}|Grace Example|grace@example.com|`);
    expect((await call("contacts_list_groups", { group_id: "starred" })).text).toContain("0 members");
  });

  it("reads more members than one request tells", async () => {
    const { named, call } = keeper(emulator);
    for (let number = 0; number < 250; number += 1) named(`N${number}`);
    const first = await call("contacts_list_groups", { group_id: "myContacts" });
    expect(first.text).toContain("250 members");
    const offset = Number(/offset (\d+)/.exec(first.note ?? "0")?.[1] ?? 1e6);
    const rest = await call("contacts_list_groups", { group_id: "myContacts", offset });
    expect(new Set(`${first.text}${rest.text}`.match(/\|N\d+ Example\|/g)).size).toBe(250);
  });

  it("refuses a group that is not there", async () => {
    await expect(keeper(emulator).call("contacts_list_groups", { group_id: "none" })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
