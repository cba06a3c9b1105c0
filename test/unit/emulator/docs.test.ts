import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DocsService, docsService } from "../../emulator/docs/service.ts";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import { call, type DirectCall, jsonOf, refusal, smallWorld } from "./direct-call.ts";

const DOCUMENTS = ["https://www.googleapis.com/auth/documents"];
const FILE = ["https://www.googleapis.com/auth/drive.file"];

const elementSchema = z.object({
  startIndex: z.number().optional(),
  endIndex: z.number(),
  paragraph: z
    .object({
      elements: z.array(
        z.looseObject({
          startIndex: z.number().optional(),
          endIndex: z.number(),
          textRun: z.object({ content: z.string(), textStyle: z.record(z.string(), z.unknown()) }).optional(),
        }),
      ),
      paragraphStyle: z.record(z.string(), z.unknown()),
      bullet: z.object({ listId: z.string(), nestingLevel: z.number().optional() }).optional(),
    })
    .optional(),
  table: z
    .object({
      rows: z.number(),
      columns: z.number(),
      tableRows: z.array(
        z.object({
          startIndex: z.number(),
          endIndex: z.number(),
          tableCells: z.array(
            z.object({
              startIndex: z.number(),
              endIndex: z.number(),
              content: z.array(z.looseObject({ startIndex: z.number(), endIndex: z.number() })),
            }),
          ),
        }),
      ),
    })
    .optional(),
  sectionBreak: z.unknown().optional(),
});

const documentSchema = z.object({
  documentId: z.string(),
  title: z.string(),
  revisionId: z.string().optional(),
  body: z.object({ content: z.array(elementSchema) }).optional(),
  tabs: z.array(z.looseObject({ tabProperties: z.looseObject({ tabId: z.string(), title: z.string() }) })).optional(),
});

let drive: DriveService;
let docs: DocsService;
let documentId = "";
beforeEach(async () => {
  const world = smallWorld();
  drive = driveService(world);
  docs = docsService(world, drive);
  const made = await call(docs, "docs.documents.create", { body: { title: "Notes" }, scopes: DOCUMENTS });
  documentId = jsonOf(made, documentSchema).documentId;
});

const get = async (query: Record<string, string> = {}, more: DirectCall = {}) =>
  jsonOf(
    await call(docs, "docs.documents.get", { path: { documentId }, query, scopes: DOCUMENTS, ...more }),
    documentSchema,
  );
const update = (requests: unknown[], writeControl?: unknown, more: DirectCall = {}) =>
  call(docs, "docs.documents.batchUpdate", {
    path: { documentId },
    body: { requests, ...(writeControl !== undefined && { writeControl }) },
    scopes: DOCUMENTS,
    ...more,
  });
const content = async () => (await get()).body?.content ?? [];
const texts = async () =>
  (await content()).flatMap(({ paragraph }) =>
    paragraph ? [paragraph.elements.map(({ textRun }) => textRun?.content ?? "¤").join("")] : [],
  );
const insert = (index: number, text: string, more: Record<string, unknown> = {}) => ({
  insertText: { location: { index, ...more }, text },
});
const remove = (startIndex: number, endIndex: number) => ({ deleteContentRange: { range: { startIndex, endIndex } } });
const message = async (requests: unknown[]) => (await refusal(update(requests))).message;

describe("a new document", () => {
  it("is a section break and an empty paragraph, and a file of Drive", async () => {
    expect((await content()).map(({ startIndex, endIndex }) => [startIndex, endIndex])).toEqual([
      [undefined, 1],
      [1, 2],
    ]);
    const file = drive.state("ada@example.com").files.find(({ id }) => id === documentId);
    expect(file).toMatchObject({ name: "Notes", mimeType: "application/vnd.google-apps.document" });
  });

  it("has its content in tabs when they are asked for, and at the top otherwise", async () => {
    const { tabs, body } = await get({ includeTabsContent: "true" });
    expect(tabs?.map(({ tabProperties }) => tabProperties)).toEqual([{ tabId: "t.0", title: "Tab 1", index: 0 }]);
    expect(body).toBeUndefined();
    expect((await get()).tabs).toBeUndefined();
  });
});

describe("text", () => {
  it("is counted in UTF-16 code units, and newlines make paragraphs", async () => {
    await update([insert(1, "a🎉b\nc")]);
    expect((await content()).map(({ startIndex, endIndex }) => [startIndex, endIndex])).toEqual([
      [undefined, 1],
      [1, 6],
      [6, 8],
    ]);
    await update([insert(3, "x")]);
    expect(await texts()).toEqual(["a🎉xb\n", "c\n"]);
  });

  it("loses what Docs strips", async () => {
    await update([insert(1, "a\u0007b\ue000c\td")]);
    expect(await texts()).toEqual(["abc\td\n"]);
  });

  it("is refused outside paragraphs", async () => {
    expect(await message([insert(5, "x")])).toBe(
      "Invalid requests[0].insertText: Index 5 must be less than the end index of the referenced segment, 2.",
    );
    expect(await message([insert(0, "x")])).toContain("must be inside the bounds of an existing paragraph");
    expect(await message([insert(1, "")])).toContain("must specify text to insert");
    await update([insert(1, "x")]);
    await update([{ insertTable: { rows: 1, columns: 1, location: { index: 2 } } }]);
    for (const index of [3, 4, 5]) expect(await message([insert(index, "x")])).toContain("existing paragraph");
  });

  it("takes the look of what is before it, and a link only within", async () => {
    await update([
      insert(1, "abcd"),
      { updateTextStyle: { range: { startIndex: 1, endIndex: 3 }, textStyle: { bold: true }, fields: "bold" } },
      {
        updateTextStyle: {
          range: { startIndex: 3, endIndex: 5 },
          textStyle: { link: { url: "https://example.com" } },
          fields: "link",
        },
      },
      insert(5, "E"),
      insert(4, "L"),
      insert(3, "B"),
    ]);
    const runs = (await content())[1]?.paragraph?.elements.map(({ textRun }) => [
      textRun?.content,
      Object.keys(textRun?.textStyle ?? {}).join(),
    ]);
    expect(runs).toEqual([
      ["abB", "bold"],
      ["cLd", "link,underline,foregroundColor"],
      ["E\n", ""],
    ]);
  });
});

describe("deleting", () => {
  it("joins paragraphs, and keeps the look of the later one", async () => {
    await update([
      insert(1, "one\ntwo"),
      {
        updateParagraphStyle: {
          range: { startIndex: 5, endIndex: 6 },
          paragraphStyle: { namedStyleType: "HEADING_1" },
          fields: "namedStyleType",
        },
      },
      remove(3, 6),
    ]);
    expect(await texts()).toEqual(["onwo\n"]);
    expect((await content())[1]?.paragraph?.paragraphStyle.namedStyleType).toBe("HEADING_1");
  });

  it("is refused where it would break the structure", async () => {
    await update([insert(1, "a🎉"), { insertTable: { rows: 2, columns: 2, location: { index: 4 } } }]);
    const end = (await content()).at(-1)?.endIndex ?? 0;
    expect(await message([remove(1, end)])).toContain(
      "The range cannot include the newline character at the end of the segment.",
    );
    expect(await message([remove(2, 2)])).toContain("The range should not be empty.");
    const invalid = "Invalid deletion range. Cannot delete the requested range.";
    expect(await message([remove(2, 3)])).toContain(invalid);
    expect(await message([remove(4, 5)])).toContain(invalid);
    expect(await message([remove(5, 9)])).toContain(invalid);
    expect(await message([remove(8, 9)])).toContain(invalid);
    expect(await message([remove(0, 2)])).toContain(invalid);
    const table = (await content()).find((element) => element.table);
    await update([remove(table?.startIndex ?? 0, table?.endIndex ?? 0)]);
    expect(await texts()).toEqual(["a🎉\n", "\n"]);
  });
});

describe("a batch", () => {
  it("is done whole or not at all", async () => {
    expect(await message([insert(1, "kept?"), insert(99, "x")])).toContain("Invalid requests[1].insertText");
    expect(await texts()).toEqual(["\n"]);
    expect(await message([])).toBe("Must specify at least one request.");
    expect(await message([{}])).toContain("Invalid requests[0]");
  });

  it("is refused when the document is another one than the revision says", async () => {
    const { revisionId = "" } = await get();
    await update([insert(1, "a")], { requiredRevisionId: revisionId });
    const stale = await refusal(update([insert(1, "b")], { requiredRevisionId: revisionId }));
    expect(stale).toMatchObject({
      status: 400,
      message: `The required revision ID '${revisionId}' does not match the latest revision.`,
    });
    docs.touch("ada@example.com", documentId);
    expect((await get()).revisionId).not.toBe(revisionId);
    expect(await texts()).toEqual(["a\n"]);
  });
});

describe("tables", () => {
  it("lie where Google lays them", async () => {
    await update([insert(1, "ab"), { insertTable: { rows: 2, columns: 3, location: { index: 3 } } }]);
    const [, before, element, after] = await content();
    expect([before?.endIndex, element?.startIndex, element?.endIndex, after?.endIndex]).toEqual([4, 4, 20, 21]);
    const rows = element?.table?.tableRows.map((row) => [
      row.startIndex,
      ...row.tableCells.map((cell) => [cell.startIndex, cell.content[0]?.startIndex]),
    ]);
    expect(rows).toEqual([
      [5, [6, 7], [8, 9], [10, 11]],
      [12, [13, 14], [15, 16], [17, 18]],
    ]);
  });

  it("change by rows and columns, and go with the last of them", async () => {
    await update([{ insertTable: { rows: 1, columns: 1, location: { index: 1 } } }]);
    const cell = { tableStartLocation: { index: 2 }, rowIndex: 0, columnIndex: 0 };
    await update([
      { insertTableRow: { tableCellLocation: cell, insertBelow: true } },
      { insertTableColumn: { tableCellLocation: cell, insertRight: false } },
    ]);
    expect((await content())[2]?.table).toMatchObject({ rows: 2, columns: 2 });
    expect(
      await message([{ deleteTableRow: { tableCellLocation: { ...cell, tableStartLocation: { index: 3 } } } }]),
    ).toContain("Must specify the start index of the table.");
    expect(await message([{ deleteTableRow: { tableCellLocation: { ...cell, rowIndex: 2 } } }])).toContain("row index");
    await update([{ deleteTableRow: { tableCellLocation: cell } }, { deleteTableRow: { tableCellLocation: cell } }]);
    expect(await texts()).toEqual(["\n", "\n"]);
  });
});

describe("lists", () => {
  it("take their levels from tabs, which go, and go on from a list of the same kind", async () => {
    await update([insert(1, "a\n\tb\nc\nd")]);
    const bullets = (startIndex: number, endIndex: number, bulletPreset: string) => ({
      createParagraphBullets: { range: { startIndex, endIndex }, bulletPreset },
    });
    await update([
      bullets(1, 5, "BULLET_DISC_CIRCLE_SQUARE"),
      bullets(5, 6, "BULLET_DISC_CIRCLE_SQUARE"),
      bullets(7, 8, "NUMBERED_DECIMAL_ALPHA_ROMAN"),
    ]);
    const found = (await content()).flatMap(({ paragraph }) => (paragraph ? [paragraph] : []));
    expect(await texts()).toEqual(["a\n", "b\n", "c\n", "d\n"]);
    const [a, b, c, d] = found.map(({ bullet }) => bullet);
    expect([a?.nestingLevel, b?.nestingLevel]).toEqual([undefined, 1]);
    expect([b?.listId, c?.listId]).toEqual([a?.listId, a?.listId]);
    expect(d?.listId).not.toBe(a?.listId);
    expect(found[1]?.paragraphStyle.indentStart).toEqual({ magnitude: 72, unit: "PT" });
  });
});

describe("styles", () => {
  it("are refused without a field, with one that is read only, and with half a border", async () => {
    const range = { startIndex: 1, endIndex: 2 };
    expect(await message([{ updateTextStyle: { range, textStyle: { bold: true } } }])).toContain(
      "At least one field must be listed in 'fields'.",
    );
    expect(
      await message([{ updateParagraphStyle: { range, paragraphStyle: { headingId: "h.1" }, fields: "headingId" } }]),
    ).toContain("Unallowed field: headingId");
    expect(
      await message([{ updateParagraphStyle: { range, paragraphStyle: { borderLeft: {} }, fields: "borderLeft" } }]),
    ).toContain("cannot be partially updated");
  });
});

describe("other parts", () => {
  it("are headers and footers, one a document, and footnotes with texts of their own", async () => {
    await update([{ createHeader: { type: "DEFAULT" } }]);
    expect(await message([{ createHeader: { type: "DEFAULT" } }])).toContain("Default header already exists.");
    expect(await message([{ createFooter: {} }])).toContain("Footer type not specified.");
    const { json } = await update([{ createFootnote: { location: { index: 1 } } }]);
    const { replies } = z
      .object({ replies: z.array(z.object({ createFootnote: z.object({ footnoteId: z.string() }) })) })
      .parse(json);
    const segmentId = replies[0]?.createFootnote.footnoteId;
    await update([insert(1, "note", { segmentId })]);
    expect(await message([insert(9, "x", { segmentId })])).toContain("end index of the referenced segment, 6.");
    expect(await message([{ insertPageBreak: { location: { index: 0, segmentId } } }])).toContain("cannot be inserted");
    expect(await texts()).toEqual(["¤\n"]);
  });

  it("are pictures that Google can fetch", async () => {
    const image = (uri: string) => ({ insertInlineImage: { uri, location: { index: 1 } } });
    await update([image("https://example.com/a.png")]);
    for (const uri of ["https://example.invalid/a.png", "http://localhost/a.png", "data:image/png;base64,AA"])
      expect(await message([image(uri)])).toContain("There was a problem retrieving the image.");
    expect(await message([image("https://drive.google.com/uc?id=unknown")])).toContain("was forbidden");
  });

  it("are page breaks with a newline, and section breaks with one before", async () => {
    await update([insert(1, "ab"), { insertPageBreak: { location: { index: 2 } } }]);
    expect(await texts()).toEqual(["a¤\n", "b\n"]);
    await update([{ insertSectionBreak: { location: { index: 4 }, sectionType: "NEXT_PAGE" } }]);
    expect((await content()).map((one) => (one.sectionBreak ? "break" : one.endIndex))).toEqual([
      "break",
      4,
      5,
      "break",
      8,
    ]);
  });

  it("are tabs, each with indexes of its own", async () => {
    await update([{ addDocumentTab: { tabProperties: { title: "Second" } } }]);
    const tabs = (await get({ includeTabsContent: "true" })).tabs ?? [];
    const second = tabs[1]?.tabProperties.tabId ?? "";
    await update([insert(1, "in two", { tabId: second })]);
    expect(await texts()).toEqual(["\n"]);
    expect(await message([insert(1, "x", { tabId: "t.none" })])).toContain("t.none");
    const all = { replaceAllText: { containsText: { text: "TWO" }, replaceText: "2" } };
    expect((await update([all])).json).toMatchObject({ replies: [{ replaceAllText: { occurrencesChanged: 1 } }] });
    expect(await message([{ deleteTab: { tabId: "t.0" } }, { deleteTab: { tabId: second } }])).toContain("last tab");
  });
});

describe("access", () => {
  it("of drive.file reaches only what its client made", async () => {
    expect((await get({}, { scopes: FILE })).title).toBe("Notes");
    const seeded = drive.state("ada@example.com").files.find(({ name }) => name === "Project plan")?.id ?? "";
    const foreign = { path: { documentId: seeded }, scopes: FILE };
    expect(await refusal(call(docs, "docs.documents.get", foreign))).toMatchObject({
      status: 404,
      message: "Requested entity was not found.",
    });
    expect((await call(docs, "docs.documents.get", { ...foreign, scopes: DOCUMENTS })).json).toMatchObject({
      title: "Project plan",
    });
  });

  it("is refused to other kinds of files and to readers who would write", async () => {
    const { files } = drive.state("ada@example.com");
    const idOf = (name: string) => files.find((file) => file.name === name)?.id ?? "";
    const budget = call(docs, "docs.documents.get", { path: { documentId: idOf("Budget") }, scopes: DOCUMENTS });
    expect(await refusal(budget)).toMatchObject({ status: 400 });
    const plan = files.find(({ name }) => name === "Project plan");
    for (const permission of plan?.permissions ?? []) permission.role = "reader";
    const path = { documentId: plan?.id ?? "" };
    const view = await call(docs, "docs.documents.get", { path, scopes: DOCUMENTS });
    expect(jsonOf(view, documentSchema).revisionId).toBeUndefined();
    const write = call(docs, "docs.documents.batchUpdate", { path, body: { requests: [{}] }, scopes: DOCUMENTS });
    expect(await refusal(write)).toMatchObject({ status: 403, message: "The caller does not have permission" });
    const inline = { suggestionsViewMode: "SUGGESTIONS_INLINE" };
    expect(await refusal(call(docs, "docs.documents.get", { path, query: inline, scopes: DOCUMENTS }))).toMatchObject({
      status: 403,
    });
  });
});

describe("suggestions", () => {
  it("are inline, accepted or rejected as the view says", async () => {
    await update([insert(1, "keep old new")]);
    const paragraph = docs.document("ada@example.com", documentId).tabs[0]?.body.content[1];
    if (paragraph?.kind !== "paragraph") throw new Error("the body has a paragraph");
    for (const unit of paragraph.units.slice(5, 9)) unit.deletions = ["suggest.1"];
    for (const unit of paragraph.units.slice(9, 12)) unit.insertions = ["suggest.2"];
    const shown = async (suggestionsViewMode: string) => {
      const { body } = await get({ suggestionsViewMode });
      return body?.content[1]?.paragraph?.elements.map(({ textRun }) => textRun?.content);
    };
    expect(await shown("SUGGESTIONS_INLINE")).toEqual(["keep ", "old ", "new", "\n"]);
    expect(await shown("PREVIEW_SUGGESTIONS_ACCEPTED")).toEqual(["keep new\n"]);
    expect(await shown("PREVIEW_WITHOUT_SUGGESTIONS")).toEqual(["keep old \n"]);
  });
});

describe("Drive", () => {
  it("exports what the document says, and takes content in that the document then says", async () => {
    await update([insert(1, "Hello\nthere")]);
    const file = drive.state("ada@example.com").files.find(({ id }) => id === documentId);
    expect(file?.exports["text/markdown"]?.toString()).toBe("Hello\n\nthere\n");
    await call(drive, "drive.files.update", {
      path: { fileId: documentId },
      scopes: FILE,
      body: {},
      media: { mimeType: "text/markdown", content: Buffer.from("# Anew\n\n- one\n\n| A |\n| - |\n| 1 |\n") },
    });
    expect(await texts()).toEqual(["Anew\n", "one\n", "\n", "\n"]);
    expect((await content())[1]?.paragraph?.paragraphStyle.namedStyleType).toBe("HEADING_1");
  });
});
