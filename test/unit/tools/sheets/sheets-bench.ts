import { sheetsTools } from "../../../../src/tools/sheets/tools.ts";
import type { ToolResult } from "../../../../src/tools/tool.ts";
import type { Emulator } from "../../../emulator/emulator.ts";
import type { StoredSheet } from "../../../emulator/sheets/state.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

type Tabs = Record<string, (string | number | boolean)[][]>;

export const COSTS: Tabs = {
  Costs: [
    ["Part", "Kind", "Price"],
    ["Cog", "brass", 3],
    ["Lever", "steel", 12.5],
    ["Axle", "steel", 9],
  ],
  "My tab": [["x"]],
};

/** A spreadsheet of its own in ada's drive, and calls on it. */
export function bench(emulator: Emulator, tabs: Tabs = COSTS, options: ToolCallOptions = {}) {
  const email = "ada@example.com";
  const id = emulator.sheets.addSpreadsheet(email, { title: "Costs 2026", tabs });
  const run = (name: string, input: Record<string, unknown>): Promise<ToolResult> => {
    const tool = sheetsTools.find((one) => one.name === name);
    if (!tool) throw new Error(`there is no ${name}`);
    return runTool(emulator, tool, input, options);
  };
  const book = () => emulator.sheets.spreadsheet(email, id);
  const tab = (title = "Costs"): StoredSheet => {
    const found = book().sheets.find((sheet) => sheet.title === title);
    if (!found) throw new Error(`there is no tab ${title}`);
    return found;
  };
  return {
    id,
    run,
    book,
    tab,
    /** A call on this spreadsheet. */
    call: (name: string, input: Record<string, unknown> = {}) => run(name, { spreadsheet_id: id, ...input }),
    /** The literal values of a tab. */
    values: (title = "Costs") =>
      Array.from(tab(title).rows, (row) => Array.from(row ?? [], (cell) => cell?.value ?? "")),
    cell: (row: number, column: number, title = "Costs") => tab(title).rows[row]?.[column],
  };
}
