import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import { ToolError } from "../../errors.ts";
import type { DownloadSource } from "../../google/download.ts";
import { DRIVE_FILES } from "./addresses.ts";
import { fetchFile } from "./file.ts";

/** What {@link storedSource} has to know of a file. */
export const SOURCE_FIELDS = "id,size,md5Checksum,sha256Checksum,headRevisionId";

/**
 * The bytes of a file that has some, held against its checksum.
 * @param file with {@link SOURCE_FIELDS}
 */
export function storedSource(drive: drive_v3.Drive, file: drive_v3.Schema$File): DownloadSource {
  const { id, size, md5Checksum, sha256Checksum, headRevisionId } = file;
  const checksum = sha256Checksum
    ? ({ algorithm: "sha256", hex: sha256Checksum } as const)
    : md5Checksum && ({ algorithm: "md5", hex: md5Checksum } as const);
  return {
    url: `${DRIVE_FILES}/${id}?alt=media&supportsAllDrives=true`,
    resumable: true,
    ...(size && { size: Number(size) }),
    ...(checksum && { checksum }),
    async checkUnchanged() {
      const now = await fetchFile(drive, id ?? "", "headRevisionId,md5Checksum");
      if (now.headRevisionId === headRevisionId && now.md5Checksum === md5Checksum) return;
      throw new ToolError(
        "precondition_failed",
        "The file was changed while it was downloaded",
        "Download it again to get the new content.",
      );
    },
  };
}

/** A Google file in another format (Drive API, "files.export": at most 10 MB); it cannot be read from a byte on. */
export function exportSource({ id }: drive_v3.Schema$File, mimeType: string): DownloadSource {
  return { url: `${DRIVE_FILES}/${id}/export?${new URLSearchParams({ mimeType })}`, resumable: false };
}
