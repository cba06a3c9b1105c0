import { ToolError } from "../errors.ts";
import { nearestNames } from "../nearest-names.ts";
import { SERVICES, type Service } from "../scopes.ts";
import { TIERS, type Tier } from "../tiers.ts";

/** Which tools are served (SECURITY-SPEC 4.7). What it leaves out can be neither listed nor called. */
export interface Serving {
  /** The list that is served, with those before it. */
  readonly tier: Tier;
  /** Tools of any tier to serve in place of the tier's; empty means those of the tier. */
  readonly tools: readonly string[];
  /** Services whose tools are served. */
  readonly services: readonly Service[];
  /** Tools that are never served, whatever else is set. */
  readonly excludedTools: readonly string[];
  /** Whether only tools that change nothing are served. */
  readonly readOnly: boolean;
}

/** The options of the command line that say which tools are served, as commander hands them over. */
export interface ServingOptions {
  readonly tier?: string | undefined;
  readonly services?: string | undefined;
  readonly tools?: string | undefined;
  readonly excludeTools?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

/** The same from the environment; undefined where a variable is absent or empty. */
export interface ServingVariables {
  readonly GOOGLE_MCP_TIER: string | undefined;
  readonly GOOGLE_MCP_SERVICES: string | undefined;
  readonly GOOGLE_MCP_TOOLS: string | undefined;
  readonly GOOGLE_MCP_EXCLUDE_TOOLS: string | undefined;
  readonly GOOGLE_MCP_READ_ONLY: boolean;
}

/** What is taken when nothing is set. */
const DEFAULTS: Serving = { tier: "core", tools: [], services: SERVICES, excludedTools: [], readOnly: false };

/** Characters of a refused value that are shown. */
const LONGEST_VALUE = 60;

type Named = "tier" | "service" | "tool";

/** Where a person finds all the names that there are. */
const WHERE_ALL_ARE: Readonly<Record<Named, string>> = {
  tier: `All: ${TIERS.join(", ")}.`,
  service: `All: ${SERVICES.join(", ")}.`,
  tool: "To see all, run: groupon-google-mcp tools --tier complete",
};

/** A value and where it came from, as an error names it. */
interface Setting {
  readonly source: `--${string}` | `GOOGLE_MCP_${string}`;
  readonly value: string;
}

/**
 * Which tools to serve. An option goes before its variable, but what takes tools away is never undone by it: the
 * exclusions of both hold, and reading alone where either asks for it.
 * @param toolNames all tools that there are; without them names of tools are taken as they come
 * @throws ToolError `invalid_input` for an option and `invalid_config` for a variable, with the nearest name that there is
 */
export function parseServing(
  variables: ServingVariables,
  options: ServingOptions,
  toolNames: readonly string[] | undefined,
): Serving {
  const tier = setting("--tier", options.tier) ?? setting("GOOGLE_MCP_TIER", variables.GOOGLE_MCP_TIER);
  const services =
    setting("--services", options.services) ?? setting("GOOGLE_MCP_SERVICES", variables.GOOGLE_MCP_SERVICES);
  const tools = setting("--tools", options.tools) ?? setting("GOOGLE_MCP_TOOLS", variables.GOOGLE_MCP_TOOLS);
  const exclusions = [
    setting("--exclude-tools", options.excludeTools || undefined),
    setting("GOOGLE_MCP_EXCLUDE_TOOLS", variables.GOOGLE_MCP_EXCLUDE_TOOLS),
  ];
  const toolsIn = (setting: Setting) => namesIn(setting, "tool", toolNames ?? partsOf(setting.value));
  return Object.freeze({
    tier: tier ? oneTier(tier) : DEFAULTS.tier,
    tools: Object.freeze(tools ? toolsIn(tools) : DEFAULTS.tools),
    services: Object.freeze(services ? servicesIn(services) : DEFAULTS.services),
    excludedTools: Object.freeze(exclusions.flatMap((setting) => (setting ? toolsIn(setting) : []))),
    readOnly: options.readOnly === true || variables.GOOGLE_MCP_READ_ONLY,
  });
}

/**
 * The services that a list names: `all`, or names with commas between them.
 * @throws ToolError as {@link parseServing}
 */
export function servicesIn(setting: Setting): readonly Service[] {
  if (setting.value.trim().toLowerCase() === "all") return SERVICES;
  const named = namesIn(setting, "service", SERVICES);
  return SERVICES.filter((service) => named.includes(service));
}

/** The parts of a list that is written with commas, without case. */
export function partsOf(list: string): string[] {
  return list
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== "");
}

function setting(source: Setting["source"], value: string | undefined): Setting | undefined {
  return value === undefined ? undefined : { source, value };
}

function oneTier(setting: Setting): Tier {
  const [tier, ...others] = namesIn(setting, "tier", TIERS);
  if (tier === undefined || others.length > 0)
    throw refusal(setting, "expected one tier", `Use one of ${TIERS.join(", ")}.`);
  return tier;
}

/** The names of a list, each of which must be known, and at least one. */
function namesIn<Name extends string>(setting: Setting, what: Named, known: readonly Name[]): Name[] {
  const parts = partsOf(setting.value);
  if (parts.length === 0) throw refusal(setting, `no ${what} is named`, `Name at least one ${what}.`);
  return parts.map((part) => {
    const name = known.find((one) => one === part);
    if (name !== undefined) return name;
    const [nearest] = nearestNames(part, known);
    throw refusal(
      setting,
      `there is no ${what} ${part.slice(0, LONGEST_VALUE)}`,
      `The nearest is ${nearest}. ${WHERE_ALL_ARE[what]}`,
    );
  });
}

/** What is wrong usage on the command line is a wrong setting in the environment. */
function refusal({ source }: Setting, message: string, fix: string): ToolError {
  return new ToolError(source.startsWith("--") ? "invalid_input" : "invalid_config", `${source}: ${message}`, fix);
}
