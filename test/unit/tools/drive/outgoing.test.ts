import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { driveTools } from "../../../../src/tools/drive/tools.ts";
import { FOLDER, ownerPermission, SHORTCUT, type StoredPermission } from "../../../emulator/drive/state.ts";
import { driveTest } from "./drive-call.ts";

const drive = driveTest();
const grace = { id: "55", type: "user", role: "writer", emailAddress: "grace@example.com" } as const;
const eve = { id: "66", type: "user", role: "reader", emailAddress: "eve@example.net" } as const;
const folder = (...others: StoredPermission[]) =>
  drive.file({ name: "Shared", mimeType: FOLDER, permissions: [ownerPermission(drive.state.account), ...others] });
const file = (...others: StoredPermission[]) =>
  drive.file({ name: "plan.txt", permissions: [ownerPermission(drive.state.account), ...others] });

/** What each tool takes besides the folder that it puts something into. */
const PUTTING: [string, () => Record<string, unknown>, string][] = [
  ["drive_update_file", () => ({ file_id: file().id }), "Move “plan.txt” into “Shared”"],
  ["drive_copy_file", () => ({ file_id: file().id }), "Copy “plan.txt” into “Shared”"],
  ["drive_create_folder", () => ({ name: "Plans" }), "New folder “Plans”"],
  ["drive_create_file", () => ({ name: "a.txt", content: "words" }), "New file “a.txt” in “Shared”:\n\nwords"],
  ["drive_upload_file", () => ({ path: "a.txt" }), "Upload a.txt to “Shared”"],
];

describe.each(PUTTING)("%s", (name, input, content) => {
  const to = async (folder_id: string | undefined) => drive.audience(name, { ...input(), folder_id });

  it("reaches those who see the folder", async () => {
    expect(driveTools.find((tool) => tool.name === name)?.outward).toBe(true);
    expect(await to(folder(grace, eve).id)).toEqual({
      recipients: ["grace@example.com", "eve@example.net"],
      content: expect.stringContaining(content),
    });
    const anyone = { id: "anyoneWithLink", type: "anyone", role: "reader" } as const;
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: folder(anyone).id });
    expect((await to(shortcut.id)).recipients).toEqual(["anyone"]);
  });

  it("reaches those who see a folder above", async () => {
    const below = drive.file({ mimeType: FOLDER, parents: [folder(grace).id] });
    expect((await to(below.id)).recipients).toEqual(["grace@example.com"]);
  });

  it("reaches nobody in My Drive, in a folder of one's own, and without a folder", async () => {
    for (const place of ["root", folder().id, undefined]) expect((await to(place)).recipients).toEqual([]);
  });

  it("reaches the folder itself where Google does not name its people, or too many", async () => {
    const many = Array.from({ length: 21 }, (_, index) => ({ ...grace, emailAddress: `a${index}@example.com` }));
    const crowded = folder(...many);
    expect((await to(crowded.id)).recipients).toEqual([`files/${crowded.id}`]);
    const [team] = drive.state.drives;
    if (!team) throw new Error("the seed has a shared drive");
    expect((await to(team.id)).recipients).toEqual([]);
    const inside = drive.file({ mimeType: FOLDER, driveId: team.id, parents: [team.id], permissions: [eve] });
    expect((await to(inside.id)).recipients).toEqual(["eve@example.net"]);
    team.role = "commenter";
    expect((await to(inside.id)).recipients).toEqual([`files/${inside.id}`]);
  });
});

describe("what others see already", () => {
  it.each(["drive_update_file", "drive_copy_file"])("is no news to them: %s", async (name) => {
    const to = await drive.audience(name, { file_id: file(grace).id, folder_id: folder(grace, eve).id });
    expect(to.recipients).toEqual(["eve@example.net"]);
  });

  it("reaches nobody when a name, a star or a description changes", async () => {
    const before = drive.emulator.requests.length;
    const to = await drive.audience("drive_update_file", { file_id: file(grace).id, name: "new" });
    expect(to.recipients).toEqual([]);
    expect(drive.emulator.requests.length).toBe(before);
  });
});

describe("new content of a file", () => {
  it("reaches those who see the file", async () => {
    const to = await drive.audience("drive_upload_file", { path: "a.txt", file_id: file(grace).id });
    expect(to).toEqual({ recipients: ["grace@example.com"], content: "Upload a.txt to “plan.txt”" });
  });

  it("is asked about by the name of a shared drive", async () => {
    const to = await drive.audience("drive_upload_file", { path: "a.txt", folder_id: drive.state.drives[0]?.id });
    expect(to.content).toBe("Upload a.txt to “Team”");
  });

  it("is put where a shortcut leads to, as a new file is", async () => {
    await writeFile(join(drive.folder, "b.txt"), "b");
    const place = folder();
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: place.id });
    for (const [name, input] of [
      ["drive_upload_file", { path: "b.txt" }],
      ["drive_create_file", { name: "b.txt", content: "b" }],
      ["drive_create_folder", { name: "b" }],
      ["drive_copy_file", { file_id: file().id }],
    ] as const) {
      const { data } = await drive.call(name, { ...input, folder_id: shortcut.id });
      expect(drive.state.files.find(({ id }) => id === data?.id)?.parents).toEqual([place.id]);
    }
  });
});
