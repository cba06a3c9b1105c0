/** Secrets shorter than this would blank out ordinary words; none of Google's is near it. */
const SHORTEST_SECRET = 8;

const liveSecrets = new Set<string>();

/** What Google's secrets look like, for those that were never registered here. */
const PATTERNS: readonly RegExp[] = [
  /ya29\.[\w.-]{10,}/g,
  /\b1\/\/[\w-]{10,}/g,
  /\b4\/[\w-]{20,}/g,
  /GOCSPX-[\w-]{8,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(?<=\b(?:code|code_verifier|client_secret|refresh_token|access_token|id_token)=)[^&\s"']{8,}/g,
];

/** Makes a secret known, so that {@link redact} blanks it wherever it turns up. */
export function registerSecret(secret: string | undefined): void {
  if (secret && secret.length >= SHORTEST_SECRET) liveSecrets.add(secret);
}

/** Forgets a secret that has left memory. */
export function forgetSecret(secret: string): void {
  liveSecrets.delete(secret);
}

/** Blanks every known secret, also when URL-encoded, and everything that looks like one of Google's (SECURITY-SPEC 4.5). */
export function redact(text: string): string {
  let clean = text;
  for (const secret of liveSecrets) {
    clean = clean.replaceAll(secret, "[redacted]").replaceAll(encodeURIComponent(secret), "[redacted]");
  }
  for (const pattern of PATTERNS) clean = clean.replace(pattern, "[redacted]");
  return clean;
}
