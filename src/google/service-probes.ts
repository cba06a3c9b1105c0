import { ToolError } from "../errors.ts";
import type { Service } from "../scopes.ts";
import type { GoogleClients } from "./clients.ts";

/** An id that no document has: what Google says of it shows whether the API answers this account at all. */
const NO_DOCUMENT = "this-id-is-of-no-document";

/** One small reading request for each service. */
const PROBES: Readonly<Record<Service, (google: GoogleClients) => Promise<unknown>>> = {
  gmail: async ({ gmail }) => (await gmail()).users.labels.list({ userId: "me", fields: "labels/id" }),
  drive: async ({ drive }) => (await drive()).files.list({ pageSize: 1, fields: "files/id" }),
  calendar: async ({ calendar }) => (await calendar()).calendarList.list({ maxResults: 1, fields: "items/id" }),
  docs: ({ docs }) => unlessMissing(async () => (await docs()).documents.get({ documentId: NO_DOCUMENT })),
  sheets: ({ sheets }) => unlessMissing(async () => (await sheets()).spreadsheets.get({ spreadsheetId: NO_DOCUMENT })),
  slides: ({ slides }) =>
    unlessMissing(async () => (await slides()).presentations.get({ presentationId: NO_DOCUMENT })),
  forms: ({ forms }) => unlessMissing(async () => (await forms()).forms.get({ formId: NO_DOCUMENT })),
  tasks: async ({ tasks }) => (await tasks()).tasklists.list({ maxResults: 1, fields: "items/id" }),
  contacts: async ({ people }) =>
    (await people()).people.connections.list({ resourceName: "people/me", pageSize: 1, personFields: "names" }),
  chat: async ({ chat }) => (await chat()).spaces.list({ pageSize: 1, fields: "spaces/name" }),
  meet: async ({ meet }) => (await meet()).conferenceRecords.list({ pageSize: 1, fields: "conferenceRecords/name" }),
  script: async ({ script }) => (await script()).processes.list({ pageSize: 1, fields: "processes/functionName" }),
};

/**
 * Makes one real call of a service, to see that its API is enabled and the grant serves it.
 * @throws ToolError as Google's answer says, such as `api_not_enabled`
 */
export async function probeService(service: Service, google: GoogleClients): Promise<void> {
  await PROBES[service](google);
}

async function unlessMissing(request: () => Promise<unknown>): Promise<void> {
  await request().catch((error: unknown) => {
    if (!(error instanceof ToolError) || error.code !== "not_found") throw error;
  });
}
