import { createHash } from "node:crypto";
import { z } from "zod";
import { ApiError, type ApiRequest, type ApiResponse, type EmulatedService } from "../api.ts";
import { scopesReach } from "../drive/access.ts";
import { presentationExports } from "../drive/google-exports.ts";
import { png } from "../drive/office-files.ts";
import type { DriveService } from "../drive/service.ts";
import { addFile, driveId, PRESENTATION, roleOf, SPREADSHEET, type StoredFile } from "../drive/state.ts";
import type { ServiceWorld } from "../world.ts";
import { batchUpdate } from "./batch-update.ts";
import { Refused, type Surroundings } from "./changes.ts";
import { presentationOf } from "./from-file.ts";
import { presentationShape, slideShape } from "./shapes.ts";
import { everyElement, newPresentation, type StoredPresentation } from "./state.ts";
import { stringOf } from "./text.ts";

export interface SlidesService extends EmulatedService {
  /** A presentation by its id, however it came into Drive. */
  presentation(id: string): StoredPresentation;
  /** Makes a presentation as a person would in the editor. */
  addPresentation(email: string, title: string, madeBy?: string): StoredPresentation;
  /** Ids of the charts of a spreadsheet. */
  charts: Map<string, number[]>;
}

const AUTH = "https://www.googleapis.com/auth/";
const READ = ["presentations", "presentations.readonly", "drive", "drive.readonly"].map((name) => AUTH + name);
const WRITE = ["presentations", "drive"].map((name) => AUTH + name);
const READ_SHEETS = ["spreadsheets", "spreadsheets.readonly", "drive", "drive.readonly"].map((name) => AUTH + name);

/** Widths of thumbnails in pixels ("pages.getThumbnail", `thumbnailSize`). */
const WIDTHS: Readonly<Record<string, number>> = { SMALL: 200, MEDIUM: 800, LARGE: 1600, WIDTH2000_PX: 2000 };
/** Milliseconds for which the address of a thumbnail works ("Thumbnail", `contentUrl`). */
const THUMBNAIL_LIFE = 30 * 60_000;

/** The Slides API. Every presentation is a file of the Drive emulator, which decides who may see and change it. */
export function slidesService(world: ServiceWorld, drive: DriveService): SlidesService {
  const presentations = new Map<string, StoredPresentation>();
  const thumbnails = new Map<string, number>();
  const charts = new Map<string, number[]>();

  const addPresentation = (email: string, title: string, madeBy?: string, id?: string): StoredPresentation => {
    const file = addFile(drive.state(email), {
      ...(id !== undefined && { id }),
      name: title,
      mimeType: PRESENTATION,
      modifiedTime: world.now(),
      madeBy,
      exports: presentationExports([[""]]),
    });
    const presentation = newPresentation(file.id);
    presentations.set(file.id, presentation);
    return presentation;
  };
  const load = (file: StoredFile): StoredPresentation => {
    const known = presentations.get(file.id);
    if (known) return known;
    const made = presentationOf(file);
    presentations.set(file.id, made);
    return made;
  };
  const find = (request: ApiRequest, need: "read" | "write") => {
    const id = request.path.presentationId ?? "";
    const state = drive.state(request.account.email);
    const file = state.files.find((one) => one.id === id && !one.trashed);
    if (!file) throw isElsewhere(id) ? forbidden() : notFound();
    if (file.mimeType !== PRESENTATION)
      throw new ApiError(400, "failedPrecondition", "This operation is not supported for this document", {
        grpcStatus: "FAILED_PRECONDITION",
      });
    if (!READ.some((scope) => request.scopes.includes(scope)) && file.madeBy !== request.clientId) throw notFound();
    const role = roleOf(state, file);
    if (role === undefined) throw forbidden();
    if (need === "write") {
      const reaches = WRITE.some((scope) => request.scopes.includes(scope)) || file.madeBy === request.clientId;
      if (!reaches || role === "reader" || role === "commenter") throw forbidden();
    }
    return { file, presentation: load(file) };
  };
  const isElsewhere = (id: string) =>
    world.accounts().some(({ email }) => drive.state(email).files.some((file) => file.id === id));

  const surroundings = (request: ApiRequest): Surroundings => ({
    fetchable: (url) => /^https?:\/\/[^/]+\/\S*\.(?:png|jpe?g|gif)(?:\?\S*)?$/i.test(url),
    checkChart(spreadsheetId, chartId) {
      const state = drive.state(request.account.email);
      const file = state.files.find(({ id, mimeType }) => id === spreadsheetId && mimeType === SPREADSHEET);
      const reaches =
        file &&
        (READ_SHEETS.some((scope) => request.scopes.includes(scope)) ||
          (request.scopes.includes(`${AUTH}drive.file`) && file.madeBy === request.clientId)) &&
        (scopesReach(request, file) || READ_SHEETS.some((scope) => request.scopes.includes(scope)));
      if (!reaches) throw new Refused(`The spreadsheet (${spreadsheetId}) could not be found.`);
      if (!charts.get(spreadsheetId)?.includes(chartId))
        throw new Refused(`The chart (${chartId}) could not be found in the spreadsheet (${spreadsheetId}).`);
    },
  });
  const save = (file: StoredFile, presentation: StoredPresentation) => {
    presentations.set(file.id, presentation);
    file.modifiedTime = world.now();
    file.version += 1;
    exportLazily(file, presentation);
  };

  return {
    discovery: "slides-v1",
    charts,
    addPresentation,
    presentation(id) {
      const files = world.accounts().flatMap(({ email }) => drive.state(email).files);
      const file = files.find((one) => one.id === id);
      if (!file) throw new Error(`there is no presentation ${id}`);
      return load(file);
    },
    openContent(path, query, headers): ApiResponse | undefined {
      const [, token] = /^\/slidesz\/AGV_([\w-]+)=s\d+$/.exec(path) ?? [];
      if (token === undefined) return undefined;
      if (headers.authorization !== undefined) throw new Error("an access token left for a host that is no Google API");
      const expires = query.has("key") ? thumbnails.get(token) : undefined;
      if (expires === undefined || expires < world.now()) return { status: 403, bytes: Buffer.from("Forbidden") };
      return { bytes: png(), contentType: "image/png" };
    },
    routes: {
      "slides.presentations.create": {
        verb: "POST",
        path: "/v1/presentations",
        handle(request) {
          const { title, presentationId } = z
            .object({ title: z.string().optional(), presentationId: z.string().optional() })
            .parse(request.body ?? {});
          if (presentationId !== undefined && isElsewhere(presentationId))
            throw new ApiError(409, "alreadyExists", "Requested entity already exists", {
              grpcStatus: "ALREADY_EXISTS",
            });
          const name = title || "Untitled presentation";
          const presentation = addPresentation(request.account.email, name, request.clientId, presentationId);
          return { json: presentationShape(presentation, name) };
        },
      },
      "slides.presentations.get": {
        verb: "GET",
        path: "/v1/presentations/{+presentationId}",
        reserved: "^[^/]+$",
        handle(request) {
          const { file, presentation } = find(request, "read");
          return { json: presentationShape(presentation, file.name) };
        },
      },
      "slides.presentations.batchUpdate": {
        verb: "POST",
        path: "/v1/presentations/{presentationId}:batchUpdate",
        handle(request) {
          const { file, presentation } = find(request, "write");
          const changed = batchUpdate(presentation, request.body, surroundings(request));
          save(file, changed.presentation);
          return { json: changed.json };
        },
      },
      "slides.presentations.pages.get": {
        verb: "GET",
        path: "/v1/presentations/{presentationId}/pages/{pageObjectId}",
        handle: (request) => ({ json: slideShape(pageOf(request, find(request, "read").presentation)) }),
      },
      "slides.presentations.pages.getThumbnail": {
        verb: "GET",
        path: "/v1/presentations/{presentationId}/pages/{pageObjectId}/thumbnail",
        handle(request) {
          const page = pageOf(request, find(request, "read").presentation);
          const size = request.query.get("thumbnailProperties.thumbnailSize") ?? "LARGE";
          const width = WIDTHS[size] ?? 1600;
          const token = createHash("sha256").update(`${page.objectId} ${thumbnails.size}`).digest("base64url");
          thumbnails.set(token, world.now() + THUMBNAIL_LIFE);
          return {
            json: {
              width,
              height: Math.round((width * 9) / 16),
              contentUrl: `https://lh7-rt.googleusercontent.com/slidesz/AGV_${token}=s${width}?key=${driveId(token).slice(0, 22)}`,
            },
          };
        },
      },
    },
  };
}

/** Makes the exports when somebody looks at them: most changes are never exported. */
function exportLazily(file: StoredFile, { slides }: StoredPresentation): void {
  let made: StoredFile["exports"] | undefined;
  Object.defineProperty(file, "exports", {
    configurable: true,
    enumerable: true,
    get() {
      made ??= presentationExports(slides.map(({ elements }) => linesOf(elements)));
      return made;
    },
    set(exports: StoredFile["exports"]) {
      made = exports;
    },
  });
}

function pageOf(request: ApiRequest, { slides }: StoredPresentation) {
  const slide = slides.find(({ objectId }) => objectId === request.path.pageObjectId);
  if (!slide) throw new ApiError(404, "notFound", `The page (${request.path.pageObjectId}) could not be found.`);
  return slide;
}

function linesOf(elements: StoredPresentation["slides"][number]["elements"]): string[] {
  return everyElement(elements).flatMap(({ shape }) => (shape ? stringOf(shape.text).trimEnd().split("\n") : []));
}

function notFound(): ApiError {
  return new ApiError(404, "notFound", "Requested entity was not found.");
}

function forbidden(): ApiError {
  return new ApiError(403, "forbidden", "The caller does not have permission");
}
