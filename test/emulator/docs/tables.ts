import { Refusal, segmentOf, tabOf, targetOf } from "./locate.ts";
import {
  type Block,
  type Cell,
  type Json,
  type Paragraph,
  type Row,
  type StoredDocument,
  sizeOf,
  sizeOfAll,
  type Table,
} from "./model.ts";
import type { CellLocation, Given, Location, TableRange } from "./requests.ts";
import { maskFields, merged } from "./styles.ts";

/** `insertTable`: a newline before it, so that it starts one index later; what was after the index follows it. */
export function insertTable(document: StoredDocument, given: Given<"insertTable">): Json {
  if (given.rows < 1 || given.columns < 1) throw new Refusal("Tables must have at least one row and one column.");
  if (given.columns > 20) throw new Refusal("Tables cannot have more than 20 columns.");
  const { segment, place, index } = targetOf(document, given);
  if (segment.kind === "footnote") throw new Refusal("Tables cannot be inserted inside a footnote.");
  const { paragraph, container, at } = place;
  const style = paragraph.units[Math.max(0, index - place.start - 1)]?.style ?? {};
  const before = paragraph.units.slice(0, index - place.start);
  const rest: Paragraph = {
    ...paragraph,
    ...(paragraph.bullet && { bullet: { ...paragraph.bullet } }),
    style: { ...paragraph.style },
    units: paragraph.units.slice(index - place.start),
  };
  paragraph.units = [...before, { char: "\n", style: { ...style } }];
  const { namedStyleType } = paragraph.style;
  const cell = (): Cell => ({ content: [emptyParagraph({ namedStyleType }, style)], style: {} });
  const table: Table = {
    kind: "table",
    rows: Array.from({ length: given.rows }, () => ({ cells: Array.from({ length: given.columns }, cell), style: {} })),
    columns: Array.from({ length: given.columns }, () => ({ widthType: "EVENLY_DISTRIBUTED" })),
  };
  container.splice(at + 1, 0, table, rest);
  return {};
}

function emptyParagraph(style: Json, textStyle: Json): Paragraph {
  return { kind: "paragraph", units: [{ char: "\n", style: { ...textStyle } }], style: { ...style } };
}

interface Found {
  table: Table;
  container: Block[];
}

/** The table that starts at an index. @throws Refusal when none does */
function tableAt(document: StoredDocument, location: Location | undefined): Found {
  const segment = segmentOf(tabOf(document, location?.tabId), location?.segmentId);
  const found = search(segment.content, 0, location?.index ?? 0);
  if (!found) throw new Refusal("Invalid table start location. Must specify the start index of the table.");
  return found;
}

function search(content: Block[], first: number, wanted: number): Found | undefined {
  let index = first;
  for (const block of content) {
    if (block.kind === "table") {
      if (index === wanted) return { table: block, container: content };
      let inner = index + 1;
      for (const row of block.rows) {
        inner += 1;
        for (const cell of row.cells) {
          const found = search(cell.content, inner + 1, wanted);
          if (found) return found;
          inner += 1 + sizeOfAll(cell.content);
        }
      }
    }
    index += sizeOf(block);
  }
  return undefined;
}

function cellAt(document: StoredDocument, location: CellLocation | undefined): Found & { row: number; column: number } {
  if (!location) throw new Refusal("The table cell location is required.");
  const found = tableAt(document, location.tableStartLocation);
  const { rowIndex: row, columnIndex: column } = location;
  const { rows } = found.table;
  if (row < 0 || row >= rows.length) throw new Refusal(`Invalid row index ${row}: the table has ${rows.length} rows.`);
  if (column < 0 || column >= found.table.columns.length)
    throw new Refusal(`Invalid column index ${column}: the table has ${found.table.columns.length} columns.`);
  return { ...found, row, column };
}

/** A cell like its neighbour, but empty. */
function likeCell({ content, style }: Cell): Cell {
  const first = content.find((block) => block.kind === "paragraph");
  const { rowSpan: _rows, columnSpan: _columns, ...look } = style;
  const { headingId: _heading, ...paragraphStyle } = first?.style ?? {};
  return { content: [emptyParagraph(paragraphStyle, first?.units[0]?.style ?? {})], style: look };
}

export function insertTableRow(document: StoredDocument, given: Given<"insertTableRow">): Json {
  const { table, row } = cellAt(document, given.tableCellLocation);
  const model = table.rows[row];
  const cells = model?.cells.map(likeCell) ?? [];
  table.rows.splice(given.insertBelow ? row + 1 : row, 0, { cells, style: {} });
  return {};
}

export function insertTableColumn(document: StoredDocument, given: Given<"insertTableColumn">): Json {
  const { table, column } = cellAt(document, given.tableCellLocation);
  const at = given.insertRight ? column + 1 : column;
  for (const { cells } of table.rows) {
    const model = cells[column];
    if (model) cells.splice(at, 0, likeCell(model));
  }
  table.columns.splice(at, 0, { ...table.columns[column] });
  return {};
}

/** Rows or columns that a merged cell spans go together; the last of them takes the table along. */
export function deleteTableRow(document: StoredDocument, given: Given<"deleteTableRow">): Json {
  const { table, container, row, column } = cellAt(document, given.tableCellLocation);
  table.rows.splice(row, Number(table.rows[row]?.cells[column]?.style.rowSpan ?? 1));
  if (table.rows.length === 0) container.splice(container.indexOf(table), 1);
  return {};
}

export function deleteTableColumn(document: StoredDocument, given: Given<"deleteTableColumn">): Json {
  const { table, container, row, column } = cellAt(document, given.tableCellLocation);
  const span = Number(table.rows[row]?.cells[column]?.style.columnSpan ?? 1);
  for (const { cells } of table.rows) cells.splice(column, span);
  table.columns.splice(column, span);
  if (table.columns.length === 0) container.splice(container.indexOf(table), 1);
  return {};
}

function cellsOf(document: StoredDocument, range: TableRange | undefined): Cell[][] {
  const { table, row, column } = cellAt(document, range?.tableCellLocation);
  const { rowSpan = 0, columnSpan = 0 } = range ?? {};
  if (rowSpan < 1 || columnSpan < 1) throw new Refusal("The row span and the column span must be at least 1.");
  if (row + rowSpan > table.rows.length || column + columnSpan > table.columns.length)
    throw new Refusal("The table range is outside the table.");
  return table.rows.slice(row, row + rowSpan).map(({ cells }) => cells.slice(column, column + columnSpan));
}

/** `mergeTableCells`: the text of all goes into the first; the others stay, empty and covered. */
export function mergeTableCells(document: StoredDocument, given: Given<"mergeTableCells">): Json {
  const cells = cellsOf(document, given.tableRange);
  const [head, ...others] = cells.flat();
  if (!head) return {};
  for (const cell of others) {
    const filled = cell.content.some((block) => sizeOf(block) > 1);
    if (filled) head.content.push(...cell.content.splice(0, cell.content.length, ...likeCell(cell).content));
  }
  head.style = { ...head.style, rowSpan: cells.length, columnSpan: cells[0]?.length ?? 1 };
  return {};
}

export function unmergeTableCells(document: StoredDocument, given: Given<"unmergeTableCells">): Json {
  for (const cell of cellsOf(document, given.tableRange).flat()) {
    const { rowSpan: _rows, columnSpan: _columns, ...style } = cell.style;
    cell.style = style;
  }
  return {};
}

const CELL_FIELDS = [
  "backgroundColor",
  "borderLeft",
  "borderRight",
  "borderTop",
  "borderBottom",
  "paddingLeft",
  "paddingRight",
  "paddingTop",
  "paddingBottom",
  "contentAlignment",
];

export function updateTableCellStyle(document: StoredDocument, given: Given<"updateTableCellStyle">): Json {
  const names = maskFields(given.fields, CELL_FIELDS);
  if ((given.tableRange === undefined) === (given.tableStartLocation === undefined))
    throw new Refusal("Exactly one of tableRange and tableStartLocation must be specified.");
  const cells = given.tableRange
    ? cellsOf(document, given.tableRange)
    : tableAt(document, given.tableStartLocation).table.rows.map((row) => row.cells);
  for (const cell of cells.flat()) cell.style = merged(cell.style, given.tableCellStyle, names);
  return {};
}

/** A header row is made by `pinTableHeaderRows` alone. */
export function updateTableRowStyle(document: StoredDocument, given: Given<"updateTableRowStyle">): Json {
  const names = maskFields(given.fields, ["minRowHeight", "preventOverflow"]);
  const { rows } = tableAt(document, given.tableStartLocation).table;
  for (const row of chosen(rows, given.rowIndices)) row.style = merged(row.style, given.tableRowStyle, names);
  return {};
}

export function updateTableColumnProperties(
  document: StoredDocument,
  given: Given<"updateTableColumnProperties">,
): Json {
  const names = maskFields(given.fields, ["width", "widthType"]);
  const { columns } = tableAt(document, given.tableStartLocation).table;
  const indices = given.columnIndices.length > 0 ? given.columnIndices : [...columns.keys()];
  for (const index of indices) {
    const column = columns[index];
    if (!column) throw new Refusal(`Invalid column index ${index}: the table has ${columns.length} columns.`);
    columns[index] = merged(column, given.tableColumnProperties, names);
  }
  return {};
}

function chosen(rows: readonly Row[], indices: readonly number[]): Row[] {
  if (indices.length === 0) return [...rows];
  return indices.map((index) => {
    const row = rows[index];
    if (!row) throw new Refusal(`Invalid row index ${index}: the table has ${rows.length} rows.`);
    return row;
  });
}

export function pinTableHeaderRows(document: StoredDocument, given: Given<"pinTableHeaderRows">): Json {
  const { rows } = tableAt(document, given.tableStartLocation).table;
  const count = given.pinnedHeaderRowsCount;
  if (count < 0 || count > rows.length) throw new Refusal(`Cannot pin ${count} rows of a table with ${rows.length}.`);
  for (const [index, row] of rows.entries()) row.style = { ...row.style, tableHeader: index < count };
  return {};
}
