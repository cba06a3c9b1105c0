import { strFromU8, unzipSync } from "fflate";
import { extractText, getDocumentProxy } from "unpdf";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { DOCX, PPTX, XLSX } from "../../emulator/drive/google-exports.ts";
import { docx, pptx, xlsx } from "../../emulator/drive/office-files.ts";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import {
  addFile,
  addSharedDrive,
  DOCUMENT,
  type DriveState,
  FOLDER,
  PRESENTATION,
  SHORTCUT,
  SPREADSHEET,
  type StoredFile,
} from "../../emulator/drive/state.ts";
import { ADA, bytesOf, call, type DirectCall, GRACE, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const DRIVE = "https://www.googleapis.com/auth/drive";
const fileSchema = z.looseObject({ id: z.string(), name: z.string(), mimeType: z.string() });

let drive: DriveService;
let state: DriveState;
beforeEach(() => {
  drive = driveService(smallWorld());
  state = drive.state(ADA.email);
});

const run = (method: string, given: DirectCall = {}) => call(drive, `drive.${method}`, { scopes: [DRIVE], ...given });
const get = (fileId: string, query: DirectCall["query"] = {}, given: DirectCall = {}) =>
  run("files.get", { path: { fileId }, query: query ?? {}, ...given });
const exported = async (fileId: string, mimeType: string) =>
  bytesOf(await run("files.export", { path: { fileId }, query: { mimeType } }));
const create = async (given: DirectCall) => jsonOf(await run("files.create", given), fileSchema);
const text = (mimeType: string, content: string) => ({ mimeType, content: Buffer.from(content) });
function file(name: string): StoredFile {
  const found = state.files.find((one) => one.name === name);
  if (!found) throw new Error(`the seed has no ${name}`);
  return found;
}
const readerOf = (owner: string): StoredFile["permissions"] => [
  { id: "1", type: "user", role: "owner", emailAddress: owner },
  { id: "2", type: "user", role: "reader", emailAddress: ADA.email },
];
const missing = (id: string) => ({
  status: 404,
  reason: "notFound",
  message: `File not found: ${id}.`,
  location: "fileId",
});

describe("files.get", () => {
  it("gives default fields alone without a mask", async () => {
    expect((await get(file("notes.txt").id)).json).toEqual({
      kind: "drive#file",
      id: file("notes.txt").id,
      name: "notes.txt",
      mimeType: "text/plain",
    });
  });

  it("refuses an unknown id, another account's file and a shared drive's without supportsAllDrives", async () => {
    const theirs = drive.state(GRACE.email).files[0]?.id ?? "";
    const shared = file("Team rules").id;
    expect(await refusal(get("nowhere"))).toEqual(missing("nowhere"));
    expect(await refusal(get(theirs))).toEqual(missing(theirs));
    expect(await refusal(get(shared))).toEqual(missing(shared));
    expect((await get(shared, { supportsAllDrives: "true" })).json).toMatchObject({ name: "Team rules" });
  });

  it("refuses with drive.file what another client made", async () => {
    const made = addFile(state, { name: "made", mimeType: "text/plain", modifiedTime: NOW, madeBy: "me" });
    const given = { scopes: [`${DRIVE}.file`] };
    expect(await refusal(get(made.id, {}, { ...given, clientId: "other" }))).toEqual(missing(made.id));
    expect(await refusal(get("root", {}, { ...given, clientId: "me" }))).toEqual(missing("root"));
    expect((await get(made.id, {}, { ...given, clientId: "me" })).json).toMatchObject({ name: "made" });
  });

  it("knows root", async () => {
    expect((await get("root")).json).toMatchObject({ id: state.rootId, name: "My Drive", mimeType: FOLDER });
  });

  it("tells links, targets and what a reader may do", async () => {
    expect((await get(file("Project plan").id, { fields: "*" })).json).toMatchObject({
      webViewLink: expect.stringMatching(/^https:\/\/docs\.google\.com\/document\/d\/[\w-]{33}\/edit/),
      exportLinks: { "text/markdown": expect.any(String) },
    });
    expect((await get(file("Plan (shortcut)").id, { fields: "*" })).json).toMatchObject({
      shortcutDetails: { targetId: file("Project plan").id, targetMimeType: DOCUMENT },
    });
    const shared = (await get(file("Ada's visit").id, { fields: "*" })).json;
    expect(shared).toMatchObject({ ownedByMe: false, shared: true, capabilities: { canEdit: false, canShare: false } });
    expect(shared).not.toHaveProperty("permissions");
    expect(shared).not.toHaveProperty("parents");
  });
});

describe("alt=media", () => {
  const media = { alt: "media" };

  it("gives the bytes, or a range of them", async () => {
    const { id, content } = file("log.txt");
    expect(content.length).toBeGreaterThan(50_000);
    const whole = await get(id, media);
    expect(bytesOf(whole).equals(content)).toBe(true);
    expect(whole.contentType).toBe("text/plain");
    const part = await get(id, media, { headers: { range: "bytes=5-9" } });
    expect(part).toMatchObject({ status: 206, headers: { "Content-Range": `bytes 5-9/${content.length}` } });
    expect(bytesOf(part).equals(content.subarray(5, 10))).toBe(true);
    expect(bytesOf(await get(id, media, { headers: { range: "bytes=-4" } })).equals(content.subarray(-4))).toBe(true);
    const rest = await get(id, media, { headers: { range: `bytes=${content.length - 2}-` } });
    expect(bytesOf(rest)).toHaveLength(2);
  });

  it("refuses a range outside the file", async () => {
    const { id, content } = file("log.txt");
    const answer = refusal(get(id, media, { headers: { range: `bytes=${content.length}-` } }));
    expect(await answer).toMatchObject({ status: 416, reason: "requestedRangeNotSatisfiable" });
  });

  it.each(["Project plan", "Projects", "Plan (shortcut)"])("refuses %s, which has no bytes", async (name) => {
    expect(await refusal(get(file(name).id, media))).toEqual({
      status: 403,
      reason: "fileNotDownloadable",
      message: "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
      location: "alt",
    });
  });

  it("refuses malware unless its owner acknowledges the danger", async () => {
    const mine = addFile(state, { name: "virus", mimeType: "text/plain", modifiedTime: NOW, abusive: true });
    const theirs = addFile(state, { ...mine, id: "other", permissions: readerOf(GRACE.email) });
    const acknowledged = { ...media, acknowledgeAbuse: "true" };
    const refused = { status: 403, reason: "cannotDownloadAbusiveFile" };
    expect(await refusal(get(mine.id, media))).toMatchObject(refused);
    expect(await refusal(get(theirs.id, acknowledged))).toMatchObject(refused);
    expect(bytesOf(await get(mine.id, acknowledged))).toHaveLength(0);
  });

  it("refuses a token that reaches metadata alone", async () => {
    const answer = get(file("notes.txt").id, media, { scopes: [`${DRIVE}.metadata.readonly`] });
    expect(await refusal(answer)).toMatchObject({ status: 403, reason: "insufficientPermissions" });
  });
});

describe("files.export", () => {
  it("gives a document in each of its formats", async () => {
    const { id } = file("Project plan");
    expect((await exported(id, "text/markdown")).toString()).toContain("**algebraical patterns**");
    const plain = (await exported(id, "text/plain")).toString();
    expect(plain).toBe(
      "\uFEFFProject plan\r\nThe engine weaves algebraical patterns.\r\n1. Cut the cogs\r\n2. Punch the cards\r\nPart\r\nCount\r\nCog\r\n1200",
    );
    expect((await exported(id, "text/html")).toString()).toContain("<strong>algebraical patterns</strong>");
    const word = unzipSync(await exported(id, DOCX))["word/document.xml"];
    expect(strFromU8(word ?? new Uint8Array())).toContain('<w:pStyle w:val="Heading1"/>');
    const pdf = await getDocumentProxy(new Uint8Array(await exported(id, "application/pdf")));
    expect((await extractText(pdf, { mergePages: true })).text).toContain("algebraical patterns");
  });

  it("gives spreadsheets and presentations", async () => {
    const sheet = file("Budget").id;
    expect((await exported(sheet, "text/csv")).toString()).toBe('Part,Price\r\nCog,3\r\n"Lever, long",12.5');
    expect((await exported(sheet, "text/tab-separated-values")).toString()).toContain("Lever, long\t12.5");
    expect(Object.keys(unzipSync(await exported(sheet, XLSX)))).toContain("xl/worksheets/sheet2.xml");
    const slides = file("Kick-off").id;
    expect((await exported(slides, "text/plain")).toString()).toBe("Kick-off\n\nWhy an engine\nTables without errors");
    expect(Object.keys(unzipSync(await exported(slides, PPTX)))).toContain("ppt/slides/slide2.xml");
  });

  it("serves a shared drive's file, since the method takes no supportsAllDrives", async () => {
    expect((await exported(file("Meeting notes").id, "text/markdown")).toString()).toContain("Grace orders brass");
  });

  it.each(["notes.txt", "Note G.pdf", "Projects"])("refuses %s, which is not a Docs file", async (name) => {
    expect(await refusal(exported(file(name).id, "text/plain"))).toMatchObject({
      status: 403,
      reason: "fileNotExportable",
      message: "Export only supports Docs Editors files.",
    });
  });

  it.each([
    ["Project plan", "text/csv"],
    ["Project plan", "image/png"],
    ["Budget", "text/plain"],
    ["Kick-off", "text/markdown"],
  ])("refuses %s as %s", async (name, mimeType) => {
    expect(await refusal(exported(file(name).id, mimeType))).toEqual({
      status: 400,
      reason: "badRequest",
      message: "The requested conversion is not supported.",
      location: "convertTo",
    });
  });

  it("refuses more than 10 MB and a missing type", async () => {
    const { id, exports } = file("Project plan");
    exports["text/html"] = Buffer.alloc(10 * 1024 * 1024 + 1);
    exports["text/plain"] = Buffer.alloc(10 * 1024 * 1024);
    expect(await refusal(exported(id, "text/html"))).toMatchObject({ status: 403, reason: "exportSizeLimitExceeded" });
    expect(await exported(id, "text/plain")).toHaveLength(10 * 1024 * 1024);
    expect(await refusal(exported(id, ""))).toMatchObject({ status: 400, reason: "required", location: "mimeType" });
  });
});

describe("files.create", () => {
  it("makes a file from metadata, content, or both", async () => {
    const empty = await create({ body: {} });
    expect(empty).toMatchObject({ name: "Untitled", mimeType: "application/octet-stream" });
    expect(empty.id).toMatch(/^[\w-]{33}$/);
    const bare = await create({ media: text("text/css", "a{}") });
    expect(bare).toMatchObject({ name: "Untitled", mimeType: "text/css" });
    const whole = await create({
      body: { name: "a.md", parents: [file("Projects").id] },
      media: text("text/markdown", "# A"),
    });
    expect(whole).toMatchObject({ name: "a.md", mimeType: "text/markdown" });
    expect(bytesOf(await get(whole.id, { alt: "media" })).toString()).toBe("# A");
    expect((await get(whole.id, { fields: "*" })).json).toMatchObject({
      parents: [file("Projects").id],
      isAppAuthorized: true,
    });
  });

  it.each([
    [DOCUMENT, text("text/markdown", "# T\n\n**b**"), "text/markdown", "# T\n\n**b**"],
    [DOCUMENT, text("text/markdown; charset=UTF-8", "# T"), "text/plain", "\uFEFFT"],
    [DOCUMENT, text("text/plain", "1. *a*\nb"), "text/plain", "\uFEFF1. *a*\r\nb"],
    [
      DOCUMENT,
      text(
        "text/html",
        "<style>p{}</style><h2>T</h2><p>x <b>b</b> <a href='https://example.com'>l</a></p><ul><li>i</li><li>j</li></ul><table><tr><th>P</th><th>C</th></tr><tr><td>cog</td><td>3</td></tr></table>",
      ),
      "text/markdown",
      "## T\n\nx **b** [l](https://example.com)\n\n- i\n- j\n\n| P | C |\n| --- | --- |\n| cog | 3 |",
    ],
    [DOCUMENT, { mimeType: DOCX, content: docx([{ text: "T", heading: 2 }, "para"]) }, "text/markdown", "## T\n\npara"],
    [SPREADSHEET, text("text/csv", 'a,"b ""q"""\r\n1,2\r\n'), "text/csv", 'a,"b ""q"""\r\n1,2'],
    [SPREADSHEET, { mimeType: XLSX, content: xlsx({ S: [["a", 1]] }) }, "text/csv", "a,1"],
    [PRESENTATION, { mimeType: PPTX, content: pptx([["A"], ["B", "C"]]) }, "text/plain", "A\n\nB\nC"],
  ])("turns content into %s", async (mimeType, media, exportType, content) => {
    const { id } = await create({ body: { name: "made", mimeType }, media });
    expect((await exported(id, exportType)).toString()).toBe(content);
  });

  it.each([
    [DOCUMENT, text("image/png", "x"), "conversionUnsupportedConversionPath"],
    [SPREADSHEET, text("text/markdown", "x"), "conversionUnsupportedConversionPath"],
    [FOLDER, text("text/plain", "x"), "conversionUnsupportedConversionPath"],
    [DOCUMENT, text(DOCX, "not a zip"), "badRequest"],
    ["application/vnd.google-apps.novel", undefined, "badRequest"],
    ["plain", undefined, "badRequest"],
  ])("refuses to make %s of content that does not fit", async (mimeType, media, reason) => {
    const count = state.files.length;
    const answer = refusal(run("files.create", { body: { mimeType }, ...(media && { media }) }));
    expect(await answer).toMatchObject({ status: 400, reason });
    expect(state.files).toHaveLength(count);
  });

  it("refuses parents that are missing, no folders, too many or not writable", async () => {
    const from = (parents: string[], given: DirectCall = {}) =>
      refusal(run("files.create", { body: { parents }, ...given }));
    const closed = addFile(state, {
      name: "c",
      mimeType: FOLDER,
      modifiedTime: NOW,
      permissions: readerOf(GRACE.email),
    });
    const team = addSharedDrive(state, "Readers", "reader");
    expect(await from(["nowhere"])).toEqual(missing("nowhere"));
    expect(await from([file("notes.txt").id])).toMatchObject({ status: 403, reason: "parentNotAFolder" });
    expect(await from(["root", file("Projects").id])).toMatchObject({ status: 403, reason: "cannotAddParent" });
    expect(await from([closed.id])).toMatchObject({ status: 403, reason: "insufficientParentPermissions" });
    expect(await from([team.id])).toEqual(missing(team.id));
    expect(await from([team.id], { query: { supportsAllDrives: "true" } })).toMatchObject({
      status: 403,
      reason: "insufficientParentPermissions",
    });
  });

  it("reaches with drive.file only folders that the client made", async () => {
    const folder = addFile(state, { name: "made", mimeType: FOLDER, modifiedTime: NOW, madeBy: "me" });
    const projects = file("Projects").id;
    const given = (parent: string, more: string[] = []) => ({
      body: { parents: [parent] },
      scopes: [`${DRIVE}.file`, ...more],
      clientId: "me",
    });
    expect(await create(given(folder.id))).toMatchObject({ name: "Untitled" });
    expect(await create(given("root"))).toMatchObject({ name: "Untitled" });
    expect(await refusal(run("files.create", given(projects)))).toEqual(missing(projects));
    expect(await refusal(run("files.create", given(projects, [`${DRIVE}.readonly`])))).toMatchObject({
      status: 403,
      reason: "appNotAuthorizedToFile",
    });
  });

  it("puts a file into a shared drive, where nobody owns it", async () => {
    const { id } = state.drives[0] ?? { id: "" };
    const query = { supportsAllDrives: "true", fields: "*" };
    const made = await create({ body: { name: "ours", parents: [id] }, query });
    expect(made).toMatchObject({ driveId: id, parents: [id] });
    expect(made).not.toHaveProperty("owners");
    expect(await refusal(get(made.id))).toEqual(missing(made.id));
  });

  it("makes shortcuts to files that are there", async () => {
    const body = { mimeType: SHORTCUT, name: "s", shortcutDetails: { targetId: file("notes.txt").id } };
    expect(await create({ body, query: { fields: "*" } })).toMatchObject({
      shortcutDetails: { targetId: file("notes.txt").id, targetMimeType: "text/plain" },
    });
    const to = (shortcutDetails: unknown) => refusal(run("files.create", { body: { ...body, shortcutDetails } }));
    expect(await to({ targetId: "nowhere" })).toEqual(missing("nowhere"));
    expect(await to(undefined)).toMatchObject({ status: 400 });
  });

  it("refuses fields that are Google's to set, and ids of one's own", async () => {
    const from = (body: unknown) => refusal(run("files.create", { body }));
    expect(await from({ size: "3" })).toMatchObject({ status: 403, reason: "fieldNotWritable" });
    expect(await from({ owners: [] })).toMatchObject({ status: 403, reason: "fieldNotWritable" });
    expect(await from({ id: file("notes.txt").id })).toMatchObject({ status: 409, reason: "fileIdInUse" });
    expect(await from({ id: "mine" })).toMatchObject({ status: 400, message: "The provided file ID is not usable." });
  });
});

describe("files.update", () => {
  const update = (fileId: string, given: DirectCall = {}) => run("files.update", { path: { fileId }, ...given });

  it("changes metadata and content, and counts versions", async () => {
    const { id } = file("notes.txt");
    await update(id, {
      body: { name: "renamed.txt", starred: true, properties: { a: "1", b: null } },
      media: text("text/plain", "new"),
    });
    expect((await get(id, { fields: "*" })).json).toMatchObject({
      name: "renamed.txt",
      starred: true,
      size: "3",
      version: "2",
      properties: { a: "1" },
      modifiedTime: new Date(NOW).toISOString(),
    });
  });

  it("writes content into a document by conversion", async () => {
    const { id } = file("Project plan");
    await update(id, { media: text("text/markdown", "# New") });
    expect((await exported(id, "text/markdown")).toString()).toBe("# New");
    expect(await refusal(update(id, { media: text("image/png", "x") }))).toMatchObject({ status: 400 });
  });

  it("moves a file, and refuses a second parent, a circle and a parent that it does not have", async () => {
    const { id, parents } = file("Project plan");
    const from = parents[0] ?? "";
    const projects = file("Projects").id;
    expect(await refusal(update(id, { query: { addParents: projects } }))).toMatchObject({
      status: 403,
      reason: "cannotAddParent",
    });
    await update(id, { query: { addParents: projects, removeParents: from } });
    expect(file("Project plan").parents).toEqual([projects]);
    expect(await refusal(update(id, { query: { removeParents: "nowhere" } }))).toMatchObject({ status: 404 });
    const circle = update(projects, { query: { addParents: file("Analytical Engine").id, removeParents: "root" } });
    expect(await refusal(circle)).toMatchObject({ status: 403, reason: "cyclicFolders" });
  });

  it("refuses what the account or the client may not change", async () => {
    const shared = file("Ada's visit").id;
    expect(await refusal(update(shared, { body: { name: "x" } }))).toMatchObject({
      status: 403,
      reason: "insufficientFilePermissions",
    });
    const scopes = [`${DRIVE}.readonly`, `${DRIVE}.file`];
    const { id } = file("notes.txt");
    expect(await refusal(update(id, { body: { name: "x" }, scopes }))).toEqual({
      status: 403,
      reason: "appNotAuthorizedToFile",
      message: `The user has not granted the app 1234 write access to the file ${id}.`,
    });
    expect(file("notes.txt").version).toBe(1);
  });

  it("lets only the owner trash", async () => {
    const permissions: StoredFile["permissions"] = [
      { id: "1", type: "user", role: "owner", emailAddress: GRACE.email },
      { id: "2", type: "user", role: "writer", emailAddress: ADA.email },
    ];
    const { id } = addFile(state, { name: "w", mimeType: "text/plain", modifiedTime: NOW, permissions });
    expect(await refusal(update(id, { body: { trashed: true } }))).toMatchObject({
      status: 403,
      reason: "insufficientFilePermissions",
    });
    await update(id, { body: { description: "mine to write" } });
    await update(file("notes.txt").id, { body: { trashed: true } });
    expect(file("notes.txt").trashed).toBe(true);
  });

  it("refuses parents in the body, fixed fields, and a change into a Google type", async () => {
    const { id } = file("notes.txt");
    expect(await refusal(update(id, { body: { parents: ["root"] } }))).toMatchObject({
      status: 403,
      reason: "fieldNotWritable",
      message: expect.stringContaining("Use the addParents and removeParents parameters"),
    });
    expect(await refusal(update(id, { body: { md5Checksum: "x" } }))).toMatchObject({ reason: "fieldNotWritable" });
    expect(await refusal(update(id, { body: { mimeType: DOCUMENT } }))).toMatchObject({ status: 400 });
  });
});

describe("about and permissions", () => {
  it("tells the person only with a mask", async () => {
    expect(await refusal(run("about.get"))).toMatchObject({ status: 400, reason: "required", location: "fields" });
    expect((await run("about.get", { query: { fields: "user" } })).json).toMatchObject({
      user: { emailAddress: ADA.email },
      exportFormats: { [DOCUMENT]: expect.arrayContaining(["text/markdown"]) },
      importFormats: { "text/csv": [SPREADSHEET] },
    });
  });

  it("lists permissions to those who may share, whole only with a mask", async () => {
    const path = { fileId: file("Release list").id };
    const brief = (await run("permissions.list", { path })).json;
    expect(brief).toMatchObject({ permissions: [{ role: "owner", type: "user" }, { role: "writer" }] });
    expect(JSON.stringify(brief)).not.toContain("@");
    expect((await run("permissions.list", { path, query: { fields: "*" } })).json).toMatchObject({
      permissions: [{ emailAddress: ADA.email }, { emailAddress: GRACE.email }],
    });
    const first = await run("permissions.list", { path, query: { pageSize: "1" } });
    expect(first.json).toMatchObject({ permissions: [{ role: "owner" }], nextPageToken: expect.any(String) });
    expect(await refusal(run("permissions.list", { path, query: { pageToken: "x" } }))).toMatchObject({ status: 400 });
    const closed = run("permissions.list", { path: { fileId: file("Ada's visit").id } });
    expect(await refusal(closed)).toMatchObject({ status: 403, reason: "insufficientFilePermissions" });
  });
});
