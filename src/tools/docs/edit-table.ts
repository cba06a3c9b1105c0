import * as z from "zod";
import { at, type Place, type Request, range } from "../../content/docs/requests.ts";
import { EMPHASIS, inlineRequests } from "../../content/docs/write-paragraphs.ts";
import { defineDocsTool } from "./define-docs-tool.ts";
import { documentId, invalid, tabId } from "./docs-input.ts";
import { CHANGE_DOCUMENTS } from "./docs-scopes.ts";
import { bodyOf, editDocument, tabNamed } from "./edit-document.ts";
import { cellText } from "./insert-table.ts";
import { cellInlines, textAlone } from "./markdown-line.ts";
import { gridOf, type TableGrid } from "./table-grid.ts";

const number = z.int("expected a number from 1 up").min(1, "expected a number from 1 up").max(10_000);

const operation = z.strictObject({
  action: z.enum(["set", "insert_row", "delete_row", "insert_column", "delete_column"]),
  row: number.optional(),
  column: number.optional(),
  values: z.array(cellText).max(1_000, "expected at most 1000 values").default([]),
});
type Operation = z.output<typeof operation>;

/** Changes a table. */
export const docsEditTable = defineDocsTool({
  name: "docs_edit_table",
  title: "Edit table",
  description:
    "Sets cells of a table (values go to the right from row and column), inserts rows or columns before a number, deletes them. Numbers count from 1, as the table was before.",
  tier: "complete",
  kind: "write",
  idempotent: false,
  outward: false,
  foreign: false,
  scopes: CHANGE_DOCUMENTS,
  input: z.strictObject({
    document_id: documentId,
    table: number.default(1),
    operations: z
      .array(operation)
      .min(1, "expected at least one operation")
      .max(200, "expected at most 200 operations"),
    tab_id: tabId,
  }),
  async run({ document_id, table, operations, tab_id }, call) {
    const docs = await call.google.docs();
    const { facts, remarks } = await editDocument(
      docs,
      document_id,
      (tabs) => {
        const tab = tabNamed(tabs, tab_id);
        const grid = gridOf(bodyOf(tab), table);
        for (const one of operations) checkOperation(grid, one);
        const requests = inOrder(operations).flatMap((one) => carryOut(grid, one, { tabId: tab.id }));
        return { requests, facts: grid };
      },
      { numbered: true },
    );
    const size =
      facts.rows === 0 || facts.columns === 0 ? "is gone" : `has ${facts.rows} rows and ${facts.columns} columns`;
    return { text: [`Done. The table now ${size}.`, ...remarks].join("\n") };
  },
});

/** @throws ToolError `invalid_input` for a row or column that is not there */
function checkOperation(grid: TableGrid, { action, row, column, values }: Operation): void {
  const check = (name: string, value: number | undefined, most: number) => {
    if (value === undefined) throw invalid(`${name}: missing for ${action}`);
    if (value > most) throw invalid(`${name}: expected at most ${most}, got ${value}`);
  };
  if (action === "set" || action === "delete_row") check("row", row, grid.rows);
  if (action === "insert_row") check("row", row, grid.rows + 1);
  if (action === "set" || action === "delete_column") check("column", column, grid.columns);
  if (action === "insert_column") check("column", column, grid.columns + 1);
  if (action === "insert_column") return;
  const room = action === "set" ? grid.columns - (column ?? 1) + 1 : grid.columns;
  if (values.length > room) throw invalid(`values: expected at most ${room}, got ${values.length}`);
  if (action === "set" && values.length === 0) throw invalid("values: missing for set");
}

/**
 * Cells first, then rows from the last to the first, then columns likewise: so every number still means what it meant.
 * An insertion before a row that is deleted comes first.
 */
function inOrder(operations: readonly Operation[]): Operation[] {
  const kind = ({ action }: Operation) => (action === "set" ? 0 : action.endsWith("row") ? 1 : 2);
  const position = (one: Operation) => (kind(one) === 2 ? (one.column ?? 0) : (one.row ?? 0));
  const deletes = ({ action }: Operation) => (action.startsWith("delete") ? 0 : 1);
  return [...operations]
    .reverse()
    .sort((one, other) => kind(one) - kind(other) || position(other) - position(one) || deletes(one) - deletes(other));
}

function carryOut(grid: TableGrid, one: Operation, place: Place): Request[] {
  const row = (one.row ?? 1) - 1;
  const column = (one.column ?? 1) - 1;
  const cell = (rowIndex: number, columnIndex: number) => ({
    tableStartLocation: at(place, grid.start),
    rowIndex,
    columnIndex,
  });
  switch (one.action) {
    case "set":
      return fillCells(grid, one.values, (index) => [row, column + index], place, []);
    case "insert_row": {
      const below = row === grid.rows;
      const beside = below ? row - 1 : row;
      const tableCellLocation = cell(beside, grid.columnWithin(beside));
      grid.insertRow(row);
      const filled = fillCells(grid, one.values, (index) => [row, index], place, EMPHASIS);
      return [{ insertTableRow: { tableCellLocation, insertBelow: below } }, ...filled];
    }
    case "insert_column": {
      if (one.values.length > grid.rows)
        throw invalid(`values: expected at most ${grid.rows}, one a row, got ${one.values.length}`);
      const right = column === grid.columns;
      const beside = right ? column - 1 : column;
      const tableCellLocation = cell(grid.rowWithin(beside), beside);
      grid.insertColumn(column);
      const filled = fillCells(grid, one.values, (index) => [index, column], place, EMPHASIS);
      return [{ insertTableColumn: { tableCellLocation, insertRight: right } }, ...filled];
    }
    case "delete_row": {
      const tableCellLocation = cell(row, grid.columnWithin(row));
      grid.deleteRow(row);
      return [{ deleteTableRow: { tableCellLocation } }];
    }
    case "delete_column": {
      const tableCellLocation = cell(grid.rowWithin(column), column);
      grid.deleteColumn(column);
      return [{ deleteTableColumn: { tableCellLocation } }];
    }
  }
}

/**
 * Replaces what cells hold; the grid keeps count of what they hold then.
 * @param reset looks that the text is not to take over: those of a new cell are its neighbour's
 * @throws ToolError `invalid_input` for a text in a cell that a merged one covers
 */
function fillCells(
  grid: TableGrid,
  values: readonly string[],
  cellOf: (index: number) => [row: number, column: number],
  place: Place,
  reset: readonly string[],
): Request[] {
  return values.flatMap((value, index): Request[] => {
    const [row, column] = cellOf(index);
    if (grid.isCovered(row, column)) {
      if (value.trim() === "") return [];
      throw invalid(
        `values: a merged cell covers row ${row + 1}, column ${column + 1}`,
        "Set the first cell of the merged one, and give an empty value for those that it covers.",
      );
    }
    const start = grid.indexOf(row, column);
    const size = grid.sizeOf(row, column);
    const emptied = size > 1 ? [{ deleteContentRange: { range: range(place, start, start + size - 1) } }] : [];
    const { requests, length } = inlineRequests(textAlone(cellInlines(value)), place, start, reset);
    grid.resize(row, column, length + 1);
    return [...emptied, ...requests];
  });
}
