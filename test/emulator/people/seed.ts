import { addContact, contactId, groupId, normalized, type StoredContacts } from "./state.ts";

/** What Ada has in her contacts: two people in full, a group, and someone she only wrote to once. */
export function seedContacts(state: StoredContacts, now: number): void {
  const group = { id: groupId("seed team"), name: "Engine team", system: false, updated: now };
  state.groups.push(group);
  addContact(
    state,
    {
      names: [{ givenName: "Grace", familyName: "Example" }],
      nicknames: [{ value: "Amazing Grace" }],
      emailAddresses: [
        { value: "grace@example.com", type: "work" },
        { value: "grace.home@example.org", type: "home" },
      ],
      phoneNumbers: [{ value: "+1 202-555-0143", type: "mobile" }],
      organizations: [{ name: "Example Compilers", title: "Rear Admiral", department: "Languages" }],
      addresses: [
        { streetAddress: "1 Harbour Street", city: "New York", postalCode: "10001", country: "USA", type: "work" },
      ],
      birthdays: [{ date: { year: 1906, month: 12, day: 9 } }],
      biographies: [{ value: "Met at the fair.\nLikes nanoseconds." }],
      urls: [{ value: "https://example.com/grace", type: "homePage" }],
    },
    now,
    [group.id],
  );
  addContact(
    state,
    {
      names: [{ givenName: "Alan", familyName: "Example" }],
      emailAddresses: [{ value: "alan@example.net" }],
      organizations: [{ name: "Example Machines" }],
    },
    now,
  );
  state.others.push({
    id: contactId("seed other"),
    fields: normalized({
      names: [{ unstructuredName: "Gear Workshop" }],
      emailAddresses: [{ value: "orders@example.org" }],
    }),
  });
}
