import { ToolError } from "../errors.ts";
import { nearestNames } from "../nearest-names.ts";
import { missingScopes } from "../pipeline/scope-needs.ts";
import { SERVICE_SCOPES, type Service } from "../scopes.ts";
import type { ListedTool } from "./listing.ts";

/** What to ask Google for so that certain tools work. */
export interface Access {
  readonly services: Service[];
  /** Scopes beyond what the services ask for by themselves. */
  readonly scopes: string[];
}

/**
 * The services of the tools named, and the narrowest scopes that they need besides.
 * @throws ToolError `invalid_input` that names what is no tool
 */
export function accessForTools(listing: readonly ListedTool[], names: readonly string[]): Access {
  const services = new Set<Service>();
  const scopes = new Set<string>();
  for (const name of names) {
    const tool = listing.find(({ definition }) => definition.name === name);
    if (!tool) throw unknownTool(name, listing);
    if (tool.service === "account") continue;
    services.add(tool.service);
    for (const scope of missingScopes(tool.scopes, SERVICE_SCOPES[tool.service].full)) scopes.add(scope);
  }
  return { services: [...services], scopes: [...scopes] };
}

function unknownTool(name: string, listing: readonly ListedTool[]): ToolError {
  const [nearest] = nearestNames(
    name,
    listing.map(({ definition }) => definition.name),
  );
  return new ToolError("invalid_input", `There is no tool ${name.slice(0, 100)}`, `The nearest is ${nearest}.`);
}
