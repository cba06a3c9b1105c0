import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { plaintextCodec } from "../../../src/credentials/codec.ts";
import { Locks } from "../../../src/credentials/lock.ts";
import { SecretFile } from "../../../src/credentials/secret-file.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";
import { requires } from "../../support/requires.ts";

function secretFile(path: string, folder: string) {
  return new SecretFile({
    path,
    purpose: "test",
    schema: z.strictObject({ secret: z.string() }),
    codec: plaintextCodec,
    locks: new Locks(join(folder, "locks")),
    lock: "test",
    warn: () => {},
    subject: "The test's secret",
    remedy: "the remedy",
  });
}

requires("Linux", process.platform === "linux")("a disk that fails", () => {
  test("is told as that, and nothing is set aside", async () => {
    const folder = await temporaryFolder();
    // Reading one's own memory at address 0 is the one input/output error that every Linux gives on demand.
    await expect(secretFile("/proc/self/mem", folder).read()).rejects.toMatchObject({
      code: "storage_unreadable",
      message: "The test's secret could not be read from the disk (EIO)",
      fix: expect.stringContaining("Nothing was changed"),
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

test("content that does not fit its schema is set aside, as it was", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "secret.json");
  const other = new SecretFile({
    path,
    purpose: "test",
    schema: z.strictObject({ another: z.number() }),
    codec: plaintextCodec,
    locks: new Locks(join(folder, "locks")),
    lock: "test",
    warn: () => {},
    subject: "It",
    remedy: "the remedy",
  });
  await other.write({ another: 1 });
  const content = await readFile(path, "utf8");
  await expect(secretFile(path, folder).read()).rejects.toMatchObject({
    message: expect.stringContaining("was changed or damaged"),
    fix: "Run: the remedy",
  });
  const aside = (await readdir(folder)).find((name) => name.startsWith("secret.json.unreadable-"));
  expect(await readFile(join(folder, aside ?? ""), "utf8")).toBe(content);
  expect(await secretFile(path, folder).read()).toBeUndefined();
  expect(await other.read()).toEqual({ another: 1 });
});
