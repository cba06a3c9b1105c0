import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { glanceAtAccounts } from "../../../src/credentials/account-glance.ts";
import { listAccounts } from "../../../src/credentials/account-list.ts";
import { temporaryHome } from "../../support/cli.ts";

const ADA = {
  sub: "1",
  email: "ada@example.com",
  alias: "work",
  isDefault: true,
  clientId: "client",
  storage: "FILE_ENCRYPTED",
  scopes: ["openid"],
  generation: "g",
  signedInAt: "2026-01-01T00:00:00Z",
  refreshedAt: "2026-01-01T00:00:00Z",
  accessTokenExpiresAt: "2026-01-01T01:00:00Z",
};

async function glanceAt(content: string) {
  await using home = await temporaryHome();
  await writeFile(join(home.path, "accounts.json"), content, { mode: 0o600 });
  return { glanced: await glanceAtAccounts(home.path), read: await listAccounts(home.path).catch(() => undefined) };
}

const list = (...accounts: unknown[]) => JSON.stringify({ version: "1.0", accounts });

describe("a glance at the list of accounts", () => {
  it("sees nobody where there is no list", async () => {
    await using home = await temporaryHome();
    expect(await glanceAtAccounts(home.path)).toEqual([]);
  });

  it("sees what the full reading does", async () => {
    const { glanced, read } = await glanceAt(list(ADA, { ...ADA, sub: "2", alias: undefined, isDefault: undefined }));
    expect(glanced).toHaveLength(2);
    expect(glanced).toEqual(read);
  });

  it.each([
    ["one cut short", list(ADA).slice(0, -3)],
    ["one of a later format", JSON.stringify({ version: "2.0", accounts: [] })],
    ["no list", JSON.stringify({ version: "1.0", accounts: {} })],
    ["no object", "[]"],
    ["an account that is none", list(ADA, "ada")],
    ["no address", list({ ...ADA, email: 1 })],
    ["an alias that is none", list({ ...ADA, alias: 1 })],
    ["a default that is neither", list({ ...ADA, isDefault: "yes" })],
    ["scopes that are none", list({ ...ADA, scopes: [1] })],
    ["a storage that there is not", list({ ...ADA, storage: "CLOUD" })],
  ])("leaves %s to the full reading, which refuses it", async (_what, content) => {
    expect(await glanceAt(content)).toEqual({ glanced: undefined, read: undefined });
  });
});
