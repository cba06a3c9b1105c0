import { expect, test } from "vitest";
import { chooseStorage } from "../../../src/credentials/choose-storage.ts";
import { KeychainError, systemKeychain } from "../../../src/credentials/keychain.ts";
import { probeKeychain } from "../../../src/credentials/probe.ts";
import { KEYRING_PARTS, keyringPresent, withKeyring } from "../../support/credentials-keyring.ts";
import { requires } from "../../support/requires.ts";

const absent = systemKeychain(async () => {
  throw new Error("Cannot find package");
});

test("without the binding the keychain says so, and both auto and KEYCHAIN become an encrypted file", async () => {
  await expect((await absent("any")).read()).rejects.toMatchObject({ fault: "not_installed" });
  expect(await probeKeychain(absent)).toBe("not_installed");
  for (const mode of ["auto", "KEYCHAIN"] as const) {
    const chosen = await chooseStorage(mode, absent);
    expect(chosen.mode).toBe("FILE_ENCRYPTED");
    expect(chosen.why).toContain("@napi-rs/keyring is not installed");
  }
});

test("a keychain that takes everything and keeps nothing is found out by the probe", async () => {
  const forgetful = async () => ({ read: async () => undefined, write: async () => {}, delete: async () => {} });
  expect(await probeKeychain(forgetful)).toBe("not_kept");
  const chosen = await chooseStorage("auto", forgetful);
  expect(chosen).toEqual({ mode: "FILE_ENCRYPTED", why: expect.stringContaining("did not keep what was written") });
});

test("modes that are named are taken as they are, and said to be", async () => {
  for (const mode of ["FILE_PLAINTEXT", "FILE_ENCRYPTED", "MEMORY_ONLY", "MEMORY_WITH_BACKUP"] as const) {
    expect(await chooseStorage(mode, absent)).toEqual({ mode, why: expect.stringContaining("as chosen") });
  }
});

requires(KEYRING_PARTS, keyringPresent())("a real Secret Service", () => {
  test("keeps what is written, and auto chooses it", async () => {
    await withKeyring(async () => {
      const keychain = systemKeychain();
      const entry = await keychain("one");
      expect(await entry.read()).toBeUndefined();
      await entry.write(Buffer.from([0, 255, 10, 13]));
      expect(await (await systemKeychain()("one")).read()).toEqual(Buffer.from([0, 255, 10, 13]));
      await entry.delete();
      await entry.delete();
      expect(await entry.read()).toBeUndefined();
      expect(await chooseStorage("auto")).toMatchObject({ mode: "KEYCHAIN" });
      expect(await chooseStorage("KEYCHAIN")).toMatchObject({ mode: "KEYCHAIN" });
    });
  });

  test("locked: told as locked, auto goes to a file, KEYCHAIN is refused", async () => {
    await withKeyring(async (keyring) => {
      const entry = await systemKeychain()("one");
      await entry.write(Buffer.from("x"));
      await keyring.lock();
      await expect(entry.read()).rejects.toMatchObject({ fault: "locked" });
      await expect(entry.write(Buffer.from("y"))).rejects.toBeInstanceOf(KeychainError);
      expect(await chooseStorage("auto")).toEqual({
        mode: "FILE_ENCRYPTED",
        why: expect.stringContaining("locked"),
      });
      await expect(chooseStorage("KEYCHAIN")).rejects.toMatchObject({
        code: "storage_unwritable",
        message: expect.stringContaining("locked"),
      });
    });
  });

  test("a daemon that dies between two calls: an error, never an empty answer", async () => {
    await withKeyring(async (keyring) => {
      const entry = await systemKeychain()("one");
      await entry.write(Buffer.from("x"));
      await keyring.killDaemon();
      await expect(entry.read()).rejects.toBeInstanceOf(KeychainError);
      await expect(entry.write(Buffer.from("y"))).rejects.toBeInstanceOf(KeychainError);
    });
  });

  test("what is kept in a keyring that ended is not there in the next one", async () => {
    await withKeyring(async () => (await systemKeychain()("one")).write(Buffer.from("x")));
    await withKeyring(async () => expect(await (await systemKeychain()("one")).read()).toBeUndefined());
  });
});
