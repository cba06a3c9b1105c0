import { type BigIntStats, lstatSync } from "node:fs";
import * as z from "zod";
import { type AccountRecord, accountRecordSchema } from "./credential.ts";
import { indexPath } from "./index-path.ts";
import { readWhole, type Warn } from "./read-whole.ts";
import { parseJson } from "./stored-json.ts";
import { UnreadableError } from "./unreadable.ts";

const indexSchema = z.strictObject({ version: z.literal("1.0"), accounts: z.array(accountRecordSchema) });

/** The index as it was last read; every call looks at it several times, and it seldom changes. */
interface LastRead {
  readonly path: string;
  readonly bytes: Buffer;
  readonly accounts: readonly AccountRecord[];
  /** The file that it was, where nothing can have taken its place without being seen. */
  readonly file: string | undefined;
}
let last: LastRead | undefined;

/** Milliseconds after which a change of a file cannot bear the time of the one before: file systems count coarsely. */
const SETTLED_MS = 2_000;

/**
 * The records of all accounts as the index has them, oldest first.
 * @throws UnreadableError for an index that is cut short or changed, which account-index.ts knows what to do with
 */
export async function listAccounts(dataFolder: string, warn?: Warn): Promise<AccountRecord[]> {
  const path = indexPath(dataFolder);
  // Before it is read: what replaces it in between is seen the next time.
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return [];
  if (last?.path === path && last.file === identityOf(found)) return [...last.accounts];
  const bytes = await readWhole(path, warn);
  if (bytes === undefined) return [];
  const file = Date.now() - Number(found.ctimeMs) > SETTLED_MS ? identityOf(found) : undefined;
  if (last?.path === path && last.bytes.equals(bytes)) last = { ...last, file };
  else last = { path, bytes, accounts: accountsIn(bytes), file };
  return [...last.accounts];
}

/** What no two states of a file share, but for changes within one tick of the file system's clock. */
function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

function accountsIn(bytes: Buffer): AccountRecord[] {
  const parsed = indexSchema.safeParse(parseJson(bytes));
  if (!parsed.success) throw new UnreadableError("changed");
  return parsed.data.accounts;
}
