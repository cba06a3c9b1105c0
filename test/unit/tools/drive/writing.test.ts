import { describe, expect, it } from "vitest";
import { DOCUMENT, FOLDER, SHORTCUT } from "../../../emulator/drive/state.ts";
import { driveTest, refusal } from "./drive-call.ts";

const drive = driveTest();
const NARROW = { scopes: ["drive.readonly", "drive.file"] };
const found = (id: unknown) => drive.state.files.find((file) => file.id === id);

describe("drive_create_file", () => {
  it("makes a text file, a document from Markdown and a sheet from CSV", async () => {
    const text = await drive.call("drive_create_file", { name: "data.json", content: "{}", description: "words" });
    expect(found(text.data?.id)).toMatchObject({ mimeType: "application/json", description: "words" });
    const doc = await drive.call("drive_create_file", { name: "Plan", content: "# Plan", as: "google_doc" });
    expect(found(doc.data?.id)).toMatchObject({ mimeType: DOCUMENT });
    expect(doc.text).toContain("Created Plan (Google Doc), id ");
    const sheet = await drive.call("drive_create_file", { name: "S", content: "a,b\n1,2", as: "google_sheet" });
    expect(sheet.data).toMatchObject({ type: "Google Sheet" });
  });

  it("is refused a folder that was not made here, and is sent once", async () => {
    const call = drive.call(
      "drive_create_file",
      { name: "x", content: "y", folder_id: drive.seeded("Projects").id },
      NARROW,
    );
    const error = await refusal(call);
    expect(error.code).toBe("permission_denied");
    expect(error.fix).toContain("leave the folder out");
    drive.emulator.faults.add({ match: "drive.files.create", fault: { kind: "drop", when: "after" } });
    expect((await refusal(drive.call("drive_create_file", { name: "once", content: "y" }))).code).toBe(
      "outcome_unknown",
    );
    expect(drive.state.files.filter(({ name }) => name === "once")).toHaveLength(1);
  });
});

describe("drive_create_file at the border", () => {
  it.each([401, 429])("sends the content again when Google answers %s, and makes one file", async (status) => {
    drive.emulator.faults.add({ match: "drive.files.create", fault: { kind: "status", status }, times: 1 });
    const { data } = await drive.call("drive_create_file", { name: "again.txt", content: "Grüße" });
    expect(found(data?.id)?.content.toString()).toBe("Grüße");
    expect(drive.state.files.filter(({ name }) => name === "again.txt")).toHaveLength(1);
  });

  it("makes an empty file, and takes no Google file for plain text", async () => {
    const { data } = await drive.call("drive_create_file", { name: "empty.md", content: "" });
    expect(found(data?.id)).toMatchObject({ mimeType: "text/markdown", content: Buffer.alloc(0) });
    const asText = { name: "x", content: "![](https://example.net/?q=1)", mime_type: DOCUMENT };
    await expect(drive.call("drive_create_file", asText)).rejects.toThrow("not of a Google file");
    await expect(drive.call("drive_upload_file", { path: "x", mime_type: FOLDER })).rejects.toThrow("not of a Google");
  });
});

describe("drive_create_folder", () => {
  it("makes a folder, and one below it", async () => {
    const { data } = await drive.call("drive_create_folder", { name: "Plans" });
    expect(found(data?.id)).toMatchObject({ mimeType: FOLDER, parents: [drive.state.rootId] });
    const below = await drive.call("drive_create_folder", { name: "Below", folder_id: data?.id }, NARROW);
    expect(found(below.data?.id)?.parents).toEqual([data?.id]);
  });

  it("is refused a parent that is none", async () => {
    const error = await refusal(drive.call("drive_create_folder", { name: "x", folder_id: drive.file().id }));
    expect(error.message).toBe("The target is a file and no folder");
    await expect(drive.call("drive_create_folder", { name: " " })).rejects.toThrow("expected a name");
  });
});

describe("drive_update_file", () => {
  it("changes what is named in one request", async () => {
    const file = drive.file();
    const methods = await drive.sent(() =>
      drive.call("drive_update_file", { file_id: file.id, name: "new.txt", starred: true, description: "" }),
    );
    expect(methods).toEqual(["drive.files.update"]);
    expect(file).toMatchObject({ name: "new.txt", starred: true, description: "", parents: [drive.state.rootId] });
  });

  it("moves into a folder, and again without harm", async () => {
    const file = drive.file();
    const folder = drive.file({ mimeType: FOLDER });
    for (const _ of [1, 2]) {
      await drive.call("drive_update_file", { file_id: file.id, folder_id: folder.id });
      expect(file.parents).toEqual([folder.id]);
    }
    await drive.call("drive_update_file", { file_id: file.id, folder_id: "root", name: "back.txt" });
    expect(file).toMatchObject({ parents: [drive.state.rootId], name: "back.txt" });
  });

  it("leaves a file in My Drive where it is: the folder is not taken away and given at once", async () => {
    const file = drive.file();
    await drive.call("drive_update_file", { file_id: file.id, folder_id: "root" });
    const { query } = drive.emulator.requests.at(-1) ?? {};
    expect([query?.get("addParents"), query?.get("removeParents")]).toEqual([null, null]);
    expect(file.parents).toEqual([drive.state.rootId]);
  });

  it("moves to where a shortcut leads to, and to My Drive with drive.file alone", async () => {
    const file = drive.file();
    const folder = drive.file({ mimeType: FOLDER });
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: folder.id });
    await drive.call("drive_update_file", { file_id: file.id, folder_id: shortcut.id });
    expect(file.parents).toEqual([folder.id]);
    const narrow = { scopes: ["drive.file"] };
    await drive.call("drive_update_file", { file_id: file.id, folder_id: "root" }, narrow);
    expect(file.parents).toEqual([drive.state.rootId]);
  });

  it("has moved a file whose answer was lost, and says what is not there", async () => {
    const file = drive.file();
    const folder = drive.file({ mimeType: FOLDER });
    const move = { file_id: file.id, folder_id: folder.id };
    drive.emulator.faults.add({ match: "drive.files.update", fault: { kind: "drop", when: "after" }, times: 1 });
    expect((await drive.call("drive_update_file", move)).data).toMatchObject({ id: file.id });
    expect(file.parents).toEqual([folder.id]);
    const nowhere = drive.call("drive_update_file", { file_id: file.id, folder_id: "1nowhere" });
    expect((await refusal(nowhere)).code).toBe("not_found");
    expect(file.parents).toEqual([folder.id]);
  });

  it("says what keeps a file from moving within and into a shared drive", async () => {
    const [team] = drive.state.drives;
    if (!team) throw new Error("the seed has a shared drive");
    const trashed = drive.call("drive_update_file", { file_id: drive.file({ trashed: true }).id, folder_id: team.id });
    expect((await refusal(trashed)).fix).toBe("Restore it first with drive_trash_file.");
    team.role = "writer";
    const folder = drive.file({ mimeType: FOLDER, driveId: team.id, parents: [team.id] });
    const move = drive.call("drive_update_file", { file_id: drive.seeded("Team rules").id, folder_id: folder.id });
    expect((await refusal(move)).code).toBe("permission_denied");
  });

  it("is refused a circle, what only others may do, and nothing at all", async () => {
    const folder = drive.file({ mimeType: FOLDER });
    const below = drive.file({ mimeType: FOLDER, parents: [folder.id] });
    const circle = drive.call("drive_update_file", { file_id: folder.id, folder_id: below.id });
    expect((await refusal(circle)).message).toBe("A folder cannot be moved into itself");
    const reader = drive.call("drive_update_file", { file_id: drive.seeded("Ada's visit").id, name: "x" });
    expect((await refusal(reader)).message).toBe("This account may not do that with this file");
    expect((await refusal(drive.call("drive_update_file", { file_id: folder.id }))).code).toBe("invalid_input");
    const others = drive.call("drive_update_file", { file_id: drive.seeded("notes.txt").id, name: "x" }, NARROW);
    expect((await refusal(others)).message).toContain("made here or opened with it (drive.file)");
  });
});

describe("drive_copy_file", () => {
  it("copies beside the original, and the target of a shortcut into a folder", async () => {
    const file = drive.file({ name: "one.txt" });
    const copy = await drive.call("drive_copy_file", { file_id: file.id });
    expect(found(copy.data?.id)).toMatchObject({ name: "Copy of one.txt", content: file.content });
    const folder = drive.file({ mimeType: FOLDER });
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: file.id });
    const other = await drive.call("drive_copy_file", { file_id: shortcut.id, name: "two.txt", folder_id: folder.id });
    expect(found(other.data?.id)).toMatchObject({ name: "two.txt", parents: [folder.id], mimeType: "text/plain" });
  });

  it("says that folders cannot be copied, nor files out of reach", async () => {
    const folder = drive.call("drive_copy_file", { file_id: drive.seeded("Projects").id });
    expect((await refusal(folder)).message).toBe("Folders cannot be copied");
    const far = drive.call("drive_copy_file", { file_id: drive.seeded("notes.txt").id }, NARROW);
    expect((await refusal(far)).code).toBe("permission_denied");
  });
});

describe("drive_trash_file and drive_delete_file", () => {
  it("trash and restore", async () => {
    const file = drive.file();
    expect((await drive.call("drive_trash_file", { file_id: file.id })).text).toContain("Moved to the trash:");
    expect(file.trashed).toBe(true);
    await drive.call("drive_trash_file", { file_id: file.id, restore: true });
    expect(file.trashed).toBe(false);
  });

  it("delete for good, a folder with all in it", async () => {
    const folder = drive.file({ name: "gone", mimeType: FOLDER });
    const below = drive.file({ parents: [folder.id] });
    const { text } = await drive.call("drive_delete_file", { file_id: folder.id });
    expect(text).toBe(`Deleted gone (${folder.id}) for good.`);
    expect([found(folder.id), found(below.id)]).toEqual([undefined, undefined]);
  });

  it("are refused what belongs to others or is not there", async () => {
    const { id } = drive.seeded("Ada's visit");
    expect((await refusal(drive.call("drive_trash_file", { file_id: id }))).code).toBe("permission_denied");
    expect((await refusal(drive.call("drive_delete_file", { file_id: id }))).code).toBe("permission_denied");
    expect((await refusal(drive.call("drive_delete_file", { file_id: "nowhere" }))).code).toBe("not_found");
  });
});
