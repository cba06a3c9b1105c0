import {
  type Block,
  type DocTab,
  type Json,
  type Paragraph,
  rowSize,
  type Segment,
  type StoredDocument,
  sizeOf,
  sizeOfAll,
  type Unit,
} from "./model.ts";
import { tabProperties } from "./tabs.ts";

/** How suggestions are shown (`suggestionsViewMode`). */
export type View = "SUGGESTIONS_INLINE" | "PREVIEW_SUGGESTIONS_ACCEPTED" | "PREVIEW_WITHOUT_SUGGESTIONS";

/** A document as `documents.get` answers it: in `tabs`, or the first tab at the top as before there were tabs. */
export function documentShape(
  document: StoredDocument,
  facts: { title: string; revisionId: string | undefined; view: View; withTabs: boolean },
): Json {
  const { title, revisionId, view, withTabs } = facts;
  const [first] = document.tabs;
  return {
    title,
    ...(revisionId !== undefined && { revisionId }),
    suggestionsViewMode: view,
    documentId: document.id,
    ...(withTabs ? { tabs: tabsBelow(document, undefined, view) } : first && tabContent(first, view)),
  };
}

function tabsBelow(document: StoredDocument, parentId: string | undefined, view: View): Json[] {
  return document.tabs
    .filter((tab) => tab.parentId === parentId)
    .map((tab) => {
      const childTabs = tabsBelow(document, tab.id, view);
      return {
        tabProperties: tabProperties(document, tab),
        ...(childTabs.length > 0 && { childTabs }),
        documentTab: tabContent(tab, view),
      };
    });
}

function tabContent(tab: DocTab, view: View): Json {
  const ofKind = (kind: Segment["kind"]) =>
    Object.fromEntries(
      [...tab.segments.values()]
        .filter((segment) => segment.kind === kind)
        .map((segment) => [segment.id, { [`${kind}Id`]: segment.id, content: contentShape(segment.content, 0, view) }]),
    );
  const some = (name: string, entries: Json) => (Object.keys(entries).length > 0 ? { [name]: entries } : {});
  const listed = [...tab.lists].map(([id, { nestingLevels }]) => [id, { listProperties: { nestingLevels } }]);
  const objects = [...tab.inlineObjects].map(([objectId, inlineObjectProperties]) => [
    objectId,
    { objectId, inlineObjectProperties },
  ]);
  numberFootnotes(tab);
  return {
    body: { content: contentShape(tab.body.content, 0, view) },
    ...some("headers", ofKind("header")),
    ...some("footers", ofKind("footer")),
    ...some("footnotes", ofKind("footnote")),
    documentStyle: tab.documentStyle,
    namedStyles: { styles: tab.namedStyles },
    ...some("lists", Object.fromEntries(listed)),
    ...some("inlineObjects", Object.fromEntries(objects)),
    ...some("namedRanges", namedRanges(tab)),
  };
}

/** Footnotes are counted in the order of their marks. */
function numberFootnotes(tab: DocTab): void {
  let count = 0;
  for (const [, { object }] of allUnits(tab.body.content, 0)) {
    if (object?.name !== "footnoteReference") continue;
    count += 1;
    object.value.footnoteNumber = String(count);
  }
}

function namedRanges(tab: DocTab): Json {
  const named: Record<string, { name: string; namedRanges: Json[] }> = {};
  for (const { id, name, units } of tab.namedRanges) {
    const indexes = [...allUnits(tab.body.content, 0)].flatMap(([index, unit]) => (units.has(unit) ? [index] : []));
    const [first] = indexes;
    const last = indexes.at(-1);
    if (first === undefined || last === undefined) continue;
    named[name] ??= { name, namedRanges: [] };
    named[name].namedRanges.push({ namedRangeId: id, name, ranges: [{ startIndex: first, endIndex: last + 1 }] });
  }
  return named;
}

function* allUnits(content: readonly Block[], start: number): Generator<[number, Unit]> {
  let index = start;
  for (const block of content) {
    if (block.kind === "paragraph") for (const [at, unit] of block.units.entries()) yield [index + at, unit];
    if (block.kind === "contents") yield* allUnits(block.content, index + 1);
    if (block.kind === "table") {
      let inner = index + 1;
      for (const { cells } of block.rows) {
        inner += 1;
        for (const cell of cells) {
          yield* allUnits(cell.content, inner + 1);
          inner += 1 + sizeOfAll(cell.content);
        }
      }
    }
    index += sizeOf(block);
  }
}

/** As Google's JSON leaves out what is zero. */
function span(startIndex: number, endIndex: number): Json {
  return { ...(startIndex > 0 && { startIndex }), endIndex };
}

function contentShape(stored: readonly Block[], start: number, view: View): Json[] {
  let index = start;
  return viewed(stored, view).map((block) => {
    const from = index;
    index += sizeOf(block);
    return { ...span(from, index), ...blockShape(block, from, view) };
  });
}

function blockShape(block: Block, from: number, view: View): Json {
  switch (block.kind) {
    case "paragraph":
      return { paragraph: paragraphShape(block, from) };
    case "sectionBreak":
      return { sectionBreak: { sectionStyle: block.style } };
    case "contents":
      return { tableOfContents: { content: contentShape(block.content, from + 1, view) } };
    case "table":
      return { table: tableShape(block, from, view) };
  }
}

function tableShape(table: Extract<Block, { kind: "table" }>, start: number, view: View): Json {
  let index = start + 1;
  const tableRows = table.rows.map((stored) => {
    const row = { ...stored, cells: stored.cells.map((cell) => ({ ...cell, content: viewed(cell.content, view) })) };
    const rowStart = index;
    let inner = index + 1;
    const tableCells = row.cells.map((cell) => {
      const cellStart = inner;
      inner += 1 + sizeOfAll(cell.content);
      return {
        ...span(cellStart, inner),
        content: contentShape(cell.content, cellStart + 1, view),
        tableCellStyle: { rowSpan: 1, columnSpan: 1, ...cell.style },
      };
    });
    index += rowSize(row);
    return { ...span(rowStart, index), tableCells, tableRowStyle: { minRowHeight: { unit: "PT" }, ...row.style } };
  });
  return {
    rows: table.rows.length,
    columns: table.columns.length,
    tableRows,
    tableStyle: { tableColumnProperties: table.columns },
  };
}

/** Content with suggestions left out or made real; a newline that goes joins its paragraph with the next. */
export function viewed(content: readonly Block[], view: View): Block[] {
  if (view === "SUGGESTIONS_INLINE") return [...content];
  const accepted = view === "PREVIEW_SUGGESTIONS_ACCEPTED";
  const blocks: Block[] = [];
  let carried: Unit[] = [];
  for (const block of content) {
    if (block.kind !== "paragraph") {
      blocks.push(block);
      continue;
    }
    const stays = block.units.filter(({ insertions, deletions }) => (accepted ? !deletions : !insertions));
    const units = [...carried, ...stays.map(({ insertions: _in, deletions: _out, ...unit }) => unit)];
    const complete = units.at(-1)?.char === "\n";
    if (complete) blocks.push({ ...block, units });
    carried = complete ? [] : units;
  }
  return blocks;
}

function paragraphShape(paragraph: Paragraph, start: number): Json {
  const { bullet, style } = paragraph;
  return {
    elements: elementsOf(paragraph.units, start),
    paragraphStyle: { direction: "LEFT_TO_RIGHT", ...style },
    ...(bullet && {
      bullet: {
        listId: bullet.listId,
        ...(bullet.nestingLevel > 0 && { nestingLevel: bullet.nestingLevel }),
        textStyle: bullet.textStyle,
      },
    }),
  };
}

/** Neighbouring text of one style is one run. */
function elementsOf(units: readonly Unit[], start: number): Json[] {
  const runs: { from: number; units: Unit[]; key: string }[] = [];
  for (const [at, unit] of units.entries()) {
    const key = JSON.stringify([unit.style, unit.insertions, unit.deletions]);
    const last = runs.at(-1);
    if (last && last.key === key && !unit.object && !last.units[0]?.object) last.units.push(unit);
    else runs.push({ from: start + at, units: [unit], key });
  }
  return runs.map(({ from, units: run }) => {
    const [{ object, style, insertions, deletions } = { object: undefined, style: {} }] = run;
    const common = {
      ...(insertions && { suggestedInsertionIds: insertions }),
      ...(deletions && { suggestedDeletionIds: deletions }),
      textStyle: style,
    };
    const content = run.map(({ char }) => char).join("");
    return {
      ...span(from, from + run.length),
      ...(object ? { [object.name]: { ...object.value, ...common } } : { textRun: { content, ...common } }),
    };
  });
}
