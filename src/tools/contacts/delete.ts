import * as z from "zod";
import { defineTool } from "../tool.ts";
import { personIds } from "./contact-input.ts";
import { CHANGE_CONTACTS } from "./contact-scopes.ts";

/** Deletes contacts. */
export const contactsDelete = defineTool({
  name: "contacts_delete",
  title: "Delete contacts",
  description: "Deletes one or several contacts.",
  service: "contacts",
  tier: "extended",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_CONTACTS,
  // Google takes up to 500 at once ("BatchDeleteContactsRequest", `resourceNames`).
  input: z.strictObject({ ids: personIds(500) }),
  async run({ ids }, call) {
    const people = await call.google.people();
    const [first = "", ...others] = ids.map((id) => `people/${id}`);
    if (others.length === 0) await people.people.deleteContact({ resourceName: first });
    else await people.people.batchDeleteContacts({ requestBody: { resourceNames: [first, ...others] } });
    return { text: ids.length === 1 ? `Deleted contact ${ids[0]}.` : `Deleted ${ids.length} contacts.` };
  },
});
