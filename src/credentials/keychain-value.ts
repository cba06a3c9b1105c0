import { createHash } from "node:crypto";
import * as z from "zod";
import { type Keychain, KeychainError } from "./keychain.ts";
import { UnreadableError } from "./unreadable.ts";

/** Bytes that Windows Credential Manager takes in one entry (CRED_MAX_CREDENTIAL_BLOB_SIZE). */
const ENTRY_BYTES = 2560;

/** First byte of an entry: the value itself, or a note of where its parts are. */
const WHOLE = "V";
const PARTS = "P";

const partsSchema = z.strictObject({
  slot: z.enum(["a", "b"]),
  parts: z.number().int().min(1).max(100),
  sha256: z.string(),
});
type Parts = z.infer<typeof partsSchema>;

/**
 * A value of any size in the keychain under one name. A long one is split over entries of one of two slots; the entry of
 * the name itself says which, and is written last, so that a reader finds the old value or the new one, whole. Writers
 * hold a lock. Methods throw KeychainError.
 */
export class KeychainValue {
  readonly #keychain: Keychain;
  readonly #name: string;

  constructor(keychain: Keychain, name: string) {
    this.#keychain = keychain;
    this.#name = name;
  }

  /**
   * @returns the value, or undefined when there is none
   * @throws UnreadableError when the parts do not fit together
   */
  async read(): Promise<Buffer | undefined> {
    const head = await (await this.#keychain(this.#name)).read();
    if (head === undefined) return undefined;
    const mark = head.toString("latin1", 0, 1);
    if (mark === WHOLE) return head.subarray(1);
    const parts = mark === PARTS ? parseParts(head.subarray(1)) : undefined;
    if (parts === undefined) throw new UnreadableError("changed");
    const found: Buffer[] = [];
    for (let part = 1; part <= parts.parts; part++) {
      const content = await (await this.#part(parts.slot, part)).read();
      if (content === undefined) throw new UnreadableError("cut_short");
      found.push(content);
    }
    const value = Buffer.concat(found);
    if (digestOf(value) !== parts.sha256) throw new UnreadableError("changed");
    return value;
  }

  /** Replaces the value and reads it back: a keychain that stores nothing is noticed here. */
  async write(value: Buffer): Promise<void> {
    const head = await this.#keychain(this.#name);
    const before = await this.#slotInUse();
    if (value.length < ENTRY_BYTES) {
      await head.write(Buffer.concat([Buffer.from(WHOLE), value]));
    } else {
      const slot = before === "a" ? "b" : "a";
      const parts = Math.ceil(value.length / ENTRY_BYTES);
      for (let part = 1; part <= parts; part++) {
        await (await this.#part(slot, part)).write(value.subarray((part - 1) * ENTRY_BYTES, part * ENTRY_BYTES));
      }
      const note: Parts = { slot, parts, sha256: digestOf(value) };
      await head.write(Buffer.from(PARTS + JSON.stringify(note)));
    }
    if (!(await this.#kept())?.equals(value)) throw new KeychainError("not_kept");
    if (before !== undefined) await this.#deleteSlot(before);
  }

  /** Removes every entry of this value. */
  async delete(): Promise<void> {
    await (await this.#keychain(this.#name)).delete();
    await this.#deleteSlot("a");
    await this.#deleteSlot("b");
  }

  async #kept(): Promise<Buffer | undefined> {
    try {
      return await this.read();
    } catch (error) {
      if (error instanceof UnreadableError) return undefined;
      throw error;
    }
  }

  async #slotInUse(): Promise<"a" | "b" | undefined> {
    const head = await (await this.#keychain(this.#name)).read();
    return head?.toString("latin1", 0, 1) === PARTS ? parseParts(head.subarray(1))?.slot : undefined;
  }

  /** From the last part to the first, so that what a killed process leaves still starts at the first. */
  async #deleteSlot(slot: "a" | "b"): Promise<void> {
    let last = 0;
    while ((await (await this.#part(slot, last + 1)).read()) !== undefined) last++;
    for (let part = last; part >= 1; part--) await (await this.#part(slot, part)).delete();
  }

  #part(slot: "a" | "b", part: number) {
    return this.#keychain(`${this.#name}.${slot}${part}`);
  }
}

function parseParts(note: Buffer): Parts | undefined {
  try {
    return partsSchema.safeParse(JSON.parse(note.toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

function digestOf(value: Buffer): string {
  return createHash("sha256").update(value).digest("hex");
}
