import { ApiError, type ApiRequest, type ApiResponse, type Route } from "../api.ts";
import { pageOfList } from "../pages.ts";
import { everyone, findPerson, type Person } from "../persons.ts";
import type { ServiceWorld } from "../world.ts";
import { findContact } from "./contacts.ts";
import { checkPageSize, failedPrecondition, invalid, notFound, readMask } from "./masks.ts";
import { matches } from "./search.ts";
import { contactShape, otherShape, profileFields, profileShape } from "./shapes.ts";
import type { StoredContact, StoredContacts } from "./state.ts";

/** What the routes of the People API share. */
export interface PeopleState {
  world: ServiceWorld;
  /** An account's contacts. */
  of(email: string): StoredContacts;
}

const MOST_NAMES = 200;
const MOST_FOUND = 30;
const SEARCHED = ["names", "nicknames", "emailAddresses", "phoneNumbers", "organizations"];
const SEARCHED_OF_OTHERS = ["names", "emailAddresses", "phoneNumbers"];

const auth = (name: string) => `https://www.googleapis.com/auth/${name}`;

/** Methods that read: one, many, all, and those that match. */
export function peopleRoutes(people: PeopleState): Record<string, Route> {
  const { world } = people;
  return {
    "people.people.get": {
      verb: "GET",
      path: "/v1/{+resourceName}",
      reserved: "^people/[^/]+$",
      handle(request) {
        const mask = readMask(request.query.get("personFields"), "personFields");
        const person = readOne(people, request, request.path.resourceName ?? "", mask);
        if (!person) throw notFound();
        return { json: person };
      },
    },
    "people.people.getBatchGet": {
      verb: "GET",
      path: "/v1/people:batchGet",
      handle(request) {
        const mask = readMask(request.query.get("personFields"), "personFields");
        const names = request.query.getAll("resourceNames");
        if (names.length === 0 || names.length > MOST_NAMES)
          throw invalid(`The number of resource names must be between 1 and ${MOST_NAMES}.`);
        if (!names.every((name) => /^people\/[^/]+$/.test(name))) throw invalid();
        return {
          json: {
            responses: names.map((name) => {
              const person = readOne(people, request, name, mask);
              const missing = { httpStatusCode: 404, status: { code: 5, message: "Requested entity was not found." } };
              return { requestedResourceName: name, ...(person ? { httpStatusCode: 200, person } : missing) };
            }),
          },
        };
      },
    },
    "people.people.connections.list": {
      verb: "GET",
      path: "/v1/{+resourceName}/connections",
      reserved: "^people/[^/]+$",
      handle: (request) => listConnections(people.of(request.account.email), request),
    },
    "people.people.searchContacts": {
      verb: "GET",
      path: "/v1/people:searchContacts",
      handle({ account, query }) {
        const mask = readMask(query.get("readMask"), "readMask");
        const state = people.of(account.email);
        const wanted = query.get("query") ?? "";
        if (wanted.trim() === "") {
          state.index.contacts = state.contacts.filter(({ deleted }) => !deleted).map((one) => structuredClone(one));
          return { json: {} };
        }
        const found = state.index.contacts.filter(({ fields }) => matches(fields, SEARCHED, wanted));
        return results(found.slice(0, foundSize(query)).map((contact) => contactShape(contact, mask, "list")));
      },
    },
    "people.otherContacts.search": {
      verb: "GET",
      path: "/v1/otherContacts:search",
      handle({ account, query }) {
        const mask = readMask(query.get("readMask"), "readMask", "other");
        const state = people.of(account.email);
        const wanted = query.get("query") ?? "";
        if (wanted.trim() === "") {
          state.index.others = structuredClone(state.others);
          return { json: {} };
        }
        const found = state.index.others.filter(({ fields }) => matches(fields, SEARCHED_OF_OTHERS, wanted));
        return results(found.slice(0, foundSize(query)).map((other) => otherShape(other, mask)));
      },
    },
    "people.people.searchDirectoryPeople": {
      verb: "GET",
      path: "/v1/people:searchDirectoryPeople",
      handle({ account, query }) {
        const mask = readMask(query.get("readMask"), "readMask");
        if (query.getAll("sources").length === 0) throw invalid("sources is required.");
        checkPageSize(query, 500);
        if (account.hostedDomain === undefined) throw failedPrecondition("Must be a G Suite domain user.");
        const colleagues = everyone(world).filter(({ hostedDomain }) => hostedDomain === account.hostedDomain);
        const wanted = query.get("query") ?? "";
        if (wanted.trim() === "") throw invalid("query is required.");
        const found = colleagues.filter((person) => matches(profileFields(person), SEARCHED_OF_OTHERS, wanted));
        const { page, nextPageToken } = pageOfList(found, query, { size: "pageSize", largest: 500, usual: 100 });
        return {
          json: { people: page.map((person) => profileShape(person, mask)), nextPageToken, totalSize: found.length },
        };
      },
    },
  };
}

function results(people: readonly unknown[]): ApiResponse {
  return { json: people.length === 0 ? {} : { results: people.map((person) => ({ person })) } };
}

/** More than 30 are cut to 30, as Google says it does here. */
function foundSize(query: URLSearchParams): number {
  const size = Number(query.get("pageSize") ?? 0);
  if (size < 0) throw invalid();
  return Math.min(size === 0 ? 10 : size, MOST_FOUND);
}

/** A contact by its own id, a Google account by its id as far as the token may see it. */
function readOne(people: PeopleState, request: ApiRequest, name: string, mask: Set<string>): unknown {
  const { account, scopes } = request;
  if (name === "people/me") return profileShape(account, mask);
  const state = people.of(account.email);
  const seesContacts = scopes.includes(auth("contacts")) || scopes.includes(auth("contacts.readonly"));
  const contact = findContact(state, name);
  if (contact) return seesContacts ? contactShape(contact, mask, "one") : undefined;
  const person = findPerson(people.world, name.replace("people/", ""));
  return person && isSeen(person, request, seesContacts ? state.contacts : []) ? profileShape(person, mask) : undefined;
}

function isSeen(person: Person, { account, scopes }: ApiRequest, contacts: readonly StoredContact[]): boolean {
  if (person.email === account.email) return true;
  const colleague = person.hostedDomain !== undefined && person.hostedDomain === account.hostedDomain;
  if (colleague && scopes.includes(auth("directory.readonly"))) return true;
  return contacts.some(
    ({ deleted, fields }) => !deleted && (fields.emailAddresses ?? []).some(({ value }) => value === person.email),
  );
}

const ORDERS: Readonly<Record<string, (a: StoredContact, b: StoredContact) => number>> = {
  LAST_MODIFIED_ASCENDING: (a, b) => a.version - b.version,
  LAST_MODIFIED_DESCENDING: (a, b) => b.version - a.version,
  FIRST_NAME_ASCENDING: (a, b) => nameOf(a, "givenName").localeCompare(nameOf(b, "givenName")),
  LAST_NAME_ASCENDING: (a, b) => nameOf(a, "familyName").localeCompare(nameOf(b, "familyName")),
};

function nameOf({ fields }: StoredContact, part: string): string {
  const value = fields.names?.[0]?.[part];
  return typeof value === "string" ? value : "";
}

function listConnections(state: StoredContacts, { path, query }: ApiRequest): ApiResponse {
  if (path.resourceName !== "people/me") throw invalid('Resource name must be "people/me".');
  const mask = readMask(query.get("personFields"), "personFields");
  checkPageSize(query, 1000);
  const since = sinceOf(query.get("syncToken"));
  const there = state.contacts.filter(({ deleted, version }) => (since === undefined ? !deleted : version > since));
  const order = ORDERS[query.get("sortOrder") ?? "LAST_MODIFIED_ASCENDING"];
  const found = [...there].sort(order);
  const { page, nextPageToken } = pageOfList(found, query, { size: "pageSize", largest: 1000, usual: 100 });
  const wantsToken = query.get("requestSyncToken") === "true" || since !== undefined;
  return {
    json: {
      ...(page.length > 0 && { connections: page.map((contact) => contactShape(contact, mask, "list")) }),
      nextPageToken,
      ...(wantsToken && nextPageToken === undefined && { nextSyncToken: `sync${state.changes}` }),
      totalPeople: found.length,
      totalItems: found.length,
    },
  };
}

/** @throws ApiError 400 for a token that does not count any more */
function sinceOf(token: string | null): number | undefined {
  if (token === null) return undefined;
  const version = /^sync(\d+)$/.exec(token)?.[1];
  if (version !== undefined) return Number(version);
  const message = "Sync token is expired. Clear local cache and retry call without the sync token.";
  throw new ApiError(400, "failedPrecondition", message, { grpcStatus: "FAILED_PRECONDITION" });
}
