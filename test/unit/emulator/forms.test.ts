import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import { type FormsService, formsService } from "../../emulator/forms/service.ts";
import { undescribedFields } from "./core-call.ts";
import { ADA, call, type DirectCall, GRACE, jsonOf, refusal, smallWorld } from "./direct-call.ts";

const SCOPES = ["https://www.googleapis.com/auth/forms.body"];
const ANSWERS = ["https://www.googleapis.com/auth/forms.responses.readonly"];
const FILE = ["https://www.googleapis.com/auth/drive.file"];

let drive: DriveService;
let forms: FormsService;
let formId: string;
beforeEach(() => {
  const world = smallWorld();
  drive = driveService(world);
  forms = formsService(world, drive);
  formId = forms.addForm(ADA.email, "Form").id;
});

const run = (method: string, given: DirectCall = {}) =>
  call(forms, `forms.forms.${method}`, { path: { formId }, scopes: SCOPES, ...given });
const batch = (requests: unknown[], more: Record<string, unknown> = {}) =>
  run("batchUpdate", { body: { requests, ...more } });
const message = async (requests: unknown[]) => (await refusal(batch(requests))).message;
const item = (question: unknown, more: Record<string, unknown> = {}) => ({
  createItem: { item: { title: "Q", questionItem: { question }, ...more }, location: { index: 0 } },
});
const choice = (options: unknown[], type = "RADIO") => item({ choiceQuestion: { type, options } });
const anyObject = z.record(z.string(), z.unknown());
const get = async () => jsonOf(await run("get"), anyObject);

describe("forms.create", () => {
  it("takes titles alone, and publishes only what is asked to be", async () => {
    const info = { title: "New", documentTitle: "File" };
    const made = jsonOf(await run("create", { body: { info } }), anyObject);
    expect(made).toMatchObject({ info, publishSettings: { publishState: {} } });
    expect(undescribedFields("forms-v1", "Form", made) ?? []).toEqual([]);
    expect(drive.state(ADA.email).files.find(({ id }) => id === made.formId)?.name).toBe("File");
    const open = await run("create", { body: { info }, query: { unpublished: "false" } });
    expect(open.json).toMatchObject({
      publishSettings: { publishState: { isPublished: true, isAcceptingResponses: true } },
    });
    for (const body of [{}, { info: { title: "a", description: "b" } }, { info: { title: "a" }, items: [] }])
      expect((await refusal(run("create", { body }))).message).toContain(
        "Only info.title can be set when creating a form.",
      );
    expect((await refusal(run("create", { body: { info: { title: "a\nb" } } }))).message).toContain("newlines");
  });

  it("makes what drive.file of its own client reaches, and no other", async () => {
    expect(await refusal(run("get", { scopes: FILE }))).toMatchObject({ status: 404 });
    const made = jsonOf(
      await run("create", { body: { info: { title: "Mine" } }, scopes: FILE, clientId: "me" }),
      anyObject,
    );
    const path = { formId: String(made.formId) };
    expect((await run("get", { path, scopes: FILE, clientId: "me" })).json).toMatchObject({ info: { title: "Mine" } });
    expect(await refusal(run("get", { path, scopes: FILE, clientId: "other" }))).toMatchObject({ status: 404 });
    expect(await refusal(run("get", { path, account: GRACE }))).toMatchObject({ status: 404 });
  });
});

describe("a batch", () => {
  it("is done as a whole or not at all, for the revision that it names", async () => {
    const { revisionId } = await get();
    const writeControl = { requiredRevisionId: revisionId };
    expect(await message([choice([{ value: "a" }]), { deleteItem: { location: { index: 5 } } }])).toBe(
      "Invalid requests[1].deleteItem: The index 5 is out of range.",
    );
    expect((await get()).revisionId).toBe(revisionId);
    await batch([choice([{ value: "a" }])], { writeControl });
    expect((await refusal(batch([choice([{ value: "a" }])], { writeControl }))).message).toContain("revision ID");
    expect(undescribedFields("forms-v1", "Form", await get()) ?? []).toEqual([]);
  });

  it.each([
    [[], "At least one request"],
    [[{ createItem: { item: { textItem: {} } } }], "location is required"],
    [[{ createItem: { item: { textItem: {} }, location: { index: 1 } } }], "The index 1 is out of range."],
    [[{ createItem: { item: { title: "x" }, location: { index: 0 } } }], "Exactly one kind of item"],
    [[item({})], "Exactly one kind of question"],
    [[item({ textQuestion: {} }, { title: "a\nb" })], "Displayed text cannot contain newlines"],
    [[choice([])], "options are required"],
    [[choice([{ value: "a" }, { value: "a" }])], "Duplicate"],
    [[choice([{ value: "a", isOther: true }])], "Cannot set option.value when isOther is true"],
    [[choice([{ isOther: true }], "DROP_DOWN")], "isOther is not allowed"],
    [[item({ scaleQuestion: { low: 1, high: 11 } })], "scale"],
    [[item({ ratingQuestion: { ratingScaleLevel: 5 } })], "icon"],
    [[item({ fileUploadQuestion: {} })], "file upload"],
    [[item({ rowQuestion: { title: "r" } })], "question group"],
    [[item({ textQuestion: {}, grading: { pointValue: 1 } })], "not a quiz"],
    [[{ updateFormInfo: { info: { title: "x" } } }], "updateMask is required"],
    [[{ updateFormInfo: { info: {}, updateMask: "documentTitle" } }], "cannot be updated"],
    [[{ moveItem: { originalLocation: { index: 0 }, newLocation: { index: 0 } } }], "out of range"],
  ])("refuses %j", async (requests, words) => {
    expect(await message(requests)).toContain(words);
  });

  it("gives a question another id when one that is replaced whole comes without", async () => {
    await batch([item({ questionId: "q1", textQuestion: {} }, { itemId: "i1" })]);
    const update = (question: unknown, updateMask: string) => ({
      updateItem: { item: { questionItem: { question } }, location: { index: 0 }, updateMask },
    });
    await batch([update({ required: true }, "questionItem.question.required")]);
    expect(forms.form(formId).items).toMatchObject([
      { itemId: "i1", questionItem: { question: { questionId: "q1", required: true, textQuestion: {} } } },
    ]);
    await batch([update({ textQuestion: {} }, "questionItem.question")]);
    expect(JSON.stringify(forms.form(formId).items)).not.toContain("q1");
  });

  it("grades in a quiz, right answers among the options, and forgets it when it is none any more", async () => {
    const quiz = (isQuiz: boolean) => ({
      updateSettings: { settings: { quizSettings: { isQuiz } }, updateMask: "quizSettings.isQuiz" },
    });
    const graded = (value: string) =>
      item({
        choiceQuestion: { type: "RADIO", options: [{ value: "a" }] },
        grading: { pointValue: 1, correctAnswers: { answers: [{ value }] } },
      });
    expect(await message([quiz(true), graded("b")])).toContain("not one of the options");
    await batch([quiz(true), graded("a")]);
    await batch([quiz(false)]);
    expect(JSON.stringify(forms.form(formId).items)).not.toContain("grading");
  });
});

describe("publishing", () => {
  it("wants both settings, and takes responses only for what is published", async () => {
    const set = (publishState: unknown) => run("setPublishSettings", { body: { publishSettings: { publishState } } });
    expect(await refusal(set({ isPublished: true }))).toMatchObject({ status: 400 });
    expect(await refusal(set({ isPublished: false, isAcceptingResponses: true }))).toMatchObject({ status: 400 });
    expect((await set({ isPublished: true, isAcceptingResponses: false })).json).toEqual({
      formId,
      publishSettings: { publishState: { isPublished: true } },
    });
  });
});

describe("responses", () => {
  it("are listed from a time on, page by page, with a scope of their own", async () => {
    for (const time of [1000, 2000, 3000])
      forms.addResponse(formId, { answers: { q: { values: ["x"] } }, createTime: time, lastSubmittedTime: time });
    const list = async (query: Record<string, string>) =>
      z
        .object({ responses: z.array(z.looseObject({ responseId: z.string() })), nextPageToken: z.string().optional() })
        .parse((await run("responses.list", { query, scopes: ANSWERS })).json);
    const after = await list({ filter: "timestamp > 1970-01-01T00:00:01Z" });
    expect(after.responses).toHaveLength(2);
    expect(undescribedFields("forms-v1", "ListFormResponsesResponse", after) ?? []).toEqual([]);
    expect((await list({ filter: "timestamp >= 1970-01-01T00:00:01Z" })).responses).toHaveLength(3);
    const first = await list({ pageSize: "2" });
    const second = await list({ pageSize: "2", pageToken: first.nextPageToken ?? "" });
    expect([first.responses.length, second.responses.length, second.nextPageToken]).toEqual([2, 1, undefined]);
    const wrong = run("responses.list", { query: { filter: "timestamp > 1970-01-01" }, scopes: ANSWERS });
    expect((await refusal(wrong)).message).toContain("Invalid filter");
    expect(await refusal(run("responses.list"))).toMatchObject({ status: 403 });
  });
});
