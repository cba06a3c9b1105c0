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
export function saveContent(
  call: Call,
  place: { name: string; folder: string | undefined },
  source: DownloadSource,
): Promise<Saved> {
  return begun(call, source, async () => {
    const file = await call.files.create(place.name, place.folder);
    try {
      const bytes = await download(call.google.fetchContent, source, file, call);
      return { path: await file.finish(), bytes };
    } finally {
      await file.discard();
    }
  });
}

/**
 * Reads content into memory.
 * @param most bytes
 * @param tooLarge what it ends with when there are more
 */
export function readContent(
  call: Call,
  source: DownloadSource,
  most: number,
  tooLarge: () => ToolError,
): Promise<Buffer> {
  return begun(call, source, async () => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const sink = {
      write(piece: Uint8Array) {
        bytes += piece.length;
        if (bytes > most) return Promise.reject(tooLarge());
        pieces.push(Buffer.from(piece));
        return Promise.resolve();
      },
    };
    await download(call.google.fetchContent, source, sink, { signal: call.signal, progress: () => {} });
    return Buffer.concat(pieces);
  });
}

/** Moves content, anew a few times where it cannot be gone on with after a fault. */
async function begun<Result>(call: Call, source: DownloadSource, move: () => Promise<Result>): Promise<Result> {
  for (let beginning = 1; ; beginning += 1) {
    try {
      return await move();
    } catch (error) {
      const again = !source.resumable && error instanceof ToolError && error.code === "network_error";
      if (!again || beginning === MOST_BEGINNINGS || call.signal.aborted) throw error;
    }
  }
}
