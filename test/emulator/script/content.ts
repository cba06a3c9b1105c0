import { Script } from "node:vm";
import { z } from "zod";
import { ApiError } from "../api.ts";
import type { Manifest, StoredScriptFile } from "./state.ts";

const contentSchema = z.object({
  files: z
    .array(
      z.object({
        name: z.string().optional(),
        type: z.enum(["SERVER_JS", "HTML", "JSON"]).optional(),
        source: z.string().optional(),
      }),
    )
    .optional(),
});

const manifestSchema = z.strictObject({
  timeZone: z.string().optional(),
  dependencies: z.record(z.string(), z.unknown()).optional(),
  exceptionLogging: z.string().optional(),
  runtimeVersion: z.string().optional(),
  oauthScopes: z.array(z.string()).optional(),
  webapp: z.strictObject({ access: z.string().optional(), executeAs: z.string().optional() }).optional(),
  executionApi: z.strictObject({ access: z.string().optional() }).optional(),
  addOns: z.record(z.string(), z.unknown()).optional(),
  urlFetchWhitelist: z.array(z.string()).optional(),
});

/**
 * The files of a body of `projects.updateContent`.
 * @throws ApiError 400 in Google's words: no manifest, a wrong one, a name twice, source that cannot be parsed
 */
export function readContent(body: unknown): StoredScriptFile[] {
  const files = (contentSchema.parse(body ?? {}).files ?? []).map((file) => {
    if (!file.name || !file.type) throw invalidArgument();
    return { name: file.name, type: file.type, source: file.source ?? "" };
  });
  const manifests = files.filter(({ type }) => type === "JSON");
  if (!manifests.some(({ name }) => name === "appsscript"))
    throw new ApiError(400, "badRequest", "Project contents must include a manifest file named appsscript.");
  const names = files.map(({ name }) => name);
  if (manifests.length > 1 || new Set(names).size < names.length) throw invalidArgument();
  readManifest(files);
  for (const { name, type, source } of files) if (type === "SERVER_JS") checkSyntax(name, source);
  return files;
}

function invalidArgument(): ApiError {
  return new ApiError(400, "badRequest", "Request contains an invalid argument.");
}

/** @throws ApiError 400 for a manifest that is no JSON or has a field that manifests do not have */
export function readManifest(files: readonly StoredScriptFile[]): Manifest {
  const source = files.find(({ type, name }) => type === "JSON" && name === "appsscript")?.source ?? "";
  try {
    return manifestSchema.parse(JSON.parse(source));
  } catch {
    throw invalidArgument();
  }
}

function checkSyntax(name: string, source: string): void {
  try {
    new Script(source, { filename: name });
  } catch (error) {
    const message = error instanceof Error ? error.message : "Unexpected token";
    const line = /:(\d+)\n/.exec(error instanceof Error ? (error.stack ?? "") : "")?.[1] ?? "1";
    throw new ApiError(400, "badRequest", `Syntax error: SyntaxError: ${message} line: ${line} file: ${name}.gs`);
  }
}

/** Names of the functions that a script file declares at its top. */
export function functionsOf(source: string): string[] {
  return [...source.matchAll(/^(?:async\s+)?function\s*\*?\s*([\p{L}_$][\p{L}\p{N}_$]*)/gmu)].flatMap(
    ([, name]) => name ?? [],
  );
}
