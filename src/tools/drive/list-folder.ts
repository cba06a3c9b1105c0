import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import { z } from "zod";
import { pieceOf } from "../../content/bound.ts";
import { driveLiteral } from "../../content/drive-query.ts";
import { GOOGLE_TYPES, typeInWords } from "../../content/file-types.ts";
import { formatBytes, oneLine, shorten } from "../../content/table.ts";
import { fileId, offset } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { SEE_FILES } from "./drive-scopes.ts";
import { fetchFile } from "./file.ts";

const DEEPEST = 5;

/** Files and folders that are read at the most. */
const MOST_ENTRIES = 3_000;
/** Folders that one query asks for; their ids have to fit into an address. */
const PARENTS_A_QUERY = 50;
const AT_ONCE = 5;

const FIELDS = "nextPageToken,incompleteSearch,files(id,name,mimeType,size,parents,shortcutDetails(targetId))";

/** What was found so far, by the folder that it lies in. */
interface Found {
  readonly children: Map<string, drive_v3.Schema$File[]>;
  entries: number;
  /** Whether something may be missing. */
  cut: boolean;
}

/** Shows what lies in a folder, and in the folders below. */
export const driveListFolder = defineTool({
  name: "drive_list_folder",
  title: "List folder",
  description: "Shows a Drive folder's tree with ids, down to a depth of 1 to 5.",
  service: "drive",
  tier: "extended",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_FILES,
  input: z.strictObject({
    folder_id: fileId.default("root").describe("Folder or shared drive; root is My Drive."),
    depth: z
      .int(`expected a whole number from 1 to ${DEEPEST}`)
      .min(1, `expected a whole number from 1 to ${DEEPEST}`)
      .max(DEEPEST, `expected a whole number from 1 to ${DEEPEST}`)
      .default(2),
    offset,
  }),
  async run(input, call) {
    const drive = await call.google.drive();
    const { folder, found } = await readTop(drive, input.folder_id);
    let level = foldersIn(found, [folder.id ?? ""]);
    for (let depth = 2; depth <= input.depth && level.length > 0 && found.entries < MOST_ENTRIES; depth += 1) {
      await readLevel(drive, level, found);
      level = foldersIn(found, level);
    }
    const lines = linesOf(found, folder.id ?? "", 0);
    const tree = lines.length === 0 ? "(empty)" : lines.join("\n");
    const { text, next, total } = pieceOf(`# ${oneLine(folder.name ?? "")} — ${folder.id}\n\n${tree}`, input.offset);
    const notes = [
      ...(found.cut ? ["Not everything is shown: list a folder below by itself, or use drive_search."] : []),
      ...(next === undefined ? [] : [`${total} characters in all. Read on: offset ${next}`]),
    ];
    return { text, ...(notes.length > 0 && { note: notes.join("\n") }) };
  },
});

/** The folder itself and what lies in it, in one round trip; a shortcut to a folder takes another. */
async function readTop(drive: drive_v3.Drive, id: string): Promise<{ folder: drive_v3.Schema$File; found: Found }> {
  const found: Found = { children: new Map(), entries: 0, cut: false };
  const fields = "id,name,mimeType,shortcutDetails(targetId)";
  const [file] = await Promise.all([
    fetchFile(drive, id, fields),
    // What is wrong with the id, the other request tells.
    readLevel(drive, [id], found).catch(() => undefined),
  ]);
  const target = file.shortcutDetails?.targetId;
  const folder = target ? await fetchFile(drive, target, fields) : file;
  if (target || found.children.size === 0) await readLevel(drive, [folder.id ?? ""], found);
  return { folder, found };
}

/** What lies in these folders: one query for many of them, the queries at once. */
async function readLevel(drive: drive_v3.Drive, folders: readonly string[], found: Found): Promise<void> {
  const batches = Array.from({ length: Math.ceil(folders.length / PARENTS_A_QUERY) }, (_, index) =>
    folders.slice(index * PARENTS_A_QUERY, (index + 1) * PARENTS_A_QUERY),
  );
  await mapInParallel(batches, AT_ONCE, async (parents) => {
    const within = parents.map((id) => `${driveLiteral(id)} in parents`).join(" or ");
    for (let pageToken: string | undefined; ; ) {
      const { data } = await drive.files.list({
        q: `(${within}) and trashed = false`,
        orderBy: "folder,name_natural",
        pageSize: 1000,
        fields: FIELDS,
        supportsAllDrives: true,
        includeItemsFromAllDrives: true,
        corpora: "allDrives",
        ...(pageToken !== undefined && { pageToken }),
      });
      if (data.incompleteSearch) found.cut = true;
      for (const file of data.files ?? []) keep(found, file);
      pageToken = data.nextPageToken ?? undefined;
      if (pageToken === undefined) return;
      if (found.entries >= MOST_ENTRIES) {
        found.cut = true;
        return;
      }
    }
  });
}

function keep(found: Found, file: drive_v3.Schema$File): void {
  const parent = file.parents?.[0] ?? "";
  const siblings = found.children.get(parent) ?? [];
  siblings.push(file);
  found.children.set(parent, siblings);
  found.entries += 1;
}

function foldersIn({ children }: Found, parents: readonly string[]): string[] {
  return parents.flatMap((parent) =>
    (children.get(parent) ?? []).flatMap(({ id, mimeType }) => (id && mimeType === GOOGLE_TYPES.folder ? [id] : [])),
  );
}

function linesOf(found: Found, parent: string, depth: number): string[] {
  return (found.children.get(parent) ?? []).flatMap((file) => [
    `${"  ".repeat(depth)}- ${entry(file)}`,
    ...(file.mimeType === GOOGLE_TYPES.folder ? linesOf(found, file.id ?? "", depth + 1) : []),
  ]);
}

function entry({ id, name, mimeType, size, shortcutDetails }: drive_v3.Schema$File): string {
  if (mimeType === GOOGLE_TYPES.folder) return `${shorten(name ?? "", 150)}/ — ${id}`;
  const facts = [
    shortcutDetails?.targetId ? `shortcut to ${shortcutDetails.targetId}` : typeInWords(mimeType ?? ""),
    ...(size && !mimeType?.startsWith("application/vnd.google-apps.") ? [formatBytes(Number(size))] : []),
  ];
  return `${shorten(name ?? "", 150)} (${facts.join(", ")}) — ${id}`;
}
