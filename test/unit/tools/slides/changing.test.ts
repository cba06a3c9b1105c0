import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { scope } from "../../../../src/scopes.ts";
import { slidesTools } from "../../../../src/tools/slides/tools.ts";
import { addFile, SPREADSHEET } from "../../../emulator/drive/state.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { elementsOf } from "../../../emulator/slides/state.ts";
import { stringOf } from "../../../emulator/slides/text.ts";
import { itByDescription } from "../../../support/requires.ts";
import { callSlides, makeDeck, refusal } from "./slides-calls.ts";

let emulator: Emulator;
let presentation_id: string;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  presentation_id = await makeDeck(
    emulator,
    "# Cover\n\n## One\n- first {{name}}\n- second\n\nNotes: {{name}} speaks\n\n## Two\n\n| A | B |\n|---|---|\n| {{name}} | 2 |\n",
  );
});

const call = (name: string, input: Record<string, unknown>) =>
  callSlides(emulator, `slides_${name}`, { presentation_id, ...input });
const text = async () => (await call("read", {})).text;
const order = () => emulator.slides.presentation(presentation_id).slides.map(({ objectId }) => objectId);
const element = (id: string) => {
  const found = elementsOf(emulator.slides.presentation(presentation_id)).find(({ objectId }) => objectId === id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
};
const idOf = (data: unknown) => z.object({ id: z.string() }).parse(data).id;

describe("slides_add_slide", () => {
  it("adds a slide with title and body where it is wanted", async () => {
    const added = await call("add_slide", { title: "New **bold**", body: "Intro\n\n- a\n    - b", position: 2 });
    expect(added.text).toMatch(/^Added slide 2, id new_\w+; title new_\w+_title, body new_\w+_body\.$/);
    expect(order()[1]).toBe(added.data?.slide);
    expect(await text()).toMatch(
      /## New \*\*bold\*\*\n\n<!-- slide 2: .*-->\n\n<!-- body .*-->\n\nIntro\n\n- a\n {4}- b\n/,
    );
  });

  it("puts it last unless told, also beyond the end", async () => {
    await call("add_slide", { layout: "MAIN_POINT", title: "Last" });
    await call("add_slide", { layout: "BLANK", position: 99 });
    expect(order()).toHaveLength(5);
    expect(await text()).toMatch(/## Last\n[\s\S]*---\n\n<!-- slide 5/);
  });

  it("refuses text that the layout has no place for, and a layout that the theme lacks", async () => {
    const blank = await refusal(call("add_slide", { layout: "BLANK", title: "x" }));
    expect(blank.message).toBe("title: the layout BLANK has no place for it");
    expect((await refusal(call("add_slide", { layout: "TITLE_ONLY", body: "x" }))).message).toContain("body:");
    const deck = emulator.slides.presentation(presentation_id);
    deck.layouts = deck.layouts.filter(({ name }) => name !== "BIG_NUMBER");
    const missing = await refusal(call("add_slide", { layout: "BIG_NUMBER" }));
    expect(missing).toMatchObject({ code: "invalid_input", fix: expect.stringContaining("TITLE_AND_BODY") });
  });
});

describe("slides_insert", () => {
  it("puts a text box, a shape, a table and a picture where they are wanted", async () => {
    const insert = async (more: Record<string, unknown>) =>
      element(idOf((await call("insert", { slide_id: "slide_1", ...more })).data));
    const box = await insert({ text: "Hello\n\n1. one", x: 10, y: 20, width: 100, height: 50 });
    expect(stringOf(box.shape?.text ?? { units: [], lists: 0 })).toBe("Hello\none\n");
    expect(box).toMatchObject({
      shape: { shapeType: "TEXT_BOX" },
      transform: { translateX: 10, translateY: 20, unit: "PT" },
      size: { width: { magnitude: 100, unit: "PT" }, height: { magnitude: 50 } },
    });
    expect((await insert({ shape: "RIGHT_ARROW" })).shape?.shapeType).toBe("RIGHT_ARROW");
    const table = await insert({ rows: [["A", "**B**"], ["1"]] });
    expect(table.table?.rows.map((row) => row.map((cell) => stringOf(cell.text).trim()))).toEqual([
      ["A", "B"],
      ["1", ""],
    ]);
    expect((await insert({ image_url: "https://example.com/a.png", width: 200 })).image?.sourceUrl).toBe(
      "https://example.com/a.png",
    );
  });

  it("links a chart of a spreadsheet that can be seen", async () => {
    const file = addFile(emulator.drive.state("ada@example.com"), {
      name: "S",
      mimeType: SPREADSHEET,
      modifiedTime: 0,
    });
    emulator.slides.charts.set(file.id, [7]);
    const chart = { slide_id: "slide_1", spreadsheet_id: file.id, chart_id: 7 };
    const { data } = await call("insert", chart);
    expect(element(idOf(data)).sheetsChart).toMatchObject({ spreadsheetId: file.id, chartId: 7 });
    expect((await refusal(call("insert", { ...chart, chart_id: 8 }))).message).toContain("The chart (8)");
    expect((await refusal(call("insert", { slide_id: "slide_1", chart_id: 7 }))).message).toContain("spreadsheet_id");
  });

  it("refuses nothing, more than one thing, and passes on what Google says", async () => {
    expect((await refusal(call("insert", { slide_id: "slide_1" }))).message).toContain("nothing to insert");
    const two = await refusal(call("insert", { slide_id: "slide_1", text: "a", rows: [["b"]] }));
    expect(two.message).toContain("more than one thing");
    const hidden = await refusal(call("insert", { slide_id: "slide_1", image_url: "https://example.com/secret" }));
    expect(hidden.message).toContain("There was a problem retrieving the image");
    expect((await refusal(call("insert", { slide_id: "nope", text: "a" }))).message).toContain("(nope)");
    await expect(call("insert", { slide_id: "slide_1", image_url: "file:///etc/passwd" })).rejects.toThrow(
      "web address",
    );
  });

  it("asks before Google fetches from a stranger's host", async () => {
    const tool = slidesTools.find(({ name }) => name === "slides_insert");
    const reached = async (more: Record<string, unknown>) => {
      const prepared = tool?.prepare({ presentation_id, slide_id: "p", ...more });
      if (!prepared?.ok) throw new Error("the input fits");
      return (await prepared.audience(Object.create(null))).recipients;
    };
    expect(await reached({ image_url: "https://evil.example/x.png?data=1" })).toEqual(["evil.example"]);
    expect(await reached({ text: "https://evil.example" })).toEqual([]);
  });
});

describe("slides_replace_text", () => {
  it("fills a template and says how often, notes only when asked for", async () => {
    const { text: said, data } = await call("replace_text", {
      replacements: [
        { find: "{{name}}", replace: "Ada" },
        { find: "FIRST", replace: "x" },
      ],
    });
    expect(data?.replaced).toEqual([
      { find: "{{name}}", count: 2 },
      { find: "FIRST", count: 0 },
    ]);
    expect(said).toBe('Replaced:\n- "{{name}}": 2\n- "FIRST": not found');
    expect(await text()).toContain("- first Ada\n- second\n\nNotes:\n{{name}} speaks");
  });

  it("keeps to some slides, and to upper case unless told", async () => {
    const one = { replacements: [{ find: "SECOND", replace: "2nd" }], ignore_case: true };
    expect((await call("replace_text", { ...one, slide_ids: ["slide_3"] })).text).toContain("not found");
    expect((await call("replace_text", { ...one, slide_ids: ["slide_2"] })).text).toContain('"SECOND": 1');
    expect((await refusal(call("replace_text", { ...one, slide_ids: ["nope"] }))).code).toBe("invalid_input");
  });
});

describe("slides_update_text", () => {
  it("replaces a text with Markdown, whether there was one or not", async () => {
    await call("update_text", { element_id: "slide_2_body", text: "Now\n\n1. a\n    - b" });
    await call("update_text", { element_id: "slide_1_body", text: "Under" });
    expect(await text()).toMatch(/slide_1_body -->\n\nUnder\n[\s\S]*slide_2_body -->\n\nNow\n\n1\. a\n {4}- b\n/);
    await call("update_text", { element_id: "slide_2_body", text: "" });
    expect(await text()).toMatch(/slide_2_body -->\n\nNotes:/);
  });

  it("writes cells and speaker notes, notes as they are", async () => {
    await call("update_text", { element_id: "slide_3_table0", cell: "2,1", text: "**Grace**" });
    await call("update_text", { element_id: "slide_2", text: "# **Say**\n\nthis" });
    await call("update_text", { element_id: "slide_3", text: "New" });
    const now = await text();
    expect(now).toContain("|**Grace**|2|");
    expect(now).toContain("Notes:\n\\# **Say**\n\nthis\n");
    expect(now).toContain("Notes:\nNew");
    const notes = /slide 3: slide_3 \| title \S+ \| notes (\S+)/.exec(now)?.[1];
    await call("update_text", { element_id: notes, text: "*as it is*" });
    expect(await text()).toContain("Notes:\n*as it is*");
  });

  it("counts what Slides keeps, not what it drops", async () => {
    await call("update_text", { element_id: "slide_2_body", text: "\ue000a\u0001 **b**\ue001\n\n- *c*" });
    expect(await text()).toMatch(/slide_2_body -->\n\na \*\*b\*\*\n\n- \*c\*\n/);
  });

  it("formats what is there", async () => {
    const look = { bold: true, italic: false, size: 24, color: "#FF8000", font: "Roboto", align: "center" };
    await call("update_text", { element_id: "slide_2_body", ...look });
    const unit = element("slide_2_body").shape?.text.units[0];
    expect(unit?.style).toMatchObject({
      bold: true,
      fontSize: { magnitude: 24, unit: "PT" },
      fontFamily: "Roboto",
      foregroundColor: { opaqueColor: { rgbColor: { red: 1, green: 128 / 255, blue: 0 } } },
    });
    expect(unit?.style).not.toHaveProperty("italic");
    expect(element("slide_2_body").shape?.text.units.at(-1)?.paragraph).toMatchObject({ alignment: "CENTER" });
  });

  it.each([
    [{ element_id: "slide_2_body" }, "invalid_input", "expected a text, a style or both"],
    [{ element_id: "nope", text: "x" }, "not_found", "no element nope"],
    [{ element_id: "slide_3_table0", text: "x" }, "invalid_input", "is a table"],
    [{ element_id: "slide_3_table0", cell: "9,1", text: "x" }, "invalid_input", "2 rows and 2 columns"],
    [{ element_id: "slide_1_body", bold: true }, "invalid_input", "no text to format"],
  ])("refuses %j", async (input, code, message) => {
    const error = await refusal(call("update_text", input));
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it("refuses a picture", async () => {
    const { data } = await call("insert", { slide_id: "slide_1", image_url: "https://example.com/a.png" });
    const error = await refusal(call("update_text", { element_id: idOf(data), text: "x" }));
    expect(error.message).toContain("is no text box, shape or table");
  });
});

describe("slides_delete", () => {
  it("deletes slides and elements, all or none", async () => {
    const error = await refusal(call("delete", { ids: ["slide_1", "nope"] }));
    expect(error.message).toContain("Invalid requests[1].deleteObject: The object (nope) could not be found.");
    expect(order()).toHaveLength(3);
    await call("delete", { ids: ["slide_1", "slide_2_body", "slide_1"] });
    expect(order()).toEqual(["slide_2", "slide_3"]);
    expect(await text()).not.toContain("slide_2_body");
  });
});

describe("slides_arrange", () => {
  it("moves slides in the order named", async () => {
    const { data } = await call("arrange", { slide_ids: ["slide_3", "slide_1"], position: 1 });
    expect(data?.order).toEqual(["slide_3", "slide_1", "slide_2"]);
    expect(order()).toEqual(["slide_3", "slide_1", "slide_2"]);
    await call("arrange", { slide_ids: ["slide_3"] });
    expect(order()).toEqual(["slide_1", "slide_2", "slide_3"]);
    await call("arrange", { slide_ids: ["slide_1"], position: 2 });
    expect(order()).toEqual(["slide_2", "slide_1", "slide_3"]);
  });

  it("copies slides with their notes, behind the originals or elsewhere", async () => {
    const copied = await call("arrange", { slide_ids: ["slide_2"], copy: true });
    expect(order()).toEqual(copied.data?.order);
    expect(order().slice(0, 2)).toEqual(["slide_1", "slide_2"]);
    expect((await text()).match(/\{\{name\}\} speaks/g)).toHaveLength(2);
    await call("arrange", { slide_ids: ["slide_1", "slide_3"], copy: true, position: 1 });
    expect(order()).toHaveLength(6);
    expect(order().slice(2, 4)).toEqual(["slide_1", "slide_2"]);
  });

  it("refuses a slide that is not there", async () => {
    const error = await refusal(call("arrange", { slide_ids: ["nope"] }));
    expect(error).toMatchObject({ code: "not_found", message: expect.stringContaining("nope") });
  });
});

describe("slides_batch_update", () => {
  it("sends requests as they are, for one revision only if asked", async () => {
    const requests = [{ createSlide: { objectId: "slide_raw" } }, { deleteObject: { objectId: "slide_1" } }];
    const done = await call("batch_update", { requests });
    expect(done.text).toMatch(/^Done, revision \S+\. Replies:\n\[\{"createSlide":\{"objectId":"slide_raw"\}\},\{\}\]$/);
    const revision_id = /revision (\S+)\. R/.exec(done.text)?.[1];
    const again = { requests: [{ deleteObject: { objectId: "slide_raw" } }], revision_id };
    await call("batch_update", again);
    const error = await refusal(call("batch_update", again));
    expect(error.message).toContain("does not match the latest revision");
  });

  itByDescription("refuses what is no request", async () => {
    await expect(call("batch_update", { requests: [{}] })).rejects.toThrow("expected one request");
    const error = await refusal(call("batch_update", { requests: [{ explode: {} }] }));
    expect(error.message).toContain('Unknown name "explode"');
  });

  it("asks before Google fetches a picture, however it is spelt", async () => {
    const tool = slidesTools.find(({ name }) => name === "slides_batch_update");
    const prepared = tool?.prepare({
      presentation_id,
      requests: [
        { createImage: { url: "https://a.example/x.png" } },
        { replace_all_shapes_with_image: { image_url: "https://b.example/x.png" } },
        { updateTextStyle: { style: { link: { url: "https://c.example" } } } },
      ],
    });
    if (!prepared?.ok) throw new Error("the input fits");
    expect((await prepared.audience(Object.create(null))).recipients).toEqual(["a.example", "b.example"]);
  });
});

it("says that a presentation may not be changed", async () => {
  const { id } = emulator.slides.addPresentation("ada@example.com", "By hand");
  const change = { presentation_id: id, ids: ["p"] };
  const options = { scopes: [scope("drive.file"), scope("presentations.readonly")] };
  const error = await refusal(callSlides(emulator, "slides_delete", change, options));
  expect(error.code).toBe("permission_denied");
});
