import { ApiError } from "../api.ts";
import { DOCUMENT, FOLDER, PRESENTATION, SPREADSHEET } from "./state.ts";

/** Which content Google turns into which of its own files ("Import to Google Docs types"). */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  [DOCUMENT]: [
    "text/markdown",
    "text/plain",
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ],
  [SPREADSHEET]: ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  [PRESENTATION]: ["application/vnd.openxmlformats-officedocument.presentationml.presentation"],
};

/**
 * What a new file holds: bytes as they came, or the exports of a Google file that was made from them.
 * @throws ApiError 400 for a conversion that Google does not make
 */
export function importContent(
  mimeType: string,
  media: { mimeType: string; content: Buffer } | undefined,
): { content: Buffer; exports: Record<string, Buffer> } {
  const none = { content: Buffer.alloc(0), exports: {} };
  if (!mimeType.startsWith("application/vnd.google-apps."))
    return media ? { content: media.content, exports: {} } : none;
  const bare = (media?.mimeType ?? "").split(";")[0]?.trim() ?? "";
  if (mimeType === FOLDER || !media) {
    if (media && media.content.length > 0) throw new ApiError(400, "badRequest", "A folder cannot have content.");
    return { content: Buffer.alloc(0), exports: emptyExports(mimeType) };
  }
  if (!IMPORTS[mimeType]?.includes(bare))
    throw new ApiError(400, "badRequest", "Bad Request: the requested conversion is not supported.");
  const text = media.content;
  if (mimeType === DOCUMENT)
    return { content: Buffer.alloc(0), exports: { "text/markdown": text, "text/plain": text } };
  return { content: Buffer.alloc(0), exports: { [bare]: text } };
}

function emptyExports(mimeType: string): Record<string, Buffer> {
  if (mimeType === DOCUMENT) return { "text/markdown": Buffer.alloc(0), "text/plain": Buffer.alloc(0) };
  return mimeType === SPREADSHEET ? { "text/csv": Buffer.alloc(0) } : {};
}
