import { z } from "zod";
import { ApiError, type ApiRequest } from "../api.ts";
import { insufficientFilePermissions, requireAuthorizedApp, requireContentScope } from "./access.ts";
import {
  type DriveState,
  driveId,
  FOLDER,
  roleOf,
  SHORTCUT,
  type StoredComment,
  type StoredFile,
  type StoredReply,
} from "./state.ts";

const commentSchema = z.object({
  content: z.string().optional(),
  quotedFileContent: z.object({ value: z.string().optional(), mimeType: z.string().optional() }).optional(),
  anchor: z.string().optional(),
});
const replySchema = z.object({ content: z.string().optional(), action: z.enum(["resolve", "reopen"]).optional() });

/** Drive gives no default fields for comments and replies. @throws ApiError 400 */
function requireFields({ query }: ApiRequest): void {
  if (query.has("fields")) return;
  throw new ApiError(400, "required", "The 'fields' parameter is required for this method.", {
    location: "fields",
    locationType: "parameter",
  });
}

function required(field: string): ApiError {
  return new ApiError(400, "required", `Required field: ${field}`, { location: field, locationType: "other" });
}

function commentsOf(request: ApiRequest, file: StoredFile): StoredComment[] {
  requireContentScope(request, file);
  if (file.mimeType === FOLDER || file.mimeType === SHORTCUT)
    throw new ApiError(403, "forbidden", "Comments are not supported on this file.");
  file.comments ??= [];
  return file.comments;
}

function requireCommenting(request: ApiRequest, state: DriveState, file: StoredFile): void {
  const role = roleOf(state, file);
  if (role === undefined || role === "reader") throw insufficientFilePermissions();
  requireAuthorizedApp(request, file);
}

function find(request: ApiRequest, file: StoredFile): StoredComment {
  const id = request.path.commentId ?? "";
  const found = commentsOf(request, file).find((comment) => comment.id === id && !comment.deleted);
  if (found) return found;
  throw new ApiError(404, "notFound", `Comment not found: ${id}.`, {
    location: "commentId",
    locationType: "parameter",
  });
}

/** The author's address is never told. */
function shaped(
  { author, createdTime, deleted, content, ...rest }: StoredReply,
  { account }: DriveState,
  kind: string,
): Record<string, unknown> {
  const me = author === account.email;
  return {
    kind: `drive#${kind}`,
    ...rest,
    author: { kind: "drive#user", displayName: me ? account.name : (author.split("@")[0] ?? ""), me },
    createdTime: new Date(createdTime).toISOString(),
    modifiedTime: new Date(createdTime).toISOString(),
    deleted: deleted ?? false,
    ...(!deleted && { content, htmlContent: content.replaceAll("&", "&amp;").replaceAll("<", "&lt;") }),
  };
}

function commentShape(comment: StoredComment, state: DriveState): Record<string, unknown> {
  const { replies, quoted, modifiedTime, resolved, ...rest } = comment;
  return {
    ...shaped(rest, state, "comment"),
    modifiedTime: new Date(modifiedTime).toISOString(),
    ...(resolved && { resolved }),
    ...(quoted !== undefined && { quotedFileContent: { mimeType: "text/plain", value: quoted } }),
    replies: replies.map((reply) => shaped(reply, state, "reply")),
  };
}

/** `comments.list`, what moved last first. */
export function listComments(request: ApiRequest, state: DriveState, file: StoredFile): Record<string, unknown> {
  requireFields(request);
  const { query } = request;
  const size = Number(query.get("pageSize") ?? 20);
  const token = query.get("pageToken") ?? "c0";
  if (!/^c\d+$/.test(token))
    throw new ApiError(400, "invalid", "Invalid Value", { location: "pageToken", locationType: "parameter" });
  const since = Date.parse(query.get("startModifiedTime") ?? "1970-01-01T00:00:00Z");
  const all = commentsOf(request, file)
    .filter(
      ({ deleted, modifiedTime }) => (!deleted || query.get("includeDeleted") === "true") && modifiedTime >= since,
    )
    .toSorted((left, right) => right.modifiedTime - left.modifiedTime);
  const start = Number(token.slice(1));
  return {
    kind: "drive#commentList",
    comments: all.slice(start, start + size).map((comment) => commentShape(comment, state)),
    ...(start + size < all.length && { nextPageToken: `c${start + size}` }),
  };
}

/** `comments.create` */
export function createComment(
  request: ApiRequest,
  state: DriveState,
  file: StoredFile,
  now: number,
): Record<string, unknown> {
  requireFields(request);
  const comments = commentsOf(request, file);
  requireCommenting(request, state, file);
  const { content, quotedFileContent } = commentSchema.parse(request.body ?? {});
  if (content === undefined || content === "") throw required("content");
  const made: StoredComment = {
    id: `AAAA${driveId(`${file.id} comment ${comments.length}`).slice(0, 8)}`,
    content,
    author: state.account.email,
    createdTime: now,
    modifiedTime: now,
    resolved: false,
    replies: [],
    ...(quotedFileContent?.value !== undefined && { quoted: quotedFileContent.value }),
  };
  comments.push(made);
  return commentShape(made, state);
}

/** `comments.delete`: by who wrote it. */
export function deleteComment(request: ApiRequest, state: DriveState, file: StoredFile): void {
  const comment = find(request, file);
  requireCommenting(request, state, file);
  if (comment.author !== state.account.email) throw insufficientFilePermissions();
  comment.deleted = true;
}

/** `replies.create`: an answer, or with an action the end or the new beginning of the talk. */
export function createReply(
  request: ApiRequest,
  state: DriveState,
  file: StoredFile,
  now: number,
): Record<string, unknown> {
  requireFields(request);
  const comment = find(request, file);
  requireCommenting(request, state, file);
  const { content = "", action } = replySchema.parse(request.body ?? {});
  if (content === "" && action === undefined) throw required("content");
  const made: StoredReply = {
    id: `AAAA${driveId(`${comment.id} reply ${comment.replies.length}`).slice(0, 8)}`,
    content,
    author: state.account.email,
    createdTime: now,
    ...(action && { action }),
  };
  comment.replies.push(made);
  comment.modifiedTime = now;
  if (action) comment.resolved = action === "resolve";
  return shaped(made, state, "reply");
}
