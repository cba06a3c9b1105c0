import { createHash } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest, type EmulatedService } from "../api.ts";
import { documentExports, EXPORT_FORMATS } from "../drive/google-exports.ts";
import type { DriveService } from "../drive/service.ts";
import { addFile, DOCUMENT, roleOf, type StoredFile } from "../drive/state.ts";
import type { ServiceWorld } from "../world.ts";
import { applyBatch, staleRevision } from "./apply.ts";
import { invalidArgument } from "./locate.ts";
import { documentFrom, markdownOf } from "./markdown.ts";
import type { StoredDocument } from "./model.ts";
import { documentShape, type View } from "./shapes.ts";

export interface DocsService extends EmulatedService {
  /** A document as it is stored, of a file in an account's drive; what a test changes there counts as an edit. */
  document(email: string, id: string): StoredDocument;
  /** Lets a document's revision move on, as another person's edit does. */
  touch(email: string, id: string): void;
}

const AUTH = "https://www.googleapis.com/auth/";

/** Scopes that reach every document, for changing it and for reading it. */
const CHANGE_ALL = ["documents", "drive"].map((name) => AUTH + name);
const READ_ALL = [...CHANGE_ALL, ...["documents.readonly", "drive.readonly"].map((name) => AUTH + name)];

const batchBody = z.object({
  requests: z.array(z.record(z.string(), z.unknown())).default([]),
  writeControl: z
    .object({ requiredRevisionId: z.string().optional(), targetRevisionId: z.string().optional() })
    .optional(),
});

/** The Docs API: every Google document of Drive by its structure, and Drive's exports kept up with it. */
export function docsService(world: ServiceWorld, drive: DriveService): DocsService {
  const documents = new Map<string, { document: StoredDocument; exports: StoredFile["exports"] }>();

  /** What Drive took in since is read anew. */
  const stored = (file: StoredFile): StoredDocument => {
    const { exports } = file;
    const known = documents.get(file.id);
    if (known && known.exports === exports) return known.document;
    const document = documentFrom(file.id, exports["text/markdown"]?.toString("utf8") ?? "");
    if (known) document.revision = known.document.revision + 1;
    documents.set(file.id, { document, exports });
    return document;
  };
  const keep = (file: StoredFile, document: StoredDocument) => {
    file.exports = exportsWhenAsked(() => documentExports(markdownOf(document)));
    file.modifiedTime = world.now();
    file.version += 1;
    documents.set(file.id, { document, exports: file.exports });
  };
  const fetchImage =
    ({ account }: ApiRequest) =>
    (uri: string) =>
      imageProblem(uri, drive.state(account.email).files);

  return {
    discovery: "docs-v1",
    document: (email, id) => stored(fileById(drive, email, id)),
    touch(email, id) {
      stored(fileById(drive, email, id)).revision += 1;
    },
    routes: {
      "docs.documents.create": {
        verb: "POST",
        path: "/v1/documents",
        handle(request) {
          const { title } = z.object({ title: z.string().optional() }).parse(request.body ?? {});
          const file = addFile(drive.state(request.account.email), {
            name: title || "Untitled document",
            mimeType: DOCUMENT,
            modifiedTime: world.now(),
            madeBy: request.clientId,
            exports: documentExports(""),
          });
          return { json: shapeOf(request, file, stored(file), "SUGGESTIONS_INLINE", false) };
        },
      },
      "docs.documents.get": {
        verb: "GET",
        path: "/v1/documents/{documentId}",
        handle(request) {
          const file = reachedFile(drive, request);
          const view = viewOf(request, mayWrite(drive, request, file));
          const withTabs = request.query.get("includeTabsContent") === "true";
          return { json: shapeOf(request, file, stored(file), view, withTabs, mayWrite(drive, request, file)) };
        },
      },
      "docs.documents.batchUpdate": {
        verb: "POST",
        path: "/v1/documents/{documentId}:batchUpdate",
        handle(request) {
          const file = reachedFile(drive, request);
          const reached = CHANGE_ALL.some((scope) => request.scopes.includes(scope));
          if (!(reached || file.madeBy === request.clientId) || !mayWrite(drive, request, file)) throw noPermission();
          const { requests, writeControl } = batchBody.parse(request.body ?? {});
          if (requests.length === 0) throw invalidArgument("Must specify at least one request.");
          const before = stored(file);
          const required = writeControl?.requiredRevisionId;
          if (required && required !== revisionId(request, before)) throw staleRevision(required);
          const { document, replies } = applyBatch(before, requests, fetchImage(request));
          document.revision += 1;
          keep(file, document);
          return {
            json: {
              replies,
              writeControl: { requiredRevisionId: revisionId(request, document) },
              documentId: file.id,
            },
          };
        },
      },
    },
  };
}

/** Exports that are made when the first of them is asked for: most documents change many times before they are exported. */
function exportsWhenAsked(make: () => StoredFile["exports"]): StoredFile["exports"] {
  let made: StoredFile["exports"] | undefined;
  const exports: StoredFile["exports"] = {};
  for (const format of EXPORT_FORMATS[DOCUMENT] ?? [])
    Object.defineProperty(exports, format, {
      enumerable: true,
      get: () => {
        made ??= make();
        return made[format];
      },
    });
  return exports;
}

function shapeOf(
  request: ApiRequest,
  file: StoredFile,
  document: StoredDocument,
  view: View,
  withTabs: boolean,
  writes = true,
) {
  return documentShape(document, {
    title: file.name,
    revisionId: writes ? revisionId(request, document) : undefined,
    view,
    withTabs,
  });
}

/** Opaque, and another one for each person. */
function revisionId({ account }: ApiRequest, { id, revision }: StoredDocument): string {
  return `ALm37BV${createHash("sha256").update(`${account.email} ${id} ${revision}`).digest("base64url")}`;
}

function fileById(drive: DriveService, email: string, id: string): StoredFile {
  const file = drive.state(email).files.find((one) => one.id === id);
  if (!file) throw new Error(`${email} has no file ${id}`);
  return file;
}

/** The file of a document. With `drive.file` alone, only what this client made is there. */
function reachedFile(drive: DriveService, request: ApiRequest): StoredFile {
  const state = drive.state(request.account.email);
  const file = state.files.find(({ id }) => id === request.path.documentId);
  const reached = READ_ALL.some((scope) => request.scopes.includes(scope)) || file?.madeBy === request.clientId;
  if (!file || !reached) throw new ApiError(404, "notFound", "Requested entity was not found.");
  if (roleOf(state, file) === undefined) throw noPermission();
  if (file.mimeType !== DOCUMENT)
    throw new ApiError(400, "failedPrecondition", "This operation is not supported for this document", {
      grpcStatus: "FAILED_PRECONDITION",
    });
  return file;
}

function mayWrite(drive: DriveService, request: ApiRequest, file: StoredFile): boolean {
  const role = roleOf(drive.state(request.account.email), file);
  return role !== "reader" && role !== "commenter";
}

function noPermission(): ApiError {
  return new ApiError(403, "forbidden", "The caller does not have permission");
}

/** @throws ApiError 403 for a reader who asks for suggestions */
function viewOf({ query }: ApiRequest, writes: boolean): View {
  const asked = query.get("suggestionsViewMode") ?? "DEFAULT_FOR_CURRENT_ACCESS";
  if (asked === "PREVIEW_WITHOUT_SUGGESTIONS") return asked;
  if (asked === "DEFAULT_FOR_CURRENT_ACCESS") return writes ? "SUGGESTIONS_INLINE" : "PREVIEW_WITHOUT_SUGGESTIONS";
  if (!writes) throw noPermission();
  return asked === "PREVIEW_SUGGESTIONS_ACCEPTED" ? asked : "SUGGESTIONS_INLINE";
}

/** What keeps Google from fetching a picture: an address that is none, a host that is not there, a file that is not shared. */
function imageProblem(uri: string, files: readonly StoredFile[]): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const unreachable =
    "There was a problem retrieving the image. The provided image should be publicly accessible, within size limit, and in supported formats.";
  if (!url || !/^https?:$/.test(url.protocol)) return unreachable;
  if (!url.hostname.includes(".") || url.hostname.endsWith(".invalid") || /^[\d.]+$/.test(url.hostname))
    return unreachable;
  if (url.hostname !== "drive.google.com") return undefined;
  const file = files.find(({ id }) => id === url.searchParams.get("id"));
  if (!file?.permissions.some(({ type }) => type === "anyone")) return "Access to the provided image was forbidden.";
  return /^image\/(png|jpeg|gif)$/.test(file.mimeType) ? undefined : unreachable;
}
