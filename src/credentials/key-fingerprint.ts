import * as z from "zod";

/**
 * What is kept, beside the store and without any secret, to tell later why a key does not fit: of the machine identifier
 * a salted hash, of the passphrase only whether there was one, of the key a value that proves it and costs a whole
 * derivation to guess against.
 */
export const keyFingerprintSchema = z.strictObject({
  salt: z.string(),
  iterations: z.number().int(),
  check: z.string(),
  machineSalt: z.string(),
  machine: z.string(),
  passphrase: z.boolean(),
});
export type KeyFingerprint = z.infer<typeof keyFingerprintSchema>;
