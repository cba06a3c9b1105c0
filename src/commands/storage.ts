import * as z from "zod";
import { loadConfig, STORAGE_MODES } from "../config/config.ts";
import { openVault } from "../credentials/file-vault.ts";
import { ToolError } from "../errors.ts";
import { chooseAccounts } from "./chosen-accounts.ts";
import { jsonAsked } from "./json-asked.ts";
import { printJson, say } from "./terminal.ts";

const migrateSchema = z.object({ to: z.enum(STORAGE_MODES), all: z.boolean().default(false) });

/**
 * Moves sign-ins to another storage mode without signing in again.
 * @throws ToolError when one could not be moved; it then stays where it was
 */
export async function migrate(email: unknown, options: unknown): Promise<void> {
  const { to, all } = migrateSchema.parse(options);
  if (to === "MEMORY_ONLY") {
    throw new ToolError(
      "invalid_input",
      "A sign-in cannot be moved into the memory of a program that ends",
      "Use logout, and google_sign_in in your client with CREDENTIAL_STORAGE_MODE=MEMORY_ONLY.",
    );
  }
  const vault = openVault(loadConfig(process.env), { warn: say });
  const chosen = chooseAccounts(await vault.accounts(), email, { all });
  if (chosen.length === 0) say("Nobody is signed in.");
  const moves: { email: string; from: string; to: string }[] = [];
  try {
    for (const record of chosen) {
      const moved = await vault.migrate(record.sub, to);
      moves.push({ email: record.email, from: record.storage, to: moved.storage });
      say(`${record.email}: moved from ${record.storage} to ${moved.storage}.`);
    }
  } finally {
    vault.dispose();
    if (jsonAsked(options)) printJson({ moved: moves });
  }
}

/**
 * Gives every encrypted file a new salt and key.
 * @throws ToolError when one could not be rewritten; the others are
 */
export async function rotateKey(options: unknown): Promise<void> {
  const vault = openVault(loadConfig(process.env), { warn: say });
  try {
    const { rotated, failed } = await vault.rotateKey();
    if (jsonAsked(options)) printJson({ rotated, failed });
    for (const name of rotated) say(`${name}: encrypted anew under a new key.`);
    if (rotated.length === 0 && failed.length === 0) say("Nothing is kept in an encrypted file.");
    if (failed.length === 0) return;
    throw new ToolError(
      "storage_unwritable",
      `Not everything could be encrypted anew: ${failed.map(({ email, why }) => `${email} (${why})`).join(", ")}`,
      "Those still have their old key. Mend the cause and run it again.",
    );
  } finally {
    vault.dispose();
  }
}
