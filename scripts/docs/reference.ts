import { SERVICE_SCOPES, SERVICES } from "../../src/scopes.ts";
import type { AnyTool, ScopeNeeds } from "../../src/tools/tool.ts";
import { exampleOf } from "./example-of.ts";
import { type InputRow, inputRows } from "./input-rows.ts";

/** docs/tools.md: every tool with its inputs, scopes and an example. */
export function renderReference(tools: readonly AnyTool[]): string {
  const sections = [...SERVICES, undefined].map((service) => {
    const own = tools.filter((tool) => tool.service === service);
    const title = service === undefined ? "Accounts" : SERVICE_SCOPES[service].title;
    return own.length === 0 ? "" : [`## ${title}`, ...own.map(renderTool)].join("\n\n");
  });
  return `${[INTRODUCTION, ...sections].filter((section) => section !== "").join("\n\n")}\n`;
}

/** Characters of an example that stands on one line. */
const LONGEST_LINE = 100;

const INTRODUCTION = `# Tools

<!-- Made by \`npm run docs\` from the catalogue. Changes here are lost. -->

Every tool, by service. *core* tools are served unless asked otherwise; *extended* and *complete* ones with \`--tier\`, or by name with \`--tools\`. *read* changes nothing; *write* adds or changes; *destructive* can lose data that Google keeps no copy of, or reaches other people. Scopes are written without \`https://www.googleapis.com/auth/\`; any one of a line is enough, the first is the one that is asked for.

With more than one account signed in, every tool of a service takes \`account\` too, the address of the account to use.`;

function renderTool(tool: AnyTool): string {
  const facts = [
    `**${tool.title}**`,
    tool.tier,
    tool.kind,
    ...(tool.outward ? ["reaches other people"] : []),
    ...(tool.transfer ? ["moves files"] : []),
  ];
  return [
    `### ${tool.name}`,
    facts.join(" · "),
    tool.description,
    ...renderScopes(tool),
    renderInputs(inputRows(tool.input)),
    `\`\`\`json\n${renderExample(tool.name)}\n\`\`\``,
  ].join("\n\n");
}

function renderScopes({ scopes, optionalScopes }: AnyTool): string[] {
  if (scopes.length === 0) return [];
  const needs = scopes.map((alternatives) => alternatives.map(shortScope).join(" or "));
  const more = optionalScopes?.length ? `; does more with ${optionalScopes.map(shortScope).join(", ")}` : "";
  return [`Scope: ${needs.join("; and ")}${more}`];
}

function shortScope(scope: ScopeNeeds[number][number]): string {
  return `\`${scope.replace("https://www.googleapis.com/auth/", "")}\``;
}

function renderInputs(rows: readonly InputRow[]): string {
  if (rows.length === 0) return "No input.";
  const lines = rows.map((row) => {
    const fallback = row.required ? "required" : row.default === undefined ? "" : `\`${row.default}\``;
    return `| ${[`\`${row.name}\``, row.type, fallback, row.description].map(inCell).join(" | ")} |`;
  });
  return ["| Input | Type | Default | Meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function inCell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
}

/** On one line where it fits, else a line a field, so that the page stays short. */
function renderExample(tool: string): string {
  const fields = Object.entries(exampleOf(tool) ?? {}).map(([name, value]) => `"${name}": ${spaced(value)}`);
  const line = `{ ${fields.join(", ")} }`;
  if (fields.length === 0) return "{}";
  return line.length <= LONGEST_LINE ? line : `{\n  ${fields.join(",\n  ")}\n}`;
}

/** JSON on one line, with spaces as a person would set them. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `"${name}": ${spaced(inner)}`)
    .join(", ")} }`;
}
