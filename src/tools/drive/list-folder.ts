import type { drive_v3 } from "googleapis/build/src/apis/drive/v3.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { driveLiteral } from "../../content/drive-query.ts";
import { GOOGLE_TYPES, typeInWords } from "../../content/file-types.ts";
import { formatBytes, shorten } from "../../content/table.ts";
import { ToolError } from "../../errors.ts";
import { fileId, offset } from "../input.ts";
import { mapInParallel } from "../parallel.ts";
import { defineTool } from "../tool.ts";
import { SEE_FILES } from "./drive-scopes.ts";
import { fetchTarget, titleOf } from "./file.ts";

const DEEPEST = 5;

/** Files and folders that are read at the most. */
const MOST_ENTRIES = 3_000;
/** Folders that one query asks for; their ids have to fit into an address. */
const PARENTS_A_QUERY = 50;
const AT_ONCE = 5;
/** Folders without content that are asked for a second time, at the most. */
const MOST_ASKED_AGAIN = 100;

const FIELDS = "nextPageToken,incompleteSearch,files(id,name,mimeType,size,parents,shortcutDetails(targetId))";

/** What was found so far, by the folder that it lies in. */
interface Found {
  readonly children: Map<string, drive_v3.Schema$File[]>;
  /** Whether it lies in the trash, where the folder does. */
  readonly trashed: boolean;
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
    let level = foldersIn(found, [folder.id]);
    for (let depth = 2; depth <= input.depth && level.length > 0; depth += 1) {
      await readLevel(drive, level, found);
      level = foldersIn(found, level);
    }
    const lines = linesOf(found, folder.id, 0);
    const tree = lines.length === 0 ? "(empty)" : lines.join("\n");
    const head = `# ${folder.name} — ${folder.id}${found.trashed ? " (in the trash)" : ""}`;
    const { text, next, total } = pieceOf(`${head}\n\n${tree}`, input.offset);
    const notes = [
      ...(found.cut ? ["Not everything is shown: list a folder below by itself, or use drive_search."] : []),
      ...(level.length > 0 && !found.cut ? ["Folders of the last level shown were not opened."] : []),
      ...(next === undefined ? [] : [`${total} characters in all. Read on: offset ${next}`]),
    ];
    return { text, ...(notes.length > 0 && { note: notes.join("\n") }) };
  },
});

/** The folder itself and what lies in it, in one round trip; a shortcut to a folder takes another. */
async function readTop(drive: drive_v3.Drive, id: string): Promise<{ folder: Folder; found: Found }> {
  const found = nothingFound(false);
  const [file, wasRead] = await Promise.all([
    fetchTarget(drive, id, "id,name,mimeType,trashed,driveId"),
    // What is wrong with the id, the other request tells.
    readChildren(drive, [id], found).then(
      () => true,
      () => false,
    ),
  ]);
  if (file.mimeType !== GOOGLE_TYPES.folder)
    throw new ToolError(
      "invalid_input",
      `This is no folder but a file (${typeInWords(file.mimeType ?? "")})`,
      "Read it with drive_read_file; drive_get_file tells where it lies.",
    );
  const folder = { id: file.id ?? id, name: await titleOf(drive, file) };
  const isOther = folder.id !== id && id !== "root";
  if (wasRead && !isOther && !file.trashed) return { folder, found };
  const again = nothingFound(file.trashed === true);
  await readChildren(drive, [folder.id], again);
  return { folder, found: again };
}

function nothingFound(trashed: boolean): Found {
  return { children: new Map(), trashed, entries: 0, cut: false };
}

interface Folder {
  id: string;
  name: string;
}

/**
 * What lies in these folders: one query for many of them, the queries at once. Google sometimes tells nothing of some
 * folders of such a query (rclone, issues 4289 and 9810), so that one without content is asked for once more by itself.
 */
async function readLevel(drive: drive_v3.Drive, folders: readonly string[], found: Found): Promise<void> {
  const batches = Array.from({ length: Math.ceil(folders.length / PARENTS_A_QUERY) }, (_, index) =>
    folders.slice(index * PARENTS_A_QUERY, (index + 1) * PARENTS_A_QUERY),
  );
  await mapInParallel(batches, AT_ONCE, (parents) => readChildren(drive, parents, found));
  const silent = folders.length === 1 ? [] : folders.filter((id) => !found.children.has(id));
  if (silent.length > MOST_ASKED_AGAIN) found.cut = true;
  await mapInParallel(silent.slice(0, MOST_ASKED_AGAIN), AT_ONCE, (id) => readChildren(drive, [id], found));
}

async function readChildren(drive: drive_v3.Drive, parents: readonly string[], found: Found): Promise<void> {
  const within = parents.map((id) => `${driveLiteral(id)} in parents`).join(" or ");
  for (let pageToken: string | undefined; ; ) {
    if (found.entries >= MOST_ENTRIES) {
      found.cut = true;
      return;
    }
    const { data } = await drive.files.list({
      q: `(${within}) and trashed = ${found.trashed}`,
      orderBy: "folder,name_natural",
      pageSize: 1000,
      fields: FIELDS,
      supportsAllDrives: true,
      includeItemsFromAllDrives: true,
      corpora: "allDrives",
      ...(pageToken !== undefined && { pageToken }),
    });
    if (data.incompleteSearch) found.cut = true;
    for (const file of data.files ?? []) keep(found, file, parents);
    pageToken = data.nextPageToken ?? undefined;
    if (pageToken === undefined) return;
  }
}

/** A file of before 2020 can lie in several folders. */
function keep(found: Found, { parents = [], ...file }: drive_v3.Schema$File, asked: readonly string[]): void {
  const parent = parents?.find((id) => asked.includes(id)) ?? parents?.[0] ?? asked[0] ?? "";
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
