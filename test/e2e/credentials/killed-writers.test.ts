import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openVault } from "../../../src/credentials/file-vault.ts";
import { numberedCredential } from "../../support/credentials-numbered.ts";
import { bundleChildren, type Children } from "../../support/credentials-processes.ts";
import { testConfig, testOptions } from "../../support/credentials-samples.ts";

let children: Children;
beforeAll(async () => {
  children = await bundleChildren();
});
afterAll(() => children.remove());

const sub = numberedCredential(0).sub;
const openHere = (folder: string) => openVault(testConfig(folder), testOptions());

/** How often a writer is killed in all: a taste of it by default, a few hundred times in CI. */
const KILLS = Number(process.env.KILLED_WRITERS ?? 60);

describe("writers killed at random points", () => {
  // Lanes side by side.
  test.concurrent.each([
    ["FILE_ENCRYPTED", Math.round(KILLS * 0.45)],
    ["FILE_PLAINTEXT", Math.round(KILLS * 0.45)],
    ["MEMORY_WITH_BACKUP", Math.round(KILLS * 0.1)],
  ] as const)(
    "%s, %i times: the store is the old or the new one, whole, and its lock is free",
    async (mode, kills) => {
      const place = await mkdtemp(join(tmpdir(), "credentials-"));
      const vault = openHere(place);
      await vault.save(numberedCredential(0), mode);
      let slowest = 0;
      for (let kill = 0; kill < kills; kill++) {
        const child = children.start(["write", place]);
        const first = Number(await child.nextLine());
        await wait(Math.random() * 25);
        await child.kill();
        const told = Number(child.lines.at(-1) ?? first);

        const killedAt = performance.now();
        const found = await vault.read(sub);
        expect(found).toEqual(numberedCredential(found.accessTokenExpiresAt));
        expect(found.accessTokenExpiresAt).toBeGreaterThanOrEqual(told);
        expect(found.accessTokenExpiresAt).toBeLessThanOrEqual(told + 1);
        await vault.update(sub, async (current) => numberedCredential(current.accessTokenExpiresAt + 1));
        slowest = Math.max(slowest, performance.now() - killedAt);
      }
      expect(slowest).toBeLessThan(5000);
      expect((await readdir(join(place, "credentials"))).filter((name) => !name.endsWith(".json"))).toEqual([]);
      await rm(place, { recursive: true, force: true });
    },
    60_000 + KILLS * 2_000,
  );
});
