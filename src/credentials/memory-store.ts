import type { Credential } from "./credential.ts";
import type { CredentialStore } from "./store.ts";

/** MEMORY_ONLY: credentials live in this process and nothing touches the disk. */
export class MemoryStore implements CredentialStore {
  readonly #credentials = new Map<string, Credential>();

  async list(): Promise<string[]> {
    return [...this.#credentials.keys()];
  }

  async read(sub: string): Promise<Credential | undefined> {
    return this.#credentials.get(sub);
  }

  async write(credential: Credential): Promise<void> {
    this.#credentials.set(credential.sub, structuredClone(credential));
  }

  async delete(sub: string): Promise<void> {
    this.#credentials.delete(sub);
  }

  /** Drops everything. */
  clear(): void {
    this.#credentials.clear();
  }
}
