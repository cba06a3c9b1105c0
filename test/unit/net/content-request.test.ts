import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { TakePiece } from "../../../src/net/content.ts";
import type { ContentAnswer, ContentRequest } from "../../../src/net/content-request.ts";
import { createTransport, type Transport } from "../../../src/net/transport.ts";
import { makeAuthority, OPENSSL } from "../../support/certificates.ts";
import { requires } from "../../support/requires.ts";

/** More than what makes a connection of its own worth it, in which every place looks different. */
const CONTENT = createHash("shake256", { outputLength: 9 * 1024 * 1024 + 77 })
  .update("content")
  .digest();
const LENGTH = CONTENT.length;

async function listening(server: Server): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => open.add(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listening server has an address");
  return address.port;
}

/** What a test asks with. */
interface Asked {
  ask(request?: Partial<ContentRequest>): Promise<ContentAnswer>;
}

function asking(transport: Transport, url: string): Asked {
  onTestFinished(() => transport.close());
  const { signal } = new AbortController();
  return {
    ask: (request) =>
      transport.content({ method: "GET", url, headers: new Headers(), signal, expected: LENGTH, ...request }),
  };
}

async function serving(listener: RequestListener): Promise<Asked> {
  const origin = `http://127.0.0.1:${await listening(createHttpServer(listener))}`;
  return asking(createTransport(origin), `${origin}/file`);
}

/** A server that is no HTTP server: says what it is told as soon as something arrives. */
async function saying(say: (socket: Socket) => void): Promise<Asked> {
  const origin = `http://127.0.0.1:${await listening(createServer((socket) => socket.once("data", () => say(socket))))}`;
  return asking(createTransport(origin), `${origin}/file`);
}

/** Takes pieces as a sink does that copies them and, for some, has to be waited for. */
function collector(slow: boolean) {
  const pieces: Uint8Array[] = [];
  let taking = 0;
  const take: TakePiece = (piece) => {
    expect(taking).toBe(0);
    pieces.push(Uint8Array.from(piece));
    if (!slow || pieces.length % 3 === 0) return undefined;
    taking += 1;
    return turn().then(() => {
      taking -= 1;
    });
  };
  return { take, all: () => Buffer.concat(pieces) };
}

async function contentOf({ body }: ContentAnswer, slow = false): Promise<Buffer> {
  const { take, all } = collector(slow);
  await body.deliver(take);
  return all();
}

const whole: RequestListener = (_request, response) => {
  response.writeHead(200, { "Content-Length": LENGTH, "X-Kind": "whole" }).end(CONTENT);
};
const HEAD = `HTTP/1.1 200 OK\r\nContent-Length: ${LENGTH}\r\nX-Kind: whole\r\n\r\n`;

describe.each([
  ["over a warm connection", 0],
  ["over a connection of its own", LENGTH],
])("content %s", (_way, expected) => {
  it.each([false, true])("arrives whole, with status and headers; a sink that is waited for: %s", async (slow) => {
    const { ask } = await serving(whole);
    const answer = await ask({ expected });
    expect([answer.status, answer.headers.get("x-kind")]).toEqual([200, "whole"]);
    expect((await contentOf(answer, slow)).equals(CONTENT)).toBe(true);
  });

  it.each([false, true])("of an unknown length arrives too; a sink that is waited for: %s", async (slow) => {
    const { ask } = await serving((_request, response) => {
      for (let at = 0; at < LENGTH; at += 1_000_001) response.write(CONTENT.subarray(at, at + 1_000_001));
      response.end();
    });
    expect((await contentOf(await ask({ expected }), slow)).equals(CONTENT)).toBe(true);
  });

  it("is asked for with the headers that were given", async () => {
    const { ask } = await serving((request, response) => {
      const { authorization, range } = request.headers;
      response.writeHead(206, { "Content-Range": "bytes 5-9/10" }).end(`${request.method} ${authorization} ${range}`);
    });
    const answer = await ask({ expected, headers: new Headers({ authorization: "Bearer x", range: "bytes=5-" }) });
    expect([answer.status, answer.headers.get("content-range")]).toEqual([206, "bytes 5-9/10"]);
    expect((await contentOf(answer)).toString()).toBe("GET Bearer x bytes=5-");
  });

  it("may be empty, or another answer than expected, which is not followed", async () => {
    const paths: unknown[] = [];
    const { ask } = await serving(({ url, headers }, response) => {
      paths.push(url);
      if (headers.range) response.writeHead(302, { Location: "/elsewhere" }).end("elsewhere");
      else response.writeHead(200, { "Content-Length": 0 }).end();
    });
    expect((await contentOf(await ask({ expected }))).length).toBe(0);
    const moved = await ask({ expected, headers: new Headers({ range: "bytes=0-" }) });
    expect([moved.status, (await contentOf(moved)).toString()]).toEqual([302, "elsewhere"]);
    expect(paths).toEqual(["/file", "/file"]);
  });

  it("ends with an error when the connection is cut, after what came before", async () => {
    const { ask } = await saying((socket) =>
      socket.write(HEAD + "x".repeat(1000), () => setImmediate(() => socket.resetAndDestroy())),
    );
    const answer = await ask({ expected });
    const { take, all } = collector(true);
    await expect(answer.body.deliver(take)).rejects.toThrow();
    expect(all().length).toBeLessThanOrEqual(1000);
  });

  it("ends with an error when the server ends early", async () => {
    const { ask } = await saying((socket) => socket.end(`${HEAD}short`));
    const answer = await ask({ expected });
    await expect(contentOf(answer)).rejects.toThrow();
  });

  it.each([
    ["nothing", ""],
    ["no HTTP", "220 ready\r\n\r\n"],
    ["a head without end", `HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(30_000)}`],
  ])("is refused of a server that says %s", async (_what, words) => {
    const { ask } = await saying((socket) => socket.end(words));
    await expect(ask({ expected })).rejects.toThrow();
  });

  it("ends with what its sink throws, at once or later", async () => {
    const full = new Error("the disk is full");
    const sinks: TakePiece[] = [
      () => {
        throw full;
      },
      () => turn().then(() => Promise.reject(full)),
    ];
    for (const take of sinks) {
      const { ask } = await serving(whole);
      await expect((await ask({ expected })).body.deliver(take)).rejects.toBe(full);
    }
  });

  it("ends with what it is destroyed with, before or while it is taken, once the last piece is taken", async () => {
    const stop = new Error("stop");
    const { ask } = await serving(whole);
    const before = await ask({ expected });
    before.body.destroy(stop);
    await expect(contentOf(before)).rejects.toBe(stop);
    const { body } = await ask({ expected });
    let taken = false;
    const take: TakePiece = () => {
      body.destroy(stop);
      return turn().then(() => {
        taken = true;
      });
    };
    await expect(body.deliver(take)).rejects.toBe(stop);
    expect(taken).toBe(true);
  });

  it("ends when the call ends, before the answer or after", async () => {
    const silent = await saying(() => {});
    const early = new AbortController();
    const asked = silent.ask({ expected, signal: early.signal });
    early.abort();
    await expect(asked).rejects.toThrow();
    const { ask } = await serving(whole);
    const late = new AbortController();
    const answer = await ask({ expected, signal: late.signal });
    late.abort();
    await expect(contentOf(answer)).rejects.toThrow();
  });
});

describe("a connection of its own", () => {
  it("takes the head in whatever pieces it comes, and what comes with it", async () => {
    const { ask } = await saying(async (socket) => {
      socket.setNoDelay(true);
      for (const piece of [HEAD.slice(0, 9), HEAD.slice(9, -3), HEAD.slice(-3, -1)]) {
        await new Promise((resolve) => socket.write(piece, resolve));
        await turn();
      }
      socket.end(Buffer.concat([Buffer.from(HEAD.slice(-1)), CONTENT]));
    });
    expect((await contentOf(await ask(), true)).equals(CONTENT)).toBe(true);
  });

  it("passes over answers that only inform", async () => {
    const { ask } = await saying((socket) => {
      socket.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
      socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 102 Processing\r\n\r\n${HEAD}`), CONTENT]));
    });
    expect((await contentOf(await ask())).equals(CONTENT)).toBe(true);
  });

  it("takes no more than the length that was told", async () => {
    const { ask } = await saying((socket) => socket.end(Buffer.concat([Buffer.from(HEAD), CONTENT, CONTENT])));
    expect((await contentOf(await ask(), true)).equals(CONTENT)).toBe(true);
  });

  it("does not read on while the sink is waited for", async () => {
    let sent = 0;
    const { ask } = await saying((socket) => {
      const write = () => {
        while (socket.write(CONTENT.subarray(0, 65_536))) sent += 65_536;
      };
      socket.on("drain", write);
      socket.write(HEAD.replace(String(LENGTH), "10000000000"));
      write();
    });
    const { body } = await ask();
    const end = new Error("enough");
    await expect(
      body.deliver(async () => {
        let before = -1;
        // Until the system's buffers are full.
        while (sent > before) {
          before = sent;
          for (let turns = 0; turns < 200; turns += 1) await turn();
        }
        throw end;
      }),
    ).rejects.toBe(end);
    expect(sent).toBeLessThan(100_000_000);
  });
});

requires("openssl", OPENSSL)("content over TLS", () => {
  it.each([false, true])("arrives as it is; a sink that is waited for: %s", async (slow) => {
    const folder = await mkdtemp(join(tmpdir(), "content-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const authority = await makeAuthority(folder, "trusted");
    const server = createHttpsServer(await authority.issue("localhost"), whole);
    const url = `https://localhost:${await listening(server)}/file`;
    const { ask } = asking(createTransport(undefined, { roots: [authority.cert] }), url);
    for (const expected of [0, LENGTH])
      expect((await contentOf(await ask({ expected }), slow)).equals(CONTENT)).toBe(true);
  });
});

it("content goes over a warm connection, but not over one that was idle for minutes by the clock", async () => {
  const seen: unknown[] = [];
  const { ask } = await serving(({ socket }, response) => {
    if (!seen.includes(socket)) seen.push(socket);
    response.end(String(seen.indexOf(socket)));
  });
  const start = Date.now();
  const clock = vi.spyOn(Date, "now");
  onTestFinished(() => clock.mockRestore());
  const connections: string[] = [];
  for (const minutes of [0, 1, 9]) {
    clock.mockReturnValue(start + minutes * 60_000);
    connections.push((await contentOf(await ask({ expected: 0 }))).toString());
    // A connection is given back a turn after its answer's end.
    await turn();
  }
  expect(connections).toEqual(["0", "0", "1"]);
});

describe("content that is sent", () => {
  const pieces = async (write: (piece: Uint8Array) => Promise<void>) => {
    const room = Buffer.alloc(100_000);
    for (let at = 0; at < LENGTH; at += room.length) {
      const count = CONTENT.copy(room, 0, at);
      await write(room.subarray(0, count));
    }
  };
  const echo: RequestListener = async (request, response) => {
    const hash = createHash("sha256");
    for await (const chunk of request) hash.update(chunk);
    response.end(`${request.method} ${request.headers["content-length"]} ${hash.digest("hex")}`);
  };
  const digest = createHash("sha256").update(CONTENT).digest("hex");

  it("arrives as it is, though its memory is used again, with a length or without", async () => {
    const { ask } = await serving(echo);
    const headers = new Headers({ "content-length": String(LENGTH) });
    const told = await ask({ method: "PUT", headers, body: pieces, expected: 0 });
    expect((await contentOf(told)).toString()).toBe(`PUT ${LENGTH} ${digest}`);
    const untold = await ask({ method: "POST", body: pieces, expected: 0 });
    expect((await contentOf(untold)).toString()).toBe(`POST undefined ${digest}`);
    const text = await ask({ method: "POST", body: "text", expected: 0 });
    expect((await contentOf(text)).toString()).toMatch(/^POST 4 /);
  });

  it("is given no further when the server answers before its end, and the answer is read", async () => {
    const { ask } = await serving((_request, response) => response.writeHead(401).end("who are you?"));
    let given = 0;
    let ended: unknown;
    const endless = async (write: (piece: Uint8Array) => Promise<void>) => {
      try {
        for (;;) {
          await write(CONTENT);
          given += LENGTH;
        }
      } catch (error) {
        ended = error;
        throw error;
      }
    };
    const answer = await ask({ method: "PUT", body: endless, expected: 0 });
    expect([answer.status, (await contentOf(answer)).toString()]).toEqual([401, "who are you?"]);
    expect(String(ended)).toContain("nobody reads on");
    expect(given).toBeLessThan(1e9);
  });

  it("ends the request with what its giving throws", async () => {
    const { ask } = await serving(echo);
    const torn = new Error("the file was changed");
    const body = async (write: (piece: Uint8Array) => Promise<void>) => {
      await write(CONTENT.subarray(0, 1000));
      throw torn;
    };
    await expect(ask({ method: "PUT", body, expected: 0 })).rejects.toBe(torn);
  });

  it("ends with an error, and its giving too, when the connection is cut or the call ends", async () => {
    const stop = new AbortController();
    const cut = await saying((socket) => socket.resetAndDestroy());
    const silent = await saying((socket) => {
      socket.pause();
      stop.abort();
    });
    for (const [{ ask }, signal] of [
      [cut, new AbortController().signal],
      [silent, stop.signal],
    ] as const) {
      let ended = false;
      const body = async (write: (piece: Uint8Array) => Promise<void>) => {
        try {
          for (;;) await write(CONTENT);
        } finally {
          ended = true;
        }
      };
      await expect(ask({ method: "PUT", body, expected: 0, signal })).rejects.toThrow();
      await expect.poll(() => ended).toBe(true);
    }
  });
});
