import type { Serving } from "../config/serving.ts";
import type { AccountGlance } from "../credentials/account-glance.ts";
import { nameOf } from "../credentials/account-names.ts";
import { missingScopes } from "../pipeline/scope-needs.ts";
import { TIERS } from "../tiers.ts";
import type { ListedTool } from "./listing.ts";

/**
 * Why a tool is not served whoever is signed in, as the setting that leaves it out; undefined when it is served
 * (SECURITY-SPEC 4.7). Named tools take the place of the tier; what takes tools away holds for them too. The tools that
 * manage accounts belong to every list and change nothing at Google, so that only their exclusion leaves them out.
 */
export function leftOutBy(tool: ListedTool, serving: Serving): string | undefined {
  const { service, tier, kind, definition } = tool;
  if (serving.excludedTools.includes(definition.name)) return "--exclude-tools";
  if (service === "account") return undefined;
  if (serving.readOnly && kind !== "read") return "--read-only";
  if (!serving.services.includes(service)) return `--services ${serving.services.join(",")}`;
  if (serving.tools.length > 0) return serving.tools.includes(definition.name) ? undefined : "--tools";
  return TIERS.indexOf(tier) <= TIERS.indexOf(serving.tier) ? undefined : `--tier ${serving.tier}`;
}

/** The tools that the settings leave: these can be called, and no others. */
export function chosenTools(listing: readonly ListedTool[], serving: Serving): ListedTool[] {
  return listing.filter((tool) => leftOutBy(tool, serving) === undefined);
}

/**
 * Those of the chosen tools that a client is shown: without those that no signed-in account has granted
 * (SECURITY-SPEC 4.3). Signed out, they are shown all the same, so that a model knows what a sign-in gives.
 */
export function servedTools(chosen: readonly ListedTool[], records: readonly AccountGlance[]): ListedTool[] {
  return chosen.filter(({ service, scopes: needs }) => {
    if (service === "account" || records.length === 0) return true;
    return records.some(({ scopes }) => missingScopes(needs, scopes).length === 0);
  });
}

/** The definitions as they go to the client: with an `account` to choose where there is more than one that serves the tool's service. */
export function toolDefinitions(tools: readonly ListedTool[], records: readonly AccountGlance[]) {
  return tools.map(({ definition, service, scopes }) => {
    if (service === "account" || records.length < 2) return definition;
    const able = records.filter((record) => missingScopes(scopes, record.scopes).length === 0);
    return { ...definition, inputSchema: withAccount(definition.inputSchema, able) };
  });
}

function withAccount(schema: ListedTool["definition"]["inputSchema"], records: readonly AccountGlance[]) {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = typeof schema.properties === "object" ? schema.properties : {};
  const usual = records.find(({ isDefault }) => isDefault);
  const account = { type: "string", enum: records.map(nameOf), ...(usual && { default: nameOf(usual) }) };
  return {
    ...schema,
    properties: { account, ...properties },
    required: usual ? required : ["account", ...required],
  };
}

/** A value that changes exactly when what clients are shown may change. */
export function listingFingerprint(records: readonly AccountGlance[]): string {
  return JSON.stringify(
    records.map(({ email, alias, isDefault, scopes }) => [email, alias, isDefault, [...scopes].sort()]),
  );
}
