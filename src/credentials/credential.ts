import * as z from "zod";
import { STORAGE_MODES } from "../config/config.ts";
import { keyFingerprintSchema } from "./key-fingerprint.ts";

/** The OAuth client that a person made in Google's console. A Desktop client's secret is no secret by RFC 8252 section 8.5, yet is kept like one. */
export const oauthClientSchema = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
});
export type OAuthClient = z.infer<typeof oauthClientSchema>;

/** Everything secret about one signed-in account, as the stores keep it. */
export const credentialSchema = z.strictObject({
  /** Google's stable id of the account: the `sub` of its ID token. */
  sub: z.string().min(1),
  email: z.string().min(3),
  client: oauthClientSchema,
  refreshToken: z.string().min(1),
  accessToken: z.string().min(1),
  /** Milliseconds since the epoch. */
  accessTokenExpiresAt: z.number().int(),
  /** Scopes that Google really granted, in full. */
  scopes: z.array(z.string()),
});
export type Credential = z.infer<typeof credentialSchema>;

/** What is known of an account without any key: kept beside the store, read at start-up, shown by `status`. No secret. */
export const accountRecordSchema = z.strictObject({
  sub: z.string().min(1),
  email: z.string().min(3),
  /** What the person calls it, such as `work`. */
  alias: z.string().optional(),
  /** Set on the account that is meant when none is named. */
  isDefault: z.boolean().optional(),
  clientId: z.string().min(1),
  storage: z.enum(STORAGE_MODES),
  scopes: z.array(z.string()),
  /** A random value, new at every sign-in, by which running servers notice that theirs is over. */
  generation: z.string().min(1),
  /** RFC 3339. */
  signedInAt: z.string(),
  /** RFC 3339 time of the last successful refresh, or of the sign-in. */
  refreshedAt: z.string(),
  /** RFC 3339 expiry of the access token that is stored. */
  accessTokenExpiresAt: z.string(),
  /** The reason when Google last refused a refresh for good, else absent. */
  refusedBecause: z.string().optional(),
  /** Why the stored credential could not be read, and what was set aside, while that is so (SECURITY-SPEC 2.6). */
  unreadableBecause: z.string().optional(),
  /** A mode from which the credential has moved and in which a copy may be left, until that is deleted. */
  leftIn: z.enum(STORAGE_MODES).optional(),
  /** Of an encrypted file: what tells another machine or passphrase from a changed file. No secret. */
  key: keyFingerprintSchema.optional(),
});
export type AccountRecord = z.infer<typeof accountRecordSchema>;

/** A grant that Google could not be told of when it was revoked here; tried again later. */
export const pendingRevocationSchema = z.strictObject({
  sub: z.string().min(1),
  email: z.string().min(3),
  refreshToken: z.string().min(1),
});
export type PendingRevocation = z.infer<typeof pendingRevocationSchema>;
