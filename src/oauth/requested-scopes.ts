import type { AccountRecord } from "../credentials/credential.ts";
import { SERVICE_SCOPES, SERVICES, type Service } from "../scopes.ts";

/**
 * The service scopes to ask for: the narrowest set for the services chosen, together with what the account has already
 * for the others, because Google does not merge grants of installed apps (SECURITY-SPEC 1.6).
 * @param readOnly asks for reading alone in the services chosen, also where the account has more
 * @param extra further scopes, such as those of tools that were named
 * @param known the account that is signed in again, when it is known beforehand
 */
export function requestedScopes(
  services: readonly Service[],
  readOnly: boolean,
  known: Pick<AccountRecord, "scopes"> | undefined,
  extra: readonly string[] = [],
): string[] {
  const asked = services.flatMap((service) => SERVICE_SCOPES[service][readOnly ? "readOnly" : "full"]);
  return [...new Set([...asked, ...extra, ...lostScopes(services, [], known)])];
}

/**
 * What an account would lose if a grant of `granted` took the place of its old one: its scopes that are not granted anew
 * and do not belong to the services chosen alone, whose access is chosen anew with them.
 */
export function lostScopes(
  services: readonly Service[],
  granted: readonly string[],
  known: Pick<AccountRecord, "scopes"> | undefined,
): string[] {
  const others = SERVICES.filter((service) => !services.includes(service));
  const serves = (chosen: readonly Service[], scope: string) =>
    chosen.some((service) => [...SERVICE_SCOPES[service].full, ...SERVICE_SCOPES[service].readOnly].includes(scope));
  return (known?.scopes ?? []).filter(
    (scope) => isServiceScope(scope) && !granted.includes(scope) && (serves(others, scope) || !serves(services, scope)),
  );
}

/** Whether a scope belongs to a service, and not to the person's identity. */
export function isServiceScope(scope: string): boolean {
  return (
    scope !== "openid" && !/\/auth\/userinfo\.(email|profile)$/.test(scope) && scope !== "email" && scope !== "profile"
  );
}
