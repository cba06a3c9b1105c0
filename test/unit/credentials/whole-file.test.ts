import {
  chmod,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readWhole } from "../../../src/credentials/read-whole.ts";
import { secureDelete } from "../../../src/credentials/secure-delete.ts";
import { createWhole, ensureFolder, writeWhole } from "../../../src/credentials/whole-file.ts";
import { temporaryFolder } from "../../support/credentials-samples.ts";

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe("writing", () => {
  test("makes the folder 0700 and the file 0600, whatever the umask", async () => {
    const folder = join(await temporaryFolder(), "a", "b");
    const before = process.umask(0);
    try {
      await writeWhole(join(folder, "f"), Buffer.from("x"));
    } finally {
      process.umask(before);
    }
    expect([await modeOf(folder), await modeOf(join(folder, "f"))]).toEqual([0o700, 0o600]);
  });

  test("replaces the old content, leaves nothing else, and destroys what killed writers left", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, ".f.0011.tmp"), "left by a killed writer");
    await writeFile(join(folder, ".other.0011.tmp"), "another file's");
    await writeWhole(join(folder, "f"), Buffer.from("one"));
    await writeWhole(join(folder, "f"), Buffer.from("two"));
    expect(await readFile(join(folder, "f"), "utf8")).toBe("two");
    expect((await readdir(folder)).sort()).toEqual([".other.0011.tmp", "f"]);
  });

  test("a refusal at the last moment leaves the old content and no temporary file", async () => {
    const folder = await temporaryFolder();
    await writeWhole(join(folder, "f"), Buffer.from("old"));
    const beforeCommit = async () => {
      throw new Error("lost the lock");
    };
    await expect(writeWhole(join(folder, "f"), Buffer.from("new"), { beforeCommit })).rejects.toThrow("lost the lock");
    expect(await readFile(join(folder, "f"), "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["f"]);
  });

  test("a symbolic link in the file's place is refused, and what it names is untouched", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "target"), "mine");
    await symlink(join(folder, "target"), join(folder, "f"));
    await expect(writeWhole(join(folder, "f"), Buffer.from("x"))).rejects.toMatchObject({ code: "storage_unreadable" });
    await expect(readWhole(join(folder, "f"))).rejects.toMatchObject({
      message: expect.stringContaining("symbolic link"),
    });
    expect(await readFile(join(folder, "target"), "utf8")).toBe("mine");
  });

  test("destroyOld overwrites the blocks of the old content", async () => {
    const folder = await temporaryFolder();
    await writeWhole(join(folder, "f"), Buffer.from("the old secret"));
    const old = await open(join(folder, "f"));
    await link(join(folder, "f"), join(folder, "old"));
    await writeWhole(join(folder, "f"), Buffer.from("new"), { destroyOld: true });
    expect((await old.stat()).size).toBe(0);
    await old.close();
    expect(await readFile(join(folder, "f"), "utf8")).toBe("new");
  });

  test("of several that create one file, one wins and all see its content", async () => {
    const folder = await temporaryFolder();
    await Promise.all([...Array(8).keys()].map((n) => createWhole(join(folder, "f"), Buffer.from(String(n)))));
    expect(await readFile(join(folder, "f"), "utf8")).toMatch(/^[0-7]$/);
    expect(await readdir(folder)).toEqual(["f"]);
  });
});

describe("reading", () => {
  test("no file is undefined; a folder, a fifo-like device and a huge file are refused", async () => {
    const folder = await temporaryFolder();
    expect(await readWhole(join(folder, "none"))).toBeUndefined();
    await mkdir(join(folder, "dir"));
    await expect(readWhole(join(folder, "dir"))).rejects.toMatchObject({ code: "storage_unreadable" });
    await expect(readWhole("/dev/zero")).rejects.toMatchObject({ code: "storage_unreadable" });
    await writeFile(join(folder, "huge"), "");
    await truncate(join(folder, "huge"), 2 * 1024 * 1024);
    await expect(readWhole(join(folder, "huge"))).rejects.toMatchObject({ code: "storage_unreadable" });
  });

  test("modes that let others in are narrowed, with a warning, once", async () => {
    const folder = join(await temporaryFolder(), "data");
    await mkdir(folder);
    await chmod(folder, 0o755);
    await writeFile(join(folder, "f"), "x");
    await chmod(join(folder, "f"), 0o644);
    const warnings: string[] = [];
    const warn = (line: string) => warnings.push(line);
    await readWhole(join(folder, "f"), warn);
    await readWhole(join(folder, "f"), warn);
    await ensureFolder(folder, warn);
    await ensureFolder(folder, warn);
    expect([await modeOf(folder), await modeOf(join(folder, "f"))]).toEqual([0o700, 0o600]);
    expect(warnings).toEqual([expect.stringContaining("0600"), expect.stringContaining("0700")]);
  });

  test("a folder that many share by design is left as it is, with a warning", async () => {
    const folder = join(await temporaryFolder(), "shared");
    await mkdir(folder);
    await chmod(folder, 0o1777);
    const warnings: string[] = [];
    await ensureFolder(folder, (line) => warnings.push(line));
    expect((await stat(folder)).mode & 0o7777).toBe(0o1777);
    expect(warnings).toHaveLength(1);
  });
});

describe("deleting", () => {
  test("overwrites before it removes", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "f"), Buffer.alloc(200_000, "secret"));
    await link(join(folder, "f"), join(folder, "second-name"));
    const old = await open(join(folder, "f"));
    await secureDelete(join(folder, "f"));
    expect(await readdir(folder)).toEqual(["second-name"]);
    expect((await old.stat()).size).toBe(0);
    await old.close();
    await secureDelete(join(folder, "f"));
  });

  test("removes a symbolic link and leaves what it names", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "target"), "mine");
    await symlink(join(folder, "target"), join(folder, "f"));
    await secureDelete(join(folder, "f"));
    expect(await readFile(join(folder, "target"), "utf8")).toBe("mine");
    await expect(lstat(join(folder, "f"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
