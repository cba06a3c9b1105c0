import type { AccountRecord } from "../credentials/credential.ts";
import { missingScopes } from "../pipeline/scope-needs.ts";
import type { ListedTool } from "./listing.ts";

/**
 * The tools that a client is shown: the default tier, without those that no signed-in account has granted
 * (SECURITY-SPEC 4.3). Signed out, the defaults are shown all the same, so that a model knows what a sign-in gives.
 */
export function servedTools(listing: readonly ListedTool[], records: readonly AccountRecord[]): ListedTool[] {
  return listing.filter((tool) => {
    if (tool.tier !== "core") return false;
    if (tool.service === "account" || records.length === 0) return true;
    return records.some(({ scopes }) => missingScopes(tool.scopes, scopes).length === 0);
  });
}

/** The definitions as they go to the client: with an `account` to choose where there is more than one that serves the tool's service. */
export function toolDefinitions(tools: readonly ListedTool[], records: readonly AccountRecord[]) {
  return tools.map(({ definition, service, scopes }) => {
    if (service === "account" || records.length < 2) return definition;
    const able = records.filter((record) => missingScopes(scopes, record.scopes).length === 0);
    return { ...definition, inputSchema: withAccount(definition.inputSchema, able) };
  });
}

function withAccount(schema: ListedTool["definition"]["inputSchema"], records: readonly AccountRecord[]) {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = typeof schema.properties === "object" ? schema.properties : {};
  return {
    ...schema,
    properties: { account: { type: "string", enum: records.map(({ email }) => email) }, ...properties },
    required: ["account", ...required],
  };
}

/** A value that changes exactly when what clients are shown may change. */
export function listingFingerprint(records: readonly AccountRecord[]): string {
  return JSON.stringify(records.map(({ email, scopes }) => [email, [...scopes].sort()]));
}
