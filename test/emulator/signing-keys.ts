import { randomUUID } from "node:crypto";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";

/** What a test can have wrong in the ID tokens that come next. */
export interface IdTokenFlaws {
  /** Claims that replace the right ones; undefined leaves a claim out. */
  claims?: Record<string, unknown>;
  /** Signed with the client secret, not signed at all, or signed with a key that is not published under its `kid`. */
  signature?: "HS256" | "none" | "wrong-key" | "unknown-kid";
}

interface KeyPair {
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

/** Every emulator of a process begins with the same key: making one takes longer than all else at its start. */
let firstPair: Promise<KeyPair> | undefined;

/** RSA keys of the issuer, published as a JWKS, and the ID tokens signed with them. */
export class SigningKeys {
  #pairs: KeyPair[] = [];

  static async create(): Promise<SigningKeys> {
    const keys = new SigningKeys();
    firstPair ??= makePair();
    keys.#pairs = [await firstPair];
    return keys;
  }

  /** Signs with a new key from now on; the one before stays published, older ones go. */
  async rotate(): Promise<void> {
    this.#pairs = [await makePair(), ...this.#pairs.slice(0, 1)];
  }

  /** Takes every key but the newest out of the published set. */
  forgetOldKeys(): void {
    this.#pairs = this.#pairs.slice(0, 1);
  }

  jwks(): { keys: JWK[] } {
    return { keys: this.#pairs.map(({ jwk }) => jwk) };
  }

  async sign(claims: Record<string, unknown>, clientSecret: string, flaws: IdTokenFlaws = {}): Promise<string> {
    const [pair] = this.#pairs;
    if (!pair) throw new Error("there is no signing key");
    const payload = Object.fromEntries(
      Object.entries({ ...claims, ...flaws.claims }).filter(([, value]) => value !== undefined),
    );
    switch (flaws.signature) {
      case "none":
        return `${base64url({ alg: "none", typ: "JWT" })}.${base64url(payload)}.`;
      case "HS256":
        return new SignJWT(payload)
          .setProtectedHeader({ alg: "HS256", typ: "JWT" })
          .sign(new TextEncoder().encode(clientSecret));
      case "wrong-key":
        return signWith({ ...(await makePair()), kid: pair.kid }, payload);
      case "unknown-kid":
        return signWith(await makePair(), payload);
      default:
        return signWith(pair, payload);
    }
  }
}

async function makePair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = randomUUID().replaceAll("-", "");
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

function signWith({ kid, privateKey }: KeyPair, payload: Record<string, unknown>): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: "RS256", typ: "JWT", kid }).sign(privateKey);
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
