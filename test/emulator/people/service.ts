import type { EmulatedService } from "../api.ts";
import type { ServiceWorld } from "../world.ts";
import { contactRoutes } from "./contacts.ts";
import { groupRoutes } from "./groups.ts";
import { type PeopleState, peopleRoutes } from "./people.ts";
import { seedContacts } from "./seed.ts";
import {
  addContact,
  contactId,
  type Fields,
  newContacts,
  normalized,
  type StoredContact,
  type StoredContacts,
  type StoredOther,
} from "./state.ts";

export interface PeopleService extends EmulatedService {
  /** What an account has in Google Contacts. */
  contacts(email: string): StoredContacts;
  addContact(email: string, fields: Fields): StoredContact;
  /** Someone whom the account wrote to without keeping them. */
  addOther(email: string, fields: Fields): StoredOther;
}

/** The People API over contacts that live as long as the emulator. */
export function peopleService(world: ServiceWorld): PeopleService {
  const stored = new Map<string, StoredContacts>();
  const contacts = (email: string) => {
    const known = stored.get(email);
    if (known) return known;
    const made = newContacts(world.now());
    stored.set(email, made);
    if (email === "ada@example.com") seedContacts(made, world.now());
    return made;
  };
  const people: PeopleState = { world, of: contacts };
  return {
    discovery: "people-v1",
    contacts,
    addContact: (email, fields) => addContact(contacts(email), fields, world.now()),
    addOther(email, fields) {
      const { others } = contacts(email);
      const other = { id: contactId(`other ${email} ${others.length}`), fields: normalized(fields) };
      others.push(other);
      return other;
    },
    routes: { ...peopleRoutes(people), ...contactRoutes(people), ...groupRoutes(people) },
  };
}
