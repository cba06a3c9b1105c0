import { SCOPE_WORDS, SERVICE_SCOPES, SERVICES, type Service } from "../scopes.ts";

/** How much of a service a grant covers. */
export interface GrantedService {
  name: Service;
  access: "full" | "read-only" | "partial";
}

/** The services of which a grant covers anything. */
export function grantedServices(granted: readonly string[]): GrantedService[] {
  return SERVICES.flatMap((name) => {
    const access = accessTo(name, granted);
    return access ? [{ name, access }] : [];
  });
}

function accessTo(name: Service, granted: readonly string[]): GrantedService["access"] | undefined {
  const { full, readOnly } = SERVICE_SCOPES[name];
  if (full.every((scope) => granted.includes(scope))) return "full";
  if (readOnly.every((scope) => granted.includes(scope))) return "read-only";
  return [...full, ...readOnly].some((scope) => granted.includes(scope)) ? "partial" : undefined;
}

/** What was granted, a line a service, in words for the person who granted it. */
export function describeGrant(granted: readonly string[]): string[] {
  return SERVICES.flatMap((name) => {
    const { title, full, readOnly, separate = [] } = SERVICE_SCOPES[name];
    const own = [...new Set([...full, ...readOnly, ...separate])].filter((scope) => granted.includes(scope));
    if (own.length === 0) return [];
    return [`${title}: ${own.map((scope) => SCOPE_WORDS.get(scope) ?? scope).join("; ")}`];
  });
}
