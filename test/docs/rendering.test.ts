import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inputRows } from "../../scripts/docs/input-rows.ts";
import { withToolTable } from "../../scripts/docs/readme-table.ts";
import { renderReference } from "../../scripts/docs/reference.ts";
import { makeListing } from "../../scripts/make-listing.ts";
import { scope } from "../../src/scopes.ts";
import { defineTool } from "../../src/tools/tool.ts";

describe("the fields of an input, as the reference shows them", () => {
  const typeOf = (schema: z.ZodType) => inputRows(z.strictObject({ field: schema }))[0]?.type;

  it.each<[words: string, schema: z.ZodType]>([
    ["string", z.string().max(20)],
    ["`a`, `b`", z.enum(["a", "b"])],
    ["integer", z.number().int()],
    ["integer (at most 100)", z.number().int().min(1).max(100)],
    ["number (0 to 1)", z.number().min(0).max(1)],
    ["integer (at least 5)", z.number().int().min(5)],
    ["list of string (at most 50)", z.array(z.string()).min(1).max(50)],
    ["`me` or empty or string", z.union([z.literal("me"), z.literal(""), z.email()])],
    ["list of list of any value", z.array(z.array(z.unknown()))],
  ])("have their type in words: %s", (words, schema) => {
    expect(typeOf(schema)).toBe(words);
  });

  it("are told with defaults and meaning, those of inner objects after their own", () => {
    const rows = inputRows(
      z.strictObject({
        title: z.string(),
        done: z.boolean().default(false),
        files: z.array(z.strictObject({ name: z.string().describe("With its ending."), size: z.number().optional() })),
      }),
    );
    expect(
      rows.map(({ name, required, default: fallback, description }) => [name, required, fallback, description]),
    ).toEqual([
      ["title", true, undefined, ""],
      ["done", false, "false", ""],
      ["files", true, undefined, ""],
      ["files[].name", true, undefined, "With its ending."],
      ["files[].size", false, undefined, ""],
    ]);
  });
});

describe("docs/tools.md", () => {
  it("shows a tool with its tier, kind, scopes in short names, inputs and example", () => {
    const tool = defineTool({
      name: "tasks_list",
      title: "Try",
      description: "Tries a|b.",
      service: "tasks",
      tier: "extended",
      kind: "destructive",
      idempotent: false,
      outward: true,
      foreign: false,
      scopes: [[scope("tasks.readonly"), "https://mail.google.com/"], [scope("drive")]],
      optionalScopes: [scope("tasks")],
      input: z.strictObject({ words: z.string().default("a|b") }),
      run: () => Promise.reject(new Error("is not run")),
    });
    const page = renderReference([tool]);
    expect(page).toContain("## Tasks\n\n### tasks_list\n\n**Try** · extended · destructive · reaches other people\n");
    expect(page).toContain(
      "Scope: `tasks.readonly` or `https://mail.google.com/`; and `drive`; does more with `tasks`\n",
    );
    expect(page).toContain('| `words` | string | `"a\\|b"` |  |');
    expect(page).toMatch(/```json\n\{ "due_to": ".*" \}\n```\n/s);
    expect(page).not.toContain("## Gmail");
  });
});

describe("README's table", () => {
  it("takes the place of what is between its marks, and of nothing else", async () => {
    const listing = await makeListing();
    const readme = "# A\n\n<!-- tools: made by `npm run docs` -->\nwhat was there before\n<!-- /tools -->\n\nb\n";
    const made = withToolTable(readme, listing);
    expect(made).toMatch(/^# A\n\n<!-- tools: made by `npm run docs` -->\n\n\| Service \|/);
    expect(made).toMatch(/\n\n<!-- \/tools -->\n\nb\n$/);
    expect(made).not.toContain("what was there before");
    for (const { definition } of listing) expect(made).toContain(`\`${definition.name}\``);
    expect(withToolTable(made, listing)).toBe(made);
  });

  it("is not guessed where to go when the marks are missing", () => {
    expect(() => withToolTable("# A\n<!-- /tools -->", [])).toThrow("README.md must hold");
  });
});
