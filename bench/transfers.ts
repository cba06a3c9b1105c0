import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Figure } from "./figure.ts";
import type { McpProcess } from "./mcp-process.ts";
import { inTurn, median } from "./statistics.ts";
import { type Subject, startServer } from "./subject.ts";

const run = promisify(execFile);

const savedSchema = z.object({ path: z.string() });

/** Point 6: one large file, down and up, beside curl. */
export async function transferFigures(subject: Subject, bytes: number): Promise<Figure[]> {
  const { emulator, environment, quick } = subject;
  const server = startServer(subject);
  await server.initialize();
  // What a transfer needs is loaded and the key is derived before memory counts as idle.
  await server.call("drive_get_file", { file_id: emulator.largeFileId });
  const idle = server.memory;
  const file = join(environment.HOME ?? "", "curl.bin");
  const origin = `http://${emulator.relay}`;
  const authorization = `Authorization: Bearer ${emulator.token}`;
  const curl = (...args: string[]) => run("curl", ["-sS", "--fail", "-H", authorization, ...args]);

  const peaks: number[] = [];
  const measured = async (name: string, input: Record<string, unknown>) => {
    const start = performance.now();
    const { result, peak } = await watchMemory(server, () => server.call(name, input));
    peaks.push(peak);
    return { time: performance.now() - start, path: savedSchema.safeParse(result.structuredContent).data?.path };
  };
  let saved = "";
  const [downloads, curlDownloads] = await inTurn(
    quick ? 1 : 3,
    async () => {
      // As curl does, each takes the place of the one before.
      if (saved !== "") await rm(saved);
      const { time, path = "" } = await measured("drive_download_file", { file_id: emulator.largeFileId });
      saved = path;
      return time;
    },
    () => timed(() => curl("-o", file, `${origin}/drive/v3/files/${emulator.largeFileId}?alt=media`)),
  );
  const [uploads, curlUploads] = await inTurn(
    quick ? 1 : 3,
    async () => (await measured("drive_upload_file", { path: saved })).time,
    () =>
      timed(async () => {
        const begin = ["-X", "POST", "-D", "-", "-o", "/dev/null", "-H", "Content-Type: application/json", "-d", "{}"];
        // The program asks for the checksum, which the emulator reckons; so does curl.
        const address = `${origin}/upload/drive/v3/files?uploadType=resumable&fields=id,sha256Checksum`;
        const { stdout } = await curl(...begin, address);
        const session = new URL(/^location: (\S+)/im.exec(stdout)?.[1] ?? "");
        await curl("-T", file, "-o", "/dev/null", `${origin}${session.pathname}${session.search}`);
      }),
  );
  await server.close();
  const size = `${(bytes / 1e9).toFixed(1)} GB`;
  const speed = (what: string, ours: number[], theirs: number[]): Figure => ({
    point: 6,
    what: `${what} of ${size}, to curl's speed`,
    value: (100 * median(theirs)) / median(ours),
    unit: " %",
    target: { atLeast: 80 },
    detail: `${(median(ours) / 1000).toFixed(2)} s, curl ${(median(theirs) / 1000).toFixed(2)} s`,
  });
  const more = Math.max(...peaks) - idle;
  const detail = `at most ${Math.max(...peaks).toFixed(0)} MB, idle ${idle.toFixed(0)} MB`;
  return [
    speed("download", downloads, curlDownloads),
    speed("upload", uploads, curlUploads),
    { point: 6, what: "memory over idle meanwhile", value: more, unit: " MB", target: { atMost: 60 }, detail },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function watchMemory<Result>(server: McpProcess, work: () => Promise<Result>) {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, server.memory);
  }, 20);
  try {
    return { result: await work(), peak: Math.max(peak, server.memory) };
  } finally {
    clearInterval(timer);
  }
}
