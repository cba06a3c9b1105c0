import { createHash } from "node:crypto";

/** A field of a person: entries as the API writes them, without metadata. */
type Entry = Record<string, unknown>;
export type Fields = Record<string, Entry[]>;

export interface StoredContact {
  /** `c` and digits, the end of `people/c…`. */
  id: string;
  /** Grows with each change; etags are made of it. */
  version: number;
  updated: number;
  deleted: boolean;
  fields: Fields;
  /** Ids of groups. */
  groups: string[];
}

export interface StoredOther {
  id: string;
  fields: Fields;
}

export interface StoredGroup {
  id: string;
  name: string;
  system: boolean;
  updated: number;
}

/** What one account has in Google Contacts. */
export interface StoredContacts {
  contacts: StoredContact[];
  others: StoredOther[];
  groups: StoredGroup[];
  /** Counts changes, for sync tokens. */
  changes: number;
  /** What a search knows: what was there at the last warm-up. */
  index: { contacts: StoredContact[]; others: StoredOther[] };
}

const SYSTEM_GROUPS = ["myContacts", "starred", "friends", "family", "coworkers", "blocked"];

export function newContacts(now: number): StoredContacts {
  return {
    contacts: [],
    others: [],
    groups: SYSTEM_GROUPS.map((id) => ({ id, name: id, system: true, updated: now })),
    changes: 0,
    index: { contacts: [], others: [] },
  };
}

/** An id of Google's shape: `c` and 19 digits. */
export function contactId(seed: string): string {
  const digest = createHash("sha256").update(seed).digest("hex");
  return `c${`${BigInt(`0x${digest}`)}`.slice(0, 19)}`;
}

export function groupId(seed: string): string {
  return createHash("sha256").update(`group ${seed}`).digest("hex").slice(0, 15);
}

export function addContact(state: StoredContacts, fields: Fields, now: number, groups: readonly string[] = []) {
  state.changes += 1;
  const contact: StoredContact = {
    id: contactId(`contact ${state.contacts.length} ${now}`),
    version: state.changes,
    updated: now,
    deleted: false,
    fields: normalized(fields),
    groups: [...new Set(["myContacts", ...groups])],
  };
  state.contacts.push(contact);
  return contact;
}

export function touch(state: StoredContacts, contact: StoredContact, now: number): void {
  state.changes += 1;
  contact.version = state.changes;
  contact.updated = now;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** What Google fills in: the parts of a name and its whole, an address as a text, a number's canonical form. */
export function normalized(fields: Fields): Fields {
  const kept = Object.entries(fields).filter(([, entries]) => entries.length > 0);
  return Object.fromEntries(
    kept.map(([field, entries]) => [
      field,
      entries.map((entry) => {
        const { metadata: _, ...rest } = entry;
        if (field === "names") return fullName(rest);
        if (field === "addresses") return { ...rest, formattedValue: text(rest.formattedValue) || addressText(rest) };
        if (field === "phoneNumbers") return { ...rest, ...canonical(text(rest.value)) };
        if (field === "biographies") return { contentType: "TEXT_PLAIN", ...rest };
        return rest;
      }),
    ]),
  );
}

function fullName(name: Entry): Entry {
  const { displayName: _, displayNameLastFirst: __, ...own } = name;
  const structured = ["givenName", "familyName", "middleName", "honorificPrefix", "honorificSuffix"];
  if (!structured.some((part) => text(own[part]) !== "")) {
    const words = text(own.unstructuredName).trim().split(/\s+/);
    own.givenName = words.slice(0, Math.max(1, words.length - 1)).join(" ");
    if (words.length > 1) own.familyName = words.at(-1);
  }
  const order = ["honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix"];
  const displayName = order
    .map((part) => text(own[part]))
    .filter((part) => part !== "")
    .join(" ");
  const lastFirst = [text(own.familyName), text(own.givenName)].filter((part) => part !== "").join(", ");
  return { ...own, displayName, displayNameLastFirst: lastFirst, unstructuredName: displayName };
}

function addressText(address: Entry): string {
  const line = [address.postalCode, address.city]
    .map(text)
    .filter((part) => part !== "")
    .join(" ");
  return [text(address.streetAddress), line, text(address.country)].filter((part) => part !== "").join("\n");
}

function canonical(value: string): Entry {
  return value.startsWith("+") ? { canonicalForm: `+${value.replace(/\D/g, "")}` } : {};
}
