import type { people_v1 } from "googleapis/build/src/apis/people/v1.js";
import * as z from "zod";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { pageSize, queryText } from "../input.ts";
import { type Call, defineTool } from "../tool.ts";
import { SEE_CONTACTS, SEE_DIRECTORY, SEE_OTHERS } from "./contact-scopes.ts";
import { type FoundPerson, mergePeople } from "./merge-people.ts";
import { peopleTable, SUMMARY_FIELDS, SUMMARY_MASK, summaryOf, summarySchema } from "./person-text.ts";

/** What other contacts have ("otherContacts.search", `readMask`). */
const OTHER_MASK = "names,emailAddresses,phoneNumbers";

/** Finds people wherever this account knows them. */
export const contactsSearch = defineTool({
  name: "contacts_search",
  title: "Find people",
  description:
    "Finds people by the beginning of a name, address, number or company, in own contacts, people written to, and the organization's directory.",
  service: "contacts",
  tier: "core",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_CONTACTS,
  optionalScopes: [SEE_OTHERS, SEE_DIRECTORY],
  input: z.strictObject({
    query: queryText(200).refine((value) => value.trim() !== "", "expected some text"),
    page_size: pageSize(30, 10),
  }),
  output: z.strictObject({ people: z.array(summarySchema.extend({ from: z.array(z.string()) })) }),
  async run({ query, page_size }, call) {
    const people = await call.google.people();
    // All are waited for, so that nothing is left running when one fails.
    const [own, others, directory] = await Promise.allSettled([
      searchContacts(people, query, page_size),
      granted(call, SEE_OTHERS, "people written to", () => searchOthers(people, query, page_size)),
      granted(call, SEE_DIRECTORY, "the directory", () => searchDirectory(people, query, page_size)),
    ]);
    const more = [settledValue(others), settledValue(directory)];
    const found = mergePeople([...settledValue(own), ...more.flatMap((place) => place.found)]);
    const problems = more.flatMap((place) => place.problems);
    const none = "Nobody found. Google may need some seconds to find what was just added.";
    return {
      text:
        found.length === 0 ? none : peopleTable(found, { title: "from", of: (at) => found[at]?.from.join(", ") ?? "" }),
      ...(problems.length > 0 && { note: problems.join("\n") }),
      data: { people: found },
    };
  },
});

/**
 * A search knows what was there at the last empty one, which Google asks for beforehand ("Read and manage contacts",
 * "Search the user's contacts").
 */
async function searchContacts(people: people_v1.People, query: string, most: number): Promise<FoundPerson[]> {
  await people.people.searchContacts({
    query: "",
    readMask: "names",
    pageSize: 1,
    fields: "results(person(resourceName))",
  });
  const { data } = await people.people.searchContacts({
    query,
    readMask: SUMMARY_MASK,
    pageSize: most,
    fields: `results(person(${SUMMARY_FIELDS}))`,
  });
  return (data.results ?? []).flatMap(({ person }) => (person ? [{ ...summaryOf(person), from: ["contacts"] }] : []));
}

/** People who were written to. They have no id that other tools take. */
async function searchOthers(people: people_v1.People, query: string, most: number): Promise<FoundPerson[]> {
  await people.otherContacts.search({
    query: "",
    readMask: "names",
    pageSize: 1,
    fields: "results(person(resourceName))",
  });
  const { data } = await people.otherContacts.search({
    query,
    readMask: OTHER_MASK,
    pageSize: most,
    fields: `results(person(${SUMMARY_FIELDS}))`,
  });
  return (data.results ?? []).flatMap(({ person }) =>
    person ? [{ ...summaryOf(person), id: "", from: ["written to"] }] : [],
  );
}

async function searchDirectory(people: people_v1.People, query: string, most: number): Promise<FoundPerson[]> {
  try {
    const { data } = await people.people.searchDirectoryPeople({
      query,
      readMask: SUMMARY_MASK,
      pageSize: most,
      sources: ["DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE", "DIRECTORY_SOURCE_TYPE_DOMAIN_CONTACT"],
      fields: `people(${SUMMARY_FIELDS})`,
    });
    return (data.people ?? []).map((person) => ({ ...summaryOf(person), from: ["directory"] }));
  } catch (error) {
    if (hasNoDirectory(error)) return [];
    throw error;
  }
}

/** A consumer account belongs to no organization: Google answers "Must be a G Suite domain user." */
function hasNoDirectory(error: unknown): boolean {
  return error instanceof GoogleApiError && /domain user/i.test(error.message);
}

function settledValue<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

/** Searches where the grant allows it; what fails there is told beside what was found elsewhere. */
async function granted(
  call: Call,
  scope: string,
  where: string,
  search: () => Promise<FoundPerson[]>,
): Promise<{ found: FoundPerson[]; problems: string[] }> {
  if (!call.account.scopes.includes(scope)) return { found: [], problems: [] };
  try {
    return { found: await search(), problems: [] };
  } catch (error) {
    if (!(error instanceof ToolError) || call.signal.aborted) throw error;
    return { found: [], problems: [`Not searched: ${where} (${error.message}).`] };
  }
}
