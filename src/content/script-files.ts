/** A file of an Apps Script project as people see it: its name carries the extension that the editor shows. */
export interface ScriptFile {
  name: string;
  source: string;
  /** Functions that it defines. */
  functions: string[];
}

/** Types of the Apps Script API ("File", `type`) by extension. */
const TYPES = { gs: "SERVER_JS", html: "HTML", json: "JSON" } as const;
export type ScriptFileType = (typeof TYPES)[keyof typeof TYPES];

/** The project's manifest: every project has it. */
export const MANIFEST = "appsscript.json";

const EXTENSIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(TYPES).map(([extension, type]) => [type, extension]),
);

/** A name with its extension: `Code` and `SERVER_JS` give `Code.gs`. */
export function shownName(name: string, type: string): string {
  const extension = EXTENSIONS.get(type);
  return extension === undefined ? name : `${name}.${extension}`;
}

/** The name and type that a shown name stands for; undefined for an extension that projects do not have. */
export function storedName(shown: string): { name: string; type: ScriptFileType } | undefined {
  const [, name, extension] = /^(.+)\.(gs|html|json)$/s.exec(shown) ?? [];
  if (name === undefined) return undefined;
  if (extension === "gs") return { name, type: TYPES.gs };
  return { name, type: extension === "html" ? TYPES.html : TYPES.json };
}

const LANGUAGES: Readonly<Record<string, string>> = { gs: "js", html: "html", json: "json" };

/** A project's files for reading: each under its name, its source in a code block that it cannot end. */
export function renderScriptFiles(files: readonly ScriptFile[]): string {
  return files.map(renderFile).join("\n\n");
}

function renderFile({ name, source, functions }: ScriptFile): string {
  const longest = Math.max(2, ...[...source.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const language = LANGUAGES[name.split(".").at(-1) ?? ""] ?? "";
  const head = functions.length === 0 ? name : `${name} — functions ${functions.join(", ")}`;
  return `## ${head}\n${fence}${language}\n${source.replace(/\n$/, "")}\n${fence}`;
}
