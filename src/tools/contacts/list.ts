import * as z from "zod";
import { pageSize, pageToken } from "../input.ts";
import { defineTool } from "../tool.ts";
import { SEE_CONTACTS } from "./contact-scopes.ts";
import { peopleTable, SUMMARY_FIELDS, SUMMARY_MASK, summaryOf, summarySchema } from "./person-text.ts";

const ORDERS = {
  first_name: "FIRST_NAME_ASCENDING",
  last_name: "LAST_NAME_ASCENDING",
  changed: "LAST_MODIFIED_DESCENDING",
} as const;

/** Shows own contacts page by page. */
export const contactsList = defineTool({
  name: "contacts_list",
  title: "List contacts",
  description: "Lists own contacts by name, or those changed last first. To find someone, use contacts_search.",
  service: "contacts",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CONTACTS,
  input: z.strictObject({
    sort: z.enum(["first_name", "last_name", "changed"]).default("first_name"),
    page_size: pageSize(100, 50),
    page_token: pageToken.optional(),
  }),
  output: z.strictObject({
    people: z.array(summarySchema),
    total: z.number(),
    nextPageToken: z.string().optional(),
  }),
  async run({ sort, page_size, page_token }, call) {
    const people = await call.google.people();
    const { data } = await people.people.connections.list({
      resourceName: "people/me",
      personFields: SUMMARY_MASK,
      pageSize: page_size,
      sortOrder: ORDERS[sort],
      fields: `connections(${SUMMARY_FIELDS}),nextPageToken,totalItems`,
      ...(page_token !== undefined && { pageToken: page_token }),
    });
    const found = (data.connections ?? []).map(summaryOf);
    const total = data.totalItems ?? found.length;
    const more = data.nextPageToken ? `, more: page_token ${data.nextPageToken}` : "";
    return {
      text: found.length === 0 ? "No contact." : peopleTable(found),
      note: `${total} contacts in all${more}`,
      data: { people: found, total, ...(data.nextPageToken && { nextPageToken: data.nextPageToken }) },
    };
  },
});
