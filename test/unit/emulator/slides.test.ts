import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import { addFile, SPREADSHEET } from "../../emulator/drive/state.ts";
import { type SlidesService, slidesService } from "../../emulator/slides/service.ts";
import { undescribedFields } from "./core-call.ts";
import { ADA, bytesOf, call, type DirectCall, GRACE, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const SCOPES = ["https://www.googleapis.com/auth/presentations"];
const FILE = ["https://www.googleapis.com/auth/drive.file"];

let drive: DriveService;
let slides: SlidesService;
let id: string;
beforeEach(() => {
  const world = smallWorld();
  drive = driveService(world);
  slides = slidesService(world, drive);
  id = slides.addPresentation(ADA.email, "Deck").id;
});

const run = (method: string, given: DirectCall = {}) =>
  call(slides, `slides.presentations.${method}`, { path: { presentationId: id }, scopes: SCOPES, ...given });
const batch = (requests: unknown[], more: Record<string, unknown> = {}) =>
  run("batchUpdate", { body: { requests, ...more } });
const message = async (requests: unknown[]) => (await refusal(batch(requests))).message;
const anyObject = z.record(z.string(), z.unknown());
const get = async () => jsonOf(await run("get"), anyObject);
const text = (objectId: string, words: string, insertionIndex = 0) => ({
  insertText: { objectId, text: words, insertionIndex },
});
const stringify = async () => JSON.stringify(await get());

describe("presentations", () => {
  it("are made with a title slide, whatever else is asked for, as a file of Drive", async () => {
    const made = jsonOf(await run("create", { body: { title: "New", slides: [] } }), anyObject);
    expect(made).toMatchObject({
      title: "New",
      slides: [{ objectId: "p", pageElements: [{ objectId: "i0" }, { objectId: "i1" }] }],
    });
    expect(undescribedFields("slides-v1", "Presentation", made) ?? []).toEqual([]);
    const file = drive.state(ADA.email).files.find((one) => one.id === made.presentationId);
    expect(file).toMatchObject({ name: "New", mimeType: "application/vnd.google-apps.presentation" });
    const again = { body: { title: "x", presentationId: id } };
    expect(await refusal(run("create", again))).toMatchObject({ status: 409 });
  });

  it("are seen by those who may see the file, and with drive.file by the client that made them", async () => {
    expect(await refusal(run("get", { account: GRACE }))).toMatchObject({ status: 403 });
    expect(await refusal(run("get", { path: { presentationId: "none" } }))).toMatchObject({ status: 404 });
    expect(await refusal(run("get", { scopes: FILE }))).toMatchObject({ status: 404 });
    const mine = slides.addPresentation(ADA.email, "Mine", "me").id;
    const given = { path: { presentationId: mine }, scopes: FILE, clientId: "me" };
    expect((await run("get", given)).json).toMatchObject({ title: "Mine" });
    const plan = drive.state(ADA.email).files.find(({ name }) => name === "Project plan")?.id ?? "";
    expect(await refusal(run("get", { path: { presentationId: plan } }))).toMatchObject({ status: 400 });
  });

  it("are not changed by a reader or with a scope for reading", async () => {
    const scopes = ["https://www.googleapis.com/auth/drive.readonly"];
    const body = { requests: [text("i0", "x")] };
    expect(await refusal(run("batchUpdate", { body, scopes }))).toMatchObject({ status: 403 });
  });

  it("are exported as they are now", async () => {
    await batch([text("i0", "Hello")]);
    const given = {
      path: { fileId: id },
      query: { mimeType: "text/plain" },
      scopes: ["https://www.googleapis.com/auth/drive"],
    };
    expect(bytesOf(await call(drive, "drive.files.export", given)).toString()).toContain("Hello");
  });
});

describe("a batch", () => {
  it("is done as a whole or not at all, and says which request is wrong", async () => {
    const error = await message([text("i0", "kept?"), text("nope", "x")]);
    expect(error).toBe("Invalid requests[1].insertText: The object (nope) could not be found.");
    expect(await stringify()).not.toContain("kept?");
  });

  it("is refused for another revision, and gives the new one", async () => {
    const before = (await get()).revisionId;
    const writeControl = { requiredRevisionId: before };
    const { json } = await batch([text("i0", "a")], { writeControl });
    expect(json).toMatchObject({
      presentationId: id,
      replies: [{}],
      writeControl: { requiredRevisionId: (await get()).revisionId },
    });
    expect((await refusal(batch([text("i0", "b")], { writeControl }))).message).toContain(
      "does not match the latest revision",
    );
  });

  it.each([
    [[], "Must specify at least one request."],
    [[{}], "No request set"],
    [[text("i0", "a", 1)], "The insertion index (1) should not be greater than the existing text length (0)."],
    [
      [{ deleteText: { objectId: "i0", textRange: { type: "ALL" } } }],
      "The startIndex 0 must be less than the endIndex 0",
    ],
    [
      [
        text("i0", "abc"),
        { deleteText: { objectId: "i0", textRange: { type: "FIXED_RANGE", startIndex: 0, endIndex: 4 } } },
      ],
      "The end index (4) should not be greater than the existing text length (3).",
    ],
    [
      [{ updateTextStyle: { objectId: "i0", textRange: { type: "ALL" }, style: { bold: true } } }],
      "At least one field",
    ],
    [[{ createSlide: { objectId: "abc" } }], "length from 5 to 50"],
    [
      [{ createSlide: { objectId: "slide_x" } }, { createSlide: { objectId: "slide_x" } }],
      "should be unique among all pages and page elements.",
    ],
    [[{ createSlide: { insertionIndex: 2 } }], "insertion index (2)"],
    [[{ createSlide: { slideLayoutReference: { layoutId: "none" } } }], "is not present in the current master."],
    [[{ createSlide: { placeholderIdMappings: [{ objectId: "title_x" }] } }], "layout reference is specified"],
    [
      [
        {
          createSlide: {
            slideLayoutReference: { predefinedLayout: "BLANK" },
            placeholderIdMappings: [{ layoutPlaceholder: { type: "BODY" }, objectId: "body_x" }],
          },
        },
      ],
      "could not be found on the layout",
    ],
    [[{ createShape: { elementProperties: { pageObjectId: "p" } } }], "shape type"],
    [[{ createTable: { rows: 0, columns: 1, elementProperties: { pageObjectId: "p" } } }], "must be positive"],
    [
      [{ createImage: { url: "https://example.com/a.txt", elementProperties: { pageObjectId: "p" } } }],
      "publicly accessible",
    ],
    [[{ replaceAllText: { containsText: { text: "" } } }], "must not be empty"],
    [[{ deleteObject: { objectId: "p:notes" } }], "could not be found"],
  ])("refuses %j", async (requests, words) => {
    expect(await message(requests)).toContain(words);
  });

  it("moves slides in their present order only, counted before the move", async () => {
    await batch(["slide_a", "slide_b"].map((objectId) => ({ createSlide: { objectId } })));
    const order = () => slides.presentation(id).slides.map(({ objectId }) => objectId);
    const move = (slideObjectIds: string[], insertionIndex: number) => ({
      updateSlidesPosition: { slideObjectIds, insertionIndex },
    });
    expect(await message([move(["slide_b", "p"], 0)])).toContain("existing presentation order");
    await batch([move(["p"], 2)]);
    expect(order()).toEqual(["slide_a", "p", "slide_b"]);
    await batch([move(["slide_a", "p"], 3)]);
    expect(order()).toEqual(["slide_b", "slide_a", "p"]);
  });

  it("makes lists by tabs, counts in UTF-16, and lets text in a body be a list from the start", async () => {
    const layoutReference = { slideLayoutReference: { predefinedLayout: "TITLE_AND_BODY" } };
    const mapped = { placeholderIdMappings: [{ layoutPlaceholderObjectId: "p4_i1", objectId: "body_1" }] };
    await batch([
      { createSlide: { objectId: "slide_a", ...layoutReference, ...mapped } },
      text("body_1", "👍a\n\tb\nc"),
      {
        createParagraphBullets: {
          objectId: "body_1",
          textRange: { type: "FIXED_RANGE", startIndex: 0, endIndex: 6 },
          bulletPreset: "NUMBERED_DIGIT_ALPHA_ROMAN",
        },
      },
    ]);
    const { slides: pages } = z
      .object({
        slides: z.array(
          z.looseObject({
            pageElements: z.array(
              z.looseObject({ objectId: z.string(), shape: z.looseObject({ text: z.unknown().optional() }) }),
            ),
          }),
        ),
      })
      .parse(await get());
    const body = pages[1]?.pageElements.find(({ objectId }) => objectId === "body_1");
    expect(body?.shape.text).toMatchObject({
      textElements: [
        { endIndex: 4, paragraphMarker: { bullet: { listId: "list1", glyph: "1." } } },
        { endIndex: 4, textRun: { content: "👍a\n" } },
        { startIndex: 4, endIndex: 6, paragraphMarker: { bullet: { listId: "list1", nestingLevel: 1, glyph: "a." } } },
        { startIndex: 4, endIndex: 6, textRun: { content: "b\n" } },
        { startIndex: 6, endIndex: 8, paragraphMarker: { bullet: { listId: "list0", glyph: "●" } } },
        { startIndex: 6, endIndex: 8, textRun: { content: "c\n" } },
      ],
    });
    expect(undescribedFields("slides-v1", "Presentation", await get()) ?? []).toEqual([]);
  });

  it("takes a chart only from a spreadsheet that the token reaches", async () => {
    const { id: spreadsheetId } = addFile(drive.state(ADA.email), {
      name: "S",
      mimeType: SPREADSHEET,
      modifiedTime: NOW,
    });
    slides.charts.set(spreadsheetId, [1]);
    const requests = [{ createSheetsChart: { spreadsheetId, chartId: 1, elementProperties: { pageObjectId: "p" } } }];
    expect(await message(requests)).toContain(`The spreadsheet (${spreadsheetId}) could not be found.`);
    const scopes = [...SCOPES, "https://www.googleapis.com/auth/spreadsheets.readonly"];
    const { json } = await run("batchUpdate", { body: { requests }, scopes });
    expect(json).toMatchObject({ replies: [{ createSheetsChart: {} }] });
  });
});

describe("thumbnails", () => {
  it("are on a host for content, to be had without a token and with their key alone", async () => {
    const { json } = await run("pages.getThumbnail", {
      path: { presentationId: id, pageObjectId: "p" },
      query: { "thumbnailProperties.thumbnailSize": "MEDIUM" },
    });
    const { contentUrl } = z.object({ contentUrl: z.string(), width: z.literal(800) }).parse(json);
    const url = new URL(contentUrl);
    expect(url.hostname).toMatch(/\.googleusercontent\.com$/);
    const open = (query: URLSearchParams, headers = {}) => slides.openContent?.(url.pathname, query, headers);
    expect(open(url.searchParams)).toMatchObject({ contentType: "image/png" });
    expect(open(new URLSearchParams())).toMatchObject({ status: 403 });
    expect(() => open(url.searchParams, { authorization: "Bearer x" })).toThrow("access token");
    expect(slides.openContent?.("/v1/presentations", url.searchParams, {})).toBeUndefined();
    const missing = run("pages.getThumbnail", { path: { presentationId: id, pageObjectId: "none" } });
    expect(await refusal(missing)).toMatchObject({ status: 404 });
  });
});
