import { createHash } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  addRevision,
  addSharedDrive,
  DOCUMENT,
  FOLDER,
  PRESENTATION,
  revisionsOf,
  SHORTCUT,
} from "../../../emulator/drive/state.ts";
import type { FaultKind } from "../../../emulator/faults.ts";
import { driveTest, refusal } from "./drive-call.ts";

const drive = driveTest();

const MIB = 1024 * 1024;
/** Content in which every place looks different. */
const content = (bytes: number) => createHash("shake256", { outputLength: bytes }).update("drive").digest();
const BIG = content(3 * MIB + 17);

/** Faults that strike one request after the other. */
function strike(method: string, ...faults: FaultKind[]) {
  for (const fault of faults) drive.emulator.faults.add({ match: method, fault, times: 1 });
}
/** Strikes every second request: what moves content, but not the question between. */
function everySecond(verb: string, before: number) {
  let count = before;
  return (request: { verb: string }) => {
    if (request.verb !== verb) return false;
    count += 1;
    return count % 2 === 0;
  };
}
const partsLeft = async () => (await readdir(drive.folder)).filter((name) => name.endsWith(".part"));
const ranges = () =>
  drive.emulator.requests.filter(({ methodId }) => methodId === "drive.files.get").map(({ headers }) => headers.range);

describe("drive_download_file", () => {
  it("saves bytes as they are and compares the checksum", async () => {
    const file = drive.file({ name: "data.bin", mimeType: "application/octet-stream", content: BIG });
    const result = await drive.call("drive_download_file", { file_id: file.id });
    const saved = await drive.saved(result);
    expect(saved.content.equals(BIG)).toBe(true);
    expect(basename(saved.path)).toBe("data.bin");
    expect(result.text).toContain("3.1 MB, application/octet-stream, checksum compared");
    expect(result.data).toMatchObject({ bytes: BIG.length, type: "application/octet-stream" });
  });

  it("saves an empty file, never over another one", async () => {
    const { id } = drive.file({ name: "empty.txt", content: Buffer.alloc(0) });
    const first = await drive.saved(await drive.call("drive_download_file", { file_id: id }));
    const second = await drive.saved(await drive.call("drive_download_file", { file_id: id }));
    expect(first.content.length + second.content.length).toBe(0);
    expect(second.path).not.toBe(first.path);
  });

  it("exports Google files, by default to Office formats, and follows shortcuts", async () => {
    const usual = await drive.call("drive_download_file", { file_id: drive.seeded("Plan (shortcut)").id });
    const saved = await drive.saved(usual);
    expect(basename(saved.path)).toBe("Project plan.docx");
    expect(saved.content.equals(drive.seeded("Project plan").exports[usual.data?.type as string] ?? BIG)).toBe(true);
    const csv = await drive.call("drive_download_file", {
      file_id: drive.seeded("Budget").id,
      format: "csv",
      name: "costs.csv",
    });
    expect(csv.text).toContain("first sheet only");
    expect(basename((await drive.saved(csv)).path)).toBe("costs.csv");
  });

  it("says that a picture shows the first slide only", async () => {
    const exports = { "image/png": Buffer.from("png"), "application/pdf": Buffer.from("pdf") };
    const { id } = drive.file({ name: "Talk", mimeType: PRESENTATION, content: Buffer.alloc(0), exports });
    expect((await drive.call("drive_download_file", { file_id: id, format: "png" })).text).toContain(
      "first slide only",
    );
    expect((await drive.call("drive_download_file", { file_id: id, format: "pdf" })).text).not.toContain("only");
  });

  it("names the formats that there are", async () => {
    const error = await refusal(
      drive.call("drive_download_file", { file_id: drive.seeded("Budget").id, format: "docx" }),
    );
    expect(error.message).toBe("format: got docx, expected one that a Google Sheet has");
    expect(error.fix).toBe("It has: xlsx, pdf, ods, csv, tsv, zip.");
    const plain = await refusal(drive.call("drive_download_file", { file_id: drive.file().id, format: "pdf" }));
    expect(plain.message).toContain("downloaded as it is");
  });

  it("says what cannot be downloaded, and what to do", async () => {
    const folder = await refusal(drive.call("drive_download_file", { file_id: drive.seeded("Projects").id }));
    expect(folder.fix).toContain("drive_list_folder");
    const form = drive.file({ mimeType: "application/vnd.google-apps.form", content: Buffer.alloc(0) });
    expect((await refusal(drive.call("drive_download_file", { file_id: form.id }))).message).toBe(
      "A Google Form cannot be downloaded",
    );
    const large = drive.file({ mimeType: DOCUMENT, exports: { "application/pdf": Buffer.alloc(10 * MIB + 1) } });
    const error = await refusal(drive.call("drive_download_file", { file_id: large.id, format: "pdf" }));
    expect(error.message).toContain("10 MB that Google exports");
    const bad = drive.file({ abusive: true });
    expect((await refusal(drive.call("drive_download_file", { file_id: bad.id }))).message).toContain("malware");
    expect(await partsLeft()).toEqual([]);
  });

  it("reaches shared drives", async () => {
    const saved = await drive.call("drive_download_file", { file_id: drive.seeded("Team rules").id });
    expect((await drive.saved(saved)).content.toString()).toBe("Be kind.\n");
  });

  it("goes on from what is there after a dropped connection", async () => {
    const { id } = drive.file({ content: BIG });
    const before = drive.emulator.requests.length;
    drive.emulator.faults.add({
      match: ({ path, methodId }) =>
        methodId === "drive.files.get" && path.endsWith(id) && drive.emulator.requests.slice(before).length > 0,
      fault: { kind: "cut", afterBytes: MIB },
      times: 2,
    });
    const { content: saved } = await drive.saved(await drive.call("drive_download_file", { file_id: id }));
    expect(saved.equals(BIG)).toBe(true);
    const starts = ranges().flatMap((range) =>
      range === undefined ? [] : [Number(/^bytes=(\d+)-$/.exec(range)?.[1])],
    );
    expect(starts.length).toBeGreaterThan(0);
    for (const start of starts) expect(start).toBeLessThanOrEqual(2 * MIB);
  });

  it("stops when the file was changed meanwhile", async () => {
    const file = drive.file({ content: BIG });
    drive.emulator.faults.add({
      match: ({ methodId }) => {
        if (methodId !== "drive.files.get" || drive.emulator.requests.at(-1)?.path !== `/drive/v3/files/${file.id}`)
          return false;
        const before = revisionsOf(file);
        file.content = content(MIB);
        addRevision(file, before);
        return true;
      },
      fault: { kind: "cut", afterBytes: 1000 },
      times: 1,
    });
    const error = await refusal(drive.call("drive_download_file", { file_id: file.id }));
    expect(error.code).toBe("precondition_failed");
    expect(await partsLeft()).toEqual([]);
  });

  it("gives up after a bounded number of tries that come no further", async () => {
    const { id } = drive.file({ content: BIG });
    const from = drive.emulator.requests.length;
    drive.emulator.faults.add({ match: everySecond("GET", 0), fault: { kind: "cut", afterBytes: 0 } });
    expect((await refusal(drive.call("drive_download_file", { file_id: id }))).code).toBe("network_error");
    expect(drive.emulator.requests.length - from).toBeLessThan(30);
    expect(await partsLeft()).toEqual([]);
  });

  it("begins an export anew, which cannot be gone on with", async () => {
    const { id } = drive.file({ mimeType: DOCUMENT, name: "Long", exports: { "text/plain": content(MIB) } });
    strike("drive.files.export", { kind: "cut", afterBytes: 500_000 });
    const result = await drive.call("drive_download_file", { file_id: id, format: "txt" });
    expect((await drive.saved(result)).content.equals(content(MIB))).toBe(true);
    expect(basename(String(result.data?.path))).toBe("Long.txt");
    expect(await partsLeft()).toEqual([]);
  });

  it("refuses what arrived wrong", async () => {
    const file = drive.file({ name: "torn.bin", content: BIG });
    const wrong = Buffer.from(BIG);
    wrong[100] = (wrong[100] ?? 0) ^ 1;
    drive.emulator.faults.add({
      match: ({ methodId }) => {
        // The metadata is told, then the bytes are others.
        if (methodId === "drive.files.get" && drive.emulator.requests.at(-1)?.methodId === "drive.files.get")
          file.content = wrong;
        return false;
      },
      fault: { kind: "delay", ms: 0 },
    });
    const error = await refusal(drive.call("drive_download_file", { file_id: file.id }));
    expect(error.message).toContain("checksum");
    expect((await readdir(drive.folder)).filter((name) => name.startsWith("torn"))).toEqual([]);
  });

  it("tells how far it is, and ends when it is cancelled", async () => {
    const { id } = drive.file({ content: BIG });
    const told: [number, number | undefined][] = [];
    await drive.call(
      "drive_download_file",
      { file_id: id },
      { progress: (done, total) => void told.push([done, total]) },
    );
    expect(told.at(-1)).toEqual([BIG.length, BIG.length]);
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThan(10);
    const stop = new AbortController();
    const cancelled = drive.call(
      "drive_download_file",
      { file_id: id },
      { signal: stop.signal, progress: () => stop.abort() },
    );
    expect((await refusal(cancelled)).code).toBe("cancelled");
    expect(await partsLeft()).toEqual([]);
  });

  it("refuses a folder outside of the allowed ones", async () => {
    const error = await refusal(drive.call("drive_download_file", { file_id: drive.file().id, folder: "/etc" }));
    expect(error.code).toBe("file_refused");
  });
});

describe("drive_upload_file", () => {
  const put = async (name: string, bytes: Buffer) => {
    await writeFile(join(drive.folder, name), bytes);
    return name;
  };
  const uploaded = (id: unknown) => drive.state.files.find((file) => file.id === id);
  const pieces = (from: number) =>
    drive.emulator.requests
      .slice(from)
      .filter(({ verb }) => verb === "PUT")
      .map(({ headers, status }) => [headers["content-range"], status]);

  it("uploads a file as it is, with its type by its name", async () => {
    const path = await put("photo.png", BIG);
    const { text, data } = await drive.call("drive_upload_file", { path });
    expect(uploaded(data?.id)).toMatchObject({ name: "photo.png", mimeType: "image/png" });
    expect(uploaded(data?.id)?.content.equals(BIG)).toBe(true);
    expect(text).toContain("checksum compared");
    expect(text).toContain("https://drive.google.com/");
  });

  it("uploads an empty file, under another name, into a folder of a shared drive", async () => {
    const top = addSharedDrive(drive.state, "Brass");
    const path = await put("empty.bin", Buffer.alloc(0));
    const { data } = await drive.call("drive_upload_file", { path, name: "nothing", folder_id: top.id });
    expect(uploaded(data?.id)).toMatchObject({ name: "nothing", driveId: top.id, content: Buffer.alloc(0) });
  });

  it("converts to Google's own formats", async () => {
    const path = await put("parts.csv", Buffer.from("Part,Count\nCog,1200\n"));
    const { text, data } = await drive.call("drive_upload_file", { path, convert_to: "spreadsheet" });
    expect(uploaded(data?.id)?.name).toBe("parts");
    expect(uploaded(data?.id)?.exports["text/csv"]?.toString()).toContain("Cog,1200");
    expect(text).toContain("Google Sheet");
    const error = await refusal(drive.call("drive_upload_file", { path, convert_to: "presentation" }));
    expect(error.message).toBe("Google cannot convert this kind of file to that");
  });

  it("replaces a file's content, also through a shortcut, and keeps the version before", async () => {
    const file = drive.file();
    const shortcut = drive.file({ mimeType: SHORTCUT, content: Buffer.alloc(0), targetId: file.id });
    const path = await put("new.txt", Buffer.from("new words\n"));
    await drive.call("drive_upload_file", { path, file_id: shortcut.id });
    expect(file.content.toString()).toBe("new words\n");
    expect(file.name).toBe("made here.txt");
    expect(revisionsOf(file)).toHaveLength(2);
  });

  it("sends the whole in one request", async () => {
    const whole = content(33 * MIB);
    const from = drive.emulator.requests.length;
    const { data } = await drive.call("drive_upload_file", { path: await put("large.bin", whole) });
    expect(uploaded(data?.id)?.content.equals(whole)).toBe(true);
    expect(pieces(from)).toEqual([[`bytes 0-${33 * MIB - 1}/${33 * MIB}`, 200]]);
  });

  /** Strikes the first piece. */
  const strikePiece = (fault: FaultKind) =>
    drive.emulator.faults.add({ match: ({ verb }) => verb === "PUT", fault, times: 1 });

  it.each<[string, FaultKind]>([
    ["the connection breaks half-way", { kind: "cut", afterBytes: MIB + 5 }],
    ["it breaks before anything arrived", { kind: "drop", when: "before" }],
    ["the answer is lost after all arrived", { kind: "drop", when: "after" }],
    ["Google is out of order", { kind: "status", status: 503 }],
    ["Google asks to slow down", { kind: "status", status: 429 }],
    ["the token is refused", { kind: "status", status: 401 }],
  ])("asks what is there and goes on when %s", async (_, fault) => {
    const path = await put("resumed.bin", BIG);
    const from = drive.emulator.requests.length;
    strikePiece(fault);
    const { data } = await drive.call("drive_upload_file", { path });
    expect(uploaded(data?.id)?.content.equals(BIG)).toBe(true);
    expect(pieces(from)[1]?.[0]).toBe(`bytes */${BIG.length}`);
    const cut = fault.kind === "cut";
    if (cut) expect(pieces(from)[2]?.[0]).toMatch(/^bytes (1048576|1310720)-/);
    expect(drive.state.files.filter(({ name }) => name === "resumed.bin")).toHaveLength(1);
  });

  it("begins anew when Google has forgotten the session", async () => {
    const path = await put("anew.bin", BIG);
    const from = drive.emulator.requests.length;
    drive.emulator.faults.add({
      match: ({ verb }) => {
        if (verb === "PUT") drive.emulator.forgetUploads();
        return verb === "PUT";
      },
      fault: { kind: "status", status: 410 },
      times: 1,
    });
    const { data } = await drive.call("drive_upload_file", { path });
    expect(uploaded(data?.id)?.content.equals(BIG)).toBe(true);
    expect(drive.emulator.requests.slice(from).filter(({ verb }) => verb === "POST")).toHaveLength(2);
  });

  it("gives up after a bounded number of tries, and says so", async () => {
    const path = await put("hopeless.bin", BIG);
    const from = drive.emulator.requests.length;
    drive.emulator.faults.add({ match: everySecond("PUT", 1), fault: { kind: "cut", afterBytes: 10 } });
    expect((await refusal(drive.call("drive_upload_file", { path }))).code).toBe("network_error");
    expect(pieces(from).length).toBeLessThan(30);
    expect(drive.state.files.some(({ name }) => name === "hopeless.bin")).toBe(false);
  });

  it("tells how far it is, and ends when it is cancelled", async () => {
    const path = await put("watched.bin", BIG);
    const told: number[] = [];
    await drive.call("drive_upload_file", { path }, { progress: (done) => void told.push(done) });
    expect(told.at(-1)).toBe(BIG.length);
    const stop = new AbortController();
    const options = { signal: stop.signal, progress: () => stop.abort() };
    expect((await refusal(drive.call("drive_upload_file", { path, name: "never" }, options))).code).toBe("cancelled");
    expect(drive.state.files.some(({ name }) => name === "never")).toBe(false);
  });

  it("trashes what arrived wrong", async () => {
    const path = await put("torn-up.bin", BIG);
    const from = drive.emulator.requests.length;
    strikePiece({ kind: "cut", afterBytes: MIB });
    drive.emulator.faults.add({
      match: ({ verb }) => {
        const arrived = drive.emulator.requests
          .slice(from)
          .find((request) => request.verb === "PUT" && request.body.length > 0);
        if (verb === "PUT" && arrived) arrived.body[0] = (BIG[0] ?? 0) ^ 255;
        return false;
      },
      fault: { kind: "delay", ms: 0 },
    });
    const error = await refusal(drive.call("drive_upload_file", { path }));
    expect(error.message).toContain("checksum");
    expect(drive.state.files.find(({ name }) => name === path)?.trashed).toBe(true);
  });

  it("refuses a full storage, a folder that was not made here, and fields that do not go together", async () => {
    const path = await put("small.txt", Buffer.from("x"));
    const options = { scopes: ["drive.file", "drive.readonly"] };
    const elsewhere = drive.call("drive_upload_file", { path, folder_id: drive.seeded("Projects").id }, options);
    expect((await refusal(elsewhere)).message).toContain("drive.file");
    const both = drive.call("drive_upload_file", { path, file_id: drive.file().id, convert_to: "document" });
    expect((await refusal(both)).message).toBe("convert_to: goes with a new file, not with file_id");
    const moved = drive.call("drive_upload_file", { path, file_id: drive.file().id, folder_id: "x" });
    expect((await refusal(moved)).fix).toContain("drive_update_file");
    expect((await refusal(drive.call("drive_upload_file", { path: "missing.txt" }))).code).toBe("not_found");
    expect((await refusal(drive.call("drive_upload_file", { path: "/etc/hostname" }))).code).toBe("file_refused");
  });
});

describe("drive_download_revision", () => {
  it("saves a past version under its name of then", async () => {
    const file = drive.file({ name: "old name.txt", content: Buffer.from("first\n") });
    const before = revisionsOf(file);
    Object.assign(file, { name: "new name.txt", content: Buffer.from("second\n") });
    addRevision(file, before);
    const result = await drive.call("drive_download_revision", { file_id: file.id, revision_id: before[0]?.id });
    const saved = await drive.saved(result);
    expect([basename(saved.path), saved.content.toString()]).toEqual(["old name.txt", "first\n"]);
  });

  it("says where versions of Google files are, and which ids there are not", async () => {
    const doc = drive.call("drive_download_revision", { file_id: drive.seeded("Project plan").id, revision_id: "1" });
    expect((await refusal(doc)).fix).toContain("Version history");
    const none = drive.call("drive_download_revision", { file_id: drive.file().id, revision_id: "9" });
    expect((await refusal(none)).code).toBe("not_found");
    const folder = drive.file({ mimeType: FOLDER, content: Buffer.alloc(0) });
    const error = await refusal(drive.call("drive_download_revision", { file_id: folder.id, revision_id: "1" }));
    expect(error.message).toBe("Folders have no versions");
  });
});
