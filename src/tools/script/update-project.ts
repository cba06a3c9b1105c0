import type { script_v1 } from "googleapis/build/src/apis/script/v1.js";
import * as z from "zod";
import { MANIFEST, shownName, storedName } from "../../content/script-files.ts";
import { ToolError } from "../../errors.ts";
import { fileId } from "../input.ts";
import { defineTool } from "../tool.ts";
import { noSuchFile, shownFiles } from "./project-files.ts";
import { scriptFileName, scriptSource } from "./script-input.ts";
import { CHANGE_PROJECTS } from "./script-scopes.ts";

const input = z.strictObject({
  script_id: fileId,
  files: z
    .array(z.strictObject({ name: scriptFileName, source: scriptSource }))
    .max(100, "expected at most 100 files")
    .default([])
    .describe("New or replaced whole; names as in Code.gs, Page.html, appsscript.json."),
  delete: z.array(scriptFileName).max(100, "expected at most 100 names").default([]),
});
type Input = z.output<typeof input>;

/** Changes the files that are named; Google takes all files at once, so the others are sent as they are. */
export const scriptUpdateProject = defineTool({
  name: "script_update_project",
  title: "Change script",
  description: "Writes and deletes files of an Apps Script project; the others stay. Deployments keep their version.",
  service: "script",
  tier: "complete",
  kind: "destructive",
  idempotent: true,
  outward: false,
  foreign: false,
  scopes: CHANGE_PROJECTS,
  input,
  async run(given, call) {
    checkChange(given);
    const script = await call.google.script();
    const { data } = await script.projects.getContent({
      scriptId: given.script_id,
      fields: "files(name,type,source)",
    });
    const files = data.files ?? [];
    const shown = shownFiles(files);
    const missing = given.delete.find((name) => !shown.some((file) => file.name === name));
    if (missing !== undefined) throw noSuchFile(missing, shown);
    const { data: written } = await script.projects.updateContent({
      scriptId: given.script_id,
      fields: "files(name,type)",
      requestBody: { files: changed(files, given) },
    });
    const names = shownFiles(written.files).map(({ name }) => name);
    const done = [
      ...given.files.map(({ name }) => `${shown.some((file) => file.name === name) ? "changed" : "added"} ${name}`),
      ...given.delete.map((name) => `deleted ${name}`),
    ];
    return { text: `Done: ${done.join(", ")}. The project now has ${names.join(", ")}.`, data: { files: names } };
  },
});

/** @throws ToolError `invalid_input` for a change that Google would refuse, or that says two things of one file */
function checkChange({ files, delete: deleted }: Input): void {
  const names = [...files.map(({ name }) => name), ...deleted];
  if (names.length === 0) throw invalid("files: expected a file to write, or one to delete");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(`files: ${twice} is named twice`);
  if (deleted.includes(MANIFEST)) throw invalid(`delete: every project needs ${MANIFEST}`);
  const json = names.find((name) => name.endsWith(".json") && name !== MANIFEST);
  if (json !== undefined) throw invalid(`files: ${json} cannot be: the only JSON file of a project is ${MANIFEST}`);
  const manifest = files.find(({ name }) => name === MANIFEST);
  if (manifest && !isJsonObject(manifest.source)) throw invalid(`files: ${MANIFEST} must be a JSON object`);
}

function invalid(message: string): ToolError {
  return new ToolError("invalid_input", message, "Correct the input and call again.");
}

function isJsonObject(source: string): boolean {
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(source)).success;
  } catch {
    return false;
  }
}

/** All files in their order, changed ones in their place, new ones at the end. */
function changed(files: readonly script_v1.Schema$File[], given: Input): script_v1.Schema$File[] {
  const sources = new Map(given.files.map(({ name, source }) => [name, source]));
  const kept = files.flatMap(({ name, type, source }) => {
    const shown = shownName(name ?? "", type ?? "");
    if (given.delete.includes(shown)) return [];
    const next = sources.get(shown) ?? source ?? "";
    sources.delete(shown);
    return [{ name: name ?? "", type: type ?? "", source: next }];
  });
  const added = [...sources].flatMap(([shown, source]) => {
    const stored = storedName(shown);
    return stored ? [{ ...stored, source }] : [];
  });
  return [...kept, ...added];
}
