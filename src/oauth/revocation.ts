import * as z from "zod";
import type { Credential } from "../credentials/credential.ts";
import { ToolError } from "../errors.ts";
import { REQUEST_TIMEOUT_MS, type Transport } from "../net/transport.ts";
import type { Endpoints } from "./endpoints.ts";

const errorAnswerSchema = z.object({ error: z.string() });

/**
 * Withdraws a grant at Google (RFC 7009): revoking the refresh token ends every token of this account for this client.
 * A token that Google does not know any more counts as withdrawn.
 * @param means `signal` ends the wait for an answer
 * @throws ToolError `network_error` or `google_error`
 */
export async function revokeGrant(
  means: { transport: Transport; endpoints: Pick<Endpoints, "revocation">; signal?: AbortSignal },
  credential: Pick<Credential, "refreshToken">,
): Promise<void> {
  const answer = await means.transport.http
    .request<unknown>({
      url: means.endpoints.revocation,
      method: "POST",
      data: new URLSearchParams({ token: credential.refreshToken }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      responseType: "json",
      redirect: "error",
      ...(means.signal && { signal: means.signal }),
      timeout: REQUEST_TIMEOUT_MS,
      validateStatus: () => true,
    })
    .catch((error: unknown) => {
      throw new ToolError(
        "network_error",
        "Google could not be reached to withdraw the grant",
        "Try again when the network is back.",
        {
          cause: error,
        },
      );
    });
  if (answer.status === 200) return;
  const error = errorAnswerSchema.safeParse(answer.data);
  if (answer.status === 400 && error.success && error.data.error === "invalid_token") return;
  throw new ToolError(
    "google_error",
    `Google did not withdraw the grant (status ${answer.status})`,
    "Try again in a moment.",
  );
}
