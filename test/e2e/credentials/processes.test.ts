import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { locksFolder } from "../../../src/credentials/account-index.ts";
import { openVault } from "../../../src/credentials/file-vault.ts";
import { Locks } from "../../../src/credentials/lock.ts";
import { KEYRING_PARTS, keyringPresent, withKeyring } from "../../support/credentials-keyring.ts";
import { numberedCredential } from "../../support/credentials-numbered.ts";
import { bundleChildren, type Children } from "../../support/credentials-processes.ts";
import { testConfig, testOptions } from "../../support/credentials-samples.ts";
import { requires } from "../../support/requires.ts";

let children: Children;
let home: string;
beforeAll(async () => {
  children = await bundleChildren();
});
afterAll(() => children.remove());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "credentials-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const sub = numberedCredential(0).sub;
const openHere = (folder = home) => openVault(testConfig(folder), testOptions());

describe("many processes at once", () => {
  test("ten that update lose no update", async () => {
    await openHere().save(numberedCredential(0), "FILE_ENCRYPTED");
    const counting = [...Array(10)].map(() => children.start(["count", home, "10"]));
    await Promise.all(counting.map((child) => child.done()));
    expect(await openHere().read(sub)).toEqual(numberedCredential(100));
  });

  test("ten that find the access token expired make one refresh, and all go on with its result", async () => {
    await openHere().save(numberedCredential(0), "FILE_ENCRYPTED");
    const log = join(home, "refreshes");
    const refreshing = [...Array(10)].map(() => children.start(["refresh", home, log]));
    for (const child of refreshing) expect(await child.nextLine()).toBe("ready");
    for (const child of refreshing) child.process.stdin.write("go\n");
    await Promise.all(refreshing.map((child) => child.done()));
    expect(await readFile(log, "utf8")).toBe("refresh\n");
    const tokens = new Set(refreshing.map((child) => child.lines.at(-1)));
    expect([...tokens]).toEqual([(await openHere().read(sub)).accessToken]);
  });

  test("a lock keeps a plain file right between ten processes", async () => {
    const file = join(home, "number");
    await writeFile(file, "0");
    const adding = [...Array(10)].map(() => children.start(["add", home, "sum", file, "30"]));
    await Promise.all(adding.map((child) => child.done()));
    expect(await readFile(file, "utf8")).toBe("300");
    expect((await readdir(join(home, "locks"))).filter((name) => name.startsWith("sum."))).toHaveLength(1);
  });
});

describe("locks of processes that are gone", () => {
  test("a killed holder's lock is free at once", async () => {
    const child = children.start(["hold", home, "one"]);
    expect(await child.nextLine()).toBe("held");
    await child.kill();
    const since = performance.now();
    await new Locks(locksFolder(home)).hold("one", async () => {});
    expect(performance.now() - since).toBeLessThan(1000);
  });

  test("a holder that shows no sign of life, though its process is there, is succeeded within five seconds", async () => {
    const child = children.start(["hold", home, "one", "deaf"]);
    expect(await child.nextLine()).toBe("held");
    const since = performance.now();
    await new Locks(locksFolder(home)).hold("one", async () => {});
    const waited = performance.now() - since;
    await child.kill();
    expect(waited).toBeGreaterThan(2500);
    expect(waited).toBeLessThan(5000);
  });

  test("a process that was stopped in the midst of an update does not write over what came after it", async () => {
    await openHere().save(numberedCredential(0), "FILE_ENCRYPTED");
    const child = children.start(["pause", home]);
    expect(await child.nextLine()).toBe("inside");
    child.process.kill("SIGSTOP");
    await openHere().update(sub, async () => numberedCredential(7));
    child.process.kill("SIGCONT");
    child.process.stdin.write("go\n");
    await expect(child.done()).rejects.toThrow("took over its lock");
    expect(await openHere().read(sub)).toEqual(numberedCredential(7));
  });

  test("a living holder keeps its lock however long it takes, and the wait ends with a clear error", async () => {
    const child = children.start(["hold", home, "one"]);
    expect(await child.nextLine()).toBe("held");
    const locks = new Locks(locksFolder(home), { waitMs: 4500 });
    await expect(locks.hold("one", async () => {})).rejects.toMatchObject({ code: "storage_busy" });
    await child.kill();
  });
});

requires(KEYRING_PARTS, keyringPresent())("KEYCHAIN between processes", () => {
  test("four that update lose no update; writers killed at random points leave it whole", async () => {
    await withKeyring(async ({ environment }) => {
      const vault = openHere();
      await vault.save(numberedCredential(0), "KEYCHAIN");
      const counting = [...Array(4)].map(() => children.start(["count", home, "5"], environment));
      await Promise.all(counting.map((child) => child.done()));
      expect(await vault.read(sub)).toEqual(numberedCredential(20));
      for (let kill = 0; kill < 12; kill++) {
        const child = children.start(["write", home], environment);
        await child.nextLine();
        await wait(Math.random() * 40);
        await child.kill();
        const found = await openHere().read(sub);
        expect(found).toEqual(numberedCredential(found.accessTokenExpiresAt));
        await vault.update(sub, async (current) => numberedCredential(current.accessTokenExpiresAt + 1));
      }
    });
  }, 60_000);

  test("without D-Bus a process that needs the keychain is told so", async () => {
    await withKeyring(async () => openHere().save(numberedCredential(0), "KEYCHAIN"));
    const child = children.start(["count", home, "1"], { DBUS_SESSION_BUS_ADDRESS: "" });
    await expect(child.done()).rejects.toThrow("no keychain service answers");
  });
});
