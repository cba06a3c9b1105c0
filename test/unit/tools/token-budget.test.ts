import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { makeListing } from "../../../scripts/make-listing.ts";
import { loadConfig } from "../../../src/config/config.ts";
import { chosenTools } from "../../../src/mcp/served-tools.ts";
import { TIERS } from "../../../src/tiers.ts";

/** Tokens that the list of each tier may cost: the words that a model reads in every conversation count. */
const MOST = { core: 7_500, extended: 22_000, complete: 22_000 };

/** Tokens of one definition beyond which it should be two tools, or be told shorter. */
const MOST_A_TOOL = 400;

describe("what the list of tools costs a model", async () => {
  const listing = await makeListing();

  it.each(TIERS)("stays within budget: %s", (tier) => {
    const chosen = chosenTools(listing, loadConfig({ GOOGLE_MCP_TIER: tier }).serving);
    expect(encode(JSON.stringify(chosen.map(({ definition }) => definition))).length).toBeLessThanOrEqual(MOST[tier]);
  });

  it("stays within budget for each tool, and is kept with it", () => {
    for (const { tokens, definition } of listing) {
      expect(tokens).toBe(encode(JSON.stringify(definition)).length);
      expect([definition.name, tokens <= MOST_A_TOOL]).toEqual([definition.name, true]);
    }
  });
});
