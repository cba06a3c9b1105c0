import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Config, loadConfig } from "../../src/config/config.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import type { VaultOptions } from "../../src/credentials/stores.ts";

/** The fewest iterations that a reader takes, so that tests are quick. */
export const TEST_ITERATIONS = 100_000;

/** A fixed machine, so that tests run alike on machines without an identifier. */
export const TEST_MACHINE = "0123456789abcdef0123456789abcdef";

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "credentials-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A configuration whose files lie in one folder. */
export function testConfig(home: string, environment: Record<string, string> = {}): Config {
  return loadConfig({ GOOGLE_MCP_HOME: home, ...environment });
}

/** Vault options for tests; what was warned of is collected in `warnings`. */
export function testOptions(more: VaultOptions = {}): VaultOptions & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    warn: (line) => warnings.push(line),
    iterations: TEST_ITERATIONS,
    readSystemId: async () => TEST_MACHINE,
    ...more,
    warnings,
  };
}

/** A credential with tokens of Google's shape, new at each call. */
export function sampleCredential(change: Partial<Credential> = {}): Credential {
  const random = () => randomBytes(24).toString("base64url");
  return {
    sub: "100000000000000000001",
    email: "ada@example.com",
    client: { clientId: "123-abc.apps.googleusercontent.com", clientSecret: `GOCSPX-${random()}` },
    refreshToken: `1//0${random()}`,
    accessToken: `ya29.${random()}${random()}`,
    accessTokenExpiresAt: Date.now() + 3_600_000,
    scopes: ["openid", "email", "https://www.googleapis.com/auth/gmail.modify"],
    ...change,
  };
}
