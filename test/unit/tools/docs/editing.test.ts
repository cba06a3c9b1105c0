import { describe, expect, it } from "vitest";
import { paragraph } from "../../../emulator/docs/model.ts";
import { docsHarness, refusal } from "./docs-call.ts";

const { batches, call, create, email, emulator, read, stored } = docsHarness();

/** What a call leaves of a document made from Markdown. */
async function outcome(markdown: string, name: string, input: Record<string, unknown>): Promise<string> {
  const document_id = await create(markdown);
  await call(name, { document_id, ...input });
  return read(document_id);
}

/** Lets somebody else change the document just before each of the next batches arrives. */
function interfere(document_id: string, times: number): void {
  const { drive } = emulator();
  const file = drive.state(email()).files.find(({ id }) => id === document_id);
  if (!file) throw new Error("there is no such document");
  const route = emulator().docs.routes["docs.documents.batchUpdate"];
  if (!route) throw new Error("there is no such route");
  const { handle } = route;
  let left = times;
  route.handle = (request) => {
    if (left <= 0) route.handle = handle;
    else emulator().docs.touch(email(), document_id);
    left -= 1;
    return handle(request);
  };
}

describe("docs_append", () => {
  it("adds blocks at the end, whatever is there", async () => {
    expect(await outcome("a", "docs_append", { markdown: "## B\n\n- c" })).toBe("a\n\n## B\n\n- c");
    expect(await outcome("# A", "docs_append", { markdown: "b" })).toBe("# A\n\nb");
    expect(await outcome("- a", "docs_append", { markdown: "b\n\n```\nc\n```" })).toBe("- a\n\nb\n\n```\nc\n```");
    expect(await outcome("```\na\n```", "docs_append", { markdown: "> **b**" })).toBe("```\na\n```\n\n> **b**");
    expect(await outcome("| A |\n| - |", "docs_append", { markdown: "| B |\n| - |" })).toBe(
      "| A |\n| - |\n\n| B |\n| - |",
    );
    expect(await outcome("**a**", "docs_append", { markdown: "b[^1]\n\n[^1]: c" })).toBe("**a**\n\nb[^1]\n\n[^1]: c");
  });

  it("adds to an empty document, without an empty paragraph", async () => {
    const document_id = await create();
    await call("docs_append", { document_id, markdown: "one" });
    await call("docs_append", { document_id, markdown: "two" });
    expect((await call("docs_list_tabs", { document_id })).text).toContain("ends at 9");
    expect(await read(document_id)).toBe("one\n\ntwo");
  });

  it("adds at the end of a section", async () => {
    const markdown = "# A\n\na\n\n## B\n\nb\n\n# C\n\nc";
    expect(await outcome(markdown, "docs_append", { heading: "b", markdown: "more" })).toBe(
      "# A\n\na\n\n## B\n\nb\n\nmore\n\n# C\n\nc",
    );
    expect(await outcome(markdown, "docs_append", { heading: "# A", markdown: "- x" })).toBe(
      "# A\n\na\n\n## B\n\nb\n\n- x\n\n# C\n\nc",
    );
    expect(await outcome(markdown, "docs_append", { heading: "C", markdown: "end" })).toBe(`${markdown}\n\nend`);
    expect(await outcome("# A\n\n| T |\n| - |\n\n# B", "docs_append", { heading: "A", markdown: "x" })).toBe(
      "# A\n\n| T |\n| - |\n\nx\n\n# B",
    );
    expect(await outcome("# A\n\n# B", "docs_append", { heading: "A", markdown: "x" })).toBe("# A\n\nx\n\n# B");
  });

  it("adds before the section break that ends a section", async () => {
    const document_id = await create("# A\n\na\n\n# B");
    const content = stored(document_id).tabs[0]?.body.content;
    content?.splice(3, 0, { kind: "sectionBreak", style: { sectionType: "NEXT_PAGE" } });
    await call("docs_append", { document_id, heading: "A", markdown: "more" });
    expect(await read(document_id)).toBe("# A\n\na\n\nmore\n\n<!-- pagebreak -->\n\n# B");
  });

  it("asks which of two headings of one name is meant", async () => {
    const document_id = await create("# A\n\n# B\n\n# a");
    const error = await refusal(call("docs_append", { document_id, heading: "A", markdown: "x" }));
    expect(error).toMatchObject({ code: "invalid_input", message: "heading: this tab has 2 headings “A”" });
  });

  it("names the headings when there is none of that name", async () => {
    const document_id = await create("# A\n\n# B");
    const error = await refusal(call("docs_append", { document_id, heading: "C", markdown: "x" }));
    expect(error).toMatchObject({ code: "not_found", fix: "Its headings: A; B" });
  });
});

describe("footnotes", () => {
  it("whose texts are refused do not let the whole call be repeated", async () => {
    const document_id = await create("a");
    let batches = 0;
    emulator().faults.add({
      match: ({ methodId }) => methodId === "docs.documents.batchUpdate" && ++batches === 2,
      fault: { kind: "status", status: 400 },
    });
    const { text } = await call("docs_append", { document_id, markdown: "b[^1]\n\n[^1]: c" });
    expect(text).toContain("Added at the end of the tab Tab 1.\nThe marks of the footnotes are there, but");
    expect(await read(document_id)).toMatch(/^a\n\nb\[\^1\]/);
  });

  it("hold pictures as links, since Docs takes none there", async () => {
    const markdown = "b[^1]\n\n[^1]: see ![it](https://example.com/a.png)";
    expect(await read(await create(markdown))).toBe("b[^1]\n\n[^1]: see [it](https://example.com/a.png)");
  });
});

describe("docs_replace_text", () => {
  it("replaces in all tabs or in one, and tells how many", async () => {
    const document_id = await create("cat 🎉 cat\n\n| Cat |\n| - |");
    const { data } = await call("docs_add_tab", { document_id, title: "Two" });
    await call("docs_append", { document_id, markdown: "cat", tab_id: data?.tab_id });
    const one = { document_id, replacements: [{ find: "cat", replace: "dog" }] };
    const inOne = await call("docs_replace_text", { ...one, tab_ids: [data?.tab_id] });
    expect(inOne).toMatchObject({ text: "- “cat”: replaced 1 time", data: { counts: [1] } });
    const all = { document_id, replacements: [...one.replacements, { find: "none", replace: "" }], match_case: false };
    const { text, data: counts } = await call("docs_replace_text", all);
    expect(counts).toEqual({ counts: [3, 0] });
    expect(text).toBe("- “cat”: replaced 3 times\n- “none”: not found");
    expect(await read(document_id, { tab_id: "t.0" })).toContain("dog 🎉 dog\n\n| dog |");
  });

  it("is refused for a tab that is not there", async () => {
    const document_id = await create("x");
    const replacements = [{ find: "x", replace: "y" }];
    const error = await refusal(call("docs_replace_text", { document_id, replacements, tab_ids: ["t.9"] }));
    expect(error.code).toBe("invalid_input");
  });
});

describe("docs_insert_text", () => {
  it("puts a line into the text, and blocks beside its paragraph", async () => {
    const insert = (markdown: string, more: Record<string, unknown>) => ({ inserts: [{ markdown, ...more }] });
    expect(await outcome("one 🎉 two", "docs_insert_text", insert("**new** ", { before: "two" }))).toBe(
      "one 🎉 **new** two",
    );
    expect(await outcome("**one** two", "docs_insert_text", insert(", plain", { after: "one" }))).toBe(
      "**one**, plain two",
    );
    expect(await outcome("a\n\nb", "docs_insert_text", insert("- x\n- y", { before: "b" }))).toBe("a\n\n- x\n- y\n\nb");
    expect(await outcome("# a\n\nb", "docs_insert_text", insert("## x", { after: "a" }))).toBe("# a\n\n## x\n\nb");
    expect(await outcome("a\n\nb", "docs_insert_text", insert("> q", { index: 3 }))).toBe("a\n\n> q\n\nb");
    expect(await outcome("ab", "docs_insert_text", insert("X", { index: 2 }))).toBe("aXb");
    expect(await outcome("🎉b", "docs_insert_text", insert("**X**", { index: 2 }))).toBe("🎉**X**b");
    expect(await outcome("| a |\n| - |\n| b |", "docs_insert_text", insert("x ", { before: "b" }))).toBe(
      "| a |\n| - |\n| x b |",
    );
  });

  it("sends several in one batch from the end to the start", async () => {
    const document_id = await create("alpha 🎉 beta\n\ngamma");
    const since = emulator().requests.length;
    await call("docs_insert_text", {
      document_id,
      inserts: [
        { markdown: "1 ", before: "alpha" },
        { markdown: "| T |\n| - |", after: "beta" },
        { markdown: " 2", after: "gamma" },
        { markdown: " 3", after: "gamma" },
      ],
    });
    expect(await read(document_id)).toBe("1 alpha 🎉 beta\n\n| T |\n| - |\n\ngamma 2 3");
    const sent = batches(since);
    expect(sent.length).toBe(1);
    expect(sent[0]?.writeControl?.requiredRevisionId).toMatch(/^ALm/);
  });

  it("keeps several apart that go to one paragraph, in whatever order they are given", async () => {
    const inserts = [
      { markdown: "## Behind", after: "alpha" },
      { markdown: "X ", before: "gamma" },
      { markdown: "- before", before: "gamma" },
      { markdown: "!", after: "gamma" },
      { markdown: "Y ", before: "alpha" },
    ];
    const expected = "- before\n\nY alpha beta X gamma!\n\n## Behind";
    expect(await outcome("alpha beta gamma", "docs_insert_text", { inserts })).toBe(expected);
    expect(await outcome("alpha beta gamma", "docs_insert_text", { inserts: [...inserts].reverse() })).toBe(expected);
  });

  it("puts several blocks into one empty paragraph in the order that is given", async () => {
    const document_id = await create();
    const inserts = ["# one", "- two", "three"].map((markdown) => ({ markdown, index: 1 }));
    await call("docs_insert_text", { document_id, inserts });
    expect(await read(document_id)).toBe("# one\n\n- two\n\nthree");
  });

  it("takes the mark of a footnote that is not given for text", async () => {
    const inserts = [{ markdown: " see [^1]", after: "a" }];
    expect(await outcome("a", "docs_insert_text", { inserts })).toBe("a see \\[^1]");
  });

  it("finds a heading that a table of contents names too", async () => {
    const document_id = await create("intro\n\n# Chapter");
    stored(document_id).tabs[0]?.body.content.splice(2, 0, { kind: "contents", content: [paragraph("Chapter")] });
    await call("docs_insert_text", { document_id, inserts: [{ markdown: "x", after: "Chapter" }] });
    await call("docs_append", { document_id, heading: "Chapterx", markdown: "- y" });
    expect(await read(document_id)).toBe("intro\n\nChapter\n\n# Chapterx\n\n- y");
  });

  it("asks which one is meant, and overlooks curly quotes", async () => {
    const document_id = await create("it’s a a\n\na");
    const insert = (more: Record<string, unknown>) =>
      call("docs_insert_text", { document_id, inserts: [{ markdown: "X", ...more }] });
    expect((await refusal(insert({ after: "a" }))).message).toBe("“a” is there 3 times");
    expect((await refusal(insert({ after: "b" }))).code).toBe("not_found");
    expect((await refusal(insert({}))).message).toContain("exactly one of before, after and index");
    expect((await refusal(insert({ index: 99 }))).message).toContain("not within a paragraph");
    await insert({ after: "a", occurrence: 2 });
    await insert({ before: "it's" });
    expect(await read(document_id)).toBe("Xit’s a aX\n\na");
  });
});

describe("docs_delete_text", () => {
  it("deletes texts, stretches and ranges", async () => {
    const remove = (...ranges: Record<string, unknown>[]) => ({ ranges });
    expect(await outcome("one 🎉 two", "docs_delete_text", remove({ text: "🎉 " }))).toBe("one two");
    expect(await outcome("a\n\nb\n\nc", "docs_delete_text", remove({ text: "b" }))).toBe("a\n\nc");
    expect(await outcome("# a\n\n- b\n- c\n\nd", "docs_delete_text", remove({ text: "b", through: "c" }))).toBe(
      "# a\n\nd",
    );
    expect(await outcome("x y x", "docs_delete_text", remove({ text: "x", occurrence: 0 }))).toBe("y");
    expect(await outcome("abcdef", "docs_delete_text", remove({ start_index: 2, end_index: 4 }, { text: "f" }))).toBe(
      "ade",
    );
    expect(await outcome("a\n\n| T |\n| - |\n\nb", "docs_delete_text", remove({ text: "a", through: "b" }))).toBe(
      "(empty)",
    );
    expect(await outcome("a\n\n| T |\n| - |", "docs_delete_text", remove({ text: "a" }, { text: "T" }))).toBe(
      "|  |\n| - |",
    );
  });

  it("says what is wrong with a range", async () => {
    const document_id = await create("abc");
    const error = (range: Record<string, unknown>) =>
      refusal(call("docs_delete_text", { document_id, ranges: [range] })).then(({ message }) => message);
    expect(await error({})).toContain("expected text, or start_index and end_index");
    expect(await error({ start_index: 3, end_index: 3 })).toContain("expected more than 3");
    expect(await error({ start_index: 1, end_index: 30 })).toContain("expected at most 5");
    expect(await error({ text: "a", through: "z" })).toContain("does not follow");
    expect(await error({ text: "a", start_index: 1 })).toContain("either text or");
  });
});

describe("docs_format_text", () => {
  it("styles texts and ranges, and takes styles away", async () => {
    const document_id = await create("one **two** three 🎉\n\nnext");
    const format = (ranges: Record<string, unknown>[], look: Record<string, unknown>) =>
      call("docs_format_text", { document_id, ranges, ...look });
    await format([{ text: "two" }, { text: "🎉" }], { bold: false, italic: true, color: "#ff0000", size: 14 });
    await format([{ start_index: 1, end_index: 4 }], { link: "https://example.com/" });
    await format([{ text: "next" }], { style: "h2", align: "center", font: "Roboto" });
    expect(await read(document_id)).toBe("[one](https://example.com/) *two* three *🎉*\n\n## next");
    await format([{ text: "one" }, { text: "two" }], { link: "none", italic: false, color: "none" });
    await format([{ text: "next" }], { style: "normal", list: "number" });
    expect(await read(document_id)).toBe("one two three *🎉*\n\n1. next");
    await format([{ text: "next" }], { list: "none" });
    expect(await read(document_id)).toBe("one two three *🎉*\n\nnext");
  });

  it("needs a look, a text that is there and a colour", async () => {
    const document_id = await create("x");
    const ranges = [{ text: "x" }];
    expect((await refusal(call("docs_format_text", { document_id, ranges }))).code).toBe("invalid_input");
    const missing = call("docs_format_text", { document_id, ranges: [{ text: "y" }], bold: true });
    expect((await refusal(missing)).code).toBe("not_found");
    await expect(call("docs_format_text", { document_id, ranges, color: "red" })).rejects.toThrow("#1a73e8");
  });
});

describe("a race", () => {
  it("that is lost is told, and run once more on what is there now", async () => {
    const document_id = await create("one two");
    interfere(document_id, 1);
    const inserts = [{ markdown: " X", after: "one" }];
    const { text } = await call("docs_insert_text", { document_id, inserts });
    expect(text).toBe("Inserted.\nSomebody changed the document in the meantime; this was done on its newest content.");
    expect(await read(document_id)).toBe("one X two");
  });

  it.each([
    ["docs_insert_text", { inserts: [{ markdown: "X", index: 2 }] }],
    ["docs_insert_table", { rows: [["X"]], index: 2 }],
    ["docs_delete_text", { ranges: [{ text: "one" }, { start_index: 5, end_index: 6 }] }],
    ["docs_format_text", { ranges: [{ start_index: 5, end_index: 6 }], bold: true }],
    ["docs_edit_table", { operations: [{ action: "delete_row", row: 2 }] }],
  ])("that is lost ends %s when it was told places by number", async (name, input) => {
    const document_id = await create("one two\n\n| A |\n| - |\n| b |");
    interfere(document_id, 1);
    const error = await refusal(call(name, { document_id, ...input }));
    expect(error.code).toBe("precondition_failed");
    expect(error.fix).toContain("Read it again");
    expect(await read(document_id)).toBe("one two\n\n| A |\n| - |\n| b |");
  });

  it("that is lost twice ends without a change", async () => {
    const document_id = await create("one two");
    interfere(document_id, 2);
    const error = await refusal(call("docs_append", { document_id, markdown: "x" }));
    expect(error.code).toBe("precondition_failed");
    expect(await read(document_id)).toBe("one two");
  });
});

describe("a document of others", () => {
  it("is out of reach of drive.file, and not changed by a reader", async () => {
    const seeded = emulator()
      .drive.state(email())
      .files.find(({ name }) => name === "Project plan");
    if (!seeded) throw new Error("the seed has a plan");
    const input = { document_id: seeded.id, markdown: "x" };
    const unreached = await refusal(call("docs_append", input, { scopes: ["drive.file"] }));
    expect(unreached).toMatchObject({ code: "not_found" });
    expect(unreached.message).toContain("drive.file");
    const sheet = emulator()
      .drive.state(email())
      .files.find(({ name }) => name === "Budget");
    const wrong = await refusal(call("docs_read", { document_id: sheet?.id }));
    expect(wrong.message).toContain("no Google Doc");
    await call("docs_append", input, { scopes: ["documents"] });
    expect(await read(seeded.id)).toMatch(/^# Project plan[\s\S]*x$/);
    for (const permission of seeded.permissions) permission.role = "reader";
    expect((await refusal(call("docs_append", input))).code).toBe("permission_denied");
  });
});
