import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/config.ts";
import type { Serving, ServingOptions } from "../../../src/config/serving.ts";
import { instructionsFor } from "../../../src/mcp/instructions.ts";
import type { ListedTool } from "../../../src/mcp/listing.ts";
import { chosenTools, leftOutBy, servedTools } from "../../../src/mcp/served-tools.ts";
import { SERVICES, scope } from "../../../src/scopes.ts";
import { TIERS } from "../../../src/tiers.ts";
import type { Kind } from "../../../src/tools/tool.ts";
import { record } from "../pipeline/harness.ts";

const KINDS: readonly Kind[] = ["read", "write", "destructive"];

function listed(name: string, facts: Pick<ListedTool, "service" | "tier" | "kind" | "scopes">): ListedTool {
  const definition = { name, title: name, description: "", inputSchema: { type: "object" as const }, annotations: {} };
  return { ...facts, tokens: 1, definition };
}

/** A tool of each kind in each tier of each service, and the two that manage accounts. */
const LISTING: readonly ListedTool[] = [
  listed("google_accounts", { service: "account", tier: "core", kind: "read", scopes: [] }),
  listed("google_sign_in", { service: "account", tier: "core", kind: "write", scopes: [] }),
  ...SERVICES.flatMap((service) =>
    TIERS.flatMap((tier) =>
      KINDS.map((kind) =>
        listed(`${service}_${tier}_${kind}`, { service, tier, kind, scopes: [[scope(`${service}.${kind}`)]] }),
      ),
    ),
  ),
];
const NAMES = LISTING.map(({ definition }) => definition.name);

const serving = (options: ServingOptions): Serving => loadConfig({}, { options, toolNames: NAMES }).serving;
const namesFor = (options: ServingOptions) =>
  chosenTools(LISTING, serving(options)).map(({ definition }) => definition.name);
const ACCOUNT_TOOLS = ["google_accounts", "google_sign_in"];

describe("the tools that are chosen", () => {
  it.each([
    ["core", ["core"]],
    ["extended", ["core", "extended"]],
    ["complete", ["core", "extended", "complete"]],
  ])("of tier %s are those of %j", (tier, held) => {
    const expected = LISTING.filter((tool) => held.includes(tool.tier)).map(({ definition }) => definition.name);
    expect(namesFor({ tier })).toEqual(expected);
  });

  it("are those of the services named, and the two that manage accounts", () => {
    expect(namesFor({ services: "drive" })).toEqual([
      ...ACCOUNT_TOOLS,
      "drive_core_read",
      "drive_core_write",
      "drive_core_destructive",
    ]);
  });

  it("are the named ones alone, of any tier, in the catalogue's order", () => {
    expect(namesFor({ tools: "script_complete_write,gmail_core_read" })).toEqual([
      ...ACCOUNT_TOOLS,
      "gmail_core_read",
      "script_complete_write",
    ]);
  });

  it("are never the excluded ones, those that manage accounts included", () => {
    expect(
      namesFor({ tools: "gmail_core_read,gmail_core_write", excludeTools: "gmail_core_read,google_sign_in" }),
    ).toEqual(["google_accounts", "gmail_core_write"]);
  });

  it("change nothing when reading is all that is wanted, also where others are named", () => {
    expect(namesFor({ readOnly: true, tools: "gmail_core_read,gmail_core_write,drive_core_destructive" })).toEqual([
      ...ACCOUNT_TOOLS,
      "gmail_core_read",
    ]);
  });

  it("hold, whatever is set together: no setting brings back what another takes away", () => {
    const some = <T extends string>(all: readonly T[]) =>
      fc.option(fc.subarray([...all], { minLength: 1 }), { nil: undefined });
    const settings = fc.record({
      tier: fc.option(fc.constantFrom(...TIERS), { nil: undefined }),
      services: some(SERVICES),
      tools: some(NAMES),
      excludeTools: some(NAMES),
      readOnly: fc.boolean(),
    });
    fc.assert(
      fc.property(settings, (set) => {
        const list = (names: readonly string[] | undefined) => names?.join(",");
        const chosen = chosenTools(
          LISTING,
          serving({
            ...set,
            services: list(set.services),
            tools: list(set.tools),
            excludeTools: list(set.excludeTools),
          }),
        );
        for (const { definition, service, tier, kind } of chosen) {
          expect(set.excludeTools ?? []).not.toContain(definition.name);
          if (service === "account") continue;
          if (set.readOnly) expect(kind).toBe("read");
          if (set.services) expect(set.services).toContain(service);
          if (set.tools) expect(set.tools).toContain(definition.name);
          else expect(TIERS.indexOf(tier)).toBeLessThanOrEqual(TIERS.indexOf(set.tier ?? "core"));
        }
      }),
    );
  });

  it.each<[ServingOptions, string]>([
    [{ excludeTools: "drive_extended_write" }, "--exclude-tools"],
    [{ readOnly: true }, "--read-only"],
    [{ services: "gmail,docs" }, "--services gmail,docs"],
    [{ tools: "gmail_core_read" }, "--tools"],
    [{}, "--tier core"],
  ])("are told apart from the others by the setting: %j", (options, setting) => {
    const tool = LISTING.find(({ definition }) => definition.name === "drive_extended_write");
    expect(tool && leftOutBy(tool, serving(options))).toBe(setting);
  });
});

describe("the tools that are shown", () => {
  const chosen = chosenTools(LISTING, serving({ services: "gmail,tasks" }));
  const reading = record("ada@example.com", [scope("gmail.read")]);

  it("are all of the chosen while nobody is signed in", () => {
    expect(servedTools(chosen, [])).toEqual(chosen);
  });

  it("are those that a signed-in account has granted, and no other", () => {
    const other = record("grace@example.com", [scope("tasks.write"), scope("drive.read")]);
    expect(servedTools(chosen, [reading, other]).map(({ definition }) => definition.name)).toEqual([
      ...ACCOUNT_TOOLS,
      "gmail_core_read",
      "tasks_core_write",
    ]);
  });

  it("are what a model is told of", () => {
    const told = (records: Parameters<typeof servedTools>[1], options: ServingOptions = {}) =>
      instructionsFor(records, servedTools(chosenTools(LISTING, serving(options)), records));
    expect(told([reading])).toContain("own Google account: Gmail. Reading only.");
    expect(told([reading])).toContain("Signed in: ada@example.com.");
    const all = told([]);
    expect(all).toContain(
      "Gmail, Drive, Calendar, Docs, Sheets, Slides, Forms, Tasks, Contacts, Chat, Meet and Apps Script.",
    );
    expect(all).toContain("Ask before sending");
    expect(all).toContain("call google_sign_in");
    expect(told([], { services: "tasks,gmail", readOnly: true })).toMatch(/Gmail and Tasks\. Reading only\./);
    expect(told([], { excludeTools: "google_sign_in" })).not.toContain("google_sign_in");
    expect(told([record("ada@example.com", [])])).toContain("own Google account.");
  });
});
