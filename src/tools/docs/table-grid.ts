import type { docs_v1 } from "googleapis/build/src/apis/docs/v1.js";
import { invalid } from "./docs-input.ts";

/**
 * A table as the sizes of its cells' contents, so that every cell's index is known after each change that a batch makes:
 * a table takes an index for itself, its end, each row and each cell.
 */
export class TableGrid {
  readonly start: number;
  readonly #sizes: number[][];

  constructor(start: number, { tableRows = [] }: docs_v1.Schema$Table) {
    this.start = start;
    this.#sizes = tableRows.map(({ tableCells = [] }) =>
      tableCells.map(({ startIndex, endIndex }) => (endIndex ?? 0) - (startIndex ?? 0) - 1),
    );
  }

  get rows(): number {
    return this.#sizes.length;
  }

  get columns(): number {
    return Math.max(0, ...this.#sizes.map((row) => row.length));
  }

  /** Index of a cell's first paragraph. */
  indexOf(row: number, column: number): number {
    const before = this.#sizes.slice(0, row).reduce((sum, cells) => sum + 1 + cellsSize(cells), 0);
    return this.start + 1 + before + 1 + cellsSize(this.#sizes[row]?.slice(0, column) ?? []) + 1;
  }

  /** Indexes that a cell's content takes, its last newline included. */
  sizeOf(row: number, column: number): number {
    return this.#sizes[row]?.[column] ?? 1;
  }

  /** @param size with the last newline */
  resize(row: number, column: number, size: number): void {
    const cells = this.#sizes[row];
    if (cells) cells[column] = size;
  }

  insertRow(at: number): void {
    this.#sizes.splice(
      at,
      0,
      Array.from({ length: this.columns }, () => 1),
    );
  }

  insertColumn(at: number): void {
    for (const cells of this.#sizes) cells.splice(at, 0, 1);
  }

  deleteRow(at: number): void {
    this.#sizes.splice(at, 1);
  }

  deleteColumn(at: number): void {
    for (const cells of this.#sizes) cells.splice(at, 1);
  }
}

function cellsSize(cells: readonly number[]): number {
  return cells.reduce((sum, size) => sum + 1 + size, 0);
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
