import { open } from "node:fs/promises";
import * as z from "zod";
import { type Config, isLoopbackHost } from "../config/config.ts";
import { type OAuthClient, oauthClientSchema } from "../credentials/credential.ts";
import type { Vault } from "../credentials/vault.ts";
import { ToolError } from "../errors.ts";
import { parseJson } from "../json.ts";
import { registerSecret } from "../redaction.ts";

/** Bytes that a client file may have; Google's has a few hundred. */
const LARGEST_CLIENT_FILE = 65_536;

const HOW_TO_MAKE_ONE = [
  "1. Create a project at https://console.cloud.google.com/projectcreate and enable the Gmail, Drive and Calendar APIs in it.",
  "2. Set up its consent screen at https://console.cloud.google.com/auth/branding and add yourself as a test user, or publish it.",
  '3. At https://console.cloud.google.com/auth/clients create a client of type "Desktop app" and download its JSON.',
  "4. Run: groupon-google-mcp login --client-file PATH_OF_THE_JSON (or set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET).",
].join("\n");

const registrationSchema = z.object({
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  redirect_uris: z.array(z.string()).optional(),
});

const clientFileSchema = z.object({
  installed: registrationSchema.optional(),
  web: registrationSchema.optional(),
  type: z.string().optional(),
});

/**
 * The OAuth client to sign in with: the file that was named, else the environment's, else the one remembered.
 * @throws ToolError `invalid_client` when there is none, with four lines on how to make one, or when the file does not fit
 */
export async function resolveClient(options: {
  config: Config;
  vault: Pick<Vault, "readClient">;
  clientFile: string | undefined;
}): Promise<OAuthClient> {
  const { config, vault, clientFile } = options;
  const client =
    clientFile !== undefined
      ? await readClientFile(clientFile, config.oauth.redirectUri)
      : (fromEnvironment(config) ?? (await vault.readClient()));
  if (!client) throw new ToolError("invalid_client", "There is no OAuth client yet", HOW_TO_MAKE_ONE);
  registerSecret(client.clientSecret);
  return client;
}

function fromEnvironment({ oauth }: Config): OAuthClient | undefined {
  if (oauth.clientId === undefined) return undefined;
  return oauthClientSchema.parse({
    clientId: oauth.clientId,
    ...(oauth.clientSecret !== undefined && { clientSecret: oauth.clientSecret }),
  });
}

async function readClientFile(path: string, redirectUri: string | undefined): Promise<OAuthClient> {
  const parsed = clientFileSchema.safeParse(parseJson(await readBounded(path)));
  if (!parsed.success) throw unfit("is not the JSON of an OAuth client");
  const { installed, web, type } = parsed.data;
  if (type !== undefined) throw unfit(`holds a ${type} key, not an OAuth client`);
  const registration = installed ?? usableWebClient(web, redirectUri);
  if (!registration) throw unfit("holds no client of type Desktop app");
  return oauthClientSchema.parse({
    clientId: registration.client_id,
    ...(registration.client_secret !== undefined && { clientSecret: registration.client_secret }),
  });
}

/** A web client can serve only a redirect that is registered for it, on loopback, and named by OAUTH_REDIRECT_URI. */
function usableWebClient(web: z.infer<typeof registrationSchema> | undefined, redirectUri: string | undefined) {
  if (!web) return undefined;
  const registered = redirectUri !== undefined && web.redirect_uris?.includes(redirectUri) === true;
  if (registered && URL.canParse(redirectUri) && isLoopbackHost(new URL(redirectUri).hostname)) return web;
  throw unfit(
    "holds a client of type Web application",
    " A Web application can only be used with OAUTH_REDIRECT_URI set to a loopback address that is registered for it.",
  );
}

function unfit(what: string, exception = ""): ToolError {
  return new ToolError(
    "invalid_client",
    `The client file ${what}`,
    `Create a client of type "Desktop app" at https://console.cloud.google.com/auth/clients and download its JSON.${exception}`,
  );
}

async function readBounded(path: string): Promise<string> {
  try {
    await using file = await open(path, "r");
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(LARGEST_CLIENT_FILE + 1), position: 0 });
    if (bytesRead > LARGEST_CLIENT_FILE) throw unfit("is too large to be an OAuth client");
    return buffer.toString("utf8", 0, bytesRead);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw new ToolError("invalid_client", `The client file ${path} cannot be read`, "Check its path.", {
      cause: error,
    });
  }
}
