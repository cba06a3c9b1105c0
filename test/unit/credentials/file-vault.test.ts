import { readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openVault } from "../../../src/credentials/file-vault.ts";
import { redact } from "../../../src/redaction.ts";
import { sampleCredential, temporaryFolder, testConfig, testOptions } from "../../support/credentials-samples.ts";

async function freshVault(environment: Record<string, string> = {}, options = testOptions()) {
  const home = await temporaryFolder();
  return { home, options, vault: openVault(testConfig(home, environment), options) };
}

async function credentialFiles(home: string): Promise<string[]> {
  return (await readdir(join(home, "credentials"))).sort();
}

test("what is saved is read back by another process's vault, with its record", async () => {
  const { home, vault } = await freshVault();
  const credential = sampleCredential();
  const record = await vault.save(credential, "FILE_ENCRYPTED");
  const other = openVault(testConfig(home), testOptions());
  expect(await other.read(credential.sub)).toEqual(credential);
  expect(await other.accounts()).toEqual([record]);
  expect(record).toMatchObject({ sub: credential.sub, email: credential.email, storage: "FILE_ENCRYPTED" });
});

test("no file of the data folder holds a secret in the clear", async () => {
  const { home, vault } = await freshVault();
  const credential = sampleCredential();
  await vault.save(credential, "FILE_ENCRYPTED");
  await vault.saveClient(credential.client);
  const names = await readdir(home, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), "latin1")),
  );
  expect(texts.length).toBeGreaterThanOrEqual(3);
  for (const secret of [credential.refreshToken, credential.accessToken, credential.client.clientSecret]) {
    expect(texts.filter((text) => text.includes(secret ?? "missing"))).toEqual([]);
  }
});

test("an account without record is unknown, one whose credential is gone is not signed in", async () => {
  const { home, vault } = await freshVault();
  await expect(vault.read("100000000000000000009")).rejects.toMatchObject({ code: "unknown_account" });
  const credential = sampleCredential();
  await vault.save(credential, "FILE_ENCRYPTED");
  const [name] = await credentialFiles(home);
  await unlink(join(home, "credentials", name ?? ""));
  await expect(vault.read(credential.sub)).rejects.toMatchObject({
    code: "not_signed_in",
    fix: expect.stringContaining("login"),
  });
});

test("an update that throws leaves the old credential, one that returns the same object writes nothing", async () => {
  const { home, vault } = await freshVault();
  const credential = sampleCredential();
  await vault.save(credential, "FILE_ENCRYPTED");
  const [name] = await credentialFiles(home);
  const before = await readFile(join(home, "credentials", name ?? ""));
  await expect(
    vault.update(credential.sub, async () => {
      throw new Error("no network");
    }),
  ).rejects.toThrow("no network");
  await vault.update(credential.sub, async (current) => current);
  expect(await readFile(join(home, "credentials", name ?? ""))).toEqual(before);
});

test("updates of one account wait for each other and each sees the one before", async () => {
  const { home, vault } = await freshVault();
  const credential = sampleCredential({ accessTokenExpiresAt: 1 });
  await vault.save(credential, "FILE_ENCRYPTED");
  const vaults = [vault, openVault(testConfig(home), testOptions()), openVault(testConfig(home), testOptions())];
  await Promise.all(
    vaults.flatMap((each) =>
      [1, 2, 3].map(() =>
        each.update(credential.sub, async (current) => ({
          ...current,
          accessTokenExpiresAt: current.accessTokenExpiresAt + 1,
        })),
      ),
    ),
  );
  expect((await vault.read(credential.sub)).accessTokenExpiresAt).toBe(10);
});

test("a refusal is noted in the record and gone after the next refresh; a new sign-in has a new generation", async () => {
  const { vault } = await freshVault();
  const credential = sampleCredential();
  const first = await vault.save(credential, "FILE_ENCRYPTED");
  await vault.noteRefusal(credential.sub, "password changed");
  expect(await vault.accounts()).toMatchObject([{ refusedBecause: "password changed" }]);
  await vault.update(credential.sub, async (current) => ({ ...current, accessToken: "ya29.another-token-now" }));
  expect((await vault.accounts())[0]).not.toHaveProperty("refusedBecause");
  const second = await vault.save(credential, "FILE_ENCRYPTED");
  expect(second.generation).not.toBe(first.generation);
  expect(await vault.accounts()).toHaveLength(1);
});

test("removing deletes file and record, forgets the tokens, and is done twice without harm", async () => {
  const { home, vault } = await freshVault();
  const credential = sampleCredential({ refreshToken: "refresh-token-without-shape" });
  await vault.save(credential, "FILE_ENCRYPTED");
  expect(redact("x refresh-token-without-shape")).toBe("x [redacted]");
  await vault.remove(credential.sub);
  await vault.remove(credential.sub);
  expect(await credentialFiles(home)).toEqual([]);
  expect(await vault.accounts()).toEqual([]);
  expect(redact("x refresh-token-without-shape")).toBe("x refresh-token-without-shape");
});

test("a sign-in in another mode removes the old copy", async () => {
  const { home, vault } = await freshVault();
  const credential = sampleCredential();
  await vault.save(credential, "FILE_ENCRYPTED");
  await vault.save(credential, "MEMORY_ONLY");
  expect(await credentialFiles(home)).toEqual([]);
  expect(await vault.read(credential.sub)).toEqual(credential);
  expect(await vault.accounts()).toMatchObject([{ storage: "MEMORY_ONLY" }]);
  expect(await openVault(testConfig(home), testOptions()).accounts()).toEqual([]);
});

test("MEMORY_ONLY touches no disk at all", async () => {
  const { home, vault } = await freshVault({ CREDENTIAL_STORAGE_MODE: "MEMORY_ONLY" });
  const credential = sampleCredential();
  await vault.save(credential, "MEMORY_ONLY");
  await vault.saveClient(credential.client);
  expect(await vault.readClient()).toEqual(credential.client);
  await vault.update(credential.sub, async (current) => ({ ...current, accessTokenExpiresAt: 5 }));
  expect((await vault.read(credential.sub)).accessTokenExpiresAt).toBe(5);
  await vault.noteRefusal(credential.sub, "revoked");
  await vault.remove(credential.sub);
  expect(await readdir(home)).toEqual([]);
});

test("MEMORY_ONLY: updates at once lose none", async () => {
  const { vault } = await freshVault();
  const credential = sampleCredential({ accessTokenExpiresAt: 0 });
  await vault.save(credential, "MEMORY_ONLY");
  const add = () =>
    vault.update(credential.sub, async (current) => {
      await new Promise((resolve) => setImmediate(resolve));
      return { ...current, accessTokenExpiresAt: current.accessTokenExpiresAt + 1 };
    });
  await Promise.all([...Array(10)].map(add));
  expect((await vault.read(credential.sub)).accessTokenExpiresAt).toBe(10);
});

test("the OAuth client is remembered and forgotten", async () => {
  const { home, vault } = await freshVault();
  expect(await vault.readClient()).toBeUndefined();
  await vault.saveClient({ clientId: "id", clientSecret: "GOCSPX-secret-of-the-client" });
  expect(await openVault(testConfig(home), testOptions()).readClient()).toEqual({
    clientId: "id",
    clientSecret: "GOCSPX-secret-of-the-client",
  });
  await vault.removeClient();
  expect(await vault.readClient()).toBeUndefined();
});

test("keys are overwritten at dispose and derived anew afterwards", async () => {
  const { vault } = await freshVault();
  const credential = sampleCredential();
  await vault.save(credential, "FILE_ENCRYPTED");
  vault.dispose();
  expect(await vault.read(credential.sub)).toEqual(credential);
});

test("a data folder that cannot be written or read is told as that, in every call", async () => {
  const home = await temporaryFolder();
  await writeFile(join(home, "file"), "");
  const vault = openVault(testConfig(join(home, "file", "below")), testOptions());
  const unwritable = { code: "storage_unwritable", message: expect.stringContaining("ENOTDIR") };
  await expect(vault.saveClient({ clientId: "id" })).rejects.toMatchObject(unwritable);
  await expect(vault.save(sampleCredential(), "FILE_ENCRYPTED")).rejects.toMatchObject({
    code: expect.stringMatching(/^storage_un/),
    message: expect.stringContaining("ENOTDIR"),
  });
  await expect(vault.accounts()).rejects.toMatchObject({ code: "storage_unreadable" });
});
