import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StorageMode } from "../../../src/config/config.ts";
import { EarlyKeys } from "../../../src/credentials/early-key.ts";
import { openVault } from "../../../src/credentials/file-vault.ts";
import { sampleCredential, temporaryFolder, testConfig, testOptions } from "../../support/credentials-samples.ts";

/** A folder with one account, whose key is this machine's own. */
async function signedIn(storage: StorageMode) {
  const config = testConfig(await temporaryFolder());
  const { readSystemId: _, ...options } = testOptions();
  const credential = sampleCredential();
  const { key } = await openVault(config, options).save(credential, storage);
  const keys = new EarlyKeys(config);
  return { config, credential, keys, isPrepared: () => key !== undefined && keys.ring.has(key) };
}

test.each([undefined, "ada@example.com", " ADA@example.com"])(
  "the key is derived before there is a vault, which reads with it, for an account named %s",
  async (named) => {
    const { config, credential, keys, isPrepared } = await signedIn("FILE_ENCRYPTED");
    await keys.prepare(named);
    expect(isPrepared()).toBe(true);
    const vault = openVault(config, { keys });
    expect(await vault.read(credential.sub)).toEqual(credential);
    vault.dispose();
    expect(isPrepared()).toBe(false);
  },
);

test("no key is derived for another account, another mode or nobody", async () => {
  const encrypted = await signedIn("FILE_ENCRYPTED");
  await encrypted.keys.prepare("grace@example.com");
  expect(encrypted.isPrepared()).toBe(false);
  const plain = await signedIn("FILE_PLAINTEXT");
  await plain.keys.prepare(undefined);
  expect(plain.isPrepared()).toBe(false);
  await new EarlyKeys(testConfig(await temporaryFolder())).prepare(undefined);
});

test.each([
  ["that asks for more work than anybody has", { iterations: 4_000_000_000 }],
  ["that asks for next to none", { iterations: 1 }],
  ["that is none", { iterations: "100000" }],
])("a key %s is left to the vault to refuse", async (_what, change) => {
  const { config, keys, isPrepared } = await signedIn("FILE_ENCRYPTED");
  const path = join(config.paths.data, "accounts.json");
  const list = JSON.parse(await readFile(path, "utf8"));
  Object.assign(list.accounts[0].key, change);
  await writeFile(path, JSON.stringify(list));
  await keys.prepare(undefined);
  expect(isPrepared()).toBe(false);
});
