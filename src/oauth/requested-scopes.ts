import type { AccountRecord } from "../credentials/credential.ts";
import { SERVICE_SCOPES, type Service } from "../scopes.ts";
import { grantedServices } from "./granted-services.ts";

/**
 * The service scopes to ask for: the narrowest set for the services chosen, together with those that the account has
 * already, because Google does not merge grants of installed apps (SECURITY-SPEC 1.6). Asking for reading only makes the
 * whole account read-only.
 * @param known the account that is signed in again, when it is known beforehand
 */
export function requestedScopes(
  services: readonly Service[],
  readOnly: boolean,
  known: AccountRecord | undefined,
): string[] {
  const before = known ? grantedServices(known.scopes).map(({ name }) => name) : [];
  if (readOnly) {
    return unique([...services, ...before].flatMap((service) => SERVICE_SCOPES[service].readOnly));
  }
  const asked = services.flatMap((service) => SERVICE_SCOPES[service].full);
  return unique([...asked, ...(known?.scopes.filter(isServiceScope) ?? [])]);
}

/** Whether a scope belongs to a service, and not to the person's identity. */
export function isServiceScope(scope: string): boolean {
  return (
    scope !== "openid" && !/\/auth\/userinfo\.(email|profile)$/.test(scope) && scope !== "email" && scope !== "profile"
  );
}

function unique(scopes: readonly string[]): string[] {
  return [...new Set(scopes)];
}
