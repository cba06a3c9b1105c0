/** A rectangle of cells, 0-based, ends exclusive; what is missing is unbounded. */
export interface CellArea {
  startRow?: number;
  endRow?: number;
  startColumn?: number;
  endColumn?: number;
}

/** What a text in A1 notation names: cells, of a tab where one is named, or something by its bare name. */
export type ParsedRange =
  | { kind: "cells"; sheet?: string; area: CellArea; single: boolean }
  | { kind: "name"; name: string };

/** Letters of a column: 0 → A, 27 → AB. */
export function columnLetters(index: number): string {
  const before = Math.floor(index / 26);
  return (before > 0 ? columnLetters(before - 1) : "") + String.fromCharCode(65 + (index % 26));
}

/** Index of a column from its letters: A → 0, AB → 27; undefined for another text. */
export function columnIndex(letters: string): number | undefined {
  if (!/^[A-Za-z]{1,3}$/.test(letters)) return undefined;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** A tab's title as it stands before the `!` of a range, in quotes where it needs them. */
export function quoteSheet(title: string): string {
  const plain = /^[A-Za-z_]\w*$/.test(title) && !/^[A-Za-z]{1,3}\d+$/.test(title) && !/^R\d*C\d*$/i.test(title);
  return plain ? title : `'${title.replaceAll("'", "''")}'`;
}

/** The address of a cell: 1, 0 → A2. */
export function cellAddress(row: number, column: number): string {
  return `${columnLetters(column)}${row + 1}`;
}

/** A rectangle in A1 notation, with its tab when one is given; a whole tab is its title alone. */
export function writeRange(sheet: string | undefined, area: CellArea): string {
  const { startRow, endRow, startColumn, endColumn } = area;
  const prefix = sheet === undefined ? "" : quoteSheet(sheet);
  const open = endRow === undefined && endColumn === undefined;
  if (open && (startRow ?? 0) === 0 && (startColumn ?? 0) === 0) return prefix === "" ? "A1" : prefix;
  const wholeColumns = endRow === undefined && (startRow ?? 0) === 0;
  const wholeRows = endColumn === undefined && (startColumn ?? 0) === 0;
  const from = `${wholeRows ? "" : columnLetters(startColumn ?? 0)}${wholeColumns ? "" : (startRow ?? 0) + 1}`;
  const to = `${endColumn === undefined ? "" : columnLetters(endColumn - 1)}${endRow ?? ""}`;
  const cells = from === to && !wholeRows && !wholeColumns ? from : `${from}:${to}`;
  return prefix === "" ? cells : `${prefix}!${cells}`;
}

/**
 * Reads A1 notation (Sheets API, "Cell": A1 notation): `Costs!A1:B2`, `'My tab'!A:C`, `2:5`, `A3:C`, `Costs`, or the
 * name of a named range. Undefined for a text that names nothing.
 */
export function parseRange(text: string): ParsedRange | undefined {
  const quoted = /^'((?:[^']|'')+)'(?:!(.+))?$/s.exec(text);
  const at = quoted ? -1 : text.lastIndexOf("!");
  if (at === 0) return undefined;
  const sheet = quoted ? (quoted[1] ?? "").replaceAll("''", "'") : at > 0 ? text.slice(0, at) : undefined;
  const cells = quoted ? quoted[2] : at < 0 ? text : text.slice(at + 1);
  if (cells === undefined) return { kind: "name", name: sheet ?? "" };
  const found = cellsOf(cells);
  if (found) return { kind: "cells", ...found, ...(sheet !== undefined && { sheet }) };
  return sheet === undefined && at < 0 && cells.trim() !== "" ? { kind: "name", name: cells } : undefined;
}

interface Corner {
  row?: number;
  column?: number;
}

function corner(text: string): Corner | undefined {
  const [whole, letters, digits] = /^\$?([A-Za-z]{1,3})?(?:\$?([1-9]\d{0,7}))?$/.exec(text) ?? [];
  if (!whole || (letters === undefined && digits === undefined)) return undefined;
  const column = letters === undefined ? undefined : columnIndex(letters);
  return { ...(column !== undefined && { column }), ...(digits !== undefined && { row: Number(digits) - 1 }) };
}

function cellsOf(text: string): { area: CellArea; single: boolean } | undefined {
  const [first = "", second, ...more] = text.split(":");
  const a = corner(first);
  const b = second === undefined ? a : corner(second);
  if (!a || !b || more.length > 0) return undefined;
  if (second === undefined && (a.row === undefined || a.column === undefined)) return undefined;
  const [startRow, endRow] = span(a.row, b.row);
  const [startColumn, endColumn] = span(a.column, b.column);
  return {
    area: {
      ...(startRow !== undefined && { startRow }),
      ...(endRow !== undefined && { endRow }),
      ...(startColumn !== undefined && { startColumn }),
      ...(endColumn !== undefined && { endColumn }),
    },
    single: second === undefined,
  };
}

/** From the smaller to the larger; open at its end when one of the two is missing. */
function span(a: number | undefined, b: number | undefined): [number | undefined, number | undefined] {
  if (a !== undefined && b !== undefined) return [Math.min(a, b), Math.max(a, b) + 1];
  return [a ?? b, undefined];
}
