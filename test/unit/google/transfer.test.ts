import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { type DownloadSource, download } from "../../../src/google/download.ts";
import { GoogleApiError } from "../../../src/google/google-api-error.ts";
import { uploadResumable } from "../../../src/google/resumable-upload.ts";
import type { FetchContent, FetchRequest, TransferAnswer, TransferRequest } from "../../../src/google/transfer.ts";
import { StreamedContent } from "../../../src/net/content.ts";
import type { ContentAnswer } from "../../../src/net/content-request.ts";

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const CONTENT = createHash("shake256", { outputLength: 300_000 }).update("transfer").digest();
const OPTIONS = { signal: new AbortController().signal, progress: () => {} };
const URL_OF = "https://www.googleapis.com/drive/v3/files/1?alt=media";

/** A stream that gives these bytes and then breaks, ends or waits for ever. */
function bytes(content: Uint8Array, then: "end" | "break" | "wait" = "end"): Readable {
  const stream = new Readable({ read: () => {} });
  if (content.length > 0) stream.push(content);
  if (then === "end") stream.push(null);
  if (then === "break") setImmediate(() => stream.destroy(new Error("reset")));
  return stream;
}

/** Answers one request after the other, and notes them. */
function answering<Answer, Request = TransferRequest>(...answers: ((request: Request) => Answer | Promise<Answer>)[]) {
  const requests: Request[] = [];
  const transfer = async (request: Request) => {
    requests.push(request);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (!answer) throw new Error("nothing answers");
    return answer(request);
  };
  return { requests, transfer };
}

const fetched = (...answers: ((request: FetchRequest) => ContentAnswer)[]) =>
  answering<ContentAnswer, FetchRequest>(...answers);

const streamed = (status: number, body: Readable, headers: Record<string, string> = {}): ContentAnswer => ({
  status,
  headers: new Headers(headers),
  body: new StreamedContent(body),
});

async function saved(transfer: FetchContent, source: Partial<DownloadSource> = {}) {
  const pieces: Uint8Array[] = [];
  const sink = {
    write(chunk: Uint8Array) {
      pieces.push(Uint8Array.from(chunk));
      return Promise.resolve();
    },
  };
  const whole = { url: URL_OF, resumable: true, size: CONTENT.length, ...source };
  const done = await download(transfer, whole, sink, OPTIONS);
  return { done, content: Buffer.concat(pieces) };
}

async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}

describe("a download", () => {
  it("is gone on with by a range", async () => {
    const { requests, transfer } = fetched(
      () => streamed(200, bytes(CONTENT.subarray(0, 1000), "break")),
      () => streamed(206, bytes(CONTENT.subarray(1000)), { "content-range": `bytes 1000-299999/300000` }),
    );
    expect((await saved(transfer)).content.equals(CONTENT)).toBe(true);
    expect(requests.map(({ headers }) => headers)).toEqual([{}, { range: "bytes=1000-" }]);
  });

  it("skips what is there already when the whole is sent again", async () => {
    const { transfer } = fetched(
      () => streamed(200, bytes(CONTENT.subarray(0, 1000), "break")),
      () => streamed(200, bytes(CONTENT)),
    );
    expect((await saved(transfer)).content.equals(CONTENT)).toBe(true);
  });

  it("ends with what its sink throws, at once or later, and not the process", async () => {
    const full = new ToolError("file_refused", "the disk is full", "");
    const sinks = [
      () => {
        throw full;
      },
      () => Promise.reject(full),
    ];
    for (const write of sinks) {
      const { requests, transfer } = fetched(() => streamed(200, bytes(CONTENT)));
      await expect(download(transfer, { url: URL_OF, resumable: true }, { write }, OPTIONS)).rejects.toBe(full);
      expect(requests).toHaveLength(1);
    }
  });

  it("takes an answer that ends early for a fault", async () => {
    const { requests, transfer } = fetched(
      () => streamed(200, bytes(CONTENT.subarray(0, 1000))),
      () => streamed(206, bytes(CONTENT.subarray(1000)), { "content-range": `bytes 1000-299999/300000` }),
    );
    expect((await saved(transfer)).done).toBe(CONTENT.length);
    expect(requests).toHaveLength(2);
  });

  it("takes a connection without a byte for a minute for dead", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { requests, transfer } = fetched(
      () => {
        queueMicrotask(() => vi.advanceTimersByTime(59_000));
        setImmediate(() => vi.advanceTimersByTime(61_000));
        return streamed(200, bytes(Buffer.alloc(0), "wait"));
      },
      () => streamed(200, bytes(CONTENT)),
    );
    expect((await saved(transfer)).content.equals(CONTENT)).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it("refuses another part than it asked for, more than there is, and another content", async () => {
    const other = fetched(
      () => streamed(200, bytes(CONTENT.subarray(0, 1000), "break")),
      () => streamed(206, bytes(CONTENT), { "content-range": "bytes 0-299999/300000" }),
    );
    expect((await refusal(saved(other.transfer))).message).toContain("another part");
    const packed = fetched(() => streamed(200, bytes(CONTENT), { "content-encoding": "gzip" }));
    expect((await refusal(saved(packed.transfer))).message).toContain("came as gzip");
    const longer = fetched(() => streamed(200, bytes(CONTENT)));
    expect((await refusal(saved(longer.transfer, { size: 1000 }))).message).toContain("More bytes");
    const checksum = { algorithm: "md5", hex: "00" } as const;
    expect(
      (await refusal(saved(fetched(() => streamed(200, bytes(CONTENT))).transfer, { checksum }))).message,
    ).toContain("checksum");
  });

  it("arrives whole wherever the connection breaks", async () => {
    const breaks = fc.array(fc.integer({ min: 0, max: CONTENT.length - 1 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(breaks, fc.boolean(), async (lengths, ranges) => {
        const checksum = { algorithm: "sha256", hex: createHash("sha256").update(CONTENT).digest("hex") } as const;
        const left = [...lengths];
        const { transfer } = fetched(({ headers }) => {
          const from = ranges ? Number(/\d+/.exec(headers?.range ?? "0")?.[0]) : 0;
          const rest = CONTENT.subarray(from);
          const length = left.shift();
          const body = length === undefined ? bytes(rest) : bytes(rest.subarray(0, length), "break");
          return from > 0
            ? streamed(206, body, { "content-range": `bytes ${from}-299999/300000` })
            : streamed(200, body);
        });
        expect((await saved(transfer, { checksum })).content.equals(CONTENT)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("ends with the refusal of a sink or of Google at once", async () => {
    const { requests, transfer } = fetched(() => streamed(200, bytes(CONTENT)));
    const full = { write: () => Promise.reject(new ToolError("file_refused", "the disk is full", "")) };
    const work = download(transfer, { url: URL_OF, resumable: true }, full, OPTIONS);
    expect((await refusal(work)).code).toBe("file_refused");
    const gone = fetched(() => {
      throw new GoogleApiError("not_found", "gone", "", 404, "notFound");
    });
    expect((await refusal(saved(gone.transfer))).code).toBe("not_found");
    expect([requests.length, gone.requests.length]).toEqual([1, 1]);
  });

  it("that cannot be gone on with ends with its fault", async () => {
    const { requests, transfer } = fetched(() => streamed(200, bytes(CONTENT.subarray(0, 10), "break")));
    expect((await refusal(saved(transfer, { resumable: false }))).code).toBe("network_error");
    expect(requests).toHaveLength(1);
  });
});

describe("an upload", () => {
  const SESSION = "https://www.googleapis.com/upload/drive/v3/files?upload_id=1";
  const target = {
    method: "POST",
    url: "https://www.googleapis.com/upload/drive/v3/files",
    metadata: {},
    mimeType: "a/b",
  } as const;
  const source = {
    size: CONTENT.length,
    read: async (into: Uint8Array, position: number) => {
      const piece = CONTENT.subarray(position, position + Math.min(into.length, 100_000));
      into.set(piece);
      return piece.length;
    },
  };
  const json = (status: number, body: unknown, headers: Record<string, string> = {}): TransferAnswer => ({
    status,
    headers: new Headers(headers),
    body,
  });
  const begun = () => json(200, "", { location: SESSION });
  const upload = (transfer: (request: TransferRequest) => Promise<TransferAnswer>, from = source) =>
    uploadResumable(transfer, target, from, OPTIONS);
  const take = async ({ body }: TransferRequest) => {
    const pieces: Uint8Array[] = [];
    if (typeof body === "function") await body(async (piece) => void pieces.push(Uint8Array.from(piece)));
    return Buffer.concat(pieces);
  };

  it("sends the whole with its checksum reckoned", async () => {
    const { requests, transfer } = answering(begun, async (request) => {
      expect((await take(request)).equals(CONTENT)).toBe(true);
      return json(200, { id: "1" });
    });
    expect(await upload(transfer)).toEqual({
      answer: { id: "1" },
      sha256: createHash("sha256").update(CONTENT).digest("hex"),
    });
    expect(requests[0]?.headers).toMatchObject({ "x-upload-content-type": "a/b", "x-upload-content-length": "300000" });
    expect(requests[1]).toMatchObject({ url: SESSION, headers: { "content-range": "bytes 0-299999/300000" } });
  });

  it("sends again what Google did not keep, each byte once in the checksum", async () => {
    const { requests, transfer } = answering(
      begun,
      async (request) => {
        await take(request);
        return json(308, "", { range: "bytes=0-262143" });
      },
      async (request) => {
        expect((await take(request)).equals(CONTENT.subarray(262_144))).toBe(true);
        return json(201, { id: "1" });
      },
    );
    expect((await upload(transfer)).sha256).toBe(createHash("sha256").update(CONTENT).digest("hex"));
    expect(requests[2]?.headers).toMatchObject({ "content-range": "bytes 262144-299999/300000" });
  });

  it("takes a connection that takes no byte for a minute for dead, and asks what is there", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { requests, transfer } = answering(
      begun,
      async ({ body }) => {
        if (typeof body !== "function") throw new Error("content is given");
        setImmediate(() => vi.advanceTimersByTime(61_000));
        await body(() => new Promise(() => {}));
        return json(200, {});
      },
      () => json(201, { id: "1" }),
    );
    expect((await upload(transfer)).answer).toEqual({ id: "1" });
    expect(requests[2]?.headers).toMatchObject({ "content-range": "bytes */300000" });
  });

  it("is given up when it does not get on, when no session begins, and when sessions are forgotten again and again", async () => {
    const stuck = answering(begun, async (request) => {
      await take(request);
      return json(308, "");
    });
    expect((await refusal(upload(stuck.transfer))).code).toBe("network_error");
    expect(stuck.requests.length).toBeLessThan(15);
    expect((await refusal(upload(answering(() => json(200, "")).transfer))).message).toBe("Google began no upload");
    const forgetful = answering((request) => {
      if (request.method === "POST") return begun();
      throw new GoogleApiError("not_found", "gone", "", 404, "notFound");
    });
    expect((await refusal(upload(forgetful.transfer))).code).toBe("not_found");
    expect(forgetful.requests.filter(({ method }) => method === "POST")).toHaveLength(3);
  });

  it("is given up when the sign-in is refused for good", async () => {
    const { requests, transfer } = answering<TransferAnswer>(begun, () => {
      throw new GoogleApiError("grant_revoked", "no longer", "", 401, "authError");
    });
    expect((await refusal(upload(transfer))).code).toBe("grant_revoked");
    expect(requests).toHaveLength(3);
  });

  it("says that the file was changed when it cannot be read to its end", async () => {
    const shorter = { ...source, read: async (_into: Uint8Array, position: number) => (position < 10 ? 10 : 0) };
    const { transfer } = answering(begun, async (request) => {
      await take(request);
      return json(200, {});
    });
    expect((await refusal(upload(transfer, shorter))).code).toBe("file_refused");
  });
});
