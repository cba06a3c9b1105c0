import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { defineTool } from "../tool.ts";
import { type ContactFields, contactFields } from "./contact-input.ts";
import { changedPerson } from "./contact-person.ts";
import { CHANGE_CONTACTS } from "./contact-scopes.ts";
import { idOfPerson } from "./person-text.ts";

/** Contacts that are made in one request ("BatchCreateContactsRequest", `contacts`: at most 200). */
const MOST_AT_ONCE = 200;

const FIELDS = "resourceName,names(displayName)";

/** Makes contacts. */
export const contactsCreate = defineTool({
  name: "contacts_create",
  title: "Create contacts",
  description: "Creates one or several contacts. Returns their ids.",
  service: "contacts",
  tier: "core",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_CONTACTS,
  input: z.strictObject({
    contacts: z
      .array(z.strictObject(contactFields))
      .min(1, "expected at least one contact")
      .max(MOST_AT_ONCE, `expected at most ${MOST_AT_ONCE} contacts`),
  }),
  output: z.strictObject({ created: z.array(z.strictObject({ id: z.string(), name: z.string() })) }),
  async run({ contacts }, call) {
    const empty = contacts.findIndex((one) =>
      Object.values(one).every((value) => value === undefined || value.length === 0),
    );
    if (empty >= 0)
      throw new ToolError(
        "invalid_input",
        `contacts.${empty}: expected at least one field`,
        "Give a name or an address.",
      );
    const made = await create(await call.google.people(), contacts);
    const created = made.map((person) => ({
      id: idOfPerson(person.resourceName),
      name: person.names?.[0]?.displayName ?? "",
    }));
    return {
      text: created.map(({ id, name }) => `Created ${name || "a contact"}, id ${id}.`).join("\n"),
      data: { created },
    };
  },
});

async function create(
  people: people_v1.People,
  contacts: readonly ContactFields[],
): Promise<people_v1.Schema$Person[]> {
  const [first, ...others] = contacts.map((given) => changedPerson({}, given));
  if (first && others.length === 0) {
    const { data } = await people.people.createContact({ personFields: "names", fields: FIELDS, requestBody: first });
    return [data];
  }
  const { data } = await people.people.batchCreateContacts({
    fields: `createdPeople(person(${FIELDS}))`,
    requestBody: {
      contacts: contacts.map((given) => ({ contactPerson: changedPerson({}, given) })),
      readMask: "names",
    },
  });
  return (data.createdPeople ?? []).flatMap(({ person }) => person ?? []);
}
