import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { defineTool } from "../tool.ts";
import { type ContactFields, contactFields, personId } from "./contact-input.ts";
import { changedPerson, touchedFields } from "./contact-person.ts";
import { CHANGE_CONTACTS } from "./contact-scopes.ts";

/** Changes a contact. */
export const contactsUpdate = defineTool({
  name: "contacts_update",
  title: "Update contact",
  description: "Changes a contact's fields that are named and keeps the rest; lists are given whole, empty clears.",
  service: "contacts",
  tier: "extended",
  kind: "write",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_CONTACTS,
  input: z.strictObject({ id: personId, ...contactFields }),
  async run({ id, ...given }, call) {
    const fields = touchedFields(given);
    if (fields.length === 0)
      throw new ToolError("invalid_input", "name: expected at least one field to change", "Name what is to change.");
    const people = await call.google.people();
    await update(people, id, given, fields).catch(async (error: unknown) => {
      if (!wasChangedInBetween(error)) throw error;
      await update(people, id, given, fields).catch((again: unknown) => {
        throw wasChangedInBetween(again) ? changedAllTheTime() : again;
      });
    });
    return { text: `Changed contact ${id}: ${Object.keys(given).join(", ")}.`, data: { id } };
  },
});

/** Reads the contact as it is, and changes it only if it still is so. */
async function update(
  people: people_v1.People,
  id: string,
  given: ContactFields,
  fields: readonly string[],
): Promise<void> {
  const resourceName = `people/${id}`;
  const { data: before } = await people.people.get({
    resourceName,
    personFields: fields.join(),
    sources: ["READ_SOURCE_TYPE_CONTACT"],
    fields: ["etag", ...fields].join(),
  });
  await people.people.updateContact({
    resourceName,
    updatePersonFields: fields.join(),
    personFields: "names",
    fields: "resourceName",
    requestBody: { ...changedPerson(before, given), ...(before.etag && { etag: before.etag }) },
  });
}

/** Google refuses an etag that is not the contact's any more with 400 ("people.updateContact", `failedPrecondition`). */
function wasChangedInBetween(error: unknown): boolean {
  return error instanceof GoogleApiError && error.status === 400 && /etag is different/i.test(error.message);
}

function changedAllTheTime(): ToolError {
  return new ToolError(
    "precondition_failed",
    "The contact is being changed elsewhere meanwhile",
    "Try again in a moment.",
  );
}
