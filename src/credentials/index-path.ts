import { join } from "node:path";

/** Path of the list of accounts. */
export function indexPath(dataFolder: string): string {
  return join(dataFolder, "accounts.json");
}
