import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { locksFolder } from "../credentials/account-index.ts";
import { accountKey } from "../credentials/file-store.ts";
import { Locks } from "../credentials/lock.ts";
import { createWhole, ensureFolder } from "../credentials/whole-file.ts";

/** A session's claim on one of an account's places, over all servers of this computer. */
export interface Place {
  /** Frees the place. */
  free(): Promise<void>;
}

/** Folder of the places: one empty file a session, named by account, process and a random part. */
function placesFolder(dataFolder: string): string {
  return join(dataFolder, "sessions");
}

const NAME = /^([0-9a-f]+)\.(\d+)\.[0-9a-f]+$/;

/**
 * The places of accounts over all running servers (SECURITY-SPEC 3.2). A place belongs to a process; when that is gone,
 * however it ended, its place is free.
 */
export class Places {
  readonly #folder: string;
  readonly #locks: Locks;

  constructor(dataFolder: string) {
    this.#folder = placesFolder(dataFolder);
    this.#locks = new Locks(locksFolder(dataFolder));
  }

  /** @returns a place, or undefined when all `most` are taken */
  async take(sub: string, most: number): Promise<Place | undefined> {
    await ensureFolder(this.#folder);
    const account = accountKey(sub);
    return this.#locks.hold(`sessions-${account}`, async () => {
      if ((await this.#taken(account)).length >= most) return undefined;
      const path = join(this.#folder, `${account}.${process.pid}.${randomBytes(8).toString("hex")}`);
      await createWhole(path, Buffer.alloc(0));
      return { free: () => rm(path, { force: true }) };
    });
  }

  /** How many places of an account are taken now. */
  async count(sub: string): Promise<number> {
    return (await this.#taken(accountKey(sub))).length;
  }

  /** Names of the places whose process lives; those of dead ones are removed. */
  async #taken(account: string): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const own = names.flatMap((name) => {
      const [, of, pid] = NAME.exec(name) ?? [];
      return of === account && pid !== undefined ? [{ name, pid: Number(pid) }] : [];
    });
    const dead = own.filter(({ pid }) => !isAlive(pid));
    await Promise.all(dead.map(({ name }) => rm(join(this.#folder, name), { force: true })));
    return own.filter(({ pid }) => isAlive(pid)).map(({ name }) => name);
  }
}

/** Whether a process of that id exists; one of another user counts. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
