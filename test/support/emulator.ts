import { type Emulator, startEmulator } from "../emulator/emulator.ts";
import { recordSecret } from "./transcript.ts";

/** An emulator for a test, closed with `await using`; every secret that it gave out or saw goes to the canary. */
export async function testEmulator(): Promise<Emulator & AsyncDisposable> {
  const emulator = await startEmulator();
  return Object.assign(emulator, {
    async [Symbol.asyncDispose]() {
      noteSecrets(emulator);
      await emulator.close();
    },
  });
}

function noteSecrets({ oauth, world }: Emulator): void {
  for (const { clientSecret } of world.clients.values()) recordSecret("client secret", clientSecret);
  for (const code of oauth.grants.codes.keys()) recordSecret("authorization code", code);
  for (const token of oauth.grants.accessTokens.keys()) recordSecret("access token", token);
  for (const token of oauth.grants.refreshTokens.keys()) recordSecret("refresh token", token);
  for (const verifier of oauth.seenVerifiers) recordSecret("code verifier", verifier);
}
