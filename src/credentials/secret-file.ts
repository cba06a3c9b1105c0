import { rename } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type * as z from "zod";
import { ToolError } from "../errors.ts";
import type { Codec } from "./codec.ts";
import { hasCode, unreadableBySystem, unwritable } from "./file-errors.ts";
import type { Kdf } from "./key.ts";
import type { Locks } from "./lock.ts";
import { readWhole, type Warn } from "./read-whole.ts";
import { secureDelete } from "./secure-delete.ts";
import { setAside, setAsideOf } from "./set-aside.ts";
import { UnreadableError, type UnreadableReason, wordsFor } from "./unreadable.ts";
import { removeLeftovers, syncFolder, writeWhole } from "./whole-file.ts";

/** Files set aside that are tried again when the file is missing; each may cost the derivation of a key. */
const MOST_RESTORED = 3;

export interface SecretFileOptions<Content> {
  readonly path: string;
  /** What the file is for; bound to it when it is encrypted. */
  readonly purpose: string;
  readonly schema: z.ZodType<Content>;
  readonly codec: Codec;
  readonly locks: Locks;
  /** Name of the lock that every writer of this file holds. */
  readonly lock: string;
  readonly warn: Warn;
  /** What the file holds, for messages: "The stored sign-in". */
  readonly subject: string;
  /** The command that makes a new one. */
  readonly remedy: string;
  /** Learns more about why the key does not fit. */
  readonly explain?: (reason: UnreadableReason) => Promise<UnreadableReason>;
  /** Told what was set aside and why. */
  readonly onSetAside?: (sentence: string, reason: UnreadableReason) => Promise<void>;
  /** Told that what was set aside could be read again, and stands in its place. */
  readonly onRestore?: () => Promise<void>;
}

/** One file with a secret in it: whole or not there, told from an unreadable one, safe for several processes at once. */
export class SecretFile<Content> {
  readonly #options: SecretFileOptions<Content>;

  constructor(options: SecretFileOptions<Content>) {
    this.#options = options;
  }

  /**
   * @returns the content, or undefined when there is no file
   * @throws ToolError `storage_unreadable`; a file that is cut short, changed or of another key is set aside first
   */
  async read(): Promise<Content | undefined> {
    try {
      const bytes = await this.#bytes();
      if (bytes === undefined) return await this.#restore();
      const { content, outdated } = await this.#decode(bytes);
      return outdated ? await this.#renewed(content) : content;
    } catch (error) {
      if (error instanceof UnreadableError) return this.#locked(() => this.#readAgain());
      throw unreadableBySystem(error, this.#options.subject);
    }
  }

  /**
   * @param change `newKey` takes a new salt and destroys the old file's blocks (SECURITY-SPEC 2.8)
   * @throws ToolError `storage_unwritable`
   */
  async write(content: Content, change: { newKey?: boolean } = {}): Promise<void> {
    try {
      await this.#locked(() => this.#replace(content, change.newKey ?? false));
    } catch (error) {
      throw unwritable(error, this.#options.subject);
    }
  }

  /** Destroys the file, what was set aside of it, and what killed writers left. */
  async delete(): Promise<void> {
    const { path } = this.#options;
    try {
      await this.#locked(async () => {
        await secureDelete(path);
        for (const old of await setAsideOf(path)) await secureDelete(old);
        await removeLeftovers(path);
        await syncFolder(dirname(path));
      });
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw unwritable(error, this.#options.subject);
    }
  }

  /** How the key of the file as it stands is derived; undefined without a file or a key. */
  async kdf(): Promise<Kdf | undefined> {
    const bytes = await this.#bytes();
    return bytes && this.#kdfOf(bytes);
  }

  #bytes(): Promise<Buffer | undefined> {
    return readWhole(this.#options.path, this.#options.warn);
  }

  #locked<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#options.locks.hold(this.#options.lock, work);
  }

  async #decode(bytes: Buffer): Promise<{ content: Content; outdated: boolean }> {
    const { plain, outdated } = await this.#options.codec.decode(bytes, this.#options.purpose);
    try {
      const parsed = this.#options.schema.safeParse(JSON.parse(plain.toString("utf8")));
      if (!parsed.success) throw new UnreadableError("changed");
      return { content: parsed.data, outdated };
    } finally {
      plain.fill(0);
    }
  }

  /** Under the lock: a file may look broken only because another process was just destroying or replacing it. */
  async #readAgain(): Promise<Content | undefined> {
    const bytes = await this.#bytes();
    if (bytes === undefined) return undefined;
    try {
      return (await this.#decode(bytes)).content;
    } catch (error) {
      if (error instanceof UnreadableError) throw await this.#unreadable(error);
      throw error;
    }
  }

  async #unreadable(error: UnreadableError): Promise<ToolError> {
    const { path, subject, remedy } = this.#options;
    const reason = await this.#explain(error.reason);
    if (reason === "newer_version") {
      return new ToolError("storage_unreadable", `${subject} ${wordsFor(reason)}`, "Update groupon-google-mcp.");
    }
    const aside = basename(await setAside(path));
    const sentence = `${subject} ${wordsFor(reason)}, and was set aside as ${basename(dirname(path))}/${aside}`;
    await this.#options.onSetAside?.(sentence, reason);
    const hint = reason === "passphrase" ? "Set the GOOGLE_MCP_PASSPHRASE that was set then, or run" : "Run";
    return new ToolError("storage_unreadable", sentence, `${hint}: ${remedy}`);
  }

  async #explain(reason: UnreadableReason): Promise<UnreadableReason> {
    return (await this.#options.explain?.(reason)) ?? reason;
  }

  /** Rewrites a file with fewer iterations than today's (SECURITY-SPEC 2.2). */
  async #renewed(content: Content): Promise<Content> {
    try {
      return await this.#locked(async () => {
        const current = (await this.#readAgain()) ?? content;
        await this.#replace(current, true);
        return current;
      });
    } catch (error) {
      if (error instanceof ToolError && error.code === "storage_unreadable") throw error;
      this.#options.warn(`${this.#options.subject} could not be rewritten with a stronger key; it stays as it was.`);
      return content;
    }
  }

  async #replace(content: Content, newKey: boolean): Promise<void> {
    const { path, codec, purpose, locks, lock, warn } = this.#options;
    const before = await this.#bytes();
    const readable = before !== undefined && (await this.#isReadable(before));
    if (before !== undefined && !readable) await setAside(path);
    const plain = Buffer.from(JSON.stringify(content), "utf8");
    try {
      const kdf = readable && !newKey ? this.#kdfOf(before) : undefined;
      const bytes = await codec.encode(plain, purpose, kdf);
      await writeWhole(path, bytes, { warn, beforeCommit: () => locks.assertHeld(lock), destroyOld: newKey });
      if (!(await this.#bytes())?.equals(bytes)) throw new Error("what was written does not read back");
    } finally {
      plain.fill(0);
    }
  }

  async #isReadable(bytes: Buffer): Promise<boolean> {
    try {
      await this.#decode(bytes);
      return true;
    } catch (error) {
      if (error instanceof UnreadableError) return false;
      throw error;
    }
  }

  #kdfOf(bytes: Buffer): Kdf | undefined {
    try {
      return this.#options.codec.kdfOf(bytes);
    } catch {
      return undefined;
    }
  }

  /**
   * A process with another passphrase may have set aside what this one can read: nobody is to sign in again for that.
   */
  async #restore(): Promise<Content | undefined> {
    const { path } = this.#options;
    if ((await setAsideOf(path)).length === 0) return undefined;
    return this.#locked(async () => {
      const standing = await this.#bytes();
      if (standing !== undefined) return (await this.#decode(standing)).content;
      for (const old of (await setAsideOf(path)).slice(0, MOST_RESTORED)) {
        const bytes = await readWhole(old);
        if (bytes === undefined || !(await this.#isReadable(bytes))) continue;
        const { content } = await this.#decode(bytes);
        await rename(old, path);
        await syncFolder(dirname(path));
        await this.#options.onRestore?.();
        return content;
      }
      return undefined;
    });
  }
}
