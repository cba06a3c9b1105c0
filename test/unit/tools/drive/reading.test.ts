import { describe, expect, it } from "vitest";
import { z } from "zod";
import { png } from "../../../emulator/drive/office-files.ts";
import { addFile, addSharedDrive, DOCUMENT, FOLDER, SHORTCUT } from "../../../emulator/drive/state.ts";
import { itByDescription } from "../../../support/requires.ts";
import { driveTest, refusal } from "./drive-call.ts";

const drive = driveTest();
const rowsSchema = z.object({ files: z.array(z.looseObject({ id: z.string(), name: z.string() })) });
const namesOf = async (input: Record<string, unknown>) =>
  rowsSchema.parse((await drive.call("drive_search", input)).data).files.map(({ name }) => name);

describe("drive_search", () => {
  it("finds by words in the content, in the name, and by Drive's own query", async () => {
    expect(await namesOf({ text: "algebraical" })).toEqual(["Project plan"]);
    expect(await namesOf({ name: "note" })).toEqual(["Note G.pdf", "notes.txt", "Meeting notes"]);
    expect(await namesOf({ query: "starred = true" })).toEqual(["Project plan"]);
    expect(await namesOf({ query: "sharedWithMe = true" })).toEqual(["Ada's visit"]);
    expect(await namesOf({ query: "trashed = true" })).toEqual(["old.txt"]);
  });

  it("joins what is given, and takes quotes and backslashes for what they are", async () => {
    drive.file({ name: "it's a \\ name" });
    expect(await namesOf({ name: "it's", owner: "me", type: "document" })).toEqual([]);
    expect(await namesOf({ text: "' or trashed = true or name contains '" })).toEqual([]);
    expect(await namesOf({ name: "it's a \\", owner: "me" })).toEqual(["it's a \\ name"]);
    expect(await namesOf({ query: "name = 'nowhere' or starred = true", type: "spreadsheet" })).toEqual([]);
  });

  it.each([
    ["document", "Project plan"],
    ["spreadsheet", "Budget"],
    ["presentation", "Kick-off"],
    ["folder", "Projects"],
    ["pdf", "Note G.pdf"],
    ["image", "diagram.png"],
  ])("finds each %s", async (type, name) => {
    expect(await namesOf({ type })).toContain(name);
  });

  it("finds in a folder, in shared drives and by date", async () => {
    expect(await namesOf({ folder_id: drive.seeded("Analytical Engine").id })).toEqual([
      "Project plan",
      "Budget",
      "Kick-off",
    ]);
    expect(await namesOf({ name: "Team" })).toEqual(["Team rules"]);
    drive.file({ name: "dated", modifiedTime: Date.parse("2025-03-01T12:00:00Z") });
    expect(await namesOf({ modified_after: "2025-03-01", modified_before: "2025-03-02" })).toEqual(["dated"]);
  });

  it("pages, and says how to go on", async () => {
    const first = await drive.call("drive_search", { type: "folder", page_size: 1 });
    const token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const second = await drive.call("drive_search", { type: "folder", page_size: 1, page_token: token });
    expect(rowsSchema.parse(second.data).files).not.toEqual(rowsSchema.parse(first.data).files);
    const wrong = await refusal(drive.call("drive_search", { page_token: token }));
    expect(wrong.message).toBe("The page token does not fit this call");
  });

  it("says what is wrong with a query", async () => {
    const error = await refusal(drive.call("drive_search", { query: "name is 'plan'" }));
    expect([error.code, error.message]).toEqual(["invalid_input", "Google does not understand the query"]);
    const gone = await refusal(drive.call("drive_search", { folder_id: "nowhere" }));
    expect(gone.code).toBe("not_found");
    await expect(drive.call("drive_search", { owner: "somebody" })).rejects.toThrow("expected me or an email address");
  });

  it("takes days as days of the account's time zone", async () => {
    for (const time of ["2025-02-28T22:30:00Z", "2025-02-28T23:30:00Z", "2025-03-01T22:30:00Z", "2025-03-01T23:30:00Z"])
      drive.file({ name: `dated ${time}`, modifiedTime: Date.parse(time) });
    expect(await namesOf({ modified_after: "2025-03-01", modified_before: "2025-03-02" })).toEqual([
      "dated 2025-03-01T22:30:00Z",
      "dated 2025-02-28T23:30:00Z",
    ]);
  });

  it("takes words of its query language inside of texts for texts", async () => {
    drive.file({ name: "trashed fullText", trashed: true });
    drive.file({ name: "trashed fullText", modifiedTime: 1000 });
    const rows = await drive.call("drive_search", { query: "name = 'trashed fullText'" });
    expect(rowsSchema.parse(rows.data).files).toHaveLength(1);
    expect(drive.emulator.requests.at(-1)?.query.get("orderBy")).toBe("modifiedTime desc");
  });

  it("leaves out what lies in a trashed folder", async () => {
    const folder = drive.file({ mimeType: FOLDER, trashed: true });
    drive.file({ name: "below", parents: [folder.id] });
    expect(await namesOf({ name: "below" })).toEqual([]);
    expect(await namesOf({ name: "below", query: "trashed = true" })).toEqual(["below"]);
  });

  it("says when nothing matches", async () => {
    const { text, note } = await drive.call("drive_search", { name: "nowhere" });
    expect([text, note]).toEqual(["No file matches.", expect.stringContaining("beginnings of words only")]);
  });
});

describe("drive_get_file", () => {
  it("tells where a file is, who sees it and what may be done", async () => {
    const { text } = await drive.call("drive_get_file", { file_id: drive.seeded("Project plan").id });
    expect(text).toContain("My Drive / Projects / Analytical Engine / Project plan");
    expect(text).toContain("- type: Google Doc");
    expect(text).toContain("- shared with: nobody else");
    expect(text).toContain("- state: starred");
    const open = drive.file({
      permissions: [
        { id: "1", type: "user", role: "owner", emailAddress: drive.email },
        { id: "anyoneWithLink", type: "anyone", role: "reader" },
      ],
    });
    expect((await drive.call("drive_get_file", { file_id: open.id })).text).toContain(
      "**anyone with the link** (reader)",
    );
  });

  it("tells of a reader that little may be done, and of a shortcut where it leads", async () => {
    const visit = await drive.call("drive_get_file", { file_id: drive.seeded("Ada's visit").id });
    expect(visit.text).toContain("- you may: download");
    expect(visit.text).toContain("others (you may not see whom)");
    const shortcut = await drive.call("drive_get_file", { file_id: drive.seeded("Plan (shortcut)").id });
    expect(shortcut.text).toContain(`- shortcut to: ${drive.seeded("Project plan").id}`);
  });

  it("names the shared drive that a file lies in, and does not take it for private", async () => {
    const { id } = drive.seeded("Team rules");
    const { text } = await drive.call("drive_get_file", { file_id: id });
    expect(text).toContain("- path: Team / Team rules");
    expect(text).toContain("- shared with: members of the shared drive");
    const whole = await drive.call("drive_get_file", { file_id: drive.state.drives[0]?.id });
    expect(whole.text).toMatch(/^# Team\n/);
    const narrow = { scopes: ["drive.metadata.readonly"] };
    expect((await drive.call("drive_get_file", { file_id: id }, narrow)).text).toContain(
      "- path: a shared drive / Team rules",
    );
  });

  it("bounds what it shows of names and descriptions, and marks a path that is longer", async () => {
    let parents = [drive.state.rootId];
    for (let depth = 0; depth < 25; depth += 1)
      parents = [drive.file({ name: `level ${depth}`, mimeType: FOLDER, parents }).id];
    const file = drive.file({ name: "n".repeat(30_000), description: "d".repeat(30_000), parents });
    const { text } = await drive.call("drive_get_file", { file_id: file.id });
    expect(text).toContain("- path: … / level 5 /");
    expect(text.length).toBeLessThan(8_000);
  });

  it("explains what drive.file does not reach", async () => {
    const { id } = drive.seeded("notes.txt");
    const error = await refusal(drive.call("drive_get_file", { file_id: id }, { scopes: ["drive.file"] }));
    expect(error.code).toBe("not_found");
    expect(error.fix).toContain("drive.file");
    expect(error.fix).toContain("sign in again");
  });
});

describe("drive_read_file", () => {
  const read = async (name: string, rest: Record<string, unknown> = {}) =>
    (await drive.call("drive_read_file", { file_id: drive.seeded(name).id, ...rest })).text;

  it.each([
    ["Project plan", "**algebraical patterns**"],
    ["Budget", "Lever, long"],
    ["Kick-off", "Tables without errors"],
    ["notes.txt", "Remember the carry mechanism."],
    ["Note G.pdf", "Bernoulli"],
    ["contract.docx", "Between Ada and Grace."],
    ["parts.xlsx", "1200"],
    ["pitch.pptx", "Numbers"],
    ["Plan (shortcut)", "Project plan (Google Doc"],
    ["Team rules", "Be kind."],
  ])("reads %s", async (name, words) => {
    expect(await read(name)).toContain(words);
  });

  it("reads a long text in pieces", async () => {
    const first = await drive.call("drive_read_file", { file_id: drive.seeded("log.txt").id, max_characters: 1000 });
    const offset = Number(/offset (\d+)/.exec(first.note ?? "")?.[1]);
    expect(first.text).toContain("Line 1 of");
    const second = await read("log.txt", { max_characters: 1000, offset });
    expect(second).toContain(`characters ${offset} to`);
    expect(second).not.toContain("Line 1 of");
  });

  it("shows images, and refuses what is too large or no text", async () => {
    const { images } = await drive.call("drive_read_file", { file_id: drive.seeded("diagram.png").id });
    expect(images).toEqual([{ mimeType: "image/png", data: png().toString("base64") }]);
    const large = drive.file({ mimeType: "image/png", content: Buffer.alloc(4_000_001) });
    expect((await refusal(drive.call("drive_read_file", { file_id: large.id }))).message).toContain("can be shown");
    const binary = await refusal(drive.call("drive_read_file", { file_id: drive.seeded("core.bin").id }));
    expect(binary.code).toBe("invalid_input");
    const folder = await refusal(drive.call("drive_read_file", { file_id: drive.seeded("Projects").id }));
    expect(folder.fix).toContain("drive_list_folder");
  });

  it("goes on, or begins anew, after a dropped connection", async () => {
    const words = "words ".repeat(50_000);
    const plain = drive.file({ content: Buffer.from(words) });
    const doc = drive.file({ mimeType: DOCUMENT, exports: { "text/markdown": Buffer.from(words) } });
    for (const { id } of [plain, doc]) {
      const isContent = ({ path, methodId }: { path: string; methodId: string | undefined }) =>
        methodId === "drive.files.export" ||
        (path.endsWith(plain.id) && drive.emulator.requests.at(-1)?.path.endsWith(plain.id) === true);
      drive.emulator.faults.add({ match: isContent, fault: { kind: "cut", afterBytes: 100_000 }, times: 1 });
      const { note } = await drive.call("drive_read_file", { file_id: id, offset: 290_000 });
      expect(note).toBeUndefined();
      drive.emulator.faults.clear();
    }
    expect(drive.emulator.requests.some(({ headers }) => /^bytes=[1-9]\d*-$/.test(headers.range ?? ""))).toBe(true);
  });

  it("says what to do with what it cannot read", async () => {
    const fix = async (mimeType: string, bytes = 0) =>
      (
        await refusal(
          drive.call("drive_read_file", { file_id: drive.file({ mimeType, content: Buffer.alloc(bytes) }).id }),
        )
      ).fix;
    expect(await fix("application/vnd.google-apps.form")).toContain("forms_get");
    expect(await fix("application/vnd.google-apps.drawing")).toContain("drive_download_file");
    expect(await fix("application/vnd.google-apps.site")).toContain("Open it in Drive");
    expect(await fix("video/mp4", 10)).toContain("drive_download_file");
    expect(await fix("text/plain", 50_000_001)).toContain("drive_download_file");
  });

  it("tells the end of a text from an empty one", async () => {
    expect(await read("notes.txt", { offset: 1000 })).toContain("(the text ends before this offset)");
    const empty = drive.file({ content: Buffer.alloc(0) });
    expect((await drive.call("drive_read_file", { file_id: empty.id })).text).toContain("(empty)");
  });

  it("says that Google exports no more than 10 MB", async () => {
    const { id } = drive.file({ mimeType: DOCUMENT, exports: { "text/markdown": Buffer.alloc(11_000_000, 97) } });
    expect((await refusal(drive.call("drive_read_file", { file_id: id }))).message).toContain("10 MB");
  });

  it("needs a scope that reaches content", async () => {
    const { id } = drive.seeded("notes.txt");
    const call = drive.call("drive_read_file", { file_id: id }, { scopes: ["drive.metadata.readonly"] });
    expect((await refusal(call)).code).toBe("missing_scope");
  });
});

describe("drive_list_folder", () => {
  it("shows a tree with two requests a level of width one, in two round trips", async () => {
    let text = "";
    const methods = await drive.sent(async () => {
      ({ text } = await drive.call("drive_list_folder", { folder_id: drive.seeded("Projects").id, depth: 2 }));
    });
    expect(methods.toSorted()).toEqual(["drive.files.get", "drive.files.list", "drive.files.list"]);
    expect(text.split("\n")[0]).toBe(`# Projects — ${drive.seeded("Projects").id}`);
    expect(text).toContain(`- Analytical Engine/ — ${drive.seeded("Analytical Engine").id}`);
    expect(text).toContain(`  - Project plan (Google Doc) — ${drive.seeded("Project plan").id}`);
  });

  it("asks for many folders of a level at once", async () => {
    const top = drive.file({ name: "top", mimeType: FOLDER });
    for (let index = 0; index < 60; index += 1) {
      const below = drive.file({ name: `folder ${index}`, mimeType: FOLDER, parents: [top.id] });
      drive.file({ name: `leaf ${index}`, parents: [below.id] });
    }
    let text = "";
    const methods = await drive.sent(async () => {
      ({ text } = await drive.call("drive_list_folder", { folder_id: top.id, depth: 2 }));
    });
    expect(methods.filter((method) => method === "drive.files.list")).toHaveLength(3);
    for (const index of [0, 30, 59]) expect(text).toContain(`  - leaf ${index} (`);
  });

  it("shows only the first level when asked to, and leaves the trash out", async () => {
    const { text } = await drive.call("drive_list_folder", { depth: 1 });
    expect(text).toContain("# My Drive");
    expect(text).toContain("Projects/");
    expect(text).not.toContain("Analytical Engine");
    expect(text).not.toContain("old.txt");
    expect(text).toContain(`(shortcut to ${drive.seeded("Project plan").id})`);
  });

  it("lists a shared drive, the target of a shortcut, and an empty folder", async () => {
    const [team] = drive.state.drives;
    expect((await drive.call("drive_list_folder", { folder_id: team?.id })).text).toContain("Team rules");
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: drive.seeded("Projects").id });
    expect((await drive.call("drive_list_folder", { folder_id: shortcut.id })).text).toContain("Analytical Engine/");
    const empty = drive.file({ mimeType: FOLDER });
    expect((await drive.call("drive_list_folder", { folder_id: empty.id })).text).toContain("(empty)");
  });

  it("cuts a long list and goes on from an offset", async () => {
    const top = drive.file({ mimeType: FOLDER });
    for (let index = 0; index < 400; index += 1) drive.file({ name: `a rather long name ${index}`, parents: [top.id] });
    const first = await drive.call("drive_list_folder", { folder_id: top.id });
    const offset = Number(/offset (\d+)/.exec(first.note ?? "")?.[1]);
    const second = await drive.call("drive_list_folder", { folder_id: top.id, offset });
    expect(first.text.length).toBeLessThanOrEqual(20_000);
    expect(second.text).toContain("name 399 ");
  });

  it("asks again for a folder that Google tells nothing of among others", async () => {
    const top = drive.file({ mimeType: FOLDER });
    const below = ["one", "two", "three"].map((name) => drive.file({ name, mimeType: FOLDER, parents: [top.id] }));
    const [one, two] = below;
    drive.file({ name: "leaf of one", parents: [one?.id ?? ""] });
    drive.file({ name: "leaf of two", parents: [two?.id ?? ""] });
    drive.state.leftOut = [two?.id ?? ""];
    const { text } = await drive.call("drive_list_folder", { folder_id: top.id });
    for (const leaf of ["leaf of one", "leaf of two"]) expect(text).toContain(`  - ${leaf} (`);
  });

  it("says when folders are not opened, and when there is more than it reads", async () => {
    const top = drive.file({ name: "wide", mimeType: FOLDER });
    const below = drive.file({ name: "below", mimeType: FOLDER, parents: [top.id] });
    drive.file({ name: "leaf", parents: [below.id] });
    const one = await drive.call("drive_list_folder", { folder_id: top.id, depth: 1 });
    expect(one.note).toBe("Folders of the last level shown were not opened.");
    expect((await drive.call("drive_list_folder", { folder_id: top.id, depth: 3 })).note).toBeUndefined();
    for (let index = 0; index < 3_000; index += 1) drive.file({ name: `f${index}`, parents: [top.id] });
    const many = await drive.call("drive_list_folder", { folder_id: top.id });
    expect(many.text).not.toContain("leaf");
    expect(many.note).toContain("Not everything is shown");
  });

  it("names a shared drive, and shows what lies in a trashed folder", async () => {
    const [team] = drive.state.drives;
    const { text } = await drive.call("drive_list_folder", { folder_id: team?.id });
    expect(text.split("\n")[0]).toBe(`# Team — ${team?.id}`);
    const trashed = drive.file({ name: "old", mimeType: FOLDER, trashed: true });
    drive.file({ name: "thrown away", parents: [trashed.id] });
    const old = await drive.call("drive_list_folder", { folder_id: trashed.id });
    expect(old.text).toContain(`# old — ${trashed.id} (in the trash)`);
    expect(old.text).toContain("- thrown away (");
  });

  it("reads the folder once more when only its content was not told", async () => {
    const folder = drive.file({ mimeType: FOLDER });
    drive.file({ name: "inside", parents: [folder.id] });
    drive.emulator.faults.add({ match: "drive.files.list", fault: { kind: "status", status: 400 }, times: 1 });
    expect((await drive.call("drive_list_folder", { folder_id: folder.id })).text).toContain("- inside (");
  });

  it("says what is no folder and what is not there", async () => {
    const file = await refusal(drive.call("drive_list_folder", { folder_id: drive.seeded("notes.txt").id }));
    expect(file.message).toBe("This is no folder but a file (text/plain)");
    const shortcut = drive.call("drive_list_folder", { folder_id: drive.seeded("Plan (shortcut)").id });
    expect((await refusal(shortcut)).message).toContain("(Google Doc)");
    expect((await refusal(drive.call("drive_list_folder", { folder_id: "nowhere" }))).code).toBe("not_found");
    await expect(drive.call("drive_list_folder", { depth: 6 })).rejects.toThrow("from 1 to 5");
  });
});

describe("drive_list_changes", () => {
  const tokenOf = (data: Record<string, unknown> | undefined) => z.string().parse(data?.nextToken);

  it("tells from when on, and what came, changed and went since", async () => {
    const start = await drive.call("drive_list_changes");
    const token = tokenOf(start.data);
    expect(start.note).toBe(`Ask later with token ${token}`);
    expect((await drive.call("drive_list_changes", { token })).text).toBe("Nothing changed.");
    const made = drive.file({ name: "new one" });
    const gone = drive.file({ name: "short-lived" });
    await drive.call("drive_delete_file", { file_id: gone.id });
    await drive.call("drive_trash_file", { file_id: drive.seeded("notes.txt").id });
    const { text, note, data } = await drive.call("drive_list_changes", { token });
    expect(text).toContain(`|${made.id}|changed`);
    expect(text).toContain(`|${gone.id}|removed|`);
    expect(text).toContain("|trashed|notes.txt|");
    expect(note).toContain("That is all so far");
    expect(tokenOf(data)).not.toBe(token);
  });

  it("pages, and refuses a token that is none", async () => {
    const token = tokenOf((await drive.call("drive_list_changes")).data);
    for (const name of ["one", "two", "three"]) drive.file({ name });
    const first = await drive.call("drive_list_changes", { token, page_size: 2 });
    expect(first.data).toMatchObject({ more: true });
    const rest = await drive.call("drive_list_changes", { token: tokenOf(first.data), page_size: 2 });
    expect(rest.data).toMatchObject({ more: false, changes: [{ name: "three" }] });
    expect((await refusal(drive.call("drive_list_changes", { token: "x1" }))).message).toContain("page token");
  });

  it("does not say that nothing changed while there are more pages", async () => {
    const token = tokenOf((await drive.call("drive_list_changes")).data);
    const file = drive.file({ name: "twice" });
    drive.state.changes.push({ fileId: file.id, time: 0, removed: false });
    const scopes = { scopes: ["drive.file"] };
    drive.file({ name: "of another program", madeBy: undefined });
    drive.state.changes.splice(-3, 0, { fileId: drive.seeded("notes.txt").id, time: 0, removed: false });
    const first = await drive.call("drive_list_changes", { token, page_size: 1 }, scopes);
    expect([first.text, first.data?.more]).toEqual(["Nothing on this page.", true]);
  });
});

describe("drive_list_shared_drives", () => {
  it("lists them, by name when asked, with what may be done", async () => {
    addSharedDrive(drive.state, "Ada's drive", "reader");
    expect((await drive.call("drive_list_shared_drives")).data).toMatchObject({
      drives: [
        { name: "Team", mayAdd: true },
        { name: "Ada's drive", mayAdd: false },
      ],
    });
    const { data } = await drive.call("drive_list_shared_drives", { name: "ada's" });
    expect(data).toMatchObject({ drives: [{ name: "Ada's drive" }] });
    expect((await drive.call("drive_list_shared_drives", { name: "nothing" })).text).toBe("No shared drive.");
  });

  itByDescription("needs the scope that Google wants", async () => {
    const call = drive.call("drive_list_shared_drives", {}, { scopes: ["drive.metadata.readonly"] });
    expect((await refusal(call)).code).toBe("missing_scope");
  });
});

describe("drive_get_quota", () => {
  it("tells what is used and left", async () => {
    addFile(drive.state, { name: "big", mimeType: "x/y", modifiedTime: 0, content: Buffer.alloc(5_000_000) });
    const { text, data } = await drive.call("drive_get_quota");
    expect(text).toMatch(
      /^Used 5\.\d MB of 16106\.1 MB, 1610\d\.\d MB left\. In Drive: 5\.\d MB, of this in the trash: 4 B\.$/,
    );
    expect(data).toMatchObject({ limit: 16_106_127_360, usedInTrash: 4 });
  });

  it("passes on what Google says when it fails", async () => {
    drive.emulator.faults.add({ match: "drive.about.get", fault: { kind: "api-disabled" } });
    const error = await refusal(drive.call("drive_get_quota"));
    expect(error.code).toBe("api_not_enabled");
    expect(error.fix).toContain(
      "https://console.cloud.google.com/apis/library/drive.googleapis.com?project=123456789012",
    );
  });
});
