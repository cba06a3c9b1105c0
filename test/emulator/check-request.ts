import { ApiError } from "./api.ts";
import { checkBody } from "./check-body.ts";
import { checkQuery } from "./check-query.ts";
import { checkMask, type Mask, parseMask } from "./fields.ts";
import type { RouteMatch } from "./router.ts";
import { checkMedia, parseJson, readUpload, type UploadContent } from "./uploads.ts";

/** What of a request is held against the method's description. */
export interface RequestParts {
  verb: string;
  query: URLSearchParams;
  /** Header values by lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

/** What a request that passed carries. */
export interface CheckedRequest extends UploadContent {
  /** Its `fields` mask, when it has one. */
  mask: Mask | undefined;
}

/**
 * Holds a whole request against its method: parameters, mask, content type, upload, body.
 * @throws ApiError 400, 413 or 415 in Google's wording, before anything is done
 */
export function checkRequest(match: RouteMatch, request: RequestParts): CheckedRequest {
  const { described } = match;
  if (described) checkQuery(described, request.query);
  const fields = request.query.get("fields");
  const mask = fields === null ? undefined : parseMask(fields);
  if (described && mask) checkMask(described, mask);
  const content = contentOf(match, request);
  if (described) checkBody(described, content.body);
  if (described?.mediaUpload && content.media) checkMedia(described.mediaUpload, content.media);
  return { ...content, mask };
}

function contentOf(match: RouteMatch, { verb, query, headers, body }: RequestParts): UploadContent {
  const contentType = headers["content-type"] ?? "";
  if (match.upload) return readUpload(query.get("uploadType"), contentType, body);
  if (body.length === 0) return { body: undefined, media: undefined };
  if (verb === "GET" || verb === "DELETE")
    throw new ApiError(400, "badRequest", `A ${verb} request must not have a body.`);
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new ApiError(415, "unsupportedMediaType", `Unsupported content with type: ${contentType}`);
  }
  return { body: parseJson(body), media: undefined };
}
