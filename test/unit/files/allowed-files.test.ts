import { execFile } from "node:child_process";
import {
  appendFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ToolError } from "../../../src/errors.ts";
import { allowedFiles } from "../../../src/files/allowed-files.ts";
import type { LocalFiles } from "../../../src/files/local-files.ts";

let base: string;
let exchange: string;
let allowed: string;
let outside: string;
let files: LocalFiles;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "google-mcp-files-")));
  exchange = join(base, "data", "exchange");
  allowed = join(base, "documents");
  outside = join(base, "outside");
  for (const folder of [exchange, allowed, outside, join(allowed, "deep", "er"), join(allowed, ".ssh")])
    await mkdir(folder, { recursive: true });
  await writeFile(join(base, "data", "accounts.json"), "secret");
  await writeFile(join(exchange, "note.txt"), "hello");
  await writeFile(join(allowed, "deep", "er", "report.txt"), "report");
  await writeFile(join(allowed, ".env"), "secret");
  await writeFile(join(allowed, ".ssh", "id"), "secret");
  await writeFile(join(outside, "secret.txt"), "secret");
  files = allowedFiles({ exchange, others: [allowed], closed: [join(base, "data")] });
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function refused(path: string, largest = 1_000): Promise<ToolError> {
  try {
    const file = await files.open(path, largest);
    await file.close();
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

async function contentOf(path: string): Promise<string> {
  const file = await files.open(path, 1_000);
  try {
    return await text(file.stream());
  } finally {
    await file.close();
  }
}

describe("reading", () => {
  it("takes a name in the exchange folder and a path in an allowed folder, and says what it is", async () => {
    expect(await contentOf("note.txt")).toBe("hello");
    expect(await contentOf(join(allowed, "deep", "er", "report.txt"))).toBe("report");
    expect(await contentOf(join(allowed, "deep", "..", "deep", "er", "report.txt"))).toBe("report");
    const file = await files.open("note.txt", 1_000);
    expect(file).toMatchObject({ name: "note.txt", size: 5, path: join(exchange, "note.txt") });
    await file.close();
  });

  it("goes on from a place, and more than once, as an upload that is resumed does", async () => {
    const file = await files.open("note.txt", 1_000);
    const room = Buffer.alloc(10);
    const readAt = async (position: number) => room.toString("utf8", 0, await file.read(room, position));
    // What is written after it was opened does not belong to it.
    await appendFile(join(exchange, "note.txt"), ", world");
    expect([await readAt(2), await readAt(0), await readAt(5), await readAt(6)]).toEqual(["llo", "hello", "", ""]);
    expect([await text(file.stream()), await text(file.stream())]).toEqual(["hello", "hello"]);
    await file.close();
  });

  it("takes an empty file", async () => {
    await writeFile(join(exchange, "empty"), "");
    expect(await contentOf("empty")).toBe("");
  });

  const outsideTries = (): [string, string][] => [
    ["a parent", "../accounts.json"],
    ["parents beyond the root", "../../../../../../../../etc/passwd"],
    ["an absolute path", "/etc/passwd"],
    ["an absolute path to a neighbour", join(outside, "secret.txt")],
    ["a neighbour that begins like an allowed folder", `${allowed}-more/x`],
    ["a parent in the middle", join(allowed, "deep", "..", "..", "outside", "secret.txt")],
    ["the folder of credentials", join(base, "data", "accounts.json")],
  ];

  it.each([0, 1, 2, 3, 4, 5, 6])("refuses what is outside (%i)", async (index) => {
    const [, path = ""] = outsideTries()[index] ?? [];
    await mkdir(`${allowed}-more`, { recursive: true });
    await writeFile(join(`${allowed}-more`, "x"), "secret");
    const error = await refused(path);
    expect(["file_refused", "not_found"]).toContain(error.code);
    expect(error.message).not.toContain("secret\n");
  });

  it("refuses the folder of credentials even where its parent is allowed", async () => {
    files = allowedFiles({ exchange, others: [base], closed: [join(base, "data")] });
    expect((await refused(join(base, "data", "accounts.json"))).message).toContain("where secrets are kept");
    expect(await contentOf("note.txt")).toBe("hello");
  });

  it("refuses links out at each level", async () => {
    await symlink(join(outside, "secret.txt"), join(allowed, "link.txt"));
    await symlink(outside, join(allowed, "folder"));
    await symlink("../../../outside", join(allowed, "deep", "er", "up"));
    for (const path of ["link.txt", "folder/secret.txt", "deep/er/up/secret.txt"])
      expect((await refused(join(allowed, path))).code).toBe("file_refused");
  });

  it("refuses a link even where it leads inside, and takes a linked folder that does", async () => {
    await symlink(join(exchange, "note.txt"), join(allowed, "inside.txt"));
    expect((await refused(join(allowed, "inside.txt"))).message).toContain("is a link");
    await symlink(join(allowed, "deep"), join(exchange, "docs"));
    expect(await contentOf("docs/er/report.txt")).toBe("report");
  });

  it("refuses a loop of links", async () => {
    await symlink(join(allowed, "b"), join(allowed, "a"));
    await symlink(join(allowed, "a"), join(allowed, "b"));
    expect((await refused(join(allowed, "a", "x"))).code).toBe("file_refused");
  });

  it.each([".env", ".ssh/id", "deep/../.env"])("refuses what is hidden: %s", async (path) => {
    expect((await refused(join(allowed, path))).message).toContain("hidden or private");
  });

  it.each([
    "CON",
    "con.txt",
    "deep/NUL",
    "lpt1.pdf",
    "COM¹",
    "note.txt:stream",
    "note.txt::$DATA",
    "//server/share/x",
    "\\\\.\\pipe\\x",
    "\\\\?\\C:\\x",
    "",
    "a\u0000b",
    "a\nb",
    `x/${"y".repeat(5_000)}`,
    "z".repeat(300),
  ])("refuses what is no plain path: %j", async (path) => {
    expect((await refused(path)).code).toMatch(/file_refused|not_found/);
  });

  it("refuses folders, pipes, sockets and devices, without waiting for them", async () => {
    await promisify(execFile)("mkfifo", [join(exchange, "pipe")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(exchange, "socket"), resolve));
    for (const path of ["pipe", "socket", "../exchange", join(allowed, "deep")])
      expect((await refused(path)).code).toBe("file_refused");
    expect((await refused("/dev/zero")).code).toBe("file_refused");
    await new Promise((resolve) => server.close(resolve));
  });

  it("refuses what is larger than the call takes", async () => {
    expect((await refused("note.txt", 4)).message).toContain("5 bytes; at most 4");
  });

  it("says what is not there", async () => {
    expect(await refused("nothing.txt")).toMatchObject({ code: "not_found" });
  });

  it("reads what was checked when the path leads elsewhere afterwards", async () => {
    const file = await files.open(join(allowed, "deep", "er", "report.txt"), 1_000);
    await rename(join(allowed, "deep"), join(allowed, "moved"));
    await symlink(outside, join(allowed, "deep"));
    expect(await text(file.stream())).toBe("report");
    await file.close();
  });

  it("never gives out a secret, however often a link is exchanged in between", async () => {
    await mkdir(join(allowed, "real"));
    await writeFile(join(allowed, "real", "secret.txt"), "harmless");
    await symlink(join(allowed, "real"), join(allowed, "swap"));
    let swapping = true;
    const swap = async () => {
      for (let turn = 0; swapping; turn += 1) {
        await symlink(turn % 2 ? join(allowed, "real") : outside, join(allowed, "next"));
        await rename(join(allowed, "next"), join(allowed, "swap"));
      }
    };
    const swapper = swap();
    const seen = new Set<string>();
    for (let time = 0; time < 300; time += 1) {
      try {
        seen.add(await contentOf(join(allowed, "swap", "secret.txt")));
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        seen.add(error.code);
      }
    }
    swapping = false;
    await swapper;
    expect(seen).not.toContain("secret");
  });
});

describe("writing", () => {
  const write = async (name: string, content: string, folder?: string) => {
    const file = await files.create(name, folder);
    await file.write(Buffer.from(content));
    return file.finish();
  };

  it("puts a file whole in the exchange folder, the user's alone", async () => {
    const file = await files.create("report.pdf");
    await file.write(Buffer.from("one "));
    expect(await readdir(exchange)).not.toContain("report.pdf");
    await file.write(Buffer.from("two"));
    const path = await file.finish();
    expect(path).toBe(join(exchange, "report.pdf"));
    expect(await readFile(path, "utf8")).toBe("one two");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("never overwrites: a number is added", async () => {
    expect(await write("note.txt", "new")).toBe(join(exchange, "note (2).txt"));
    expect(await write("note.txt", "newer")).toBe(join(exchange, "note (3).txt"));
    expect(await readFile(join(exchange, "note.txt"), "utf8")).toBe("hello");
    await Promise.all(Array.from({ length: 10 }, (_, index) => write("same.txt", String(index))));
    const same = (await readdir(exchange)).filter((name) => name.startsWith("same"));
    const contents = await Promise.all(same.map((name) => readFile(join(exchange, name), "utf8")));
    expect(contents.sort()).toEqual(Array.from({ length: 10 }, (_, index) => String(index)));
  });

  it("leaves nothing behind when it is dropped", async () => {
    const file = await files.create("half.bin");
    await file.write(Buffer.from("half"));
    await file.discard();
    expect(await readdir(exchange)).toEqual(["note.txt"]);
  });

  it("does not follow a link under the name that is wanted", async () => {
    await symlink(join(outside, "secret.txt"), join(exchange, "out.txt"));
    expect(await write("out.txt", "x")).toBe(join(exchange, "out (2).txt"));
    expect(await readFile(join(outside, "secret.txt"), "utf8")).toBe("secret");
  });

  it("does not write through a hard link either", async () => {
    await link(join(outside, "secret.txt"), join(exchange, "hard.txt"));
    await write("hard.txt", "x");
    expect(await readFile(join(outside, "secret.txt"), "utf8")).toBe("secret");
  });

  it.each([
    ["../../escape.txt", "escape.txt"],
    ["/etc/passwd", "passwd"],
    ["..\\..\\boot.ini", "boot.ini"],
    [".bashrc", "bashrc"],
    ["...", "file"],
    ["", "file"],
    ["CON", "_CON"],
    ["aux.txt", "_aux.txt"],
    ["a:b.txt", "a_b.txt"],
    ["invoice\u202efdp.exe", "invoice_fdp.exe"],
    ["line\nbreak.txt", "line_break.txt"],
    ["trailing. . .", "trailing"],
    ["u\u0308ber.txt", "über.txt"],
    ['<>:"|?*.txt', "_______.txt"],
  ])("makes a safe name of %j", async (name, expected) => {
    expect(await write(name, "x")).toBe(join(exchange, expected));
  });

  it("shortens an overlong name and keeps its extension", async () => {
    const path = await write(`${"ü".repeat(400)}.tar.gz`, "x");
    expect(path.endsWith("ü.tar.gz")).toBe(true);
    expect(Buffer.byteLength(path.slice(exchange.length + 1))).toBeLessThanOrEqual(200);
  });

  it.each([
    ["outside", () => outside],
    ["a link out", () => join(allowed, "away")],
    ["hidden", () => join(allowed, ".ssh")],
    ["where credentials are", () => join(base, "data")],
    ["not there", () => join(allowed, "missing")],
  ])("refuses a folder that is %s", async (_, folder) => {
    await symlink(outside, join(allowed, "away"));
    await expect(files.create("x.txt", folder())).rejects.toBeInstanceOf(ToolError);
    expect(await readdir(outside)).toEqual(["secret.txt"]);
  });

  it("takes an allowed folder", async () => {
    expect(await write("new.txt", "x", join(allowed, "deep"))).toBe(join(allowed, "deep", "new.txt"));
  });
});
