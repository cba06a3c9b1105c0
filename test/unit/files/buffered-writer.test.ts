import { existsSync } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { BufferedWriter } from "../../../src/files/buffered-writer.ts";
import { requires } from "../../support/requires.ts";

const MIB = 1024 * 1024;

/** A file of which all writes fail, as those to a full disk do. */
const FULL_DISK = "/dev/full";

it("writes what it was given, in whatever pieces, though their memory is used again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "writer-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "file");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 * MIB }), { maxLength: 6 }), async (lengths) => {
      const file = await open(path, "w");
      const writer = new BufferedWriter(file);
      for (const [index, length] of lengths.entries()) {
        const piece = Buffer.alloc(length, index + 1);
        await writer.write(piece);
        piece.fill(0);
      }
      await writer.flush();
      await file.close();
      const expected = Buffer.concat(lengths.map((length, index) => Buffer.alloc(length, index + 1)));
      expect((await readFile(path)).equals(expected)).toBe(true);
    }),
    { numRuns: 15 },
  );
});

requires(FULL_DISK, existsSync(FULL_DISK))("on a full disk", () => {
  it.each([
    [
      "by a later piece",
      async (writer: BufferedWriter) => {
        for (let piece = 0; piece < 4; piece += 1) await writer.write(Buffer.alloc(MIB));
      },
    ],
    [
      "at the end",
      async (writer: BufferedWriter) => {
        await writer.write(Buffer.alloc(100));
        await writer.flush();
      },
    ],
    [
      "at the end, of a piece that was full",
      async (writer: BufferedWriter) => {
        await writer.write(Buffer.alloc(MIB / 2));
        await writer.flush();
      },
    ],
  ])("the fault is told %s", async (_when, write) => {
    const file = await open(FULL_DISK, "w");
    onTestFinished(() => file.close());
    await expect(write(new BufferedWriter(file))).rejects.toMatchObject({ code: "ENOSPC" });
  });
});
