import { describe, expect, it } from "vitest";
import { docsHarness, refusal } from "./docs-call.ts";

const { batches, call, create, email, emulator, read, stored } = docsHarness();

const TABLE = "| A | B |\n| - | - |\n| a1 | b1 |\n| a2 | b2 |";

describe("docs_insert_table", () => {
  it("fills a table in one batch, wherever it goes", async () => {
    const document_id = await create("# Head\n\nlast");
    const since = emulator().requests.length;
    const rows = [["Name", "🎉"], ["**Ada**", "[x](https://example.com/)"], ["two\nlines"]];
    const { text } = await call("docs_insert_table", { document_id, rows, after: "Head" });
    expect(text).toBe("Inserted a table of 3 rows and 2 columns.");
    expect(batches(since).length).toBe(1);
    await call("docs_insert_table", { document_id, rows: [["end"]] });
    await call("docs_insert_table", { document_id, rows: [["index"]], index: 2 });
    expect(await read(document_id)).toBe(
      "# Head\n\n| index |\n| - |\n\n| Name | 🎉 |\n| - | - |\n| **Ada** | [x](https://example.com/) |\n| two<br>lines |  |\n\nlast\n\n| end |\n| - |",
    );
  });

  it("takes the mark of a footnote for text", async () => {
    const document_id = await create();
    await call("docs_insert_table", { document_id, rows: [["a [^1]"]] });
    expect(await read(document_id)).toBe("| a \\[^1] |\n| - |");
  });

  it("is refused for a text that is not there, and for two places", async () => {
    const document_id = await create("x");
    const insert = (more: Record<string, unknown>) =>
      refusal(call("docs_insert_table", { document_id, rows: [["a"]], ...more }));
    expect((await insert({ after: "y" })).code).toBe("not_found");
    expect((await insert({ after: "x", index: 1 })).code).toBe("invalid_input");
  });
});

describe("docs_edit_table", () => {
  it("sets cells, inserts and deletes, all in one batch and by the numbers of before", async () => {
    const document_id = await create(`text 🎉\n\n${TABLE}`);
    const since = emulator().requests.length;
    const { text } = await call("docs_edit_table", {
      document_id,
      operations: [
        { action: "insert_row", row: 2, values: ["new", "*row*"] },
        { action: "set", row: 2, column: 1, values: ["A1 🎉", ""] },
        { action: "delete_row", row: 3 },
        { action: "insert_row", row: 4, values: ["last"] },
        { action: "insert_column", column: 3, values: ["C", "c1", "c2", "c3"] },
        { action: "insert_column", column: 1, values: [] },
      ],
    });
    expect(text).toBe("Done. The table now has 4 rows and 4 columns.");
    expect(batches(since).length).toBe(1);
    expect(await read(document_id)).toBe(
      "text 🎉\n\n|  | A | B | C |\n| - | - | - | - |\n|  | new | *row* | c1 |\n|  | A1 🎉 |  | c2 |\n|  | last |  | c3 |",
    );
  });

  it("loses neither pictures nor the marks of footnotes", async () => {
    const document_id = await create(TABLE);
    const values = ["![logo](https://example.com/a.png)", "b[^1]"];
    await call("docs_edit_table", { document_id, operations: [{ action: "set", row: 2, column: 1, values }] });
    expect(await read(document_id)).toContain("| [logo](https://example.com/a.png) | b\\[^1] |");
  });

  it("takes the table away with its last column, and finds the second one", async () => {
    const document_id = await create(`${TABLE}\n\n| X |\n| - |`);
    const gone = await call("docs_edit_table", {
      document_id,
      table: 2,
      operations: [{ action: "delete_column", column: 1 }],
    });
    expect(gone.text).toBe("Done. The table now is gone.");
    expect(await read(document_id)).toBe(TABLE);
  });

  describe("with merged cells", () => {
    /** Three rows and columns, of which the first two rows of the first column are one cell, and the last of the last. */
    const merged = async () => {
      const document_id = await create("| A | B | C |\n| - | - | - |\n|  | b1 | c1 |\n| a2 | b2 |  |");
      const merge = (rowIndex: number, columnIndex: number, rowSpan: number, columnSpan: number) => ({
        mergeTableCells: {
          tableRange: {
            tableCellLocation: { tableStartLocation: { index: 2 }, rowIndex, columnIndex },
            rowSpan,
            columnSpan,
          },
        },
      });
      await call("docs_batch_update", { document_id, requests: [merge(0, 0, 2, 1), merge(2, 1, 1, 2)] });
      return document_id;
    };

    it("works on the row and the column that are meant, no further ones", async () => {
      const document_id = await merged();
      const { text } = await call("docs_edit_table", {
        document_id,
        operations: [
          { action: "delete_row", row: 1 },
          { action: "insert_row", row: 4, values: ["end"] },
          { action: "delete_column", column: 2 },
        ],
      });
      expect(text).toBe("Done. The table now has 3 rows and 2 columns.");
      expect(await read(document_id)).toBe("|  | c1 |\n| - | - |\n| a2 |  |\n| end |  |");
    });

    it("writes nothing where nobody would see it", async () => {
      const document_id = await merged();
      const set = (values: string[]) =>
        call("docs_edit_table", { document_id, operations: [{ action: "set", row: 2, column: 1, values }] });
      expect((await refusal(set(["x", "y"]))).message).toBe("values: a merged cell covers row 2, column 1");
      await set(["", "y"]);
      expect(await read(document_id)).toContain("|  | y | c1 |");
    });

    it("refuses a row that is merged as a whole", async () => {
      const document_id = await create("| A |\n| - |\n| b |\n| c |");
      const tableCellLocation = { tableStartLocation: { index: 2 }, rowIndex: 1, columnIndex: 0 };
      const merge = { mergeTableCells: { tableRange: { tableCellLocation, rowSpan: 2, columnSpan: 1 } } };
      await call("docs_batch_update", { document_id, requests: [merge] });
      const remove = call("docs_edit_table", { document_id, operations: [{ action: "delete_row", row: 2 }] });
      expect((await refusal(remove)).message).toBe("row: all cells of row 2 are merged with other rows");
      await call("docs_edit_table", { document_id, operations: [{ action: "delete_row", row: 1 }] });
      expect(await read(document_id)).toMatch(/^\| b/);
    });
  });

  it("counts on without the characters that Docs would not keep", async () => {
    const document_id = await create(TABLE);
    const set = { action: "set", row: 2, column: 1, values: ["`\ue000x`\r\ny", "**z**"] };
    await call("docs_edit_table", { document_id, operations: [set, { ...set, row: 3, values: ["a", "b"] }] });
    expect(await read(document_id)).toBe("| A | B |\n| - | - |\n| `x`<br>y | **z** |\n| a | b |");
  });

  it("refuses what is not there before it sends anything", async () => {
    const document_id = await create(TABLE);
    const since = emulator().requests.length;
    const edit = (one: Record<string, unknown>, more: Record<string, unknown> = {}) =>
      refusal(call("docs_edit_table", { document_id, operations: [one], ...more })).then(({ message }) => message);
    expect(await edit({ action: "delete_row", row: 4 })).toBe("row: expected at most 3, got 4");
    expect(await edit({ action: "set", row: 1, values: ["x"] })).toBe("column: missing for set");
    expect(await edit({ action: "set", row: 1, column: 2, values: ["x", "y"] })).toBe(
      "values: expected at most 1, got 2",
    );
    expect(await edit({ action: "delete_row", row: 1 }, { table: 2 })).toBe("table: this tab has only 1");
    expect(batches(since)).toEqual([]);
  });
});

describe("docs_insert_image", () => {
  it("inserts from a URL at the end, at an index and after a text, sized", async () => {
    const document_id = await create("one two");
    await call("docs_insert_image", { document_id, url: "https://example.com/end.png" });
    await call("docs_insert_image", { document_id, url: "https://example.com/start.png", index: 1 });
    await call("docs_insert_image", { document_id, url: "https://example.com/mid.png", after: "one", width: 200 });
    expect(await read(document_id)).toBe(
      "![picture](https://example.com/start.png)one![picture](https://example.com/mid.png) two![picture](https://example.com/end.png)",
    );
    const objects = [...(stored(document_id).tabs[0]?.inlineObjects.values() ?? [])];
    expect(JSON.stringify(objects)).toContain('"width":{"magnitude":200,"unit":"PT"}');
  });

  it("inserts a Drive file that everybody may see, and says why another cannot be", async () => {
    const document_id = await create("x");
    const picture = emulator()
      .drive.state(email())
      .files.find(({ mimeType }) => mimeType === "image/png");
    if (!picture) throw new Error("the seed has a picture");
    const insert = (more: Record<string, unknown>) => call("docs_insert_image", { document_id, ...more });
    expect((await refusal(insert({ file_id: picture.id }))).fix).toContain("anyone with the link");
    picture.permissions.push({ id: "anyoneWithLink", type: "anyone", role: "reader" });
    expect((await insert({ file_id: picture.id })).text).toBe("Inserted the image.");
    expect((await refusal(insert({ url: "https://example.invalid/a.png" }))).message).toBe(
      "Google could not fetch this picture",
    );
    expect((await refusal(insert({ url: "https://example.invalid/a.png", after: "x" }))).message).toBe(
      "Google could not fetch this picture",
    );
    expect((await refusal(insert({}))).message).toContain("either url or file_id");
  });

  it("blames the place and not the picture where none can be inserted", async () => {
    const document_id = await create("x\n\n| T |\n| - |");
    const insert = (after: string) =>
      refusal(call("docs_insert_image", { document_id, url: "https://example.com/a.png", after }));
    expect((await insert("x\n")).message).toContain("is not within a paragraph");
    const at = call("docs_insert_image", { document_id, url: "https://example.com/a.png", index: 3 });
    expect((await refusal(at)).message).toContain("inside the bounds of an existing paragraph");
  });
});

describe("docs_insert_break", () => {
  it("breaks pages and sections", async () => {
    const document_id = await create("one\n\ntwo\n\nthree");
    await call("docs_insert_break", { document_id, before: "two" });
    await call("docs_insert_break", { document_id, kind: "section", before: "three" });
    await call("docs_insert_break", { document_id, kind: "continuous_section", index: 2 });
    await call("docs_insert_break", { document_id });
    expect(await read(document_id)).toBe(
      "o\n\nne\n\n<!-- pagebreak -->\n\ntwo\n\n<!-- pagebreak -->\n\nthree\n\n<!-- pagebreak -->",
    );
  });

  it("asks for what it takes when a text is there several times", async () => {
    const document_id = await create("a b a");
    const asked = { fix: "Give more of its surroundings, or index." };
    expect(await refusal(call("docs_insert_break", { document_id, before: "a" }))).toMatchObject(asked);
    expect(await refusal(call("docs_insert_table", { document_id, rows: [["x"]], after: "a" }))).toMatchObject(asked);
    const url = "https://example.com/a.png";
    expect(await refusal(call("docs_insert_image", { document_id, url, after: "a" }))).toMatchObject(asked);
  });

  it("is refused where no break can be", async () => {
    const document_id = await create(TABLE);
    expect((await refusal(call("docs_insert_break", { document_id, before: "a1" }))).message).toContain(
      "Page breaks cannot be inserted inside a table",
    );
    const two = call("docs_insert_break", { document_id, before: "a1", index: 1 });
    expect((await refusal(two)).code).toBe("invalid_input");
  });
});

describe("docs_set_header_footer", () => {
  const set = (document_id: string, more: Record<string, unknown>) =>
    call("docs_set_header_footer", { document_id, ...more });

  it("sets, replaces and removes them, in any tab", async () => {
    const document_id = await create("x");
    const { data } = await call("docs_add_tab", { document_id, title: "Two" });
    expect((await set(document_id, { header: "**Top**", footer: "Foot", first_page_number: 3 })).text).toBe(
      "Done: set the header, set the footer, pages count from 3.",
    );
    await set(document_id, { header: "Other ![x](https://example.com/x.png) [^1]", tab_id: data?.tab_id });
    await set(document_id, { header: "Top 🎉", footer: "" });
    const text = await read(document_id);
    expect(text).toContain("<!-- header: Top 🎉 -->\n\nx\n\n<!-- tab: Two");
    expect(text).toContain("<!-- header: Other [x](https://example.com/x.png) \\[^1] -->");
    expect(stored(document_id).tabs[0]?.documentStyle.pageNumberStart).toBe(3);
  });

  it("keeps page numbers that people inserted, and says that it cannot insert them", async () => {
    const document_id = await create("x");
    const error = await refusal(set(document_id, { footer: "Page {page}" }));
    expect(error.message).toContain("there is no page number yet");
    await set(document_id, { footer: "old" });
    const footer = [...(stored(document_id).tabs[0]?.segments.values() ?? [])][0]?.content[0];
    if (footer?.kind !== "paragraph") throw new Error("a footer has a paragraph");
    footer.units.splice(1, 0, {
      char: "\ufffc",
      object: { name: "autoText", value: { type: "PAGE_NUMBER" } },
      style: {},
    });
    await set(document_id, { footer: "Page {page} of *many*" });
    expect(await read(document_id)).toContain("<!-- footer: Page {page} of *many* -->");
  });

  it("needs something to set", async () => {
    expect((await refusal(set(await create("x"), {}))).code).toBe("invalid_input");
  });
});

describe("docs_add_tab", () => {
  it("adds at a place and renames", async () => {
    const document_id = await create("x");
    await call("docs_add_tab", { document_id, title: "First", position: 1 });
    expect((await call("docs_add_tab", { document_id, title: "Old", tab_id: "t.0" })).data).toEqual({ tab_id: "t.0" });
    expect((await call("docs_list_tabs", { document_id })).text).toMatch(/- First, [\s\S]*- Old, tab_id t\.0/);
  });

  it("is refused for a parent that is not there, and for a move", async () => {
    const document_id = await create("x");
    const error = await refusal(call("docs_add_tab", { document_id, title: "T", parent_tab_id: "t.9" }));
    expect(error.code).toBe("invalid_input");
    const move = call("docs_add_tab", { document_id, title: "T", tab_id: "t.0", position: 1 });
    expect((await refusal(move)).message).toContain("keeps its place");
  });
});

describe("docs_batch_update", () => {
  it("sends raw requests and shows their replies", async () => {
    const document_id = await create("one");
    const range = { startIndex: 1, endIndex: 3 };
    const { text } = await call("docs_batch_update", {
      document_id,
      requests: [{ createNamedRange: { name: "mark", range } }, { insertText: { location: { index: 1 }, text: "x" } }],
    });
    expect(text).toMatch(/^Done: 2 requests\. Revision ALm\S+\n0: \{"createNamedRange"/);
    expect(await read(document_id)).toBe("xone");
  });

  it("says when not all replies are shown", async () => {
    const document_id = await create("one");
    const range = { startIndex: 1, endIndex: 3 };
    const requests = Array.from({ length: 300 }, () => ({ createNamedRange: { name: "mark", range } }));
    const { text, note } = await call("docs_batch_update", { document_id, requests });
    expect(text.length).toBeLessThan(10_200);
    expect(note).toBe("The replies were longer than is shown.");
  });

  it("does nothing when one of them is refused, and passes Google's words on", async () => {
    const document_id = await create("one");
    const insert = (index: number) => ({ insertText: { location: { index }, text: "x" } });
    const error = await refusal(call("docs_batch_update", { document_id, requests: [insert(1), insert(50)] }));
    expect(error.message).toContain("Invalid requests[1].insertText: Index 50 must be less than the end index");
    expect(await read(document_id)).toBe("one");
    const odd = call("docs_batch_update", { document_id, requests: [{}] });
    expect((await refusal(odd)).message).toContain("one field a request");
    const stale = { document_id, requests: [insert(1)], required_revision_id: "old" };
    expect((await refusal(call("docs_batch_update", stale))).message).toContain("does not match the latest revision");
  });
});
