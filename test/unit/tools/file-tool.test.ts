import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docsTools } from "../../../src/tools/docs/tools.ts";
import { formsTools } from "../../../src/tools/forms/tools.ts";
import { sheetsTools } from "../../../src/tools/sheets/tools.ts";
import { slidesTools } from "../../../src/tools/slides/tools.ts";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { runTool } from "../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const KINDS = [
  { name: "docs_read", field: "document_id", service: "docs", plural: "documents", office: "a Word file" },
  { name: "sheets_get", field: "spreadsheet_id", service: "sheets", plural: "spreadsheets", office: "an Excel file" },
  { name: "slides_read", field: "presentation_id", service: "slides", plural: "presentations", office: "a PowerPoint" },
  { name: "forms_get", field: "form_id", service: "forms", plural: "forms", office: undefined },
];

describe("a file that a tool for one kind of file does not get", () => {
  const run = (name: string, input: Record<string, unknown>, scopes?: string[]) => {
    const tool = [...docsTools, ...sheetsTools, ...slidesTools, ...formsTools].find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(emulator, tool, input, scopes && { scopes });
  };
  const idOf = (name: string) =>
    emulator.drive.state("ada@example.com").files.find((file) => file.name === name)?.id ?? "";

  it.each(KINDS)("may be out of drive.file's reach: $name", async ({ name, field, service, plural }) => {
    await expect(run(name, { [field]: "1missing" }, ["drive.file"])).rejects.toMatchObject({
      code: "not_found",
      message: `This sign-in (drive.file) reaches only ${plural} that were made here or opened with it, and this is not one of them or does not exist`,
      fix: `Check the id, or sign in again with google_sign_in for the service ${service} to reach all ${plural}.`,
    });
  });

  it.each([
    ["docs_append", "documents", "Project plan", { markdown: "x" }],
    ["sheets_clear", "spreadsheets", "Budget", { ranges: ["Costs!A1"] }],
  ])("may be read and yet not changed by it: %s", async (name, plural, file, input) => {
    const id = { [plural === "documents" ? "document_id" : "spreadsheet_id"]: idOf(file) };
    await expect(run(name, { ...id, ...input }, ["drive.readonly", "drive.file"])).rejects.toMatchObject({
      code: "permission_denied",
      message: `This sign-in (drive.file) changes only ${plural} that were made here or opened with it, and this is not one of them or you may not edit it`,
      fix: expect.stringContaining("google_sign_in"),
    });
  });

  it("is not what keeps a file from being made", async () => {
    emulator.faults.add({ match: "docs.documents.create", fault: { kind: "status", status: 403 }, times: 1 });
    const made = run("docs_create", { title: "x" }, ["drive.file"]);
    await expect(made).rejects.toMatchObject({ code: "permission_denied" });
    await expect(made).rejects.not.toMatchObject({ message: expect.stringContaining("drive.file") });
  });

  it.each(KINDS)("is not blamed on the sign-in when that reaches all: $name", async ({ name, field }) => {
    const refused = run(name, { [field]: "1missing" });
    await expect(refused).rejects.toMatchObject({ code: "not_found" });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining("drive.file") });
  });

  it.each(KINDS.filter(({ office }) => office !== undefined))("may be another kind: $name", async (kind) => {
    await expect(run(kind.name, { [kind.field]: idOf("diagram.png") })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(`perhaps ${kind.office}`),
      fix: "Read it with drive_read_file.",
    });
  });
});
