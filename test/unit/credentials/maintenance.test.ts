import { open, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { STORAGE_MODES, type StorageMode } from "../../../src/config/config.ts";
import { accountKey } from "../../../src/credentials/file-store.ts";
import { openVault } from "../../../src/credentials/file-vault.ts";
import { ITERATIONS } from "../../../src/credentials/key.ts";
import type { Keychain } from "../../../src/credentials/keychain.ts";
import type { VaultOptions } from "../../../src/credentials/stores.ts";
import { sampleCredential, temporaryFolder, testConfig, testOptions } from "../../support/credentials-samples.ts";

const ada = sampleCredential();
const grace = sampleCredential({ sub: "100000000000000000002", email: "grace@example.com" });

/** A keychain in memory, for what does not turn on a real one. */
function memoryKeychain(): { keychain: Keychain; entries: Map<string, Buffer> } {
  const entries = new Map<string, Buffer>();
  const keychain: Keychain = async (name) => ({
    read: async () => (entries.has(name) ? Buffer.from(entries.get(name) ?? []) : undefined),
    write: async (secret) => void entries.set(name, Buffer.from(secret)),
    delete: async () => void entries.delete(name),
  });
  return { keychain, entries };
}

async function home(): Promise<string> {
  return temporaryFolder();
}

function vaultAt(folder: string, options: VaultOptions = {}, environment: Record<string, string> = {}) {
  return openVault(testConfig(folder, environment), testOptions(options));
}

const fileOf = (folder: string, sub = ada.sub) => join(folder, "credentials", `${accountKey(sub)}.json`);
const headerOf = async (path: string) => JSON.parse(await readFile(path, "utf8"));
const namesIn = async (folder: string) => (await readdir(join(folder, "credentials")).catch(() => [])).sort();

describe("moving between modes", () => {
  const pairs = STORAGE_MODES.flatMap((from) =>
    STORAGE_MODES.filter((to) => to !== from).map((to) => [from, to] as const),
  );

  test.each(pairs)("%s to %s: the sign-in is there, and nowhere else", async (from, to) => {
    const folder = await home();
    const { keychain, entries } = memoryKeychain();
    const vault = vaultAt(folder, { keychain });
    const before = await vault.save(ada, from);
    const moved = await vault.migrate(ada.sub, to);
    expect(moved).toMatchObject({ storage: to, generation: before.generation, signedInAt: before.signedInAt });
    expect(moved).not.toHaveProperty("leftIn");
    expect(await vault.read(ada.sub)).toEqual(ada);
    expect(await vault.accounts()).toEqual([moved]);
    const suffixes: Partial<Record<StorageMode, string>> = {
      FILE_ENCRYPTED: ".json",
      FILE_PLAINTEXT: ".plain.json",
      MEMORY_WITH_BACKUP: ".backup.json",
    };
    const suffix = suffixes[to];
    expect(await namesIn(folder)).toEqual(suffix ? [`${accountKey(ada.sub)}${suffix}`] : []);
    expect(entries.size > 0).toBe(to === "KEYCHAIN");
    await vault.remove(ada.sub);
    expect([await namesIn(folder), entries.size, await vault.accounts()]).toEqual([[], 0, []]);
  });

  test("a place that does not keep it leaves the sign-in where it was", async () => {
    const folder = await home();
    const forgetful: Keychain = async () => ({
      read: async () => undefined,
      write: async () => {},
      delete: async () => {},
    });
    const vault = vaultAt(folder, { keychain: forgetful });
    await vault.save(ada, "FILE_ENCRYPTED");
    await expect(vault.migrate(ada.sub, "KEYCHAIN")).rejects.toMatchObject({ code: "storage_unwritable" });
    expect(await vault.read(ada.sub)).toEqual(ada);
    expect(await vault.accounts()).toMatchObject([{ storage: "FILE_ENCRYPTED" }]);
  });

  test("an old copy that cannot be deleted is told, noted, and deleted at logout", async () => {
    const folder = await home();
    const { keychain, entries } = memoryKeychain();
    let broken = true;
    const stubborn: Keychain = async (name) => {
      const entry = await keychain(name);
      const { KeychainError } = await import("../../../src/credentials/keychain.ts");
      return {
        ...entry,
        delete: async () => {
          if (broken) throw new KeychainError("locked");
          await entry.delete();
        },
      };
    };
    const options = testOptions({ keychain: stubborn });
    const vault = openVault(testConfig(folder), options);
    await vault.save(ada, "KEYCHAIN");
    expect(await vault.migrate(ada.sub, "FILE_ENCRYPTED")).toMatchObject({ leftIn: "KEYCHAIN" });
    expect(options.warnings).toEqual([expect.stringContaining("KEYCHAIN could not be deleted")]);
    expect(entries.size).toBeGreaterThan(0);
    broken = false;
    await vault.remove(ada.sub);
    expect(entries.size).toBe(0);
  });
});

describe("rotating the key", () => {
  test("every encrypted file has a new salt and opens; sign-ins go on", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await vault.save(grace, "MEMORY_WITH_BACKUP");
    await vault.saveClient(ada.client);
    const files = [
      fileOf(folder),
      join(folder, "credentials", `${accountKey(grace.sub)}.backup.json`),
      join(folder, "client.json"),
    ];
    const before = await Promise.all(files.map(headerOf));
    const records = await vault.accounts();
    expect(await vault.rotateKey()).toEqual({ rotated: [ada.email, grace.email], failed: [] });
    const after = await Promise.all(files.map(headerOf));
    const salts = [...before, ...after].map(({ kdf }) => kdf.salt);
    expect(new Set(salts).size).toBe(6);
    const other = vaultAt(folder);
    expect([await other.read(ada.sub), await other.read(grace.sub), await other.readClient()]).toEqual([
      ada,
      grace,
      ada.client,
    ]);
    expect((await other.accounts()).map(({ generation }) => generation)).toEqual(
      records.map(({ generation }) => generation),
    );
    expect((await other.accounts()).map(({ key }) => key?.salt)).toEqual(after.slice(0, 2).map(({ kdf }) => kdf.salt));
  });

  test("the old file's content is overwritten", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    const old = await open(fileOf(folder));
    await vault.rotateKey();
    expect((await old.stat()).size).toBe(0);
    await old.close();
  });

  test("one account that fails does not stop the others, and is named", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await vault.save(grace, "FILE_ENCRYPTED");
    await writeFile(fileOf(folder), "{");
    const { rotated, failed } = await vault.rotateKey();
    expect(rotated).toEqual([grace.email]);
    expect(failed).toEqual([{ email: ada.email, why: expect.stringContaining("cut short") }]);
  });

  test("a file whose tag does not fit makes the other accounts' keys new, on its own", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await vault.save(grace, "FILE_ENCRYPTED");
    const before = await headerOf(fileOf(folder, grace.sub));
    const file = await headerOf(fileOf(folder));
    file.timestamp = "2001-01-01T00:00:00.000Z";
    await writeFile(fileOf(folder), `${JSON.stringify(file, null, 2)}\n`);
    await expect(vault.read(ada.sub)).rejects.toMatchObject({ message: expect.stringContaining("was changed") });
    expect((await headerOf(fileOf(folder, grace.sub))).kdf.salt).not.toBe(before.kdf.salt);
    expect(await vault.read(grace.sub)).toEqual(grace);
  });
});

describe("files of another strength", () => {
  test("fewer iterations than today's are read and rewritten with a new salt", async () => {
    const folder = await home();
    await vaultAt(folder, { iterations: 100_000 }).save(ada, "FILE_ENCRYPTED");
    const before = await headerOf(fileOf(folder));
    expect(await vaultAt(folder, { iterations: 110_000 }).read(ada.sub)).toEqual(ada);
    const after = await headerOf(fileOf(folder));
    expect(after.kdf.iterations).toBe(110_000);
    expect(after.kdf.salt).not.toBe(before.kdf.salt);
    expect(await vaultAt(folder, { iterations: 100_000 }).read(ada.sub)).toEqual(ada);
    expect((await headerOf(fileOf(folder))).kdf.iterations).toBe(110_000);
  });

  test("without options a file is written with 600,000 iterations, on this real machine's key", async () => {
    const folder = await home();
    const vault = openVault(testConfig(folder));
    await vault.save(ada, "FILE_ENCRYPTED");
    expect((await headerOf(fileOf(folder))).kdf.iterations).toBe(ITERATIONS);
    expect(await openVault(testConfig(folder)).read(ada.sub)).toEqual(ada);
    expect(await vault.keyStatus()).toMatchObject({ iterations: 600_000, passphrase: false });
  });
});

describe("another machine, another passphrase", () => {
  const elsewhere = { readSystemId: async () => "ffffffffffffffffffffffffffffffff" };

  test("a changed machine identifier is told as that, with what was set aside and how to go on", async () => {
    const folder = await home();
    await vaultAt(folder).save(ada, "FILE_ENCRYPTED");
    const vault = vaultAt(folder, elsewhere);
    const error = await vault.read(ada.sub).catch((thrown: unknown) => thrown);
    const [aside] = await namesIn(folder);
    expect(error).toMatchObject({
      code: "storage_unreadable",
      message: expect.stringMatching(new RegExp(`machine's identifier has changed.*set aside as credentials/${aside}`)),
      fix: expect.stringContaining("login"),
    });
    expect(aside).toContain(".unreadable-");
    expect(await vault.accounts()).toMatchObject([{ unreadableBecause: expect.stringContaining("machine") }]);
    await expect(vault.read(ada.sub)).rejects.toMatchObject({
      code: "not_signed_in",
      message: expect.stringContaining("machine"),
    });
    await vault.save(grace, "FILE_ENCRYPTED");
    const again = { ...ada, refreshToken: "1//0a-new-refresh-token" };
    await vault.save(again, "FILE_ENCRYPTED");
    expect(await vault.read(ada.sub)).toEqual(again);
    expect(await vault.accounts()).not.toContainEqual(
      expect.objectContaining({ unreadableBecause: expect.anything() }),
    );
    expect(await namesIn(folder)).toContain(aside);
  });

  test("a changed file on the same machine is told as changed, not as another machine's", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await vault.save(grace, "FILE_ENCRYPTED");
    await writeFile(fileOf(folder), await readFile(fileOf(folder, grace.sub)));
    const error = await vault.read(ada.sub).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: expect.stringContaining("was changed or damaged") });
  });

  test("a missing or wrong passphrase is told as that; with the right one the sign-in is there again", async () => {
    const folder = await home();
    const right = { GOOGLE_MCP_PASSPHRASE: "correct horse battery" };
    await vaultAt(folder, {}, right).save(ada, "FILE_ENCRYPTED");
    for (const passphrase of ["", "wrong horse"]) {
      await expect(vaultAt(folder, {}, { GOOGLE_MCP_PASSPHRASE: passphrase }).read(ada.sub)).rejects.toMatchObject({
        code: "storage_unreadable",
        message: expect.stringContaining("GOOGLE_MCP_PASSPHRASE"),
        fix: expect.stringMatching(/PASSPHRASE.*login/),
      });
      const owner = vaultAt(folder, {}, right);
      expect(await owner.read(ada.sub)).toEqual(ada);
      expect((await owner.accounts())[0]).not.toHaveProperty("unreadableBecause");
    }
    expect(await namesIn(folder)).toEqual([`${accountKey(ada.sub)}.json`]);
  });

  test("what was set aside does not come back after a logout or over a new sign-in", async () => {
    const folder = await home();
    await vaultAt(folder).save(ada, "FILE_ENCRYPTED");
    const away = vaultAt(folder, elsewhere);
    await expect(away.read(ada.sub)).rejects.toMatchObject({ code: "storage_unreadable" });
    await away.remove(ada.sub);
    expect(await namesIn(folder)).toEqual([]);
    await expect(vaultAt(folder).read(ada.sub)).rejects.toMatchObject({ code: "unknown_account" });
  });

  test("a machine without an identifier is said to be one", async () => {
    const vault = vaultAt(await home(), { readSystemId: async () => undefined });
    expect(await vault.keyStatus()).toEqual({ machineId: "file", passphrase: false, iterations: 100_000 });
  });
});

describe("places that are not as they should be", () => {
  test("a symbolic link in a credential's place is refused to read and to write, and not set aside", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await rm(fileOf(folder));
    await writeFile(join(folder, "elsewhere"), "mine");
    await symlink(join(folder, "elsewhere"), fileOf(folder));
    await expect(vault.read(ada.sub)).rejects.toMatchObject({ message: expect.stringContaining("symbolic link") });
    await expect(vault.save(ada, "FILE_ENCRYPTED")).rejects.toMatchObject({ code: "storage_unwritable" });
    expect(await readFile(join(folder, "elsewhere"), "utf8")).toBe("mine");
  });

  test("a file of a newer version is left alone by a reader", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    const file = await headerOf(fileOf(folder));
    await writeFile(fileOf(folder), `${JSON.stringify({ ...file, version: "2.0" }, null, 2)}\n`);
    await expect(vault.read(ada.sub)).rejects.toMatchObject({
      message: expect.stringContaining("newer version"),
      fix: expect.stringContaining("Update"),
    });
    expect(await namesIn(folder)).toEqual([`${accountKey(ada.sub)}.json`]);
  });
});

describe("a list of accounts that is lost", () => {
  test.each([
    ["damaged", (path: string) => writeFile(path, '{"version":')],
    ["deleted", (path: string) => rm(path)],
  ])("%s: the stored sign-ins are found again, and can be removed", async (_title, lose) => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await vault.save(grace, "FILE_PLAINTEXT");
    await lose(join(folder, "accounts.json"));
    const options = testOptions();
    const other = openVault(testConfig(folder), options);
    expect((await other.accounts()).map(({ email, storage }) => [email, storage]).sort()).toEqual([
      [ada.email, "FILE_ENCRYPTED"],
      [grace.email, "FILE_PLAINTEXT"],
    ]);
    expect(options.warnings).toContainEqual(expect.stringContaining("2 stored sign-ins were found again"));
    expect(await other.read(ada.sub)).toEqual(ada);
    for (const { sub } of await other.accounts()) await other.remove(sub);
    expect([await namesIn(folder), await vault.accounts()]).toEqual([[], []]);
  });

  test("damaged, with sign-ins in the keychain: they are found again there", async () => {
    const folder = await home();
    const { keychain } = memoryKeychain();
    await vaultAt(folder, { keychain }).save(ada, "KEYCHAIN");
    await writeFile(join(folder, "accounts.json"), "");
    const vault = vaultAt(folder, { keychain });
    expect(await vault.accounts()).toMatchObject([{ email: ada.email, storage: "KEYCHAIN" }]);
    expect(await vault.read(ada.sub)).toEqual(ada);
  });

  test("with one sign-in unreadable too: the other is found again, and that one is told and set aside", async () => {
    const folder = await home();
    const vault = vaultAt(folder);
    await vault.save(ada, "FILE_ENCRYPTED");
    await vault.save(grace, "FILE_ENCRYPTED");
    await writeFile(fileOf(folder), "{");
    await rm(join(folder, "accounts.json"));
    const options = testOptions();
    const other = openVault(testConfig(folder), options);
    expect((await other.accounts()).map(({ email }) => email)).toEqual([grace.email]);
    expect(options.warnings).toContainEqual(expect.stringContaining("cut short"));
  });

  test("damaged, with nothing stored: told, and empty afterwards", async () => {
    const folder = await home();
    await writeFile(join(folder, "accounts.json"), "", { mode: 0o600 });
    const vault = vaultAt(folder);
    await expect(vault.accounts()).rejects.toMatchObject({ code: "storage_unreadable" });
    expect(await vault.accounts()).toEqual([]);
  });
});
