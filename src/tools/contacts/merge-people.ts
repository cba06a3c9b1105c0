import type { Summary } from "./person-text.ts";

/** Someone who was found, and where. */
export interface FoundPerson extends Summary {
  from: string[];
}

/**
 * Puts together who was found in several places: whoever shares an address or id is one person. The first place's name and
 * id stand, and what the others know beside it is added. Two of one place stay two, because each has an id of its own.
 */
export function mergePeople(found: readonly FoundPerson[]): FoundPerson[] {
  const merged: FoundPerson[] = [];
  for (const person of found) {
    const at = merged.findIndex((known) => isSame(known, person));
    const known = merged[at];
    if (known) merged[at] = joined(known, person);
    else merged.push(person);
  }
  // What was put together may share an address with someone who stood alone before.
  return merged.length === found.length ? merged : mergePeople(merged);
}

function isSame(a: FoundPerson, b: FoundPerson): boolean {
  if (b.from.some((place) => a.from.includes(place))) return false;
  if (a.id !== "" && a.id === b.id) return true;
  const known = new Set(a.emails.map((email) => email.toLowerCase()));
  return b.emails.some((email) => known.has(email.toLowerCase()));
}

function joined(first: FoundPerson, second: FoundPerson): FoundPerson {
  return {
    id: first.id || second.id,
    name: first.name || second.name,
    emails: unique([...first.emails, ...second.emails], (email) => email.toLowerCase()),
    phones: unique([...first.phones, ...second.phones], (phone) => phone.replace(/[^\d+]/g, "")),
    company: first.company || second.company,
    from: unique([...first.from, ...second.from], (place) => place),
  };
}

function unique(values: readonly string[], keyOf: (value: string) => string): string[] {
  return [...new Map(values.map((value) => [keyOf(value), value] as const).reverse()).values()].reverse();
}
