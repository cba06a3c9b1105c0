import { ToolError } from "../errors.ts";
import { type DownloadSource, download } from "../google/download.ts";
import type { Call } from "./tool.ts";

/** How often a content that cannot be gone on with is begun. */
const MOST_BEGINNINGS = 3;

/** A file that was saved on this computer. */
export interface Saved {
  path: string;
  bytes: number;
}

/** Streams content into a new file in an allowed folder; nothing stays there of what did not arrive whole. */
export async function saveContent(
  call: Call,
  place: { name: string; folder: string | undefined },
  source: DownloadSource,
): Promise<Saved> {
  for (let beginning = 1; ; beginning += 1) {
    const file = await call.files.create(place.name, place.folder);
    try {
      const bytes = await download(call.google.transfer, source, file, call);
      return { path: await file.finish(), bytes };
    } catch (error) {
      const again = !source.resumable && error instanceof ToolError && error.code === "network_error";
      if (!again || beginning === MOST_BEGINNINGS || call.signal.aborted) throw error;
    } finally {
      await file.discard();
    }
  }
}
