import { createHash } from "node:crypto";
import { ApiError, type ApiRequest } from "../api.ts";
import { readsAllContent, scopesReach, supportsAllDrives } from "./access.ts";
import { compileQuery, searchesFullText } from "./query.ts";
import type { Test } from "./query-terms.ts";
import { defaultShape, fullShape } from "./shapes.ts";
import { type DriveState, FOLDER, roleOf, type StoredFile } from "./state.ts";

/** What results can be sorted by, and how a file compares. */
const ORDER_KEYS: Readonly<Record<string, (file: StoredFile) => string | number>> = {
  createdTime: ({ createdTime }) => createdTime,
  folder: ({ mimeType }) => (mimeType === FOLDER ? 0 : 1),
  modifiedByMeTime: ({ modifiedTime, sharedWithMe }) => (sharedWithMe ? 0 : modifiedTime),
  modifiedTime: ({ modifiedTime }) => modifiedTime,
  name: ({ name }) => name.toLowerCase(),
  name_natural: ({ name }) => name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(20, "0")),
  quotaBytesUsed: ({ content }) => content.length,
  recency: ({ modifiedTime, viewedByMeTime = 0 }) => Math.max(modifiedTime, viewedByMeTime),
  sharedWithMeTime: ({ sharedWithMeTime = 0 }) => sharedWithMeTime,
  starred: ({ starred }) => (starred ? 0 : 1),
  viewedByMeTime: ({ viewedByMeTime = 0 }) => viewedByMeTime,
};

/** What `files.list` answers. Without `fields` each file has Drive's default fields alone. */
export function listFiles(request: ApiRequest, state: DriveState): Record<string, unknown> {
  const { query } = request;
  const size = pageSizeOf(query.get("pageSize"));
  const inCorpora = corporaOf(request, state);
  const order = orderOf(query);
  const matches = matcherOf(request, state);
  const several = (query.get("q") ?? "").split(" in parents").length > 2;
  const leftOut = several ? (state.leftOut ?? []) : [];
  const found = state.files
    .filter(({ parents }) => !parents.some((id) => leftOut.includes(id)))
    .filter((file) => scopesReach(request, file) && roleOf(state, file) !== undefined && inCorpora(file))
    .filter(matches)
    .sort(order);
  const start = readPageToken(query);
  const page = found.slice(start, start + size);
  return {
    kind: "drive#fileList",
    incompleteSearch: false,
    files: page.map((file) => (query.has("fields") ? fullShape(file, state, request.clientId) : defaultShape(file))),
    ...(start + size < found.length && { nextPageToken: pageToken(start + size, query) }),
  };
}

function pageSizeOf(text: string | null): number {
  const size = Number(text ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    throw invalid("pageSize", `Invalid value '${text}'. Values must be within the range: [1, 1000]`);
  return size;
}

function invalid(location: string, message = "Invalid Value"): ApiError {
  return new ApiError(400, "invalid", message, { location, locationType: "parameter" });
}

/** Which files the search is over: `corpora`, `driveId`, `spaces` and the parameters about shared drives. */
function corporaOf(request: ApiRequest, state: DriveState): Test {
  const { query } = request;
  if (query.has("corpora") && query.has("corpus"))
    throw new ApiError(400, "badRequest", "Corpus and corpora are mutually exclusive options.");
  checkSpaces(query.get("spaces"), request.scopes);
  const corpora = query.get("corpora") ?? query.get("corpus") ?? "user";
  if (!["user", "domain", "drive", "allDrives"].includes(corpora)) throw invalid("corpora");
  const driveId = query.get("driveId") ?? query.get("teamDriveId");
  const includesShared =
    query.get("includeItemsFromAllDrives") === "true" || query.get("includeTeamDriveItems") === "true";
  if ((driveId !== null) !== (corpora === "drive"))
    throw new ApiError(
      403,
      "teamDriveIdRequiresTeamDriveCorpora",
      "The driveId parameter must be specified if and only if corpora is set to drive.",
    );
  if ((corpora === "drive" || corpora === "allDrives") && !includesShared)
    throw new ApiError(
      403,
      "teamDrivesCorporaRequiresIncludeTeamDriveItems",
      "The includeItemsFromAllDrives parameter must be set to true when driveId is specified or corpora contains drive or allDrives.",
    );
  if (includesShared && !supportsAllDrives(request))
    throw new ApiError(
      403,
      "includeTeamDriveItemsRequiresSupportsTeamDrives",
      "The supportsAllDrives parameter must be set to true when includeItemsFromAllDrives is set to true.",
    );
  if (driveId !== null && !state.drives.some(({ id }) => id === driveId))
    throw new ApiError(404, "notFound", `Shared drive not found: ${driveId}`, {
      location: "driveId",
      locationType: "parameter",
    });
  return (file) => (driveId === null ? file.driveId === undefined || includesShared : file.driveId === driveId);
}

function checkSpaces(spaces: string | null, scopes: readonly string[]): void {
  if (spaces === null) return;
  for (const space of spaces.split(",")) {
    if (space === "appDataFolder" && !scopes.includes("https://www.googleapis.com/auth/drive.appdata"))
      throw new ApiError(
        403,
        "insufficientScopes",
        "The granted scopes do not give access to all of the requested spaces.",
      );
    if (space !== "drive" && space !== "appDataFolder") throw invalid("spaces");
  }
}

function matcherOf(request: ApiRequest, state: DriveState): Test {
  const q = request.query.get("q") ?? "";
  if (q.trim() === "") return () => true;
  if (searchesFullText(q) && !readsAllContent(request))
    throw new ApiError(403, "insufficientPermissions", "Request had insufficient authentication scopes.");
  return compileQuery(q, {
    state,
    clientId: request.clientId,
    folderExists: (id) =>
      id === state.rootId ||
      state.drives.some((drive) => drive.id === id) ||
      state.files.some((file) => file.id === id && scopesReach(request, file)),
  });
}

/** @throws ApiError 400 for a key that is none, and with `fullText`, whose results come by relevance */
function orderOf(query: URLSearchParams): (left: StoredFile, right: StoredFile) => number {
  const orderBy = query.get("orderBy");
  const keys = (orderBy ?? "modifiedTime desc").split(",").map((key) => {
    const [, name = "", direction] = /^\s*(\w+)(?: (desc))?\s*$/.exec(key) ?? [];
    const rankOf = ORDER_KEYS[name];
    if (!rankOf) throw invalid("orderBy");
    return { rankOf, sign: direction === "desc" ? -1 : 1 };
  });
  if (orderBy !== null && searchesFullText(query.get("q") ?? ""))
    throw new ApiError(
      400,
      "badRequest",
      "Sorting is not supported for queries with fullText terms. Results are always in descending relevance order.",
      { location: "orderBy", locationType: "parameter" },
    );
  return (left, right) => {
    for (const { rankOf, sign } of keys) {
      const [a, b] = [rankOf(left), rankOf(right)];
      if (a !== b) return (a < b ? -1 : 1) * sign;
    }
    return 0;
  };
}

/** What a page token belongs to: it is refused with another query. */
function fingerprint(query: URLSearchParams): string {
  const names = ["q", "orderBy", "corpora", "driveId", "spaces", "includeItemsFromAllDrives", "supportsAllDrives"];
  return createHash("sha256")
    .update(JSON.stringify(names.map((name) => query.get(name))))
    .digest("base64url")
    .slice(0, 12);
}

function pageToken(offset: number, query: URLSearchParams): string {
  return `~!!~${Buffer.from(`${offset} ${fingerprint(query)}`).toString("base64url")}`;
}

function readPageToken(query: URLSearchParams): number {
  const token = query.get("pageToken");
  if (token === null || token === "") return 0;
  const [offset = "", mark] = token.startsWith("~!!~")
    ? Buffer.from(token.slice(4), "base64url").toString("utf8").split(" ")
    : [];
  if (!/^\d+$/.test(offset) || mark !== fingerprint(query)) throw invalid("pageToken");
  return Number(offset);
}
