import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import type { Transport } from "../net/transport.ts";
import type { Endpoints } from "./endpoints.ts";
import { revokeGrant } from "./revocation.ts";

export interface RevocationMeans {
  vault: Vault;
  transport: Transport;
  endpoints(): Promise<Endpoints>;
}

/**
 * Tries again to withdraw grants that Google could not be told of. A grant whose account has signed in again is left
 * alone: Google keeps one grant an account and client, and withdrawing it would end the new sign-in too.
 * @returns addresses of the accounts whose grants are still not withdrawn
 */
export async function retryPendingRevocations({ vault, transport, endpoints }: RevocationMeans): Promise<string[]> {
  const pending = await vault.pendingRevocations();
  if (pending.length === 0) return [];
  const signedIn = new Set((await vault.accounts()).map(({ sub }) => sub));
  const left: typeof pending = [];
  for (const grant of pending) {
    if (signedIn.has(grant.sub)) continue;
    try {
      await revokeGrant({ transport, endpoints: await endpoints() }, grant);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      left.push(grant);
    }
  }
  await vault.keepPendingRevocations(left);
  return left.map(({ email }) => email);
}
