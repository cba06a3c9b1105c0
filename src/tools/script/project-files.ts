import type { script_v1 } from "googleapis/build/src/apis/script/v1.js";
import { type ScriptFile, shownName } from "../../content/script-files.ts";
import { ToolError } from "../../errors.ts";

/** A project's files under the names that the editor shows. */
export function shownFiles(files: readonly script_v1.Schema$File[] | undefined): ScriptFile[] {
  return (files ?? []).map(({ name, type, source, functionSet }) => ({
    name: shownName(name ?? "", type ?? ""),
    source: source ?? "",
    functions: (functionSet?.values ?? []).flatMap((one) => one.name ?? []),
  }));
}

/** @throws ToolError `not_found` that names the files there are */
export function noSuchFile(name: string, files: readonly ScriptFile[]): ToolError {
  return new ToolError(
    "not_found",
    `The project has no file ${name}`,
    `It has: ${files.map((file) => file.name).join(", ")}.`,
  );
}

/** Where people edit the project. */
export function editorLink(scriptId: string): string {
  return `https://script.google.com/d/${scriptId}/edit`;
}
