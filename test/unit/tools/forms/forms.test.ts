import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { ToolError } from "../../../../src/errors.ts";
import { scope } from "../../../../src/scopes.ts";
import { formsTools } from "../../../../src/tools/forms/tools.ts";
import { type Emulator, startEmulator } from "../../../emulator/emulator.ts";
import { runTool, type ToolCallOptions } from "../../../support/tool-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.faults.clear());

function call(name: string, input: Record<string, unknown>, options: ToolCallOptions = {}) {
  const tool = formsTools.find((one) => one.name === `forms_${name}`);
  if (!tool) throw new Error(`there is no forms_${name}`);
  return runTool(emulator, tool, input, options);
}

async function refusal(promise: Promise<unknown>): Promise<ToolError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ToolError) return error;
  throw new Error(`expected a ToolError, got ${String(error)}`);
}

const EVERYTHING = [
  { type: "short_text", title: "Name", required: true, description: "As on your badge" },
  { type: "paragraph", title: "Why?" },
  { type: "radio", title: "Colour", options: ["Red", "Blue"], other: true },
  { type: "checkbox", title: "Days", options: ["Mon", "Tue"] },
  { type: "section", title: "More" },
  { type: "dropdown", title: "City", options: ["Berlin", "Paris"] },
  { type: "scale", title: "How much", min: 0, max: 10, min_label: "little", max_label: "much" },
  { type: "rating", title: "Stars" },
  { type: "date", title: "Born" },
  { type: "date_time", title: "Starts" },
  { type: "time", title: "Wakes" },
  { type: "duration", title: "Sleeps" },
  { type: "radio_grid", title: "Meals", rows: ["Lunch", "Dinner"], options: ["Meat", "None"], required: true },
  { type: "checkbox_grid", title: "Tools", rows: ["Saw"], options: ["Have", "Need"] },
  { type: "text", title: "Thanks", description: "That was all" },
];

async function make(input: Record<string, unknown> = {}): Promise<string> {
  const { data } = await call("create", { title: "Survey", items: EVERYTHING, ...input });
  return z.object({ id: z.string() }).parse(data).id;
}

const show = async (form_id: string) => (await call("get", { form_id })).text;
/** Ids of items by their titles, as forms_get tells them. */
async function ids(form_id: string): Promise<Map<string, string>> {
  const found = (await show(form_id)).matchAll(/^\d+\. (.+?) \([^\n]*?\bid ([0-9a-f]+)/gm);
  return new Map([...found].map(([, title = "", id = ""]) => [title, id]));
}
const titles = async (form_id: string) => [...(await ids(form_id)).keys()];

describe("forms_create", () => {
  it("makes a form with all kinds of items in two requests, unpublished", async () => {
    const before = emulator.requests.length;
    const { text, data } = await call("create", { title: "Survey", description: "About you", items: EVERYTHING });
    expect(emulator.requests.slice(before).map(({ methodId }) => methodId)).toEqual([
      "forms.forms.create",
      "forms.forms.batchUpdate",
    ]);
    const made = z
      .object({ id: z.string(), answer_link: z.string(), published: z.literal(false) })
      .loose()
      .parse(data);
    expect(text).toContain(`Created “Survey” with 15 items, id ${made.id}, not published yet`);
    const shown = await show(made.id);
    expect(shown).toMatch(/^# Survey\n\nAbout you\n\n- not published: nobody can answer\n/);
    expect(shown).toContain(made.answer_link);
    expect(shown.replace(/(, )?(id|question) [0-9a-f]{8}/g, "").replaceAll(" ()", "")).toMatch(
      /1\. Name \(short_text, required\)\n {3}As on your badge\n2\. Why\? \(paragraph\)\n3\. Colour \(radio\)\n {3}- Red\n {3}- Blue\n {3}- \(other: written in\)\n/,
    );
    expect(shown).toMatch(/7\. How much \(scale, 0 little to 10 much, /);
    expect(shown).toMatch(/8\. Stars \(rating, 1 to 5, /);
    expect(shown).toMatch(/13\. Meals \(radio_grid, required, id \w+\)\n {3}row: Lunch \(question \w+\)\n/);
    expect(shown).toMatch(/15\. Thanks \(text, id \w+\)\n {3}That was all/);
  });

  it("makes a quiz with points and right answers, and publishes it when told", async () => {
    const { data } = await call("create", {
      title: "Quiz",
      quiz: true,
      publish: true,
      items: [
        { type: "radio", title: "2+2", options: ["3", "4"], points: 2, correct: ["4"] },
        { type: "short_text", title: "Capital", points: 1, correct: ["Paris", "paris"] },
        { type: "paragraph", title: "Essay", points: 5 },
      ],
    });
    expect(data?.published).toBe(true);
    const shown = await show(String(data?.id));
    expect(shown).toContain("- published, accepting responses\n- a quiz");
    expect(shown).toMatch(/1\. 2\+2 \(radio, 2 points, [^\n]*\n {3}- 3\n {3}- 4 ✓\n/);
    expect(shown).toContain("right: Paris; paris");
  });

  it("asks before publishing", async () => {
    const tool = formsTools.find(({ name }) => name === "forms_create");
    const reached = async (publish: boolean) => {
      const prepared = tool?.prepare({ title: "A", publish });
      if (!prepared?.ok) throw new Error("the input fits");
      return (await prepared.audience(Object.create(null))).recipients;
    };
    expect(await reached(true)).toEqual(["anyone"]);
    expect(await reached(false)).toEqual([]);
  });

  it.each([
    [{ type: "radio", title: "a" }, "a radio needs options"],
    [{ type: "date", title: "a", options: ["b"] }, "a date has no options"],
    [{ type: "radio", title: "a", options: ["b", "b"] }, "an option comes twice"],
    [{ type: "radio_grid", title: "a", options: ["b"] }, "a radio_grid needs rows"],
    [{ type: "radio", title: "a", options: ["b"], rows: ["c"] }, "a radio has no rows"],
    [{ type: "dropdown", title: "a", options: ["b"], other: true }, "a dropdown cannot have other"],
    [{ type: "rating", title: "a", max: 2 }, "3 to 10 levels"],
    [{ type: "short_text", title: "a", points: 1 }, "only a quiz has points"],
  ])("refuses %j before anything is made", async (item, message) => {
    const before = emulator.requests.length;
    const error = await refusal(call("create", { title: "A", items: [item] }));
    expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining(message) });
    expect(error.message).toMatch(/^items\[0\]: /);
    expect(emulator.requests).toHaveLength(before);
  });

  it("says what exists when the rest fails", async () => {
    emulator.faults.add({ match: "forms.forms.batchUpdate", fault: { kind: "status", status: 400 }, times: 1 });
    expect((await refusal(make())).message).toMatch(/^The form \S+ was created, but not finished: /);
    await expect(call("create", { title: "a\nb" })).rejects.toThrow("one line");
  });
});

describe("forms_get", () => {
  it("shows what these tools cannot make, settings and the sheet of answers", async () => {
    const { id } = emulator.forms.addForm("ada@example.com", "Old", {
      publish: undefined,
      linkedSheetId: "1sheet",
      settings: { emailCollectionType: "RESPONDER_INPUT" },
      items: [
        { itemId: "aa", title: "Upload", questionItem: { question: { questionId: "bb", fileUploadQuestion: {} } } },
        { itemId: "cc", imageItem: {} },
        { itemId: "dd", title: "Film", videoItem: {} },
      ],
    });
    const shown = await show(id);
    expect(shown).toContain("- published in the old way");
    expect(shown).toContain("- email addresses collected: typed");
    expect(shown).toContain("- answers go to spreadsheet 1sheet");
    expect(shown).toContain(
      "1. Upload (file upload, id aa, question bb)\n2. (no title) (picture, id cc)\n3. Film (video, id dd)",
    );
  });

  it("comes in pieces, and is empty without questions", async () => {
    const many = Array.from({ length: 180 }, (_, index) => ({
      type: "paragraph",
      title: `${index} ${"x".repeat(80)}`,
    }));
    const form_id = await make({ items: many });
    const { text, note } = await call("get", { form_id });
    expect(text.length).toBeLessThanOrEqual(20_000);
    const next = Number(/offset (\d+)/.exec(note ?? "")?.[1]);
    expect((await call("get", { form_id, offset: next })).text).toContain("180. 179");
    expect(await show(await make({ items: [] }))).toContain("no questions yet");
  });

  it("refuses what is not there, and what was not made here when only that is granted", async () => {
    expect((await refusal(call("get", { form_id: "nothing" }))).code).toBe("not_found");
    const { id } = emulator.forms.addForm("ada@example.com", "By hand");
    const narrow = { scopes: [scope("drive.file")] };
    const error = await refusal(call("get", { form_id: id }, narrow));
    expect(error).toMatchObject({ code: "not_found", message: expect.stringContaining("drive.file") });
    const own = z.object({ id: z.string() }).parse((await call("create", { title: "Mine" }, narrow)).data).id;
    expect((await call("get", { form_id: own }, narrow)).text).toContain("# Mine");
  });
});

describe("forms_update", () => {
  it("adds, changes, moves and deletes in one go, each at the place after the steps before", async () => {
    const form_id = await make({ items: ["A", "B", "C"].map((title) => ({ type: "short_text", title })) });
    const known = await ids(form_id);
    const { text, data } = await call("update", {
      form_id,
      items: [
        { action: "delete", item_id: known.get("A") },
        { action: "add", type: "radio", title: "D", options: ["x"], position: 1 },
        { action: "move", item_id: known.get("C"), position: 1 },
        { action: "change", item_id: known.get("B"), title: "B2", required: true },
        { action: "add", type: "text", title: "E" },
      ],
    });
    expect(await titles(form_id)).toEqual(["C", "D", "B2", "E"]);
    expect(data?.added).toHaveLength(2);
    expect(text).toContain(`deleted ${known.get("A")}; added “D” at 1; moved ${known.get("C")} to 1`);
    expect(await show(form_id)).toMatch(/B2 \(short_text, required, /);
  });

  it("changes title, description and settings", async () => {
    const form_id = await make({ quiz: true, items: [{ type: "radio", title: "Q", options: ["a"], points: 1 }] });
    await call("update", { form_id, title: "New", description: "Words", collect_email: "verified" });
    expect(await show(form_id)).toMatch(/^# New\n\nWords\n\n[\s\S]*- a quiz\n- email addresses collected: verified/);
    await call("update", { form_id, quiz: false, description: "" });
    const shown = await show(form_id);
    expect(shown).not.toContain("quiz");
    expect(shown).not.toContain("point");
    expect(shown).not.toContain("Words");
  });

  it("keeps what a change does not name: ids of questions, jumps of options, pictures", async () => {
    const form_id = await make();
    const form = emulator.forms.form(form_id);
    const known = await ids(form_id);
    const before = await show(form_id);
    const stored = (title: string) => emulator.forms.form(form_id).items.find((item) => item.title === title);
    const colour = form.items.find(({ title }) => title === "Colour");
    Object.assign(colour ?? {}, {
      questionItem: {
        image: { contentUri: "https://lh7-rt.googleusercontent.com/x" },
        question: {
          questionId: "aabbccdd",
          choiceQuestion: { type: "RADIO", options: [{ value: "Red", goToAction: "SUBMIT_FORM" }, { value: "Blue" }] },
        },
      },
    });
    await call("update", {
      form_id,
      items: [
        { action: "change", item_id: known.get("Colour"), options: ["Green", "Red"], other: true },
        { action: "change", item_id: known.get("How much"), max: 5 },
        { action: "change", item_id: known.get("Stars"), max: 7 },
        { action: "change", item_id: known.get("Meals"), rows: ["Dinner", "Tea"], required: false },
        { action: "change", item_id: known.get("Tools"), type: "radio_grid", options: ["Have"] },
        { action: "change", item_id: known.get("Why?"), type: "short_text", description: "In a word" },
      ],
    });
    expect(stored("Colour")?.questionItem).toEqual({
      image: { contentUri: "https://lh7-rt.googleusercontent.com/x" },
      question: {
        questionId: "aabbccdd",
        choiceQuestion: {
          type: "RADIO",
          options: [{ value: "Green" }, { value: "Red", goToAction: "SUBMIT_FORM" }, { isOther: true }],
        },
      },
    });
    const shown = await show(form_id);
    expect(shown).toContain("(scale, 0 little to 5 much, ");
    expect(shown).toContain("(rating, 1 to 7, ");
    expect(shown).toMatch(/Meals \(radio_grid, id \w+\)\n {3}row: Dinner \(question \w+\)\n {3}row: Tea/);
    expect(shown).toMatch(/Tools \(radio_grid, id \w+\)\n {3}row: Saw \(question \w+\)\n {3}- Have\n/);
    expect(shown).toMatch(/Why\? \(short_text, id (\w+), question \w+\)\n {3}In a word/);
    const questions = (text: string, title: string) =>
      text
        .split(/^\d+\. /m)
        .find((item) => item.startsWith(title))
        ?.match(/question \w+/g);
    expect(questions(shown, "Why?")).toEqual(questions(before, "Why?"));
    expect(questions(shown, "Meals")?.[0]).toBe(questions(before, "Meals")?.[1]);
    expect(questions(shown, "Tools")).toEqual(questions(before, "Tools"));
    expect(questions(shown, "Colour")).toEqual(["question aabbccdd"]);
  });

  it("changes the points of a quiz, and a file upload as far as Google lets it", async () => {
    const form_id = await make({
      quiz: true,
      items: [{ type: "radio", title: "Q", options: ["a", "b"], correct: ["a"] }],
    });
    const known = await ids(form_id);
    await call("update", {
      form_id,
      items: [{ action: "change", item_id: known.get("Q"), points: 3, correct: ["b"] }],
    });
    expect(await show(form_id)).toMatch(/3 points, [^\n]*\n {3}- a\n {3}- b ✓/);
    const upload = {
      itemId: "aa",
      title: "U",
      questionItem: { question: { questionId: "bb", fileUploadQuestion: {} } },
    };
    const { id } = emulator.forms.addForm("ada@example.com", "Files", { items: [upload] });
    await call("update", { form_id: id, items: [{ action: "change", item_id: "aa", title: "V", required: true }] });
    expect(await show(id)).toContain("1. V (file upload, required, id aa, question bb)");
    const error = await refusal(
      call("update", { form_id: id, items: [{ action: "change", item_id: "aa", options: ["x"] }] }),
    );
    expect(error.message).toContain("only title, description and required");
  });

  it.each([
    [{}, "nothing to change came"],
    [{ items: [{ action: "add", title: "a" }] }, "needs type and title"],
    [{ items: [{ action: "move", item_id: "ITEM" }] }, "position is missing"],
    [{ items: [{ action: "delete" }] }, "item_id is missing"],
    [{ items: [{ action: "delete", item_id: "nope" }] }, "no item nope"],
    [{ items: [{ action: "change", item_id: "ITEM", points: 2 }] }, "only a quiz has points"],
    [{ items: [{ action: "change", item_id: "ITEM", type: "section" }] }, "cannot become a section"],
    [{ items: [{ action: "change", item_id: "ITEM", type: "radio" }] }, "a radio needs options"],
    [{ items: [{ action: "change", item_id: "ITEM", max: 4 }] }, "nothing to change that this item has"],
    [{ items: ["a", "b"].map((title) => ({ action: "change", item_id: "ITEM", title })) }, "changed twice"],
  ])("refuses %j", async (input, message) => {
    const form_id = await make({ items: [{ type: "short_text", title: "A" }] });
    const item = (await ids(form_id)).get("A") ?? "";
    const given: unknown = JSON.parse(JSON.stringify(input).replaceAll("ITEM", item));
    const error = await refusal(call("update", { form_id, ...z.looseObject({}).parse(given) }));
    expect(error.message).toContain(message);
    expect(await titles(form_id)).toEqual(["A"]);
  });

  it("does nothing when somebody else has changed the form at the same moment", async () => {
    const form_id = await make({ items: [{ type: "short_text", title: "A" }] });
    const item_id = (await ids(form_id)).get("A");
    emulator.faults.add({
      match: ({ methodId }) => {
        if (methodId === "forms.forms.batchUpdate") emulator.forms.form(form_id).revision += 1;
        return false;
      },
      fault: { kind: "status", status: 500 },
    });
    const error = await refusal(call("update", { form_id, items: [{ action: "delete", item_id }] }));
    expect(error.code).toBe("precondition_failed");
    expect(await titles(form_id)).toEqual(["A"]);
  });
});

describe("responses", () => {
  async function answered() {
    const form_id = await make({
      items: [
        { type: "radio", title: "Colour", options: ["Red", "Blue"] },
        { type: "paragraph", title: "Why | how" },
        { type: "radio_grid", title: "Meals", rows: ["Lunch"], options: ["Meat", "None"] },
      ],
    });
    const [colour = "", why = "", lunch = ""] = [...(await show(form_id)).matchAll(/question (\w+)/g)].map(
      ([, id = ""]) => id,
    );
    const add = (answers: Record<string, { values: string[] }>, more: Record<string, unknown> = {}) =>
      emulator.forms.addResponse(form_id, { answers, ...more });
    const first = add(
      { [colour]: { values: ["Red"] }, [why]: { values: ["It is\nwarm"] } },
      {
        respondentEmail: "grace@example.com",
        createTime: Date.parse("2026-01-02T09:00:00Z"),
        lastSubmittedTime: Date.parse("2026-01-02T09:00:00Z"),
        totalScore: 3,
      },
    );
    add({ [colour]: { values: ["Red"] }, [lunch]: { values: ["None"] } });
    add({ [colour]: { values: ["Blue"] }, gone1: { values: ["old"] } });
    return { form_id, first, why };
  }

  it("come as a table by question with counts", async () => {
    const { form_id, first } = await answered();
    const { text } = await call("list_responses", { form_id });
    expect(text).toContain("3 responses, times in Europe/Berlin");
    expect(text).toContain("|response|submitted|email|score|Colour|Why \\| how|Meals [Lunch]|question gone1|");
    expect(text).toContain(`|${first.responseId}|Fri 2026-01-02 10:00|grace@example.com|3|Red|It is warm|||`);
    expect(text).toContain("Counts:\n- Colour: Red 2; Blue 1\n- Meals [Lunch]: None 1");
  });

  it("come page by page and since a time", async () => {
    const { form_id, first } = await answered();
    const one = await call("list_responses", { form_id, page_size: 1 });
    expect(one.text).toContain("1 responses on this page");
    const page_token = /page_token (\S+)/.exec(one.note ?? "")?.[1];
    const two = await call("list_responses", { form_id, page_size: 1, page_token });
    expect(two.text).not.toContain(first.responseId);
    const since = await call("list_responses", { form_id, since: "2026-01-02T10:00:01+01:00" });
    expect(since.text).toContain("2 responses");
    expect((await refusal(call("list_responses", { form_id, page_token: "wrong" }))).code).toBe("invalid_input");
    expect((await call("list_responses", { form_id: await make() })).text).toBe("No responses.");
  });

  it("are named by question ids when only answers may be read", async () => {
    const { form_id } = await answered();
    const only = { scopes: [scope("forms.responses.readonly")] };
    const { text } = await call("list_responses", { form_id }, only);
    expect(text).toMatch(/\|response\|submitted\|email\|score\|question \w{8}\|/);
  });

  it("are shown whole one by one", async () => {
    const { form_id, first } = await answered();
    const { text } = await call("get_response", { form_id, response_id: first.responseId });
    expect(text).toContain(
      `Response ${first.responseId}, submitted Fri 2026-01-02 10:00 (Europe/Berlin), by grace@example.com, score 3`,
    );
    expect(text).toContain("**Colour**\nRed\n\n**Why | how**\nIt is\nwarm\n\n**Meals [Lunch]**\n(no answer)");
    const other = emulator.forms.addResponse(form_id, {
      answers: { f1: { files: [{ fileId: "1file", fileName: "a.png" }] }, f2: { values: ["x", "y"], score: 2 } },
    });
    const whole = await call("get_response", { form_id, response_id: other.responseId });
    expect(whole.text).toContain("**question f1**\na.png (file 1file)\n\n**question f2** (right, 2 points)\n- x\n- y");
    expect((await refusal(call("get_response", { form_id, response_id: "nope" }))).code).toBe("not_found");
  });
});

describe("forms_set_publish", () => {
  it("opens, closes and unpublishes", async () => {
    const form_id = await make({ items: [] });
    const set = async (state: string) => (await call("set_publish", { form_id, state })).text;
    expect(await set("open")).toContain("published, accepting responses");
    expect(await set("closed")).toContain("published, not accepting responses");
    expect(await set("unpublished")).toContain("not published");
    expect(emulator.forms.form(form_id).publish).toEqual({ isPublished: false, isAcceptingResponses: false });
  });

  it("passes on that an old form has no such setting", async () => {
    const { id } = emulator.forms.addForm("ada@example.com", "Old", { publish: undefined });
    const error = await refusal(call("set_publish", { form_id: id, state: "open" }));
    expect(error).toMatchObject({ code: "invalid_input", message: expect.stringContaining("Legacy forms") });
  });
});
