import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccountRecord } from "../../../src/credentials/credential.ts";
import { accountKey } from "../../../src/credentials/file-store.ts";
import { Places } from "../../../src/sessions/places.ts";
import { type EndReason, Sessions } from "../../../src/sessions/sessions.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const record = (more: Partial<AccountRecord> = {}): AccountRecord => ({
  sub: "1",
  email: "ada@example.com",
  clientId: "client",
  storage: "FILE_ENCRYPTED",
  scopes: [],
  generation: "first",
  signedInAt: "2026-11-24T10:00:00Z",
  refreshedAt: "2026-11-24T10:00:00Z",
  accessTokenExpiresAt: "2026-11-24T11:00:00Z",
  ...more,
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sessions-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(concurrent = 10) {
  const clock = { wall: 0, monotonic: 0 };
  const ended: [string, EndReason][] = [];
  const sessions = new Sessions({
    limits: { idleMs: HOUR, lifetimeMs: 24 * HOUR, concurrent },
    places: new Places(folder),
    onEnd: ({ email }, why) => void ended.push([email, why]),
    clocks: { wall: () => clock.wall, monotonic: () => clock.monotonic },
  });
  const pass = (ms: number) => {
    clock.wall += ms;
    clock.monotonic += ms;
  };
  return { sessions, clock, ended, pass };
}

const placesTaken = async () => (await readdir(join(folder, "sessions")).catch(() => [])).length;

describe("a session", () => {
  it("begins with the first call, has 256 random bits, and goes on with the next", async () => {
    const { sessions, pass } = open();
    const first = await sessions.enter(record());
    expect(Buffer.from(first.id, "base64url")).toHaveLength(32);
    pass(59 * MINUTE);
    expect((await sessions.enter(record())).id).toBe(first.id);
    pass(59 * MINUTE);
    expect((await sessions.enter(record())).id).toBe(first.id);
    await sessions.close();
  });

  it("is one for calls that come at once", async () => {
    const { sessions } = open(1);
    const got = await Promise.all(Array.from({ length: 5 }, () => sessions.enter(record())));
    expect(new Set(got.map(({ id }) => id)).size).toBe(1);
    expect(await placesTaken()).toBe(1);
    await sessions.close();
  });

  it("ends when it is idle, and the next call begins a new one without asking", async () => {
    const { sessions, ended, pass } = open();
    const first = await sessions.enter(record());
    pass(HOUR);
    const second = await sessions.enter(record());
    expect(second.id).not.toBe(first.id);
    expect(ended).toEqual([["ada@example.com", "idle"]]);
    await sessions.close();
  });

  it("ends when it is idle though no call comes", async () => {
    const { sessions, ended, pass } = open();
    await sessions.enter(record());
    pass(HOUR - 1);
    await sessions.endThoseOver();
    expect(ended).toEqual([]);
    pass(1);
    await sessions.endThoseOver();
    expect(ended).toEqual([["ada@example.com", "idle"]]);
    expect(await placesTaken()).toBe(0);
    await sessions.close();
  });

  it("ends after a day however much it is used", async () => {
    const { sessions, ended, pass } = open();
    const first = await sessions.enter(record());
    for (let step = 0; step < 47; step += 1) {
      pass(30 * MINUTE);
      expect((await sessions.enter(record())).id).toBe(first.id);
    }
    pass(30 * MINUTE);
    expect((await sessions.enter(record())).id).not.toBe(first.id);
    expect(ended).toEqual([["ada@example.com", "lifetime"]]);
    await sessions.close();
  });

  it.each(["wall", "monotonic"] as const)(
    "counts the %s clock where that has gone further (sleep, a clock set back)",
    async (which) => {
      const { sessions, clock } = open();
      const first = await sessions.enter(record());
      clock[which] += HOUR;
      expect((await sessions.enter(record())).id).not.toBe(first.id);
      await sessions.close();
    },
  );

  it("is not kept alive by a wall clock that is set back", async () => {
    const { sessions, clock } = open();
    const first = await sessions.enter(record());
    clock.wall -= 10 * HOUR;
    clock.monotonic += HOUR;
    expect((await sessions.enter(record())).id).not.toBe(first.id);
    await sessions.close();
  });

  it("has a new id after a new sign-in (fixation), and ends with a logout", async () => {
    const { sessions, ended } = open();
    const first = await sessions.enter(record());
    expect((await sessions.enter(record({ generation: "second" }))).id).not.toBe(first.id);
    await sessions.endReplaced([record({ generation: "second" })]);
    expect(ended).toEqual([["ada@example.com", "replaced"]]);
    await sessions.endReplaced([]);
    expect(ended).toHaveLength(2);
    expect(await placesTaken()).toBe(0);
    await sessions.close();
  });

  it("of a MEMORY_ONLY account takes the sign-in with it, and leaves nothing on the disk", async () => {
    const { sessions, ended, pass } = open();
    const memory = record({ storage: "MEMORY_ONLY" });
    await sessions.enter(memory);
    expect(await readdir(folder)).toEqual([]);
    pass(HOUR);
    await expect(sessions.enter(memory)).rejects.toMatchObject({ code: "not_signed_in" });
    expect(ended).toEqual([["ada@example.com", "idle"]]);
    await sessions.close();
  });

  it("is one account's: another account has its own", async () => {
    const { sessions } = open();
    const ada = await sessions.enter(record());
    const grace = await sessions.enter(record({ sub: "2", email: "grace@example.com" }));
    expect(grace.id).not.toBe(ada.id);
    await sessions.endReplaced([record()]);
    expect((await sessions.enter(record())).id).toBe(ada.id);
    await sessions.close();
  });
});

describe("places", () => {
  it("are limited over all servers, and freed when one ends", async () => {
    const servers = Array.from({ length: 3 }, () => open(2));
    await servers[0]?.sessions.enter(record());
    await servers[1]?.sessions.enter(record());
    await expect(servers[2]?.sessions.enter(record())).rejects.toMatchObject({ code: "too_many_sessions" });
    expect((await servers[2]?.sessions.enter(record({ sub: "2" })))?.sub).toBe("2");
    await servers[0]?.sessions.close();
    expect((await servers[2]?.sessions.enter(record()))?.sub).toBe("1");
    for (const { sessions } of servers) await sessions.close();
    expect(await placesTaken()).toBe(0);
  });

  it("of a server that was killed are free", async () => {
    const { sessions } = open(1);
    const places = new Places(folder);
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    await (await places.take("1", 10))?.free();
    await writeFile(join(folder, "sessions", `${accountKey("1")}.${child.pid}.0011223344556677`), "");
    expect(await places.count("1")).toBe(1);
    await expect(sessions.enter(record())).rejects.toMatchObject({ code: "too_many_sessions" });
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    expect((await sessions.enter(record())).sub).toBe("1");
    await sessions.close();
  });

  it("are never more than allowed when many ask at once", async () => {
    const servers = Array.from({ length: 8 }, () => open(3));
    const got = await Promise.allSettled(servers.map(({ sessions }) => sessions.enter(record())));
    expect(got.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const { sessions } of servers) await sessions.close();
  });
});
