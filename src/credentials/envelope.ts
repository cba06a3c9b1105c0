import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import * as z from "zod";
import { FEWEST_ITERATIONS, type Kdf, MOST_ITERATIONS, SALT_BYTES } from "./key.ts";
import { parseJson } from "./stored-json.ts";
import { UnreadableError } from "./unreadable.ts";

const ALGORITHM = "AES-256-GCM";
const KDF_NAME = "PBKDF2-HMAC-SHA256";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Base64 in its one canonical spelling, of so many bytes. */
function base64(bytes?: number): z.ZodString {
  return z.string().refine((text) => {
    const decoded = Buffer.from(text, "base64");
    return decoded.toString("base64") === text && (bytes === undefined ? decoded.length > 0 : decoded.length === bytes);
  });
}

const timestamp = z.string().refine((text) => {
  const time = Date.parse(text);
  return Number.isFinite(time) && new Date(time).toISOString() === text;
});

/** The file format of SECURITY-SPEC 2.3; the order of the fields is part of it. */
const envelopeSchema = z.strictObject({
  version: z.literal("1.0"),
  encrypted: z.literal(true),
  algorithm: z.literal(ALGORITHM),
  kdf: z.strictObject({
    name: z.literal(KDF_NAME),
    iterations: z.number().int().min(FEWEST_ITERATIONS).max(MOST_ITERATIONS),
    salt: base64(SALT_BYTES),
  }),
  iv: base64(IV_BYTES),
  tag: base64(TAG_BYTES),
  data: base64(),
  timestamp,
});
export type Envelope = z.infer<typeof envelopeSchema>;

type Header = Omit<Envelope, "tag" | "data">;

/**
 * Encrypts with AES-256-GCM under a new random 96-bit IV.
 * @param purpose what the file is for; a file put in another's place does not open
 * @param key 32 bytes, derived as `kdf` says
 * @returns the whole file
 */
export function sealEnvelope(plaintext: Buffer, purpose: string, kdf: Kdf, key: Buffer): Buffer {
  const header: Header = {
    version: "1.0",
    encrypted: true,
    algorithm: ALGORITHM,
    kdf: { name: KDF_NAME, iterations: kdf.iterations, salt: kdf.salt },
    iv: randomBytes(IV_BYTES).toString("base64"),
    timestamp: new Date().toISOString(),
  };
  const cipher = createCipheriv("aes-256-gcm", key, Buffer.from(header.iv, "base64"), { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(header, purpose));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]).toString("base64");
  return serialize({ ...header, tag: cipher.getAuthTag().toString("base64"), data });
}

/**
 * Reads a file's header and fields; nothing in it is proved yet. Only the very bytes that {@link sealEnvelope} writes are
 * taken: other white space, another order or spelling is a change.
 * @throws UnreadableError
 */
export function parseEnvelope(bytes: Buffer): Envelope {
  const parsed = envelopeSchema.safeParse(parseJson(bytes));
  if (!parsed.success || !serialize(parsed.data).equals(bytes)) throw new UnreadableError("changed");
  return parsed.data;
}

/**
 * Decrypts, after proving data, header and purpose. The caller overwrites what it gets when done.
 * @throws UnreadableError `not_authentic`
 */
export function openEnvelope(envelope: Envelope, purpose: string, key: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(envelope.iv, "base64"), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData(envelope, purpose));
  decipher.setAuthTag(Buffer.from(envelope.tag, "base64"));
  const start = decipher.update(Buffer.from(envelope.data, "base64"));
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    throw new UnreadableError("not_authentic");
  } finally {
    start.fill(0);
  }
}

function associatedData(header: Header, purpose: string): Buffer {
  const { version, encrypted, algorithm, kdf, iv, timestamp } = header;
  return Buffer.from(JSON.stringify({ purpose, version, encrypted, algorithm, kdf, iv, timestamp }), "utf8");
}

function serialize(envelope: Envelope): Buffer {
  const { version, encrypted, algorithm, kdf, iv, tag, data, timestamp } = envelope;
  const { name, iterations, salt } = kdf;
  const ordered = { version, encrypted, algorithm, kdf: { name, iterations, salt }, iv, tag, data, timestamp };
  return Buffer.from(`${JSON.stringify(ordered, null, 2)}\n`, "utf8");
}
