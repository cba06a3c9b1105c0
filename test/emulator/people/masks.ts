import { ApiError } from "../api.ts";

const READABLE = new Set(
  "addresses ageRanges biographies birthdays calendarUrls clientData coverPhotos emailAddresses events externalIds genders imClients interests locales locations memberships metadata miscKeywords names nicknames occupations organizations phoneNumbers photos relations sipAddresses skills urls userDefined".split(
    " ",
  ),
);

/** What is kept of other contacts ("otherContacts.search", `readMask`). */
const OTHER_READABLE = new Set(["emailAddresses", "metadata", "names", "phoneNumbers"]);

const UPDATABLE = new Set(
  "addresses biographies birthdays calendarUrls clientData emailAddresses events externalIds genders imClients interests locales locations memberships miscKeywords names nicknames occupations organizations phoneNumbers relations sipAddresses urls userDefined".split(
    " ",
  ),
);

/** Fields of which a contact has one at the most ("people.createContact"). */
const SINGLETONS = ["names", "biographies", "birthdays", "genders"];

/**
 * The fields of a person that a mask names.
 * @throws ApiError 400 for a mask that is missing or names what there is not
 */
export function readMask(
  value: string | null | undefined,
  name: string,
  of: "person" | "other" = "person",
): Set<string> {
  return mask(value, name, of === "person" ? READABLE : OTHER_READABLE);
}

/** @throws ApiError 400 for a mask that is missing or names what cannot be changed */
export function updateMask(value: string | null): Set<string> {
  return mask(value, "updatePersonFields", UPDATABLE);
}

function mask(value: string | null | undefined, name: string, known: ReadonlySet<string>): Set<string> {
  const page = "https://developers.google.com/people/api/rest/v1/people/get";
  const paths = (value ?? "")
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
  if (paths.length === 0)
    throw invalid(
      `${name} mask is required. Please specify one or more valid paths. Valid paths are documented at ${page}.`,
    );
  const unknown = paths.find((path) => !known.has(path));
  if (unknown !== undefined)
    throw invalid(`Invalid ${name} mask path: "${unknown}". Valid paths are documented at ${page}.`);
  return new Set(paths);
}

/** @throws ApiError 400 for two of what a contact has one of */
export function checkSingletons(person: Readonly<Record<string, unknown>>): void {
  for (const field of SINGLETONS) {
    const entries = person[field];
    if (Array.isArray(entries) && entries.length > 1)
      throw invalid(`More than one ${field} is not allowed for contact sources.`);
  }
}

/**
 * A page's size.
 * @throws ApiError 400 outside of 0 to the largest
 */
export function checkPageSize(query: URLSearchParams, largest: number): void {
  const size = Number(query.get("pageSize") ?? 0);
  if (!Number.isInteger(size) || size < 0 || size > largest)
    throw invalid(`Page size must be between 1 and ${largest}, inclusive.`);
}

export function invalid(message = "Request contains an invalid argument."): ApiError {
  return new ApiError(400, "badRequest", message);
}

export function failedPrecondition(message: string): ApiError {
  return new ApiError(400, "failedPrecondition", message, { grpcStatus: "FAILED_PRECONDITION" });
}

export function notFound(): ApiError {
  return new ApiError(404, "notFound", "Requested entity was not found.");
}
