import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { DOCUMENT } from "../../emulator/drive/state.ts";
import { type Emulator, startEmulator } from "../../emulator/emulator.ts";
import { fetchAs, undescribedFields } from "./core-call.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const drive = (path: string, init?: RequestInit, scopes: readonly string[] = ["drive"]) =>
  fetchAs(emulator, scopes, path, init);
const createdSchema = z.looseObject({ id: z.string() });
const idOf = (name: string) => emulator.drive.state("ada@example.com").files.find((file) => file.name === name)?.id;

it("answers with fields that Google's description has, of its types, where the descriptions are at hand", async () => {
  const all = "supportsAllDrives=true&includeItemsFromAllDrives=true";
  for (const [path, schema] of [
    [`/drive/v3/files?fields=*&${all}`, "FileList"],
    ["/drive/v3/files?pageSize=2", "FileList"],
    [`/drive/v3/files/${idOf("Release list")}?fields=*`, "File"],
    [`/drive/v3/files/${idOf("Release list")}/permissions?fields=*`, "PermissionList"],
    ["/drive/v3/about?fields=*", "About"],
    ["/drive/v3/drives", "DriveList"],
  ] as const) {
    const answer = await drive(path);
    expect(answer.status).toBe(200);
    expect(undescribedFields("drive-v3", schema, await answer.json()) ?? []).toEqual([]);
  }
});

it("cuts a listing by its mask, and refuses a wrong parameter and a token without a scope", async () => {
  const listed = await drive(
    "/drive/v3/files?pageSize=1&orderBy=name&fields=nextPageToken,files(name,size)&q=trashed%3Dfalse",
  );
  expect(await listed.json()).toEqual({
    nextPageToken: expect.any(String),
    files: [{ name: "Ada's visit", size: "15" }],
  });
  if (emulator.strict) {
    expect((await drive("/drive/v3/files?query=x")).status).toBe(400);
    expect((await drive("/drive/v3/files", {}, ["gmail.modify"])).status).toBe(403);
  }
});

it("takes content as media and as multipart, and gives a range of it back", async () => {
  const media = await drive("/upload/drive/v3/files?uploadType=media", {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: "one",
  });
  const one = createdSchema.parse(await media.json());
  expect(one).toMatchObject({ name: "Untitled", mimeType: "text/plain" });

  const multipart = await drive("/upload/drive/v3/files?uploadType=multipart", {
    method: "POST",
    headers: { "Content-Type": "multipart/related; boundary=b" },
    body: `--b\r\nContent-Type: application/json\r\n\r\n{"name":"two","mimeType":"${DOCUMENT}"}\r\n--b\r\nContent-Type: text/markdown\r\n\r\n# Two\r\n--b--`,
  });
  const { id } = createdSchema.parse(await multipart.json());
  expect(await (await drive(`/drive/v3/files/${id}/export?mimeType=text/markdown`)).text()).toBe("# Two");

  const back = await drive(`/drive/v3/files/${one.id}?alt=media`, { headers: { Range: "bytes=1-" } });
  expect(back.status).toBe(206);
  expect(back.headers.get("Content-Range")).toBe("bytes 1-2/3");
  expect(await back.text()).toBe("ne");
});

it("writes refusals in Google's shape", async () => {
  const answer = await drive("/drive/v3/files/nowhere");
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({
    error: {
      code: 404,
      message: "File not found: nowhere.",
      errors: [{ domain: "global", reason: "notFound", location: "fileId", locationType: "parameter" }],
    },
  });
});

it("continues a resumable upload piece by piece", async () => {
  const start = await drive("/upload/drive/v3/files?uploadType=resumable", {
    method: "POST",
    body: JSON.stringify({ name: "three.bin" }),
    headers: { "Content-Type": "application/json", "X-Upload-Content-Type": "application/octet-stream" },
  });
  const session = new URL(start.headers.get("Location") ?? "");
  const bytes = Buffer.alloc(300_000, 7);
  const put = (first: number, last: number) =>
    drive(`${session.pathname}${session.search}`, {
      method: "PUT",
      headers: { "Content-Range": `bytes ${first}-${last - 1}/${bytes.length}` },
      body: bytes.subarray(first, last),
    });
  expect((await put(0, 262_144)).status).toBe(308);
  const three = createdSchema.parse(await (await put(262_144, bytes.length)).json());
  const back = await drive(`/drive/v3/files/${three.id}?alt=media`, { headers: { Range: "bytes=299998-" } });
  expect(back.status).toBe(206);
  expect(back.headers.get("Content-Range")).toBe("bytes 299998-299999/300000");
  expect(Buffer.from(await back.arrayBuffer())).toEqual(Buffer.from([7, 7]));
});
