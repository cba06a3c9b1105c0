import { ApiError, type ApiRequest, type ApiResponse } from "../api.ts";
import { requireContentScope } from "./access.ts";
import { isGoogleFile } from "./shapes.ts";
import { type DriveState, FOLDER, roleOf, SHORTCUT, type StoredFile } from "./state.ts";

/** "The exported content is limited to 10 MB" (Drive API, `files.export`). */
const LARGEST_EXPORT_BYTES = 10 * 1024 * 1024;

/**
 * The bytes of a file (`alt=media`), or the range of them that is asked for.
 * @throws ApiError 403 for a file without bytes, for malware whose danger is not acknowledged, and for a token that
 *   reaches metadata alone; 416 for a range outside the file
 */
export function download(request: ApiRequest, state: DriveState, file: StoredFile): ApiResponse {
  requireContentScope(request, file);
  if (isGoogleFile(file))
    throw new ApiError(
      403,
      "fileNotDownloadable",
      "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
      { location: "alt", locationType: "parameter" },
    );
  const role = roleOf(state, file);
  const knowsDanger = request.query.get("acknowledgeAbuse") === "true" && (role === "owner" || role === "organizer");
  if (file.abusive && !knowsDanger)
    throw new ApiError(
      403,
      "cannotDownloadAbusiveFile",
      "This file has been identified as malware or spam and cannot be downloaded.",
    );
  return rangeOf(request.headers.range, file);
}

/** One range of RFC 9110 section 14; another form of the header counts as none. */
function rangeOf(header: string | undefined, { content, mimeType }: StoredFile): ApiResponse {
  const whole = { bytes: content, contentType: mimeType, headers: { "Accept-Ranges": "bytes" } };
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return whole;
  const start = first === "" ? Math.max(0, content.length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? content.length - 1 : Math.min(Number(last), content.length - 1);
  if (start > end || start >= content.length)
    throw new ApiError(416, "requestedRangeNotSatisfiable", "Request range not satisfiable");
  return {
    status: 206,
    bytes: content.subarray(start, end + 1),
    contentType: mimeType,
    headers: { "Accept-Ranges": "bytes", "Content-Range": `bytes ${start}-${end}/${content.length}` },
  };
}

/**
 * A Google file in another format (`files.export`).
 * @throws ApiError 403 for a file that is not Google's or is too large, 400 for a format that its kind does not have
 */
export function exportFile(request: ApiRequest, file: StoredFile): ApiResponse {
  requireContentScope(request, file);
  const mimeType = request.query.get("mimeType");
  if (mimeType === null || mimeType === "")
    throw new ApiError(400, "required", "Required parameter: mimeType", {
      location: "mimeType",
      locationType: "parameter",
    });
  if (!isGoogleFile(file) || file.mimeType === FOLDER || file.mimeType === SHORTCUT)
    throw new ApiError(403, "fileNotExportable", "Export only supports Docs Editors files.");
  const content = file.exports[mimeType];
  if (!content)
    throw new ApiError(400, "badRequest", "The requested conversion is not supported.", {
      location: "convertTo",
      locationType: "parameter",
    });
  if (content.length > LARGEST_EXPORT_BYTES)
    throw new ApiError(403, "exportSizeLimitExceeded", "This file is too large to be exported.");
  return { bytes: content, contentType: mimeType };
}
