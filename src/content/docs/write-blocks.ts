import { ToolError } from "../../errors.ts";
import type { Block, Inline, ParagraphBlock, TableBlock } from "./blocks.ts";
import { HEAD_LOOK } from "./looks.ts";
import { at, type Place, paragraphStyle, plain, type Request } from "./requests.ts";
import { EMPHASIS, inlineRequests, layOut, type NoteRequest, paragraphRequests } from "./write-paragraphs.ts";

/** More are refused by Docs. */
const MOST_COLUMNS = 20;

/** Requests that write blocks. */
export interface Written {
  requests: Request[];
  /** Index of the last paragraph's newline after them. */
  end: number;
  /** Which request makes which footnote; their texts can be written when Docs has told their ids. */
  notes: NoteRequest[];
}

/**
 * Writes blocks into an empty paragraph, in requests that are sent in one batch: each counts with what those before it
 * have done.
 * @param index where the empty paragraph is
 * @param fresh whether that paragraph has no style of its own, as in a new document
 */
export function writeBlocks(blocks: readonly Block[], place: Place, index: number, fresh: boolean): Written {
  const written: Written = { requests: [], end: index, notes: [] };
  let isPlain = fresh;
  for (const part of partsOf(blocks)) {
    if (part.kind === "table") {
      addTable(written, place, part);
      isPlain = true;
    } else {
      const run = layOut(part.paragraphs, written.end);
      add(written, paragraphRequests(run, place, isPlain));
      written.end = run.end;
    }
  }
  return written;
}

function add(written: Written, more: { requests: Request[]; notes: NoteRequest[] }): void {
  const before = written.requests.length;
  written.notes.push(...more.notes.map(({ id, request }) => ({ id, request: request + before })));
  written.requests.push(...more.requests);
}

type Part = { kind: "paragraphs"; paragraphs: ParagraphBlock[] } | TableBlock;

function partsOf(blocks: readonly Block[]): Part[] {
  const parts: Part[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    if (block.kind === "table") parts.push(block);
    else if (last?.kind === "paragraphs") last.paragraphs.push(block);
    else parts.push({ kind: "paragraphs", paragraphs: [block] });
  }
  return parts;
}

/**
 * A table splits the paragraph, so that it begins one later; it takes an index for itself, its end, each row, each cell,
 * and the newline of each cell. The paragraph after it and the cells are made plain, since they take over the style of
 * the paragraph that was split. Cells are filled from the last to the first.
 */
function addTable(written: Written, place: Place, { rows, alignments }: TableBlock): void {
  const columns = Math.max(1, ...rows.map((row) => row.length));
  if (columns > MOST_COLUMNS)
    throw new ToolError(
      "invalid_input",
      `A table has ${columns} columns; Docs takes at most ${MOST_COLUMNS}`,
      "Split the table, or use a spreadsheet.",
    );
  const start = written.end + 1;
  const emptyEnd = start + 2 + rows.length * (1 + 2 * columns);
  const requests: Request[] = [
    { insertTable: { rows: rows.length, columns, location: at(place, written.end) } },
    ...plain(place, [start, emptyEnd + 1]),
    { pinTableHeaderRows: { tableStartLocation: at(place, start), pinnedHeaderRowsCount: 1 } },
    {
      updateTableCellStyle: {
        tableCellStyle: HEAD_LOOK,
        fields: Object.keys(HEAD_LOOK).join(","),
        tableRange: {
          tableCellLocation: { tableStartLocation: at(place, start), rowIndex: 0, columnIndex: 0 },
          rowSpan: 1,
          columnSpan: columns,
        },
      },
    },
  ];
  add(written, { requests, notes: [] });
  let filled = 0;
  for (const [row, cells] of [...rows.entries()].reverse()) {
    for (const [column, inlines] of [...cells.entries()].reverse()) {
      const cell = start + 3 + row * (1 + 2 * columns) + 2 * column;
      const content = inlineRequests(inlines, place, cell);
      add(written, content);
      const alignment = alignments[column];
      if (alignment !== undefined && alignment !== "left")
        add(written, {
          requests: paragraphStyle(place, [cell, cell + content.length + 1], {
            alignment: alignment === "center" ? "CENTER" : "END",
          }),
          notes: [],
        });
      filled += content.length;
    }
  }
  written.end = emptyEnd + filled;
}

/** Writes a line into an existing paragraph, looking as its surroundings do but for its own styles. */
export function writeLine(inlines: readonly Inline[], place: Place, index: number): Written {
  const { requests, notes, length } = inlineRequests(inlines, place, index, EMPHASIS);
  return { requests, notes, end: index + length };
}
