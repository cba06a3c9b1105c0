import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import { invalid } from "./docs-input.ts";

interface Cell {
  /** Indexes that its content takes, its last newline included. */
  size: number;
  /** Whether it belongs to a merged cell of several rows, and of several columns. */
  tall: boolean;
  wide: boolean;
  /** Whether a merged cell hides it. */
  covered: boolean;
}

/**
 * A table as the sizes of its cells' contents, so that every cell's index is known after each change that a batch makes:
 * a table takes an index for itself, its end, each row and each cell. Cells that a merged one covers are there, empty.
 */
export class TableGrid {
  readonly start: number;
  readonly #cells: Cell[][];

  /** @throws ToolError `invalid_input` for a table whose rows have different numbers of cells */
  constructor(start: number, { tableRows = [] }: docs_v1.Schema$Table) {
    this.start = start;
    this.#cells = tableRows.map(({ tableCells = [] }) =>
      tableCells.map(({ startIndex, endIndex }) => ({
        size: (endIndex ?? 0) - (startIndex ?? 0) - 1,
        tall: false,
        wide: false,
        covered: false,
      })),
    );
    if (this.#cells.some((cells) => cells.length !== this.columns))
      throw invalid(
        "table: its rows have different numbers of cells",
        "Let the person split its merged cells in Docs.",
      );
    for (const [row, { tableCells = [] }] of tableRows.entries())
      for (const [column, { tableCellStyle }] of tableCells.entries())
        this.#merge(row, column, tableCellStyle?.rowSpan ?? 1, tableCellStyle?.columnSpan ?? 1);
  }

  #merge(row: number, column: number, rows: number, columns: number): void {
    if (rows * columns <= 1) return;
    for (const cells of this.#cells.slice(row, row + rows))
      for (const cell of cells.slice(column, column + columns))
        Object.assign(cell, { tall: cell.tall || rows > 1, wide: cell.wide || columns > 1, covered: true });
    const head = this.#cells[row]?.[column];
    if (head) head.covered = false;
  }

  get rows(): number {
    return this.#cells.length;
  }

  get columns(): number {
    return Math.max(0, ...this.#cells.map((row) => row.length));
  }

  /** Index of a cell's first paragraph. */
  indexOf(row: number, column: number): number {
    const before = this.#cells.slice(0, row).reduce((sum, cells) => sum + 1 + cellsSize(cells), 0);
    return this.start + 1 + before + 1 + cellsSize(this.#cells[row]?.slice(0, column) ?? []) + 1;
  }

  /** Indexes that a cell's content takes, its last newline included. */
  sizeOf(row: number, column: number): number {
    return this.#cells[row]?.[column]?.size ?? 1;
  }

  isCovered(row: number, column: number): boolean {
    return this.#cells[row]?.[column]?.covered ?? false;
  }

  /**
   * A cell by which Google finds this row and no other: one that is merged over several rows would stand for all of them
   * ("DeleteTableRowRequest", "InsertTableRowRequest").
   * @throws ToolError `invalid_input` when there is none
   */
  columnWithin(row: number): number {
    const found = bestOf(this.#cells[row] ?? [], ({ tall }) => !tall);
    if (found !== undefined) return found;
    throw invalid(`row: all cells of row ${row + 1} are merged with other rows`, SPLIT_FIRST);
  }

  /** The same for a column. */
  rowWithin(column: number): number {
    const cells = this.#cells.flatMap((row) => row[column] ?? []);
    const found = bestOf(cells, ({ wide }) => !wide);
    if (found !== undefined) return found;
    throw invalid(`column: all cells of column ${column + 1} are merged with other columns`, SPLIT_FIRST);
  }

  /** @param size with the last newline */
  resize(row: number, column: number, size: number): void {
    const cell = this.#cells[row]?.[column];
    if (cell) cell.size = size;
  }

  insertRow(at: number): void {
    const [above, below] = [this.#cells[at - 1], this.#cells[at]];
    const made = Array.from({ length: this.columns }, (_, column) => {
      const within = (above?.[column]?.tall && below?.[column]?.tall) ?? false;
      return { size: 1, tall: within, wide: within && (above?.[column]?.wide ?? false), covered: within };
    });
    this.#cells.splice(at, 0, made);
  }

  insertColumn(at: number): void {
    for (const cells of this.#cells) {
      const [left, right] = [cells[at - 1], cells[at]];
      const within = (left?.wide && right?.wide) ?? false;
      cells.splice(at, 0, { size: 1, tall: within && (left?.tall ?? false), wide: within, covered: within });
    }
  }

  deleteRow(at: number): void {
    this.#cells.splice(at, 1);
  }

  deleteColumn(at: number): void {
    for (const cells of this.#cells) cells.splice(at, 1);
  }
}

const SPLIT_FIRST = "Let the person split the merged cells in Docs first.";

/** The first cell that fits, one that is not covered before the others. */
function bestOf(cells: readonly Cell[], fits: (cell: Cell) => boolean): number | undefined {
  const seen = cells.findIndex((cell) => fits(cell) && !cell.covered);
  const found = seen >= 0 ? seen : cells.findIndex(fits);
  return found >= 0 ? found : undefined;
}

function cellsSize(cells: readonly Cell[]): number {
  return cells.reduce((sum, { size }) => sum + 1 + size, 0);
}

/** The tables of a tab's body, outermost ones only, in their order. */
function tablesOf(content: readonly docs_v1.Schema$StructuralElement[]) {
  return content.flatMap(({ startIndex, table }) => (table ? [{ start: startIndex ?? 0, table }] : []));
}

/** @param number counted from 1 @throws ToolError `invalid_input` */
export function gridOf(content: readonly docs_v1.Schema$StructuralElement[], number: number): TableGrid {
  const tables = tablesOf(content);
  const found = tables[number - 1];
  if (!found) throw invalid(`table: this tab has ${tables.length === 0 ? "no table" : `only ${tables.length}`}`);
  return new TableGrid(found.start, found.table);
}
