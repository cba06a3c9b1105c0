import type { Credential } from "../../src/credentials/credential.ts";

/** A credential that carries a number in every field that changes, so that a mixture of two is seen. */
export function numberedCredential(number: number): Credential {
  return {
    sub: "100000000000000000001",
    email: "ada@example.com",
    client: { clientId: "123-abc.apps.googleusercontent.com", clientSecret: "GOCSPX-secret-of-the-client" },
    refreshToken: `1//0${String(number).padStart(40, "r")}`,
    accessToken: `ya29.${String(number).repeat(40 + (number % 7) * 300)}`,
    accessTokenExpiresAt: number,
    scopes: ["openid", "email", `https://example.com/auth/${number}`],
  };
}
