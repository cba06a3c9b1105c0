import { z } from "zod";
import { type AccountRecord, accountRecordSchema } from "./credential.ts";
import { indexPath } from "./index-path.ts";
import { readWhole, type Warn } from "./read-whole.ts";
import { parseJson } from "./stored-json.ts";
import { UnreadableError } from "./unreadable.ts";

const indexSchema = z.strictObject({ version: z.literal("1.0"), accounts: z.array(accountRecordSchema) });

/** The index as it was last read; every call looks at it several times, and it seldom changes. */
let last: { readonly path: string; readonly bytes: Buffer; readonly accounts: readonly AccountRecord[] } | undefined;

/**
 * The records of all accounts as the index has them, oldest first.
 * @throws UnreadableError for an index that is cut short or changed, which account-index.ts knows what to do with
 */
export async function listAccounts(dataFolder: string, warn?: Warn): Promise<AccountRecord[]> {
  const path = indexPath(dataFolder);
  const bytes = await readWhole(path, warn);
  if (bytes === undefined) return [];
  if (last?.path === path && last.bytes.equals(bytes)) return [...last.accounts];
  const parsed = indexSchema.safeParse(parseJson(bytes));
  if (!parsed.success) throw new UnreadableError("changed");
  last = { path, bytes, accounts: parsed.data.accounts };
  return [...last.accounts];
}
