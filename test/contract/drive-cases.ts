import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { documentExports } from "../emulator/drive/google-exports.ts";
import {
  addFile,
  addRevision,
  DOCUMENT,
  FOLDER,
  ownerPermission,
  revisionsOf,
  SHORTCUT,
  type StoredFile,
} from "../emulator/drive/state.ts";
import type { Emulator } from "../emulator/emulator.ts";
import type { ContractCase } from "./contract-case.ts";

const stateOf = (emulator: Emulator) => emulator.drive.state("ada@example.com");

/** A file that this client made, so that `drive.file` reaches it. */
function own(emulator: Emulator, values: Partial<StoredFile> = {}): StoredFile {
  return addFile(stateOf(emulator), {
    name: "made here.txt",
    mimeType: "text/plain",
    content: Buffer.from("made here\n"),
    modifiedTime: emulator.world.now(),
    madeBy: emulator.world.defaultClient.clientId,
    ...values,
  });
}

const document = (emulator: Emulator) =>
  own(emulator, { name: "Plan", mimeType: DOCUMENT, content: Buffer.alloc(0), exports: documentExports("# Plan\n") });

/** A case whose input needs a file's id. */
const withFile =
  (values: Partial<StoredFile> = {}, rest: Record<string, unknown> = {}) =>
  (emulator: Emulator) =>
    Promise.resolve({ file_id: own(emulator, values).id, ...rest });

const seeded = (emulator: Emulator, name: string) => {
  const found = stateOf(emulator).files.find((file) => file.name === name);
  if (!found) throw new Error(`the seed has no ${name}`);
  return found.id;
};

/** A file with a person who may read it. */
const shared =
  (rest: Record<string, unknown>) =>
  (emulator: Emulator): Promise<Record<string, unknown>> => {
    const reader = { id: "55", type: "user", role: "reader", emailAddress: "grace@example.com" } as const;
    const permissions = [ownerPermission(stateOf(emulator).account), reader];
    return Promise.resolve({ file_id: own(emulator, { permissions }).id, permission_id: "55", ...rest });
  };

const commented = (rest: Record<string, unknown>) => (emulator: Emulator) => {
  const at = emulator.world.now();
  const comment = { author: "ada@example.com", createdTime: at, modifiedTime: at, resolved: false, replies: [] };
  const { id } = own(emulator, { comments: [{ ...comment, id: "AAAAone", content: "Why?", quoted: "made" }] });
  return Promise.resolve({ file_id: id, comment_id: "AAAAone", ...rest });
};

const revised = (rest: Record<string, unknown>) => (emulator: Emulator) => {
  const file = own(emulator);
  const before = revisionsOf(file);
  file.content = Buffer.from("changed\n");
  addRevision(file, before);
  return Promise.resolve({ file_id: file.id, revision_id: before[0]?.id, ...rest });
};

const local =
  (name: string, rest: (emulator: Emulator) => Record<string, unknown> = () => ({})) =>
  async (emulator: Emulator, folder: string) => {
    await writeFile(join(folder, name), "Part,Count\nCog,1200\n");
    return { path: name, ...rest(emulator) };
  };

/** At least two calls of each tool of the service. */
export const driveCases: readonly ContractCase[] = [
  { tool: "drive_search", input: {} },
  {
    tool: "drive_search",
    input: async (emulator) => ({
      name: "plan",
      query: "starred = true",
      type: "document",
      folder_id: seeded(emulator, "Analytical Engine"),
      owner: "me",
      modified_after: "2020-01-31",
      modified_before: "2100-01-31",
      page_size: 3,
    }),
  },
  { tool: "drive_search", input: { text: "it's \\ algebraical" }, scopes: ["drive.readonly"] },
  { tool: "drive_get_file", input: async (emulator) => ({ file_id: seeded(emulator, "Project plan") }) },
  { tool: "drive_get_file", input: async (emulator) => ({ file_id: seeded(emulator, "Team rules") }) },
  { tool: "drive_read_file", input: async (emulator) => ({ file_id: seeded(emulator, "Plan (shortcut)") }) },
  {
    tool: "drive_read_file",
    input: async (emulator) => ({ file_id: seeded(emulator, "log.txt"), offset: 10, max_characters: 1000 }),
  },
  { tool: "drive_download_file", input: async (emulator) => ({ file_id: seeded(emulator, "Note G.pdf") }) },
  {
    tool: "drive_download_file",
    input: async (emulator) => ({ file_id: seeded(emulator, "Budget"), format: "csv", name: "costs.csv" }),
  },
  { tool: "drive_upload_file", input: local("one.csv") },
  { tool: "drive_upload_file", input: local("two.csv", () => ({ convert_to: "spreadsheet", name: "Two" })) },
  { tool: "drive_upload_file", input: local("three.txt", (emulator) => ({ file_id: own(emulator).id })) },
  { tool: "drive_create_file", input: { name: "note.md", content: "# Note" } },
  {
    tool: "drive_create_file",
    input: async (emulator) => ({
      name: "Note",
      content: "# Note",
      as: "google_doc",
      folder_id: own(emulator, { mimeType: FOLDER }).id,
      description: "words",
    }),
  },
  { tool: "drive_create_folder", input: { name: "Plans" } },
  {
    tool: "drive_create_folder",
    input: async (emulator) => ({ name: "Below", folder_id: own(emulator, { mimeType: FOLDER }).id }),
  },
  {
    tool: "drive_share",
    input: withFile({}, { with: "grace@example.com", role: "writer", message: "For you", expires: inDays(30) }),
  },
  { tool: "drive_share", input: withFile({}, { with: "team@example.com", group: true }) },
  { tool: "drive_share", input: withFile({}, { with: "anyone" }) },
  { tool: "drive_share", input: withFile({}, { with: "example.com", role: "commenter" }) },
  { tool: "drive_list_folder", input: {} },
  {
    tool: "drive_list_folder",
    input: async (emulator) => ({ folder_id: seeded(emulator, "Projects"), depth: 3 }),
  },
  { tool: "drive_update_file", input: withFile({}, { name: "renamed.txt", starred: true, description: "words" }) },
  {
    tool: "drive_update_file",
    input: async (emulator) => ({ file_id: own(emulator).id, folder_id: own(emulator, { mimeType: FOLDER }).id }),
  },
  { tool: "drive_copy_file", input: withFile() },
  {
    tool: "drive_copy_file",
    input: async (emulator) => ({
      file_id: own(emulator, {
        mimeType: SHORTCUT,
        content: Buffer.alloc(0),
        targetId: document(emulator).id,
      }).id,
      name: "Copy",
      folder_id: own(emulator, { mimeType: FOLDER }).id,
    }),
  },
  { tool: "drive_trash_file", input: withFile() },
  { tool: "drive_trash_file", input: withFile({ trashed: true }, { restore: true }) },
  { tool: "drive_list_permissions", input: async (emulator) => ({ file_id: seeded(emulator, "Release list") }) },
  { tool: "drive_list_permissions", input: async (emulator) => ({ file_id: seeded(emulator, "Meeting notes") }) },
  { tool: "drive_update_permission", input: shared({ role: "writer", expires: inDays(3) }) },
  { tool: "drive_update_permission", input: shared({ expires: "" }) },
  { tool: "drive_remove_permission", input: shared({}) },
  {
    tool: "drive_remove_permission",
    input: async (emulator) => ({
      file_id: own(emulator, {
        permissions: [
          ownerPermission(stateOf(emulator).account),
          { id: "anyoneWithLink", type: "anyone", role: "reader" },
        ],
      }).id,
      permission_id: "anyoneWithLink",
    }),
  },
  { tool: "drive_list_comments", input: async (emulator) => ({ file_id: seeded(emulator, "Project plan") }) },
  {
    tool: "drive_list_comments",
    input: async (emulator) => ({
      file_id: (await commented({})(emulator)).file_id,
      include_resolved: true,
      page_size: 1,
    }),
  },
  { tool: "drive_add_comment", input: withFile({}, { text: "Why?" }) },
  { tool: "drive_add_comment", input: withFile({}, { text: "Why?", quote: "made" }) },
  { tool: "drive_reply_comment", input: commented({ text: "Because." }) },
  { tool: "drive_reply_comment", input: commented({ action: "resolve" }) },
  { tool: "drive_delete_comment", input: commented({}) },
  {
    tool: "drive_delete_comment",
    input: commented({}),
    scopes: ["drive"],
  },
  { tool: "drive_list_revisions", input: async (emulator) => ({ file_id: seeded(emulator, "notes.txt") }) },
  {
    tool: "drive_list_revisions",
    input: async (emulator) => ({ file_id: (await revised({})(emulator)).file_id, page_size: 1 }),
  },
  { tool: "drive_download_revision", input: revised({}) },
  { tool: "drive_download_revision", input: revised({ revision_id: "head", name: "newest.txt" }) },
  { tool: "drive_list_changes", input: {} },
  { tool: "drive_list_changes", input: { token: "1", page_size: 5 } },
  { tool: "drive_list_shared_drives", input: {} },
  { tool: "drive_list_shared_drives", input: { name: "it's a team" } },
  { tool: "drive_get_quota", input: {} },
  { tool: "drive_get_quota", input: {}, scopes: ["drive.file"] },
  { tool: "drive_delete_file", input: withFile() },
  { tool: "drive_delete_file", input: withFile({ mimeType: FOLDER, content: Buffer.alloc(0) }) },
];

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}
