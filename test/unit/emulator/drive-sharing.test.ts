import { beforeEach, describe, expect, it } from "vitest";
import { type DriveService, driveService } from "../../emulator/drive/service.ts";
import {
  addFile,
  type DriveState,
  FOLDER,
  ownerPermission,
  revisionsOf,
  type StoredFile,
} from "../../emulator/drive/state.ts";
import { ADA, call, type DirectCall, GRACE, NOW, refusal, smallWorld } from "./direct-call.ts";

const DRIVE = "https://www.googleapis.com/auth/drive";

let drive: DriveService;
let state: DriveState;
let file: StoredFile;
beforeEach(() => {
  drive = driveService(smallWorld());
  state = drive.state(ADA.email);
  file = addFile(state, { name: "one.txt", mimeType: "text/plain", modifiedTime: NOW, content: Buffer.from("one") });
});

const run = (method: string, given: DirectCall = {}) =>
  call(drive, `drive.${method}`, { scopes: [DRIVE], ...given, path: { fileId: file.id, ...given.path } });
const narrow = { scopes: [`${DRIVE}.file`, `${DRIVE}.readonly`], clientId: "other" };
const hour = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();

describe("permissions.create", () => {
  const create = (body: unknown, query: Record<string, string> = {}) => run("permissions.create", { body, query });
  const user = { type: "user", role: "reader", emailAddress: GRACE.email };

  it("gives an id that is the same for the same grantee, whose permission it replaces", async () => {
    const first = (await create(user)).json;
    expect(first).toEqual({ kind: "drive#permission", id: expect.any(String), type: "user", role: "reader" });
    expect((await create({ ...user, role: "writer" })).json).toEqual({ ...Object(first), role: "writer" });
    expect(file.permissions).toHaveLength(2);
    expect((await create({ type: "anyone", role: "reader" })).json).toMatchObject({ id: "anyoneWithLink" });
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ["without a type", { role: "reader" }, {}, 400, "required"],
    ["without a role", { type: "anyone" }, {}, 400, "required"],
    ["without an address", { type: "user", role: "reader" }, {}, 400, "required"],
    ["without a domain", { type: "domain", role: "reader" }, {}, 400, "required"],
    [
      "with an address for anyone",
      { type: "anyone", role: "reader", emailAddress: "a@example.com" },
      {},
      400,
      "invalid",
    ],
    ["with a mail to anyone", { type: "anyone", role: "reader" }, { sendNotificationEmail: "true" }, 400, "badRequest"],
    ["of an owner", { ...user, role: "owner" }, {}, 403, "forbidden"],
    ["of an organizer", { ...user, role: "organizer" }, {}, 403, "organizerOnNonTeamDriveNotSupported"],
    ["that is over", { ...user, expirationTime: hour(-1) }, {}, 400, "invalid"],
    ["that lasts too long", { ...user, expirationTime: hour(24 * 400) }, {}, 400, "invalid"],
    [
      "that ends for anyone",
      { type: "anyone", role: "reader", expirationTime: hour(1) },
      {},
      403,
      "cannotSetExpirationOnAnyoneOrDomain",
    ],
    [
      "without a mail to who has no account",
      { ...user, emailAddress: "new@example.net" },
      { sendNotificationEmail: "false" },
      400,
      "invalidSharingRequest",
    ],
  ])("is refused %s", async (_, body, query, status, reason) => {
    expect(await refusal(create(body, query))).toMatchObject({ status, reason });
    expect(file.permissions).toHaveLength(1);
  });

  it("is refused outside of a domain that keeps files inside", async () => {
    state.keepsInside = true;
    expect(await refusal(create({ type: "anyone", role: "reader" }))).toMatchObject({
      status: 400,
      reason: "publishOutNotPermitted",
    });
    const out = create({ ...user, emailAddress: "alan@example.net" });
    expect(await refusal(out)).toMatchObject({ status: 403, reason: "shareOutNotPermitted" });
    expect((await create(user)).json).toMatchObject({ role: "reader" });
  });

  it("is refused to readers, and to a client that did not make the file", async () => {
    file.permissions = [{ ...ownerPermission(ADA), role: "reader" }];
    expect(await refusal(create(user))).toMatchObject({ reason: "insufficientFilePermissions" });
    file.permissions = [ownerPermission(ADA)];
    expect(await refusal(run("permissions.create", { body: user, ...narrow }))).toMatchObject({
      reason: "appNotAuthorizedToFile",
    });
  });
});

describe("permissions.update and permissions.delete", () => {
  const grace = { id: "55", type: "user", role: "reader", emailAddress: GRACE.email } as const;
  const path = { permissionId: "55" };

  beforeEach(() => {
    file.permissions = [ownerPermission(ADA), grace];
  });

  it("wants the role, and takes no other field but the expiry", async () => {
    const update = (body: unknown, query = {}) => run("permissions.update", { path, body, query });
    expect(await refusal(update({ expirationTime: hour(1) }))).toMatchObject({ reason: "required" });
    expect(await refusal(update({ role: "writer", type: "group" }))).toMatchObject({ reason: "fieldNotWritable" });
    await update({ role: "writer", expirationTime: hour(1) });
    expect(file.permissions[1]).toMatchObject({ role: "writer", expirationTime: hour(1) });
    await update({ role: "writer" }, { removeExpiration: "true" });
    expect(file.permissions[1]).not.toHaveProperty("expirationTime");
  });

  it("leaves the owner's", async () => {
    const owner = { path: { permissionId: file.permissions[0]?.id ?? "" } };
    expect(await refusal(run("permissions.delete", owner))).toMatchObject({ reason: "cannotRemoveOwner" });
    const update = run("permissions.update", { ...owner, body: { role: "reader" } });
    expect(await refusal(update)).toMatchObject({ reason: "cannotRemoveOwner" });
    expect((await run("permissions.delete", { path })).json).toBeUndefined();
    expect(await refusal(run("permissions.delete", { path }))).toMatchObject({ status: 404, location: "permissionId" });
  });
});

describe("comments and replies", () => {
  const fields = { fields: "*" };

  it("have no default fields", async () => {
    for (const [method, body] of [["comments.list"], ["comments.create", { content: "x" }]] as const)
      expect(await refusal(run(method, { body }))).toMatchObject({
        status: 400,
        reason: "required",
        location: "fields",
      });
  });

  it("need words, a commenter, and a client that made the file", async () => {
    const create = (body: unknown, given: DirectCall = {}) => run("comments.create", { body, query: fields, ...given });
    expect(await refusal(create({}))).toMatchObject({ reason: "required" });
    expect(await refusal(create({ content: "x" }, narrow))).toMatchObject({ reason: "appNotAuthorizedToFile" });
    file.permissions = [{ ...ownerPermission(ADA), role: "reader" }];
    expect(await refusal(create({ content: "x" }))).toMatchObject({ reason: "insufficientFilePermissions" });
  });

  it("do not tell the author's address, nor the words of what was deleted", async () => {
    const made = (await run("comments.create", { body: { content: "a < b" }, query: fields })).json;
    expect(made).toMatchObject({
      content: "a < b",
      htmlContent: "a &lt; b",
      author: { displayName: ADA.name, me: true },
    });
    expect(made).not.toHaveProperty("author.emailAddress");
    const path = { commentId: file.comments?.[0]?.id ?? "" };
    await run("replies.create", { path, query: fields, body: { action: "resolve" } });
    expect(file.comments?.[0]?.resolved).toBe(true);
    expect(await refusal(run("replies.create", { path, query: fields, body: {} }))).toMatchObject({
      reason: "required",
    });
    await run("comments.delete", { path });
    expect((await run("comments.list", { query: fields })).json).toMatchObject({ comments: [] });
    const deleted = (await run("comments.list", { query: { ...fields, includeDeleted: "true" } })).json;
    expect(deleted).toMatchObject({ comments: [{ deleted: true }] });
    expect(deleted).not.toHaveProperty("comments.0.content");
    expect(await refusal(run("comments.delete", { path }))).toMatchObject({ status: 404 });
  });
});

describe("revisions", () => {
  it("come with new content alone, and keep what was", async () => {
    const head = revisionsOf(file)[0]?.id ?? "";
    await run("files.update", { body: { name: "two.txt" } });
    expect(revisionsOf(file)).toHaveLength(1);
    await run("files.update", { media: { mimeType: "text/plain", content: Buffer.from("two") } });
    expect((await run("revisions.list", { query: { fields: "*" } })).json).toMatchObject({
      revisions: [{ id: head, size: "3" }, { originalFilename: "two.txt" }],
    });
    const old = await run("revisions.get", { path: { revisionId: head }, query: { alt: "media" } });
    expect(String(old.bytes)).toBe("one");
    const part = { path: { revisionId: "head" }, query: { alt: "media" }, headers: { range: "bytes=1-" } };
    expect(String((await run("revisions.get", part)).bytes)).toBe("wo");
  });

  it("are not for readers, nor of folders", async () => {
    const folder = addFile(state, { name: "f", mimeType: FOLDER, modifiedTime: NOW });
    const of = (id: string) => run("revisions.list", { path: { fileId: id } });
    expect(await refusal(of(folder.id))).toMatchObject({ reason: "revisionsNotSupported" });
    file.permissions = [{ ...ownerPermission(ADA), role: "reader" }];
    expect(await refusal(of(file.id))).toMatchObject({ reason: "insufficientFilePermissions" });
  });
});

describe("changes", () => {
  it("are told from a token on, each file once, the last page with where to go on", async () => {
    const start = Object(await run("changes.getStartPageToken")).json.startPageToken;
    await run("files.update", { body: { name: "two.txt" } });
    await run("files.update", { body: { starred: true } });
    const { json } = await run("changes.list", { query: { pageToken: start } });
    expect(json).toMatchObject({ changes: [{ fileId: file.id, removed: false, file: { name: "two.txt" } }] });
    expect(json).toHaveProperty("newStartPageToken");
    expect(json).not.toHaveProperty("nextPageToken");
    for (const pageToken of ["", "x", "0", "100000"])
      expect(await refusal(run("changes.list", { query: { pageToken } }))).toMatchObject({ location: "pageToken" });
  });
});

describe("files.copy and files.delete", () => {
  it("are refused to a client that did not make the file, and folders to copy", async () => {
    expect(await refusal(run("files.copy", narrow))).toMatchObject({ reason: "appNotAuthorizedToFile" });
    expect(await refusal(run("files.delete", narrow))).toMatchObject({ reason: "appNotAuthorizedToFile" });
    const folder = addFile(state, { name: "f", mimeType: FOLDER, modifiedTime: NOW });
    const copy = run("files.copy", { path: { fileId: folder.id } });
    expect(await refusal(copy)).toMatchObject({ reason: "cannotCopyFile" });
  });
});

describe("folders and shared drives", () => {
  it("hand on access and the trash to what lies in them", async () => {
    const grace = { id: "55", type: "user", role: "reader", emailAddress: GRACE.email } as const;
    const permissions = [ownerPermission(ADA), grace];
    const folder = addFile(state, { name: "f", mimeType: FOLDER, modifiedTime: NOW, permissions, trashed: true });
    file.parents = [folder.id];
    const { json } = await run("files.get", { query: { fields: "*" } });
    expect(json).toMatchObject({ shared: true, permissionIds: [ADA.sub.slice(0, 20), "55"] });
    expect(json).toMatchObject({ trashed: true, explicitlyTrashed: false });
    expect((await run("permissions.get", { path: { permissionId: "55" }, query: { fields: "*" } })).json).toMatchObject(
      {
        permissionDetails: [{ inherited: true, permissionType: "file" }],
      },
    );
    const remove = run("permissions.delete", { path: { permissionId: "55" } });
    expect(await refusal(remove)).toMatchObject({ status: 403, reason: "cannotModifyInheritedPermission" });
  });

  it("have roles of their own", async () => {
    const [team] = state.drives;
    if (!team) throw new Error("the seed has a shared drive");
    const share = (fileId: string, role: string) =>
      run("permissions.create", {
        path: { fileId },
        query: { supportsAllDrives: "true" },
        body: { type: "user", role, emailAddress: GRACE.email },
      });
    const rules = state.files.find(({ name }) => name === "Team rules")?.id ?? "";
    expect(await refusal(share(rules, "organizer"))).toMatchObject({
      reason: "organizerOnNonTeamDriveItemNotSupported",
    });
    expect(await refusal(share(rules, "fileOrganizer"))).toMatchObject({
      reason: "fileOrganizerOnFoldersInSharedDriveOnly",
    });
    expect((await share(team.id, "organizer")).json).toMatchObject({ role: "organizer" });
  });

  it("are told by drives.get to members alone", async () => {
    const [team] = state.drives;
    const get = (driveId = "") => run("drives.get", { path: { driveId }, query: { fields: "name,capabilities" } });
    expect((await get(team?.id)).json).toMatchObject({ name: "Team", capabilities: { canAddChildren: true } });
    expect(await refusal(get("0nowhere"))).toMatchObject({ status: 404, location: "driveId" });
  });
});
