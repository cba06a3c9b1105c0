import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { documentExports } from "../../emulator/drive/google-exports.ts";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import { addFile, addSharedDrive, DOCUMENT, type DriveState, FOLDER, SHORTCUT } from "../../emulator/drive/state.ts";
import { ADA, call, type DirectCall, jsonOf, NOW, refusal, smallWorld } from "./direct-call.ts";

const DRIVE = "https://www.googleapis.com/auth/drive";
const listSchema = z.object({
  files: z.array(z.looseObject({ name: z.string() })),
  nextPageToken: z.string().optional(),
  incompleteSearch: z.boolean(),
});
const day = 86_400_000;

let drive: DriveService;
let state: DriveState;

async function list(query: DirectCall["query"], given: DirectCall = {}) {
  return jsonOf(await call(drive, "drive.files.list", { scopes: [DRIVE], query: query ?? {}, ...given }), listSchema);
}
/** Names of what a query finds, in alphabetical order. */
async function found(q: string, given?: DirectCall): Promise<string[]> {
  return (await list({ q }, given)).files.map(({ name }) => name).sort();
}
const refused = (query: DirectCall["query"], given: DirectCall = {}) =>
  refusal(call(drive, "drive.files.list", { scopes: [DRIVE], query: query ?? {}, ...given }));

const INVALID_QUERY = { status: 400, reason: "invalid", message: "Invalid Value", location: "q" };

beforeEach(() => {
  drive = driveService(smallWorld());
  state = drive.state(ADA.email);
  state.files.length = 0;
  state.drives.length = 0;
});

describe("a query's terms", () => {
  beforeEach(() => {
    const folder = addFile(state, {
      id: "folderOne",
      name: "Folder One",
      mimeType: FOLDER,
      modifiedTime: NOW - 9 * day,
    });
    addFile(state, {
      name: "HelloWorld notes.txt",
      mimeType: "text/plain",
      modifiedTime: NOW - 5 * day,
      createdTime: NOW - 8 * day,
      viewedByMeTime: NOW - day,
      parents: [folder.id],
      starred: true,
      content: Buffer.from("Hello there world. Don't stop."),
      properties: { team: "engine" },
      appProperties: { "1234-client.apps.googleusercontent.com": { step: "2" } },
    });
    addFile(state, {
      name: "Ada's plan",
      mimeType: DOCUMENT,
      modifiedTime: NOW - day,
      exports: documentExports("# Plan\n\nHello_world of cogs"),
      permissions: [
        { id: "1", type: "user", role: "owner", emailAddress: "grace@example.com" },
        { id: "2", type: "user", role: "writer", emailAddress: ADA.email },
        { id: "3", type: "anyone", role: "reader" },
      ],
      sharedWithMe: true,
      sharedWithMeTime: NOW - 2 * day,
      parents: [],
    });
    addFile(state, { name: "gone.png", mimeType: "image/png", modifiedTime: NOW - 7 * day, trashed: true });
    addFile(state, { name: "link", mimeType: SHORTCUT, modifiedTime: NOW, targetId: "folderOne" });
  });

  it.each([
    ["name = 'ada\\'s plan'", ["Ada's plan"]],
    ["name != 'link' and trashed = false and starred = false", ["Ada's plan", "Folder One"]],
    ["name contains 'Hello'", ["HelloWorld notes.txt"]],
    ["name contains 'World'", []],
    ["name contains 'note hello'", ["HelloWorld notes.txt"]],
    ["mimeType = 'image/png'", ["gone.png"]],
    ["mimeType != 'image/png' and mimeType contains 'text/'", ["HelloWorld notes.txt"]],
    ["mimeType contains 'png'", []],
    ["fullText contains 'there'", ["HelloWorld notes.txt"]],
    ["fullText contains 'ther'", []],
    ["fullText contains 'world hello'", ["Ada's plan", "HelloWorld notes.txt"]],
    ["fullText contains '\"hello world\"'", ["Ada's plan"]],
    ["fullText contains '\"hello there\"'", ["HelloWorld notes.txt"]],
    ["fullText contains 'don\\'t'", ["HelloWorld notes.txt"]],
    ["modifiedTime > '2026-03-08T00:00:00'", ["Ada's plan", "link"]],
    ["modifiedTime >= '2026-03-09T12:00:00Z' and modifiedTime < '2026-03-10T13:00:00+01:00'", ["Ada's plan"]],
    ["modifiedTime = '2026-03-09T12:00:00Z'", ["Ada's plan"]],
    ["modifiedTime <= '2026-03-01'", []],
    ["createdTime <= '2026-03-02T12:00:00Z' and createdTime != '2026-03-01T12:00:00Z'", ["HelloWorld notes.txt"]],
    ["viewedByMeTime > '2026-03-01'", ["HelloWorld notes.txt"]],
    ["sharedWithMeTime > '2026-03-01'", ["Ada's plan"]],
    ["trashed = true", ["gone.png"]],
    ["trashed != false", ["gone.png"]],
    ["starred = true", ["HelloWorld notes.txt"]],
    ["'folderOne' in parents", ["HelloWorld notes.txt"]],
    ["'root' in parents and trashed = false", ["Folder One", "link"]],
    ["'grace@example.com' in owners", ["Ada's plan"]],
    ["'me' in owners and starred = true", ["HelloWorld notes.txt"]],
    ["'me' in writers and not 'me' in owners", ["Ada's plan"]],
    ["'ada@example.com' in readers and mimeType = 'application/vnd.google-apps.document'", ["Ada's plan"]],
    ["sharedWithMe", ["Ada's plan"]],
    ["sharedWithMe and name contains 'plan'", ["Ada's plan"]],
    ["sharedWithMe = false and starred = true", ["HelloWorld notes.txt"]],
    ["properties has { key='team' and value='engine' }", ["HelloWorld notes.txt"]],
    ["properties has { key='team' and value='other' }", []],
    ["appProperties has { key='step' and value='2' }", ["HelloWorld notes.txt"]],
    ["visibility = 'anyoneWithLink'", ["Ada's plan"]],
    ["shortcutDetails.targetId = 'folderOne'", ["link"]],
    ["starred = true or trashed = true", ["HelloWorld notes.txt", "gone.png"]],
    ["name = 'link' or name = 'gone.png' and trashed = false", ["link"]],
    ["(name = 'link' or name = 'gone.png') and trashed = true", ["gone.png"]],
    ["not (name = 'link' or trashed = true) and not starred = true", ["Ada's plan", "Folder One"]],
  ])("%s", async (q, names) => {
    expect(await found(q)).toEqual(names);
  });

  it("keeps another client's appProperties apart", async () => {
    expect(
      await found("appProperties has { key='step' and value='2' }", {
        query: { q: "appProperties has { key='step' and value='2' }" },
        clientId: "other",
      }),
    ).toEqual([]);
  });

  it.each([
    'name = "plan"',
    "name = 'plan",
    "name 'plan'",
    "name = plan",
    "name > 'plan'",
    "title = 'plan'",
    "name = 'Ada's plan'",
    "fullText = 'x'",
    "fullText contains ''",
    "mimeType < 'a'",
    "trashed = 'true'",
    "trashed = 1",
    "trashed > true",
    "trashed",
    "modifiedTime > 'yesterday'",
    "modifiedTime > 2026-01-01",
    "modifiedTime contains '2026'",
    "modifiedTime > '2026-13-01'",
    "parents in 'root'",
    "'me' in commenters",
    "me in owners",
    "properties has 'team'",
    "properties has { key='team' }",
    "visibility = 'everyone'",
    "name = 'a' and",
    "name = 'a' name = 'b'",
    "(name = 'a'",
    "name = 'a')",
    "name = 'a' AND name = 'b'",
    "name = 'a' && trashed = true",
  ])("refuses %s", async (q) => {
    expect(await refused({ q })).toEqual(INVALID_QUERY);
  });

  it("refuses a parent that is not there", async () => {
    expect(await refused({ q: "'nowhere' in parents" })).toEqual({
      status: 404,
      reason: "notFound",
      message: "File not found: .",
      location: "fileId",
    });
  });
});

describe("order and pages", () => {
  beforeEach(() => {
    for (const [index, name] of ["b2", "a10", "C1", "a9"].entries())
      addFile(state, { name, mimeType: name === "C1" ? FOLDER : "text/plain", modifiedTime: NOW - index * day });
  });

  it.each([
    ["name", ["a10", "a9", "b2", "C1"]],
    ["name_natural", ["a9", "a10", "b2", "C1"]],
    ["folder,name desc", ["C1", "b2", "a9", "a10"]],
    ["modifiedTime", ["a9", "C1", "a10", "b2"]],
    ["modifiedTime desc", ["b2", "a10", "C1", "a9"]],
  ])("orders by %s", async (orderBy, names) => {
    expect((await list({ orderBy })).files.map(({ name }) => name)).toEqual(names);
  });

  it("goes through all pages once", async () => {
    const seen: string[] = [];
    let pageToken: string | undefined;
    do {
      const page = await list({ orderBy: "name", pageSize: "3", ...(pageToken !== undefined && { pageToken }) });
      seen.push(...page.files.map(({ name }) => name));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    expect(seen).toEqual(["a10", "a9", "b2", "C1"]);
  });

  it("refuses a page token that is none, and one of another query", async () => {
    const { nextPageToken = "" } = await list({ orderBy: "name", pageSize: "1" });
    const wrong = { status: 400, reason: "invalid", message: "Invalid Value", location: "pageToken" };
    expect(nextPageToken).not.toBe("");
    expect(await refused({ pageToken: "2" })).toEqual(wrong);
    expect(await refused({ orderBy: "name desc", pageSize: "1", pageToken: nextPageToken })).toEqual(wrong);
    expect(await refused({ orderBy: "name", q: "trashed = false", pageToken: nextPageToken })).toEqual(wrong);
  });

  it.each(["size", "name asc", "name,,folder", "modifiedTime DESC"])("refuses the order %s", async (orderBy) => {
    expect(await refused({ orderBy })).toMatchObject({ status: 400, reason: "invalid", location: "orderBy" });
  });

  it("refuses an order with fullText", async () => {
    expect(await refused({ orderBy: "name", q: "fullText contains 'a'" })).toMatchObject({
      status: 400,
      reason: "badRequest",
      location: "orderBy",
    });
  });

  it.each(["0", "1001", "-1"])("refuses pageSize %s", async (pageSize) => {
    expect(await refused({ pageSize })).toMatchObject({ status: 400, location: "pageSize" });
  });
});

describe("corpora", () => {
  let driveId: string;
  beforeEach(() => {
    driveId = addSharedDrive(state, "Team").id;
    addFile(state, { name: "mine", mimeType: "text/plain", modifiedTime: NOW });
    addFile(state, {
      name: "ours",
      mimeType: "text/plain",
      modifiedTime: NOW,
      driveId,
      parents: [driveId],
      permissions: [],
    });
  });
  const all = { supportsAllDrives: "true", includeItemsFromAllDrives: "true" };

  it("gives a shared drive an id of Google's shape", () => {
    expect(driveId).toMatch(/^0A[\w-]{13}9PVA$/);
  });

  it("leaves shared drives out unless they are asked for", async () => {
    expect(await found("trashed = false")).toEqual(["mine"]);
    expect((await list({ supportsAllDrives: "true" })).files).toHaveLength(1);
    expect((await list({ ...all })).files.map(({ name }) => name).sort()).toEqual(["mine", "ours"]);
    expect((await list({ ...all, corpora: "allDrives" })).files).toHaveLength(2);
  });

  it("searches one shared drive", async () => {
    const { files, incompleteSearch } = await list({ ...all, corpora: "drive", driveId });
    expect(files).toEqual([expect.objectContaining({ name: "ours", driveId, teamDriveId: driveId })]);
    expect(incompleteSearch).toBe(false);
  });

  it.each([
    [{ includeItemsFromAllDrives: "true" }, 403, "includeTeamDriveItemsRequiresSupportsTeamDrives"],
    [{ supportsAllDrives: "true", corpora: "allDrives" }, 403, "teamDrivesCorporaRequiresIncludeTeamDriveItems"],
    [{ ...all, corpora: "drive" }, 403, "teamDriveIdRequiresTeamDriveCorpora"],
    [{ ...all, driveId: "0Axxxxxxxxxxxxx9PVA" }, 403, "teamDriveIdRequiresTeamDriveCorpora"],
    [{ ...all, corpora: "drive", driveId: "0Axxxxxxxxxxxxx9PVA" }, 404, "notFound"],
    [{ corpora: "everything" }, 400, "invalid"],
    [{ corpora: "user", corpus: "user" }, 400, "badRequest"],
    [{ spaces: "photos" }, 400, "invalid"],
    [{ spaces: "drive,appDataFolder" }, 403, "insufficientScopes"],
  ])("refuses %j", async (query, status, reason) => {
    expect(await refused(query)).toMatchObject({ status, reason });
  });
});

describe("what a listing shows", () => {
  it("gives four fields without a mask and all with one", async () => {
    addFile(state, { name: "a.txt", mimeType: "text/plain", modifiedTime: NOW, content: Buffer.from("abc") });
    const [brief] = (await list({})).files;
    expect(Object.keys(brief ?? {}).sort()).toEqual(["id", "kind", "mimeType", "name"]);
    const [whole] = (await list({ fields: "*" })).files;
    expect(whole).toMatchObject({
      size: "3",
      md5Checksum: "900150983cd24fb0d6963f7d28e17f72",
      sha256Checksum: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      version: "1",
      ownedByMe: true,
      parents: [state.rootId],
      owners: [{ emailAddress: ADA.email, me: true }],
      capabilities: { canEdit: true, canTrash: true },
      fileExtension: "txt",
    });
  });

  it("shows with drive.file only what the client has made", async () => {
    addFile(state, { name: "theirs", mimeType: "text/plain", modifiedTime: NOW });
    addFile(state, { name: "made here", mimeType: "text/plain", modifiedTime: NOW, madeBy: "me" });
    const given = { scopes: [`${DRIVE}.file`], clientId: "me" };
    expect((await list({}, given)).files.map(({ name }) => name)).toEqual(["made here"]);
    expect((await list({}, { ...given, scopes: [`${DRIVE}.file`, `${DRIVE}.readonly`] })).files).toHaveLength(2);
  });

  it("refuses fullText with scopes that reach metadata alone", async () => {
    const scopes = [`${DRIVE}.metadata.readonly`];
    expect(await refused({ q: "fullText contains 'x'" }, { scopes })).toMatchObject({
      status: 403,
      reason: "insufficientPermissions",
    });
    expect((await list({ q: "name contains 'x'" }, { scopes })).files).toEqual([]);
  });
});
