import * as z from "zod";
import { openVault } from "../credentials/file-vault.ts";
import { type ListedTool, readListing } from "../mcp/listing.ts";
import { chosenTools, servedTools } from "../mcp/served-tools.ts";
import { servingConfig } from "./serving-config.ts";
import { servingInput } from "./serving-input.ts";
import { print, say } from "./terminal.ts";

const optionsSchema = z.object({ json: z.boolean().default(false) });

/** Shows which tools a server with the same settings would serve now, and what each costs a model in tokens. */
export async function tools(rawOptions: unknown): Promise<void> {
  const { json } = optionsSchema.parse(rawOptions);
  const listing = await readListing();
  const config = servingConfig(servingInput(rawOptions), listing);
  const vault = openVault(config, { warn: say });
  const records = await vault.accounts();
  vault.dispose();
  const chosen = chosenTools(listing, config.serving);
  const served = servedTools(chosen, records);
  const notGranted = chosen.filter((tool) => !served.includes(tool)).map(({ definition }) => definition.name);
  const tokens = served.reduce((sum, tool) => sum + tool.tokens, 0);
  if (json) {
    const accounts = records.map(({ email }) => email);
    print(JSON.stringify({ tools: served.map(summaryOf), tokens, notGranted, accounts }, null, 2));
    return;
  }
  if (records.length === 0) say("Nobody is signed in. After a sign-in, tools that it does not grant are left out.");
  print(
    [...served.map(lineOf), `${served.length} tools, ${tokens.toLocaleString("en")} tokens (o200k_base)`].join("\n"),
  );
  if (notGranted.length > 0) {
    say(`Not granted, so not served: ${notGranted.join(", ")}`);
    say("To grant one, run: groupon-google-mcp login --tools NAME");
  }
}

function summaryOf({ service, tier, kind, tokens, definition }: ListedTool) {
  return { name: definition.name, service, tier, kind, tokens };
}

function lineOf({ tier, kind, tokens, definition }: ListedTool): string {
  return `${definition.name.padEnd(28)}  ${tier.padEnd(8)}  ${kind.padEnd(11)}  ${String(tokens).padStart(4)}`;
}
