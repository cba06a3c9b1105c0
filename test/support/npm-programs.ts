import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment } from "./cli.ts";

const run = promisify(execFile);

/** Where programs from npm are kept between runs. */
const FOLDER = join(import.meta.dirname, "../../node_modules/.cache/real-clients");

/** Milliseconds that one installation may take. */
const INSTALL_LIMIT_MS = 240_000;

/** What npm says when nothing of the registry can be reached. */
const UNREACHABLE = /\bE(?:AI_AGAIN|NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH)\b/;

/** The registry cannot be reached from here, which is no fault of what is tested. */
export class RegistryUnreachable extends Error {}

/**
 * Installs a package of npm into a folder of its own, once and without its install scripts.
 * @param spec name and version
 * @returns the folder's node_modules
 * @throws RegistryUnreachable
 */
export async function installProgram(spec: string): Promise<string> {
  const folder = join(FOLDER, spec.replace(/[^\w.@-]+/g, "_"));
  const modules = join(folder, "node_modules");
  const complete = join(folder, "complete");
  if (existsSync(complete)) return modules;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "private": true }');
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel", "error"];
  try {
    // Its own engines are for the Node that it is run with, which need not be this one.
    await run("npm", ["install", "--prefix", folder, "--no-save", "--engine-strict=false", ...quiet, spec], {
      env: cleanEnvironment({}),
      cwd: folder,
      timeout: INSTALL_LIMIT_MS,
    });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    if (UNREACHABLE.test(words)) throw new RegistryUnreachable(`the registry cannot be reached (${spec})`);
    throw error;
  }
  await writeFile(complete, "");
  return modules;
}

/**
 * A Node of that major line: the one that runs now if it is as new, else one from npm.
 * @returns its path
 * @throws RegistryUnreachable
 */
export async function nodeOf(major: number): Promise<string> {
  if (Number(process.versions.node.split(".")[0]) >= major) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const node = join(await installProgram(`${name}@${major}`), name, "bin", "node");
  if (!existsSync(dirname(node))) throw new Error(`${name} holds no bin/node`);
  return node;
}
