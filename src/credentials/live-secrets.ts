import { forgetSecret, registerSecret } from "../redaction.ts";
import type { Credential } from "./credential.ts";

/** Which secrets of which account this process has seen: known to the redactor as long as they are in use. */
export class LiveSecrets {
  readonly #tokens = new Map<string, Set<string>>();

  /** Makes a credential's secrets known to the redactor. */
  register(credential: Credential): Credential {
    registerSecret(credential.client.clientSecret);
    const known = this.#tokens.get(credential.sub) ?? new Set();
    for (const token of [credential.refreshToken, credential.accessToken]) {
      registerSecret(token);
      known.add(token);
    }
    this.#tokens.set(credential.sub, known);
    return credential;
  }

  /** Forgets an account's tokens; the client's secret may be another account's too and stays known. */
  forget(sub: string): void {
    for (const token of this.#tokens.get(sub) ?? []) forgetSecret(token);
    this.#tokens.delete(sub);
  }

  forgetAll(): void {
    for (const sub of [...this.#tokens.keys()]) this.forget(sub);
  }
}
