import { z } from "zod";

const json = z.record(z.string(), z.unknown());
const location = z.object({
  index: z.number().optional(),
  segmentId: z.string().optional(),
  tabId: z.string().optional(),
});
const range = z.object({
  startIndex: z.number().optional(),
  endIndex: z.number().optional(),
  segmentId: z.string().optional(),
  tabId: z.string().optional(),
});
const insertion = { location: location.optional(), endOfSegmentLocation: location.omit({ index: true }).optional() };
const cellLocation = z.object({
  tableStartLocation: location.optional(),
  rowIndex: z.number().default(0),
  columnIndex: z.number().default(0),
});
const tableRange = z.object({
  tableCellLocation: cellLocation.optional(),
  rowSpan: z.number().default(0),
  columnSpan: z.number().default(0),
});
const tabsCriteria = z.object({ tabIds: z.array(z.string()).default([]) });
const fields = z.string().default("");
const tabProperties = z.object({
  tabId: z.string().optional(),
  title: z.string().optional(),
  parentTabId: z.string().optional(),
  index: z.number().optional(),
  iconEmoji: z.string().optional(),
});
const atCell = z.object({ tableCellLocation: cellLocation.optional() });
const headerOrFooter = z.object({ type: z.string().optional(), sectionBreakLocation: location.optional() });

/** What each request of a batch holds, as far as the emulator carries it out. */
export const requestSchemas = {
  insertText: z.object({ ...insertion, text: z.string().default("") }),
  deleteContentRange: z.object({ range: range.optional() }),
  replaceAllText: z.object({
    containsText: z
      .object({
        text: z.string().default(""),
        matchCase: z.boolean().default(false),
        searchByRegex: z.boolean().default(false),
      })
      .optional(),
    replaceText: z.string().default(""),
    tabsCriteria: tabsCriteria.optional(),
  }),
  updateTextStyle: z.object({ range: range.optional(), textStyle: json.default({}), fields }),
  updateParagraphStyle: z.object({ range: range.optional(), paragraphStyle: json.default({}), fields }),
  createParagraphBullets: z.object({ range: range.optional(), bulletPreset: z.string().optional() }),
  deleteParagraphBullets: z.object({ range: range.optional() }),
  insertTable: z.object({ ...insertion, rows: z.number().default(0), columns: z.number().default(0) }),
  insertTableRow: atCell.extend({ insertBelow: z.boolean().default(false) }),
  insertTableColumn: atCell.extend({ insertRight: z.boolean().default(false) }),
  deleteTableRow: atCell,
  deleteTableColumn: atCell,
  mergeTableCells: z.object({ tableRange: tableRange.optional() }),
  unmergeTableCells: z.object({ tableRange: tableRange.optional() }),
  updateTableCellStyle: z.object({
    tableRange: tableRange.optional(),
    tableStartLocation: location.optional(),
    tableCellStyle: json.default({}),
    fields,
  }),
  updateTableRowStyle: z.object({
    tableStartLocation: location.optional(),
    rowIndices: z.array(z.number()).default([]),
    tableRowStyle: json.default({}),
    fields,
  }),
  updateTableColumnProperties: z.object({
    tableStartLocation: location.optional(),
    columnIndices: z.array(z.number()).default([]),
    tableColumnProperties: json.default({}),
    fields,
  }),
  pinTableHeaderRows: z.object({
    tableStartLocation: location.optional(),
    pinnedHeaderRowsCount: z.number().default(0),
  }),
  insertInlineImage: z.object({ ...insertion, uri: z.string().default(""), objectSize: json.optional() }),
  insertPageBreak: z.object(insertion),
  insertSectionBreak: z.object({ ...insertion, sectionType: z.string().optional() }),
  createHeader: headerOrFooter,
  createFooter: headerOrFooter,
  deleteHeader: z.object({ headerId: z.string().default(""), tabId: z.string().optional() }),
  deleteFooter: z.object({ footerId: z.string().default(""), tabId: z.string().optional() }),
  createFootnote: z.object(insertion),
  insertPerson: z.object({ ...insertion, personProperties: json.optional() }),
  insertRichLink: z.object({ ...insertion, richLinkProperties: json.optional() }),
  insertDate: z.object({ ...insertion, dateElementProperties: json.optional() }),
  createNamedRange: z.object({ name: z.string().default(""), range: range.optional() }),
  deleteNamedRange: z.object({
    namedRangeId: z.string().optional(),
    name: z.string().optional(),
    tabsCriteria: tabsCriteria.optional(),
  }),
  addDocumentTab: z.object({ tabProperties: tabProperties.optional() }),
  updateDocumentTabProperties: z.object({ tabProperties: tabProperties.optional(), fields }),
  deleteTab: z.object({ tabId: z.string().default("") }),
  updateDocumentStyle: z.object({ documentStyle: json.default({}), tabId: z.string().optional(), fields }),
  updateSectionStyle: z.object({ sectionStyle: json.default({}), range: range.optional(), fields }),
} as const;

export type RequestName = keyof typeof requestSchemas;
/** One request's content, parsed. */
export type Given<Name extends RequestName> = z.output<(typeof requestSchemas)[Name]>;
export type Location = z.output<typeof location>;
export type Range = z.output<typeof range>;
export type CellLocation = z.output<typeof cellLocation>;
export type TableRange = z.output<typeof tableRange>;
