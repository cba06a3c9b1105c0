import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Figure } from "./figure.ts";

const run = promisify(execFile);

const packedSchema = z.array(z.object({ filename: z.string(), size: z.number(), unpackedSize: z.number() })).length(1);

const installedSchema = z.object({
  packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })),
});

/** Point 2: what is downloaded and installed. */
export async function packageFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "google-mcp-pack-"));
  try {
    const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
    const packed = packedSchema.parse(JSON.parse(stdout))[0];
    if (!packed) throw new Error("npm packed nothing");
    const { packages, scripts } = await installInto(join(folder, "installed"), join(folder, packed.filename));
    return [
      size("packed tarball", packed.size / 1e6, 1.5),
      size("unpacked", packed.unpackedSize / 1e6, 6),
      { point: 2, what: "packages installed", value: packages, unit: "", target: { atMost: 3 }, detail: "npm install" },
      { point: 2, what: "install scripts", value: scripts, unit: "", target: { atMost: 0 }, detail: "npm install" },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function size(what: string, value: number, atMost: number): Figure {
  return { point: 2, what, value, unit: " MB", target: { atMost }, detail: "npm pack" };
}

/** Installs a package into an empty folder, without running its scripts. */
export async function installInto(folder: string, what: string): Promise<{ packages: number; scripts: number }> {
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"];
  await run("npm", ["install", "--prefix", folder, ...options, what]);
  const lock = await readFile(join(folder, "node_modules/.package-lock.json"), "utf8");
  const packages = Object.values(installedSchema.parse(JSON.parse(lock)).packages);
  return { packages: packages.length, scripts: packages.filter(({ hasInstallScript }) => hasInstallScript).length };
}

/** Bytes of all files in a folder. */
export async function sizeOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return sizes.reduce((sum, one) => sum + one, 0);
}
