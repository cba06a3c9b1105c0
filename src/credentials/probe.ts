import { randomBytes } from "node:crypto";
import { type Keychain, KeychainError, type KeychainFault } from "./keychain.ts";

/**
 * Tries whether the keychain works: writes a probe, reads it back, deletes it, and looks that it is gone
 * (SECURITY-SPEC 2.1, `auto`).
 * @returns undefined when it works, else why it does not
 */
export async function probeKeychain(keychain: Keychain): Promise<KeychainFault | undefined> {
  const secret = randomBytes(32);
  try {
    const entry = await keychain(`probe.${randomBytes(8).toString("hex")}`);
    await entry.write(secret);
    const kept = (await entry.read())?.equals(secret) ?? false;
    await entry.delete();
    return kept && (await entry.read()) === undefined ? undefined : "not_kept";
  } catch (error) {
    if (error instanceof KeychainError) return error.fault;
    throw error;
  }
}
