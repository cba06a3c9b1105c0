import { Readable } from "node:stream";
import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import { formatBytes } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";

/** Bytes of a file that is read for the model: text to be extracted has to be in memory whole. */
export const LARGEST_READ_BYTES = 50_000_000;

/**
 * A file's bytes, read as they come and given up when there are too many.
 * @throws ToolError `invalid_input` when the file is larger than {@link LARGEST_READ_BYTES}
 */
export async function downloadBytes(drive: drive_v3.Drive, fileId: string): Promise<Uint8Array> {
  const { data } = await drive.files.get({ fileId, alt: "media", supportsAllDrives: true }, { responseType: "stream" });
  return collect(data);
}

/** A Google file's bytes in another format (Drive API, "files.export": at most 10 MB). */
export async function exportBytes(drive: drive_v3.Drive, fileId: string, mimeType: string): Promise<Uint8Array> {
  const { data } = await drive.files.export({ fileId, mimeType }, { responseType: "stream" });
  return collect(data);
}

async function collect(data: unknown): Promise<Uint8Array> {
  if (!(data instanceof Readable)) throw new Error("a download answers with a stream");
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of data) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_READ_BYTES) {
      data.destroy();
      throw new ToolError(
        "invalid_input",
        `The file is larger than ${formatBytes(LARGEST_READ_BYTES)}, the most that can be read here`,
        "Save it on this computer with drive_download_file.",
      );
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
