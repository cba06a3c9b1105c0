import { describe, expect, it } from "vitest";
import {
  addRevision,
  ownerPermission,
  revisionsOf,
  SHORTCUT,
  type StoredComment,
  type StoredFile,
} from "../../../emulator/drive/state.ts";
import { driveTest, refusal } from "./drive-call.ts";

const drive = driveTest();
const AT = Date.parse("2026-11-24T13:00:00Z");

const comment = (id: string, values: Partial<StoredComment> = {}): StoredComment => ({
  id,
  content: `words of ${id}`,
  author: "grace@example.com",
  createdTime: AT,
  modifiedTime: AT,
  resolved: false,
  replies: [],
  ...values,
});
const list = (file: StoredFile, input: Record<string, unknown> = {}) =>
  drive.call("drive_list_comments", { file_id: file.id, ...input });

describe("drive_list_comments", () => {
  it("shows comments with what they are about and what was answered", async () => {
    const reply = { id: "r1", content: "Because.", author: drive.email, createdTime: AT };
    const closing = { id: "r2", content: "", author: "grace@example.com", createdTime: AT, action: "reopen" } as const;
    const file = drive.file({ comments: [comment("c1", { quoted: "a &lt; b &amp; c", replies: [reply, closing] })] });
    const { text } = await list(file);
    expect(text).toBe(
      [
        "made here.txt. Times in Europe/Berlin.",
        "",
        "- c1, grace, Tue 2026-11-24 14:00",
        "  > a < b & c",
        "  words of c1",
        "  - you, Tue 2026-11-24 14:00: Because.",
        "  - grace, Tue 2026-11-24 14:00 (reopened it):",
      ].join("\n"),
    );
  });

  it("leaves resolved ones out unless asked, and says so", async () => {
    const file = drive.file({ comments: [comment("c1"), comment("c2", { resolved: true })] });
    const open = await list(file);
    expect(open.text).not.toContain("c2");
    expect(open.note).toBe("1 resolved left out.");
    expect((await list(file, { include_resolved: true })).text).toContain("- c2 (resolved)");
  });

  it("pages, and bounds what it shows", async () => {
    const many = Array.from({ length: 60 }, (_, index) => comment(`c${index}`, { content: "long ".repeat(200) }));
    const file = drive.file({ comments: many });
    const first = await list(file);
    expect(first.text.length).toBeLessThan(20_200);
    expect(first.note).toContain("do not fit here");
    const page_token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    expect((await list(file, { page_token })).text).toContain("- c50");
  });

  it("bounds a comment with many replies, and shows the newest", async () => {
    const replies = Array.from({ length: 100 }, (_, index) => ({
      id: `r${index}`,
      content: `${index} ${"word ".repeat(390)}`,
      author: "grace@example.com",
      createdTime: AT,
    }));
    const { text } = await list(drive.file({ comments: [comment("c1", { replies })] }));
    expect(text.length).toBeLessThan(20_000);
    expect(text).toContain("(94 earlier replies left out)");
    expect(text).toContain("14:00: 99 word");
  });

  it("follows a shortcut, reads shared drives, and says when there is none", async () => {
    const shortcut = drive.file({ mimeType: SHORTCUT, targetId: drive.file({ comments: [comment("c1")] }).id });
    expect((await list(shortcut)).text).toContain("words of c1");
    expect((await list(drive.seeded("Team rules"))).text).toBe("Team rules: no comment.");
  });

  it("fails with what Google says", async () => {
    expect((await refusal(list(drive.seeded("Projects")))).code).toBe("permission_denied");
    expect((await refusal(drive.call("drive_list_comments", { file_id: "nowhere" }))).code).toBe("not_found");
  });
});

describe("drive_add_comment", () => {
  it("comments, with the passage that it is about", async () => {
    const file = drive.file();
    const { data } = await drive.call("drive_add_comment", { file_id: file.id, text: "Why?", quote: "made" });
    expect(file.comments).toMatchObject([{ id: data?.id, content: "Why?", quoted: "made", author: drive.email }]);
  });

  it("tells the guard who reads it: nobody for a file of one's own, all who see a shared one, and who is mentioned", async () => {
    const to = async (file: StoredFile, text = "x") =>
      (await drive.audience("drive_add_comment", { file_id: file.id, text })).recipients;
    expect(await to(drive.file())).toEqual([]);
    expect(await to(drive.file(), "Look, +alan@example.net, here")).toEqual(["alan@example.net"]);
    const permissions = [
      ownerPermission(drive.state.account),
      { id: "55", type: "user", role: "reader", emailAddress: "grace@example.com" } as const,
      { id: "anyoneWithLink", type: "anyone", role: "reader" } as const,
    ];
    expect(await to(drive.file({ permissions }))).toEqual(["grace@example.com", "anyone"]);
    expect(await to(drive.seeded("Ada's visit"))).toEqual(["grace@example.com"]);
    const rules = drive.seeded("Team rules");
    expect(await to(rules)).toEqual([]);
    rules.permissions.push({ id: "55", type: "user", role: "writer", emailAddress: "alan@example.net" });
    expect(await to(rules)).toEqual(["alan@example.net"]);
    const [team] = drive.state.drives;
    if (team) team.role = "commenter";
    expect(await to(rules)).toEqual([`files/${rules.id}`]);
  });

  it("is refused to readers, and without words", async () => {
    const visit = drive.call("drive_add_comment", { file_id: drive.seeded("Ada's visit").id, text: "x" });
    expect((await refusal(visit)).code).toBe("permission_denied");
    await expect(drive.call("drive_add_comment", { file_id: "x", text: " " })).rejects.toThrow("expected some text");
  });
});

describe("drive_reply_comment", () => {
  it("answers, resolves and reopens", async () => {
    const file = drive.file({ comments: [comment("c1")] });
    const reply = (input: Record<string, unknown>) =>
      drive.call("drive_reply_comment", { file_id: file.id, comment_id: "c1", ...input });
    expect((await reply({ text: "Because." })).text).toMatch(/^Replied: comment c1, reply /);
    expect((await reply({ text: "Done.", action: "resolve" })).text).toContain("Replied and resolved");
    expect(file.comments?.[0]?.resolved).toBe(true);
    await reply({ action: "reopen" });
    expect(file.comments?.[0]).toMatchObject({ resolved: false, replies: [{ content: "Because." }, {}, {}] });
  });

  it("answers, and deletes, where a shortcut leads to", async () => {
    const file = drive.file({ comments: [comment("c1", { author: drive.email })] });
    const { id } = drive.file({ mimeType: SHORTCUT, targetId: file.id });
    await drive.call("drive_reply_comment", { file_id: id, comment_id: "c1", action: "resolve" });
    expect(file.comments?.[0]?.resolved).toBe(true);
    await drive.call("drive_delete_comment", { file_id: id, comment_id: "c1" });
    expect(file.comments?.[0]?.deleted).toBe(true);
  });

  it("reaches readers only with words", async () => {
    const { id } = drive.seeded("Ada's visit");
    const to = (input: Record<string, unknown>) =>
      drive.audience("drive_reply_comment", { file_id: id, comment_id: "c1", ...input });
    expect((await to({ text: "x" })).recipients).toEqual(["grace@example.com"]);
    expect((await to({ action: "resolve" })).recipients).toEqual([]);
  });

  it("is refused an unknown comment, and nothing at all", async () => {
    const { id } = drive.file();
    const unknown = drive.call("drive_reply_comment", { file_id: id, comment_id: "c9", text: "x" });
    expect((await refusal(unknown)).code).toBe("not_found");
    expect((await refusal(drive.call("drive_reply_comment", { file_id: id, comment_id: "c9" }))).code).toBe(
      "invalid_input",
    );
  });
});

describe("drive_delete_comment", () => {
  it("deletes one's own, and is refused another's", async () => {
    const file = drive.file({ comments: [comment("mine", { author: drive.email }), comment("theirs")] });
    const remove = (id: string) => drive.call("drive_delete_comment", { file_id: file.id, comment_id: id });
    await remove("mine");
    expect((await list(file)).text).not.toContain("mine");
    expect((await refusal(remove("theirs"))).code).toBe("permission_denied");
  });
});

describe("drive_list_revisions", () => {
  it("lists versions with when, by whom and how large", async () => {
    const file = drive.file({ modifiedTime: AT });
    const before = revisionsOf(file);
    file.content = Buffer.alloc(2000);
    addRevision(file, before);
    const { text, data } = await drive.call("drive_list_revisions", { file_id: file.id });
    expect(text).toContain(`|${before[0]?.id}|Tue 2026-11-24 14:00|me|10 B|`);
    expect(data).toMatchObject({ revisions: [{ size: "10 B" }, { size: "2 kB" }] });
    const first = await drive.call("drive_list_revisions", { file_id: file.id, page_size: 1 });
    const page_token = /page_token (\S+)/.exec(first.note ?? "")?.[1];
    const second = await drive.call("drive_list_revisions", { file_id: file.id, page_size: 1, page_token });
    expect(second.data).toMatchObject({ revisions: [{ size: "2 kB" }] });
  });

  it("says that Google may leave out versions of its own files", async () => {
    const doc = await drive.call("drive_list_revisions", { file_id: drive.seeded("Project plan").id });
    expect(doc.note).toContain("older versions may be missing");
    expect((await drive.call("drive_list_revisions", { file_id: drive.file().id })).note).toBeUndefined();
  });

  it("is refused for folders and to readers", async () => {
    const folder = drive.call("drive_list_revisions", { file_id: drive.seeded("Projects").id });
    expect((await refusal(folder)).message).toBe("Folders and shortcuts have no versions");
    const visit = drive.call("drive_list_revisions", { file_id: drive.seeded("Ada's visit").id });
    expect((await refusal(visit)).code).toBe("permission_denied");
  });
});
