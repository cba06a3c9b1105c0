import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

const ADA = "ada@example.com";
const ALL_PLACES = ["contacts.readonly", "contacts.other.readonly", "directory.readonly"];

/** Ids of new contacts. */
function contacts({ people }: Emulator, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const names = [{ givenName: `Contract ${index}`, familyName: "Example" }];
    return people.addContact(ADA, { names, emailAddresses: [{ value: `contract${index}@example.com` }] }).id;
  });
}

/** Id of a new group. */
function group({ people }: Emulator): string {
  const { groups } = people.contacts(ADA);
  const id = `contract${groups.length}`;
  groups.push({ id, name: `Contract ${groups.length}`, system: false, updated: 0 });
  return id;
}

/** At least two calls of each tool of the service. */
export const contactsCases: readonly ContractCase[] = [
  { tool: "contacts_search", input: { query: "grace" }, scopes: ALL_PLACES },
  { tool: "contacts_search", input: { query: "example comp", page_size: 30 } },
  { tool: "contacts_get", input: async (emulator) => ({ ids: contacts(emulator, 1) }) },
  { tool: "contacts_get", input: async (emulator) => ({ ids: [...contacts(emulator, 2), "c404"] }) },
  { tool: "contacts_get", input: { ids: ["me"] }, scopes: ["contacts", "directory.readonly"] },
  { tool: "contacts_list", input: {} },
  { tool: "contacts_list", input: { sort: "last_name", page_size: 1 } },
  { tool: "contacts_list", input: { sort: "changed" }, scopes: ["contacts"] },
  { tool: "contacts_create", input: { contacts: [{ name: "Alan Example" }] } },
  {
    tool: "contacts_create",
    input: {
      contacts: [
        {
          name: "Grace Example",
          emails: ["work: grace@example.com"],
          phones: ["mobile: +1 202-555-0143"],
          company: "Example Compilers",
          job_title: "Admiral",
          address: "1 Harbour Street",
          birthday: "1906-12-09",
          website: "https://example.com",
          note: "Note",
        },
        { emails: ["alan@example.net"] },
      ],
    },
  },
  {
    tool: "contacts_update",
    input: async (emulator) => ({
      id: contacts(emulator, 1)[0],
      name: "New Name",
      emails: ["contract0@example.com", "home: new@example.com"],
      phones: ["+49 30 1234567"],
      company: "New",
      birthday: "--02-29",
    }),
  },
  {
    tool: "contacts_update",
    input: async (emulator) => ({ id: contacts(emulator, 1)[0], note: "n", website: "", address: "", emails: [] }),
  },
  { tool: "contacts_delete", input: async (emulator) => ({ ids: contacts(emulator, 1) }) },
  { tool: "contacts_delete", input: async (emulator) => ({ ids: contacts(emulator, 3) }) },
  { tool: "contacts_list_groups", input: {} },
  { tool: "contacts_list_groups", input: { group_id: "myContacts" } },
  {
    tool: "contacts_manage_group",
    input: async ({ people }) => ({ action: "create", name: `Made ${people.contacts(ADA).groups.length}` }),
  },
  {
    tool: "contacts_manage_group",
    input: async (emulator) => ({ action: "rename", group_id: group(emulator), name: "Renamed" }),
  },
  { tool: "contacts_manage_group", input: async (emulator) => ({ action: "delete", group_id: group(emulator) }) },
  ...["add", "remove"].map((action) => ({
    tool: "contacts_manage_group",
    input: async (emulator: Emulator) => ({ action, group_id: group(emulator), person_ids: contacts(emulator, 2) }),
  })),
];
