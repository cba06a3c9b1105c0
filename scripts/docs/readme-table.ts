import type { ListedTool } from "../../src/mcp/listing.ts";
import { SERVICE_SCOPES, SERVICES } from "../../src/scopes.ts";
import { TIERS, type Tier } from "../../src/tiers.ts";

const BEGIN = "<!-- tools: made by `npm run docs` -->";
const END = "<!-- /tools -->";

/**
 * The README with its part about the tools made anew.
 * @throws Error when the marks around that part are not there
 */
export function withToolTable(readme: string, listing: readonly ListedTool[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`README.md must hold ${BEGIN} and, after it, ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${renderTable(listing)}\n\n${readme.slice(end)}`;
}

function renderTable(listing: readonly ListedTool[]): string {
  const services = [...SERVICES, "account" as const].filter((one) => listing.some(({ service }) => service === one));
  const rows = services.map((service) => {
    const title = service === "account" ? "Accounts" : SERVICE_SCOPES[service].title;
    const cells = TIERS.map((tier) =>
      namesOf(listing.filter((tool) => tool.service === service && tool.tier === tier)),
    );
    return `| ${[title, ...cells].join(" | ")} |`;
  });
  return [
    `| Service | Core | \`--tier extended\` adds | \`--tier complete\` adds |`,
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    `What a list costs a model in every conversation (o200k_base): ${TIERS.map((tier) => costOf(tier, listing)).join("; ")}.`,
  ].join("\n");
}

function namesOf(tools: readonly ListedTool[]): string {
  return tools.map(({ definition }) => `\`${definition.name}\``).join(", ");
}

function costOf(tier: Tier, listing: readonly ListedTool[]): string {
  const held = listing.filter((tool) => TIERS.indexOf(tool.tier) <= TIERS.indexOf(tier));
  const tokens = held.reduce((sum, tool) => sum + tool.tokens, 0);
  return `${tier}, ${held.length} tools: ${tokens.toLocaleString("en")} tokens`;
}
