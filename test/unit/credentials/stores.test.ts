import { createHash } from "node:crypto";
import { readdir, readFile, realpath, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StorageMode } from "../../../src/config/config.ts";
import { accountKey } from "../../../src/credentials/file-store.ts";
import { type Keychain, KeychainError, systemKeychain } from "../../../src/credentials/keychain.ts";
import type { CredentialStore } from "../../../src/credentials/store.ts";
import { openStores } from "../../../src/credentials/stores.ts";
import { KEYRING_PARTS, keyringPresent, withKeyring } from "../../support/credentials-keyring.ts";
import { sampleCredential, temporaryFolder, testConfig, testOptions } from "../../support/credentials-samples.ts";
import { requires } from "../../support/requires.ts";
import { type LastingPlace, lastingStoreSuite, storeSuite } from "./store-suite.ts";

async function withFiles(
  mode: StorageMode,
  suffix: string,
  use: (place: LastingPlace) => Promise<void>,
): Promise<void> {
  const home = await temporaryFolder();
  const folder = join(home, "credentials");
  await use({
    open: () => openStores(testConfig(home), testOptions()).of(mode),
    spoil: (sub) => truncate(join(folder, `${accountKey(sub)}${suffix}`), 100),
    setAside: async () => (await readdir(folder)).filter((name) => name.includes(".unreadable-")).length,
    openUnwritable: async () => {
      const file = join(home, "a-file");
      await writeFile(file, "");
      return openStores(testConfig(join(file, "below")), testOptions()).of(mode);
    },
  });
}

lastingStoreSuite("FILE_ENCRYPTED", (use) => withFiles("FILE_ENCRYPTED", ".json", use));
lastingStoreSuite("FILE_PLAINTEXT", (use) => withFiles("FILE_PLAINTEXT", ".plain.json", use));
lastingStoreSuite("MEMORY_WITH_BACKUP", (use) => withFiles("MEMORY_WITH_BACKUP", ".backup.json", use));
storeSuite("MEMORY_ONLY", async (use) => {
  const home = await temporaryFolder();
  await use({ open: () => openStores(testConfig(home), testOptions()).of("MEMORY_ONLY") });
  expect(await readdir(home)).toEqual([]);
});

interface KeychainPlace extends LastingPlace {
  open(keychain?: Keychain): CredentialStore;
}

/** A keychain whose process is gone after so many calls. */
function dyingKeychain(calls: { left: number }): Keychain {
  const keychain = systemKeychain();
  return async (name) => {
    const entry = await keychain(name);
    const step = <Result>(call: () => Promise<Result>) => {
      if (calls.left-- <= 0) throw new KeychainError("unreachable");
      return call();
    };
    return {
      read: async () => step(() => entry.read()),
      write: async (secret) => step(() => entry.write(secret)),
      delete: async () => step(() => entry.delete()),
    };
  };
}

async function entryName(home: string, name: string): Promise<string> {
  return `${createHash("sha256")
    .update(await realpath(home))
    .digest("hex")
    .slice(0, 16)}.${name}`;
}

async function withKeychain(use: (place: KeychainPlace) => Promise<void>): Promise<void> {
  await withKeyring(async () => {
    const home = await temporaryFolder();
    const open = (keychain = systemKeychain()) =>
      openStores(testConfig(home), testOptions({ keychain })).of("KEYCHAIN");
    const index = async () => {
      const raw = await (await systemKeychain()(await entryName(home, "index"))).read();
      return raw ? JSON.parse(raw.toString("utf8", 1)) : { setAside: {} };
    };
    await use({
      open,
      spoil: async (sub) => (await systemKeychain()(await entryName(home, accountKey(sub)))).write(Buffer.from("V{")),
      setAside: async (sub) => {
        const names: string[] = (await index()).setAside[accountKey(sub)] ?? [];
        for (const name of names) {
          expect((await (await systemKeychain()(await entryName(home, name))).read())?.toString()).toBe("VV{");
        }
        return names.length;
      },
      openUnwritable: async () =>
        open(async () => ({ read: async () => undefined, write: async () => {}, delete: async () => {} })),
    });
  });
}

requires(KEYRING_PARTS, keyringPresent())("a real keyring", () => {
  lastingStoreSuite("KEYCHAIN", withKeychain);

  test("KEYCHAIN: a writer that dies at any step leaves the old credential or the new one, whole", async () => {
    await withKeychain(async ({ open }) => {
      let standing = sampleCredential({ accessToken: `ya29.${"o".repeat(3000)}` });
      await open().write(standing);
      let died = 0;
      for (let calls = 0; calls < 40; calls++) {
        const next = sampleCredential({ accessToken: `ya29.${"n".repeat(calls % 2 === 0 ? 6000 : 20)}` });
        await open(dyingKeychain({ left: calls }))
          .write(next)
          .catch(() => died++);
        const found = await open().read(standing.sub);
        expect([standing, next]).toContainEqual(found);
        if (found) standing = found;
      }
      expect(died).toBeGreaterThan(10);
      expect(died).toBeLessThan(40);
    });
  });

  test("KEYCHAIN: locked, it is an error to read and to write, and nothing is set aside", async () => {
    await withKeyring(async (keyring) => {
      const home = await temporaryFolder();
      const store = openStores(testConfig(home), testOptions()).of("KEYCHAIN");
      await store.write(sampleCredential());
      await keyring.lock();
      const locked = { message: expect.stringContaining("locked"), fix: expect.stringContaining("Unlock") };
      await expect(store.read("100000000000000000001")).rejects.toMatchObject({
        code: "storage_unreadable",
        ...locked,
      });
      await expect(store.write(sampleCredential())).rejects.toMatchObject({ code: "storage_unwritable", ...locked });
      await expect(store.delete("100000000000000000001")).rejects.toMatchObject({ code: "storage_unwritable" });
    });
  });

  test("KEYCHAIN: the accounts of two data folders do not see each other", async () => {
    await withKeyring(async () => {
      const [one, two] = [await temporaryFolder(), await temporaryFolder()].map((home) =>
        openStores(testConfig(home), testOptions()).of("KEYCHAIN"),
      );
      await one?.write(sampleCredential());
      expect(await two?.read("100000000000000000001")).toBeUndefined();
      expect(await two?.list()).toEqual([]);
    });
  });
});

test("FILE_PLAINTEXT and FILE_ENCRYPTED say what they are, and only one holds the token in the clear", async () => {
  const home = await temporaryFolder();
  const credential = sampleCredential();
  for (const [mode, name, encrypted] of [
    ["FILE_PLAINTEXT", `${accountKey(credential.sub)}.plain.json`, false],
    ["FILE_ENCRYPTED", `${accountKey(credential.sub)}.json`, true],
  ] as const) {
    await openStores(testConfig(home), testOptions()).of(mode).write(credential);
    const text = await readFile(join(home, "credentials", name), "utf8");
    expect(JSON.parse(text)).toMatchObject({ version: "1.0", encrypted });
    expect(text.includes(credential.refreshToken)).toBe(!encrypted);
  }
});
