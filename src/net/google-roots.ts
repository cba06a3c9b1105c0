import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

/**
 * The operators of the authorities that Google lists for its services (Google Trust Services, "Connecting to Google":
 * the curated roots.pem). Google asks not to pin single certificates, which change at any time; so the choice is by
 * operator, among the roots that come with Node and are renewed with it.
 */
const OPERATORS: ReadonlySet<string> = new Set([
  "Google Trust Services LLC",
  "GlobalSign",
  "GlobalSign nv-sa",
  "DigiCert Inc",
  "DigiCert, Inc.",
  "Sectigo Limited",
  "COMODO CA Limited",
  "The USERTRUST Network",
]);

let roots: readonly string[] | undefined;

/** Node's root certificates of those operators, as PEM; computed once, at the first connection. */
export function googleRoots(): readonly string[] {
  roots ??= rootCertificates.filter((pem) => OPERATORS.has(operatorOf(pem)));
  return roots;
}

/** The organization of a root's subject; Node escapes commas in it. */
function operatorOf(pem: string): string {
  return /^O=(.*)$/m.exec(new X509Certificate(pem).subject)?.[1]?.replaceAll("\\,", ",") ?? "";
}
