import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changeAccounts, locksFolder, readAccounts } from "../../../src/credentials/account-index.ts";
import type { AccountRecord } from "../../../src/credentials/credential.ts";
import { Locks } from "../../../src/credentials/lock.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";

function record(sub: string): AccountRecord {
  const time = "2026-03-01T08:00:00.000Z";
  return {
    sub,
    email: "ada@example.com",
    clientId: "id",
    storage: "FILE_ENCRYPTED",
    scopes: [],
    generation: "g",
    signedInAt: time,
    refreshedAt: time,
    accessTokenExpiresAt: time,
  };
}

test("there is nobody at first, and reading makes no file", async () => {
  const folder = await temporaryFolder();
  expect(await readAccounts(folder)).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test("many changes at once are all there, in order of coming, in a file for the user alone", async () => {
  const folder = await temporaryFolder();
  const subs = [...Array(15).keys()].map(String);
  await Promise.all(
    subs.map((sub) => changeAccounts(folder, new Locks(locksFolder(folder)), (records) => [...records, record(sub)])),
  );
  expect((await readAccounts(folder)).map(({ sub }) => sub).sort()).toEqual([...subs].sort());
  expect((await stat(join(folder, "accounts.json"))).mode & 0o777).toBe(0o600);
});

test("a change that returns the same array writes nothing", async () => {
  const folder = await temporaryFolder();
  await changeAccounts(folder, new Locks(locksFolder(folder)), (records) => records);
  expect(await readdir(folder)).toEqual(["locks"]);
});

test.each([
  ["cut short", '{"version":"1.0","accounts":[{"sub":"1"', "cut short"],
  ["changed", '{"version":"1.0","accounts":[{"sub":1}]}', "changed"],
  ["empty", "", "cut short"],
])("an index that is %s is told, set aside, and not overwritten by a later sign-in", async (_title, content, why) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "accounts.json"), content, { mode: 0o600 });
  await expect(readAccounts(folder)).rejects.toMatchObject({
    code: "storage_unreadable",
    message: expect.stringContaining(why),
    fix: expect.stringContaining("login"),
  });
  await changeAccounts(folder, new Locks(locksFolder(folder)), (records) => [...records, record("2")]);
  expect(await readAccounts(folder)).toHaveLength(1);
  const aside = (await readdir(folder)).find((name) => name.startsWith("accounts.json.unreadable-"));
  expect(await readFile(join(folder, aside ?? ""), "utf8")).toBe(content);
});

test("an index of a newer version is left alone", async () => {
  const folder = await temporaryFolder();
  const content = '{"version":"2.0","accounts":{}}';
  await writeFile(join(folder, "accounts.json"), content, { mode: 0o600 });
  await expect(readAccounts(folder)).rejects.toMatchObject({ fix: expect.stringContaining("Update") });
  expect(await readFile(join(folder, "accounts.json"), "utf8")).toBe(content);
});
