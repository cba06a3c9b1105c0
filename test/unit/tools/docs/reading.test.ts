import { describe, expect, it } from "vitest";
import { docsTools } from "../../../../src/tools/docs/tools.ts";
import { paragraph } from "../../../emulator/docs/model.ts";
import { audienceOf } from "../../../support/tool-call.ts";
import { docsHarness, refusal } from "./docs-call.ts";

const { call, create, email, emulator, read, stored } = docsHarness();

const READ_ONLY = { scopes: ["documents.readonly"] };

/** Whom the guard would ask about. */
async function reachedBy(name: string, input: Record<string, unknown>): Promise<readonly string[]> {
  const tool = docsTools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return (await audienceOf(emulator(), tool, input)).recipients;
}

function bodyOf(id: string) {
  const body = stored(id).tabs[0]?.body.content;
  if (!body) throw new Error("a document has a body");
  return body;
}

describe("docs_create", () => {
  it("makes a document whose id, link and name are those of a Drive file", async () => {
    const { data, text } = await call("docs_create", { title: "Plan", markdown: "# Plan\n\nText." });
    const file = emulator()
      .drive.state(email())
      .files.find(({ id }) => id === data?.id);
    expect(file?.name).toBe("Plan");
    expect(data?.link).toBe(`https://docs.google.com/document/d/${data?.id}/edit`);
    expect(text).toContain(`id ${data?.id}`);
    expect((await call("drive_read_file", { file_id: data?.id })).text).toContain("# Plan\n\nText.");
  });

  it("makes an empty one in one request", async () => {
    const before = emulator().requests.length;
    const id = await create();
    expect(emulator().requests.length - before).toBe(1);
    expect(await read(id)).toBe("(empty)");
  });

  it("writes a picture that Google cannot fetch as a link, and says so", async () => {
    const markdown = "![a](https://example.invalid/a.png) ![b](https://example.com/b.png)";
    const { data, text } = await call("docs_create", { title: "Pictures", markdown });
    expect(text).toContain("written as a link instead: https://example.invalid/a.png");
    expect(await read(String(data?.id))).toBe(
      "[a](https://example.invalid/a.png) ![picture](https://example.com/b.png)",
    );
  });

  it("says that the document is there when its content is refused", async () => {
    const wide = Array.from({ length: 21 }, () => "x").join("|");
    const error = await refusal(create(`|${wide}|\n|${wide.replaceAll("x", "-")}|`));
    expect(error.message).toMatch(/The document was made \(id \S+\), but its content was not written: A table has 21/);
    expect(error.fix).toContain("docs_append");
  });

  it.each([
    ["https://evil.example/?q=secret", ["evil.example"]],
    ["https://lh7-rt.googleusercontent.com/docsz/b", []],
    ["https://drive.google.com/uc?id=b", []],
    ["https://script.google.com/macros/s/x/exec?q=secret", ["script.google.com"]],
    ["https://docs.google.com/forms/d/e/x/formResponse?entry.1=secret", ["docs.google.com"]],
    ["https://1.0.0.127.bc.googleusercontent.com/?q=secret", ["1.0.0.127.bc.googleusercontent.com"]],
    ["https://lh3.googleusercontent.com.evil.example/", ["lh3.googleusercontent.com.evil.example"]],
    ["https://lh3.googleusercontent.com@evil.example/", ["evil.example"]],
    ["https://good.example\\\\@evil.example/", ["https://good.example\\@evil.example/"]],
  ])("tells the guard which server %s is fetched from", async (address, reached) => {
    const recipients = await reachedBy("docs_create", { title: "x", markdown: `![a](${address})` });
    expect(recipients).toEqual(reached);
  });

  it("refuses an empty title and an unknown field", async () => {
    await expect(call("docs_create", { title: " " })).rejects.toThrow("expected a title");
    await expect(call("docs_create", { title: "x", text: "y" })).rejects.toThrow("text");
  });
});

describe("docs_read", () => {
  it("loses no text: chips, suggestions, headers, footers, footnotes, equations", async () => {
    const id = await create("Start[^1] end\n\n[^1]: Note");
    await call("docs_set_header_footer", { document_id: id, header: "Secret --> plan", footer: "Foot" });
    const insert = (request: string, rest: Record<string, unknown>) => ({
      [request]: { location: { index: 1 }, ...rest },
    });
    await call("docs_batch_update", {
      document_id: id,
      requests: [
        insert("insertDate", { dateElementProperties: { timestamp: "2026-11-24T12:00:00Z" } }),
        insert("insertText", { text: " " }),
        insert("insertPerson", { personProperties: { email: "grace@example.com", name: "Grace" } }),
        insert("insertText", { text: " " }),
        insert("insertRichLink", {
          richLinkProperties: { uri: "https://docs.google.com/document/d/x", title: "Other [one]" },
        }),
        insert("insertText", { text: " " }),
      ],
    });
    const body = bodyOf(id);
    const added = paragraph("added gone stays");
    for (const unit of added.units.slice(0, 5)) unit.insertions = ["s.1"];
    for (const unit of added.units.slice(6, 10)) unit.deletions = ["s.2"];
    const sum = paragraph("x ");
    sum.units.splice(2, 0, { char: "\ufffc", object: { name: "equation", value: {} }, style: {} });
    body.push(added, sum);
    expect(await read(id)).toBe(
      [
        "<!-- header: Secret ‐‐> plan -->",
        "[Other \\[one\\]](https://docs.google.com/document/d/x) [Grace](mailto:grace@example.com) Nov 24, 2026Start[^1] end",
        "{++added++} {--gone--} stays",
        "x (equation)",
        "[^1]: Note",
        "<!-- footer: Foot -->",
      ].join("\n\n"),
    );
  });

  it("reads what Docs' own editor makes: titles, code blocks, soft line breaks, drawings, contents", async () => {
    const id = await create("last");
    const body = bodyOf(id);
    const shape = paragraph("see ");
    shape.units.splice(4, 0, {
      char: "\ufffc",
      object: { name: "inlineObjectElement", value: { inlineObjectId: "kix.drawing" } },
      style: {},
    });
    stored(id).tabs[0]?.inlineObjects.set("kix.drawing", { embeddedObject: { embeddedDrawingProperties: {} } });
    body.splice(
      1,
      0,
      paragraph("The title", { namedStyleType: "TITLE" }),
      paragraph("Below", { namedStyleType: "SUBTITLE" }),
      { kind: "contents", content: [paragraph("Chapter one")] },
      paragraph("\ue907let x;"),
      paragraph("\ue907  y();"),
      paragraph("one\u000btwo"),
      shape,
      paragraph("   "),
    );
    expect(await read(id)).toBe(
      "# The title\n\n## Below\n\nChapter one\n\n```\nlet x;\n  y();\n```\n\none<br>two\n\nsee (drawing)\n\nlast",
    );
  });

  it("reads a table with lists, merged cells and a table within", async () => {
    const id = await create("| A | B |\n| - | - |\n| c | d |");
    const table = bodyOf(id).find((block) => block.kind === "table");
    const inner = structuredClone(table);
    const cell = table?.rows[1]?.cells[0];
    if (!inner || !cell) throw new Error("the table has cells");
    cell.content.push(inner, paragraph("after"));
    expect(await read(id)).toBe("| A | B |\n| - | - |\n| c<br>A / B<br>c / d<br>after | d |");
  });

  it("reads one tab, names all, and goes on where it was cut", async () => {
    const id = await create("first");
    const { data } = await call("docs_add_tab", { document_id: id, title: "Second" });
    await call("docs_append", { document_id: id, markdown: "in two\n".repeat(4000), tab_id: data?.tab_id });
    expect(await read(id, { tab_id: "t.0" })).toBe("<!-- tab: Tab 1 (t.0) -->\n\nfirst");
    const { text, note } = await call("docs_read", { document_id: id });
    expect(text).toContain("<!-- tab: Tab 1 (t.0) -->");
    expect(text.length).toBeLessThan(20_200);
    const offset = Number(/offset (\d+)/.exec(note ?? "")?.[1]);
    const rest = await call("docs_read", { document_id: id, offset });
    expect(rest.text).toContain(`characters ${offset} to `);
    expect((await refusal(call("docs_read", { document_id: id, tab_id: "t.9" }))).fix).toContain("Second");
  });

  it("reads with reading scopes alone, one request", async () => {
    const id = await create("x");
    const before = emulator().requests.length;
    expect((await call("docs_read", { document_id: id }, READ_ONLY)).text).toBe("Notes (document)\n\nx");
    expect(emulator().requests.length - before).toBe(1);
  });

  it("says that nothing is there under an unknown id", async () => {
    const error = await refusal(call("docs_read", { document_id: "1unknown" }));
    expect(error.code).toBe("not_found");
  });
});

describe("docs_batch_update", () => {
  it.each(["insertInlineImage", "replaceImage", "insert_inline_image", "replace_image"])(
    "tells the guard which server %s fetches from",
    async (name) => {
      const requests = [{ insertText: { text: "https://a.example" } }, { [name]: { uri: "https://b.example/?q=1" } }];
      expect(await reachedBy("docs_batch_update", { document_id: "x", requests })).toEqual(["b.example"]);
    },
  );
});

describe("docs_list_tabs", () => {
  it("lists tabs within tabs with their headings and tables by index", async () => {
    const id = await create("# One\n\ntext\n\n## Two\n\n| A |\n| - |");
    const { data } = await call("docs_add_tab", { document_id: id, title: "Child", parent_tab_id: "t.0" });
    const { text } = await call("docs_list_tabs", { document_id: id }, READ_ONLY);
    expect(text).toBe(
      [
        "# Notes",
        "- Tab 1, tab_id t.0, ends at 21",
        "  - # One — 1",
        "  -   ## Two — 10",
        "  - table of 1 × 1 — 14",
        `  - Child, tab_id ${data?.tab_id}, ends at 2`,
      ].join("\n"),
    );
    expect((await refusal(call("docs_list_tabs", { document_id: "1unknown" }))).code).toBe("not_found");
  });
});
