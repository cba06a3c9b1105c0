import type { Serving } from "../config/serving.ts";
import type { AccountGlance } from "../credentials/account-glance.ts";
import { VERSION } from "../version.ts";
import { SERVER_ICON } from "./icon.ts";
import { instructionsFor } from "./instructions.ts";
import type { ListedTool } from "./listing.ts";
import { chosenTools, servedTools, toolDefinitions } from "./served-tools.ts";

/** What the server is called, as clients show it. */
export const SERVER_INFO = {
  name: "groupon-google-mcp",
  title: "Google Workspace",
  version: VERSION,
  icons: [SERVER_ICON],
};

/** What the server can do in the protocol's terms. */
export const CAPABILITIES = {
  tools: { listChanged: true },
  resources: { listChanged: true },
  prompts: { listChanged: true },
  completions: {},
  logging: {},
};

/** What a client is told before it calls anything: all of it follows from the listing, the settings and the accounts. */
export interface Introduction {
  readonly instructions: string;
  /** The result of `tools/list`. */
  readonly list: { readonly tools: ReturnType<typeof toolDefinitions> };
}

/** Makes the introduction for the accounts that are signed in now. */
export function introduce(
  listing: readonly ListedTool[],
  serving: Serving,
  accounts: readonly AccountGlance[],
): Introduction {
  const served = servedTools(chosenTools(listing, serving), accounts);
  return { instructions: instructionsFor(accounts, served), list: { tools: toolDefinitions(served, accounts) } };
}
