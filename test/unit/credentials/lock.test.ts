import { readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Locks } from "../../../src/credentials/lock.ts";
import { createLockFile, highestLock } from "../../../src/credentials/lock-file.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";

const quick = { silenceMs: 150, pollMs: 5, waitMs: 400 };

/** A lock file as a process elsewhere leaves it: this machine cannot ask whether that process lives. */
const foreignHolder = `${JSON.stringify({ pid: 1, host: "another-host", space: "" })}\n`;

/** Something that settles when told. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe("holding", () => {
  test("one at a time, within a process and between two, each in turn", async () => {
    const folder = await temporaryFolder();
    const [one, two] = [new Locks(folder), new Locks(folder)];
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all([...Array(20).keys()].map((n) => (n % 2 === 0 ? one : two).hold("a", work)));
    expect(most).toBe(1);
  });

  test("different names do not wait for each other, and the same name inside itself goes on at once", async () => {
    const locks = new Locks(await temporaryFolder(), quick);
    const result = await locks.hold("a", () => locks.hold("b", () => locks.hold("a", async () => "through")));
    expect(result).toBe("through");
  });

  test("work that outlives its lock does not hold it any more", async () => {
    const locks = new Locks(await temporaryFolder(), quick);
    const { open, opened } = gate();
    let late: Promise<void> = Promise.resolve();
    await locks.hold("a", async () => {
      late = opened.then(() => locks.assertHeld("a"));
    });
    open();
    await expect(late).rejects.toThrow("not held");
  });

  test("a failure frees the lock, and gives the failure", async () => {
    const locks = new Locks(await temporaryFolder(), quick);
    const failing = async () => {
      throw new Error("failed inside");
    };
    await expect(locks.hold("a", failing)).rejects.toThrow("failed inside");
    expect(await locks.hold("a", async () => "free")).toBe("free");
  });

  test("leaves one small file a name, however often it was held", async () => {
    const folder = await temporaryFolder();
    const locks = new Locks(folder);
    for (let time = 0; time < 5; time++) await locks.hold("a", async () => {});
    expect(await readdir(folder)).toEqual(["a.lock.5"]);
  });
});

describe("waiting", () => {
  test("is bounded, within the process and between two", async () => {
    const folder = await temporaryFolder();
    const patient = { pollMs: 5, waitMs: 400 };
    const [one, two] = [new Locks(folder, patient), new Locks(folder, patient)];
    const { open, opened } = gate();
    const entered = gate();
    const holding = one.hold("a", async () => {
      entered.open();
      await opened;
    });
    await entered.opened;
    const waits = [one, two].map((locks) => locks.hold("a", async () => "never"));
    for (const wait of waits) await expect(wait).rejects.toMatchObject({ code: "storage_busy" });
    open();
    await holding;
    expect(await one.hold("a", async () => "free")).toBe("free");
  });

  test("ends when it is cancelled, and the next in line is not held up by that", async () => {
    const folder = await temporaryFolder();
    const [one, two] = [new Locks(folder), new Locks(folder)];
    const { open, opened } = gate();
    const entered = gate();
    const holding = one.hold("a", async () => {
      entered.open();
      await opened;
    });
    await entered.opened;
    const abort = new AbortController();
    const waits = [one, two].map((locks) => locks.hold("a", async () => "never", { signal: abort.signal }));
    const next = one.hold("a", async () => "next");
    abort.abort();
    for (const wait of waits) await expect(wait).rejects.toMatchObject({ code: "cancelled" });
    open();
    await holding;
    expect(await next).toBe("next");
  });
});

describe("dead holders", () => {
  test("a process that is gone is succeeded at once", async () => {
    const folder = await temporaryFolder();
    const locks = new Locks(folder, { ...quick, silenceMs: 60_000 });
    await locks.hold("a", async () => {});
    const own = await createLockFile(folder, "b", undefined);
    const living = await readFile(join(folder, "b.lock.1"), "utf8");
    own?.release();
    // Above the largest process id of Linux.
    await writeFile(join(folder, "a.lock.7"), living.replace(`"pid":${process.pid}`, `"pid":${2 ** 22 + 1}`));
    expect(await highestLock(folder, "a")).toMatchObject({ number: 7, state: "dead" });
    expect(await locks.hold("a", async () => "taken")).toBe("taken");
    expect((await readdir(folder)).filter((name) => name.startsWith("a."))).toEqual(["a.lock.8"]);
  });

  test("a silent holder elsewhere is succeeded after its silence, one that shows life is not", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "a.lock.3");
    const locks = new Locks(folder, { ...quick, waitMs: 5000 });
    await writeFile(path, foreignHolder);
    let beats = 0;
    const alive = setInterval(() => void writeFile(path, `${foreignHolder}${++beats}\n`), 20);
    const short = new Locks(folder, { ...quick, waitMs: 600 });
    await expect(short.hold("a", async () => {})).rejects.toMatchObject({ code: "storage_busy" });
    clearInterval(alive);
    const since = performance.now();
    await locks.hold("a", async () => {});
    expect(performance.now() - since).toBeGreaterThanOrEqual(100);
  });

  test("a holder killed before it wrote its name is succeeded too", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.lock.1"), "");
    const locks = new Locks(folder, { ...quick, waitMs: 5000 });
    expect(await locks.hold("a", async () => "taken")).toBe("taken");
  });

  test("a holder that was succeeded finds out before it makes its change final", async () => {
    const folder = await temporaryFolder();
    const locks = new Locks(folder, quick);
    await expect(
      locks.hold("a", async () => {
        await locks.assertHeld("a");
        await writeFile(join(folder, "a.lock.99"), foreignHolder);
        await locks.assertHeld("a");
      }),
    ).rejects.toMatchObject({ code: "storage_busy", fix: expect.stringContaining("nothing was changed") });
  });
});

describe("taking a number", () => {
  test("of many thieves one wins", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.lock.4"), "released\n");
    const taken = await Promise.all([...Array(12)].map(() => createLockFile(folder, "a", 4)));
    expect(taken.filter((file) => file !== undefined)).toHaveLength(1);
    for (const file of taken) file?.release();
  });

  test("a thief who was slow withdraws, whether a higher number is there or the one it saw is gone", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "a.lock.9"), foreignHolder);
    expect(await createLockFile(folder, "a", 5)).toBeUndefined();
    expect(await createLockFile(folder, "b", 5)).toBeUndefined();
    expect(await readdir(folder)).toEqual(["a.lock.9"]);
  });

  test("the host's name is part of a holder, so that a shared folder's other machines are not asked for their processes", async () => {
    const folder = await temporaryFolder();
    const file = await createLockFile(folder, "a", undefined);
    expect(await readFile(join(folder, "a.lock.1"), "utf8")).toContain(hostname());
    file?.release();
    expect(await highestLock(folder, "a")).toMatchObject({ state: "released" });
  });
});
