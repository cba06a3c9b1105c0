import * as z from "zod";
import { openEnvelope, parseEnvelope, sealEnvelope } from "./envelope.ts";
import { type Kdf, type KeyRing, newKdf } from "./key.ts";
import { parseJson } from "./stored-json.ts";
import { UnreadableError } from "./unreadable.ts";

/** What a stored file opens to. */
export interface Opened {
  /** The content as JSON text; the caller overwrites it when done. */
  readonly plain: Buffer;
  /** Written with fewer iterations than today's. */
  readonly outdated: boolean;
}

/** How content becomes the bytes of a file and back. */
export interface Codec {
  /**
   * @param purpose what the file is for, bound to it
   * @param kdf the salt to go on with, so that its key need not be derived again; a new one when absent
   */
  encode(plain: Buffer, purpose: string, kdf: Kdf | undefined): Promise<Buffer>;
  /** @throws UnreadableError */
  decode(bytes: Buffer, purpose: string): Promise<Opened>;
  /** How the key of a file is derived, if it has one and it need not change. */
  kdfOf(bytes: Buffer): Kdf | undefined;
}

/** AES-256-GCM under the machine-derived key (FILE_ENCRYPTED). */
export function encryptedCodec(keys: KeyRing, iterations: number): Codec {
  return {
    async encode(plain, purpose, kdf = newKdf(iterations)) {
      return keys.withKey(kdf, (key) => sealEnvelope(plain, purpose, kdf, key));
    },
    async decode(bytes, purpose) {
      const envelope = parseEnvelope(bytes);
      const plain = await keys.withKey(envelope.kdf, (key) => openEnvelope(envelope, purpose, key));
      return { plain, outdated: envelope.kdf.iterations < iterations };
    },
    kdfOf(bytes) {
      const { salt, iterations: used } = parseEnvelope(bytes).kdf;
      return used < iterations ? undefined : { salt, iterations: used };
    },
  };
}

const plaintextSchema = z.strictObject({
  version: z.literal("1.0"),
  encrypted: z.literal(false),
  data: z.json(),
  timestamp: z.string(),
});

/** No protection but the file's mode (FILE_PLAINTEXT). */
export const plaintextCodec: Codec = {
  async encode(plain) {
    const data: unknown = JSON.parse(plain.toString("utf8"));
    const file = { version: "1.0", encrypted: false, data, timestamp: new Date().toISOString() };
    return Buffer.from(`${JSON.stringify(file, null, 2)}\n`, "utf8");
  },
  async decode(bytes) {
    const parsed = plaintextSchema.safeParse(parseJson(bytes));
    if (!parsed.success) throw new UnreadableError("changed");
    return { plain: Buffer.from(JSON.stringify(parsed.data.data), "utf8"), outdated: false };
  },
  kdfOf: () => undefined,
};
