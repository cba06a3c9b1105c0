import fc from "fast-check";
import { parse as parseJson } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { editJsonEntry, readJsonEntry } from "../../../src/hosts/json-entries.ts";
import { editTomlEntry, readTomlEntry } from "../../../src/hosts/toml-entries.ts";

const ENTRY = { command: "npx", args: ["-y", "groupon-google-mcp"] };
const JSON_PATH = ["mcpServers", "google"];
const TOML_PATH = ["mcp_servers", "google"];

describe("an entry in JSON with comments", () => {
  const settings = `// mine\n{\n\t"theme": "dark", // keep\n\t"mcpServers": {\n\t\t/* other */ "other": { "command": "x" },\n\t},\n}\n`;

  it("is added and everything else stays as it is", () => {
    const edited = editJsonEntry(settings, JSON_PATH, ENTRY);
    expect(readJsonEntry(edited, JSON_PATH)).toEqual(ENTRY);
    for (const part of ["// mine", "// keep", "/* other */", '\t"theme"']) expect(edited).toContain(part);
    expect(readJsonEntry(edited, ["mcpServers", "other"])).toEqual({ command: "x" });
    expect(edited).toMatch(/\n\t\t"google": \{\n\t\t\t"command": "npx"/);
  });

  it("is changed in its place, and taken out again", () => {
    const edited = editJsonEntry(editJsonEntry(settings, JSON_PATH, { command: "old" }), JSON_PATH, ENTRY);
    expect(readJsonEntry(edited, JSON_PATH)).toEqual(ENTRY);
    const removed = editJsonEntry(edited, JSON_PATH, undefined);
    expect(readJsonEntry(removed, JSON_PATH)).toBeUndefined();
    for (const part of ["// mine", "// keep", "/* other */"]) expect(removed).toContain(part);
  });

  it.each(["", "  \n", "\ufeff", "{}", "{\n}\n"])("begins a config that is empty: %j", (text) => {
    expect(parseJson(editJsonEntry(text, JSON_PATH, ENTRY))).toEqual({ mcpServers: { google: ENTRY } });
  });

  it("keeps Windows' line ends", () => {
    const edited = editJsonEntry('{\r\n  "a": 1\r\n}\r\n', JSON_PATH, ENTRY);
    expect(edited.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it.each([
    ['{"a": ', /not valid JSON in line 1/],
    ['{\n"a": 1,\n"b" 2}', /not valid JSON in line 3/],
    ["[]", /not a JSON object/],
    ['{"mcpServers": []}', /mcpServers is no object/],
  ])("is not written into what is no config: %j", (text, says) => {
    expect(() => editJsonEntry(text, JSON_PATH, ENTRY)).toThrow(says);
  });

  it("leaves every other value as it was, whatever there is", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 5 }), fc.boolean(), (config, spaced) => {
        const { mcpServers: _, ...others } = config;
        const text = JSON.stringify(others, null, spaced ? 4 : 0);
        const edited = editJsonEntry(text, JSON_PATH, ENTRY);
        expect(JSON.parse(edited)).toEqual({ ...JSON.parse(text), mcpServers: { google: ENTRY } });
        expect(JSON.parse(editJsonEntry(edited, JSON_PATH, undefined))).toEqual({
          ...JSON.parse(text),
          mcpServers: {},
        });
      }),
      { numRuns: 100 },
    );
  });
});

describe("an entry in TOML", () => {
  const settings = `# mine\nmodel = "o5" # keep\n\n[mcp_servers.other] # theirs\ncommand = "x"\n\n[mcp_servers.other.env]\nA = "1"\n\n[[profiles]]\nname = "p"\n`;

  it("is added and everything else stays as it is", () => {
    const edited = editTomlEntry(settings, TOML_PATH, ENTRY);
    expect(edited.startsWith(settings.trimEnd())).toBe(true);
    expect(readTomlEntry(edited, TOML_PATH)).toEqual(ENTRY);
  });

  it("is changed, with the tables below it, and taken out again", () => {
    const first = editTomlEntry(settings, TOML_PATH, { ...ENTRY, env: { PATH: "/bin" } });
    const between = `${first}\n# after\n[tail]\nx = 1\n`;
    const edited = editTomlEntry(between, TOML_PATH, ENTRY);
    expect(readTomlEntry(edited, TOML_PATH)).toEqual(ENTRY);
    const removed = editTomlEntry(edited, TOML_PATH, undefined);
    expect(parseToml(removed)).toEqual({ ...parseToml(settings), tail: { x: 1 } });
    for (const part of ["# mine", "# keep", "# theirs"]) expect(removed).toContain(part);
  });

  it.each(['[mcp_servers."google"]', "[ mcp_servers . google ]", "[mcp_servers.'google']"])(
    "is known however its name is written: %s",
    (header) => {
      const edited = editTomlEntry(`${header}\ncommand = "old"\n`, TOML_PATH, ENTRY);
      expect(parseToml(edited)).toEqual({ mcp_servers: { google: ENTRY } });
    },
  );

  it("is not written where it cannot be cut out by lines, or into what is no TOML", () => {
    expect(() => editTomlEntry('mcp_servers = { google = { command = "x" } }\n', TOML_PATH, ENTRY)).toThrow(
      /not written as a table of its own/,
    );
    expect(() => editTomlEntry("a = \n", TOML_PATH, ENTRY)).toThrow(/not valid TOML in line 1/);
  });

  it("begins a config that is empty", () => {
    expect(parseToml(editTomlEntry("", TOML_PATH, ENTRY))).toEqual({ mcp_servers: { google: ENTRY } });
  });
});
