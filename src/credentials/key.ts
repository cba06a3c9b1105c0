import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import type { KeyFingerprint } from "./key-fingerprint.ts";
import type { MachineIdentity } from "./machine-id.ts";

/** Today's advice for PBKDF2-HMAC-SHA256 (OWASP Password Storage Cheat Sheet); SECURITY-SPEC 2.2. */
export const ITERATIONS = 600_000;
/** The original system's count: files with it are still read, fewer is refused. */
export const FEWEST_ITERATIONS = 100_000;
/** A file that asks for more would only hold the reader up. */
export const MOST_ITERATIONS = 10_000_000;

export const SALT_BYTES = 32;
const KEY_BYTES = 32;

/** How a key is derived; kept in the header of each file. */
export interface Kdf {
  /** Base64 of 32 random bytes. */
  readonly salt: string;
  readonly iterations: number;
}

/** A new salt, hence a new key. */
export function newKdf(iterations: number): Kdf {
  return { salt: randomBytes(SALT_BYTES).toString("base64"), iterations };
}

/** Why a key is not the one that a fingerprint was made of. */
export type KeyDifference = "none" | "machine" | "passphrase" | "unknown";

export interface KeySources {
  readonly machine: () => Promise<MachineIdentity>;
  readonly passphrase: string | undefined;
  /** The operating system's user; injectable for tests. */
  readonly user?: string;
}

interface CachedKey {
  readonly key: Buffer;
  dropped: boolean;
}

/**
 * The keys of this process: derived when first needed, off the event loop, kept by salt, overwritten when dropped
 * (SECURITY-SPEC 2.2, 2.9). After {@link KeyRing.dispose} a key that is needed again is derived anew.
 */
export class KeyRing {
  readonly #sources: KeySources;
  readonly #keys = new Map<string, Promise<CachedKey>>();
  #machine: Promise<MachineIdentity> | undefined;

  constructor(sources: KeySources) {
    this.#sources = sources;
  }

  /**
   * Hands the key to `use`, which must be done with it when it returns: a key that is kept longer may be overwritten
   * while in use.
   */
  async withKey<Result>(kdf: Kdf, use: (key: Buffer) => Result): Promise<Result> {
    for (;;) {
      const cached = await this.#cached(kdf);
      if (!cached.dropped) return use(cached.key);
    }
  }

  /** Whether the key for a salt is at hand without deriving it. */
  has(kdf: Kdf): boolean {
    return this.#keys.has(idOf(kdf));
  }

  /** Where the machine's identifier comes from. */
  async machine(): Promise<MachineIdentity> {
    this.#machine ??= this.#sources.machine().catch((error) => {
      this.#machine = undefined;
      throw error;
    });
    return this.#machine;
  }

  async fingerprint(kdf: Kdf): Promise<KeyFingerprint> {
    const machineSalt = randomBytes(16).toString("base64");
    return {
      salt: kdf.salt,
      iterations: kdf.iterations,
      check: await this.withKey(kdf, checkOf),
      machineSalt,
      machine: machineHash(machineSalt, (await this.machine()).id),
      passphrase: this.#sources.passphrase !== undefined,
    };
  }

  /** Compares a fingerprint with the keys of here and now. */
  async differenceFrom(fingerprint: KeyFingerprint): Promise<KeyDifference> {
    if (!equal(machineHash(fingerprint.machineSalt, (await this.machine()).id), fingerprint.machine)) return "machine";
    if (fingerprint.passphrase !== (this.#sources.passphrase !== undefined)) return "passphrase";
    if (fingerprint.iterations > MOST_ITERATIONS || fingerprint.iterations < FEWEST_ITERATIONS) return "unknown";
    if (equal(await this.withKey(fingerprint, checkOf), fingerprint.check)) return "none";
    return fingerprint.passphrase ? "passphrase" : "unknown";
  }

  /** Overwrites all keys. */
  dispose(): void {
    for (const pending of this.#keys.values()) {
      pending.then(
        (cached) => {
          cached.dropped = true;
          cached.key.fill(0);
        },
        () => {},
      );
    }
    this.#keys.clear();
    this.#machine = undefined;
  }

  #cached(kdf: Kdf): Promise<CachedKey> {
    const id = idOf(kdf);
    let cached = this.#keys.get(id);
    if (cached === undefined) {
      cached = this.#derive(kdf);
      this.#keys.set(id, cached);
      cached.catch(() => this.#keys.delete(id));
    }
    return cached;
  }

  async #derive(kdf: Kdf): Promise<CachedKey> {
    const { id } = await this.machine();
    const secret = frame([
      "groupon-google-mcp file key 1",
      id,
      this.#sources.user ?? userIdentity(),
      this.#sources.passphrase,
    ]);
    try {
      const key = await promisify(pbkdf2)(secret, Buffer.from(kdf.salt, "base64"), kdf.iterations, KEY_BYTES, "sha256");
      return { key, dropped: false };
    } finally {
      secret.fill(0);
    }
  }
}

/** The operating system's user: number and name, or the number alone for a user without an entry in the user list. */
function userIdentity(): string {
  const { uid, username } = userEntry();
  return `${uid}:${username}`;
}

function userEntry(): { uid: number; username: string } {
  try {
    return userInfo();
  } catch {
    return { uid: process.getuid?.() ?? -1, username: "" };
  }
}

/** Joins parts so that no two lists give the same bytes: each has a mark for being there and its length before it. */
export function frame(parts: readonly (string | undefined)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      const bytes = Buffer.from(part ?? "", "utf8");
      const head = Buffer.alloc(5);
      head.writeUInt8(part === undefined ? 0 : 1, 0);
      head.writeUInt32BE(bytes.length, 1);
      return Buffer.concat([head, bytes]);
    }),
  );
}

function idOf(kdf: Kdf): string {
  return `${kdf.iterations}:${kdf.salt}`;
}

function checkOf(key: Buffer): string {
  return createHmac("sha256", key).update("groupon-google-mcp key check 1").digest("base64");
}

function machineHash(salt: string, id: string): string {
  return createHash("sha256")
    .update(frame(["groupon-google-mcp machine 1", salt, id]))
    .digest("base64");
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
