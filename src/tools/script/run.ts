import type { script_v1 } from "googleapis/build/src/apis/script/v1.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { MANIFEST } from "../../content/script-files.ts";
import { shorten } from "../../content/table.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import { scope } from "../../scopes.ts";
import { type Call, defineTool, type ToolResult } from "../tool.ts";
import { shownFiles } from "./project-files.ts";
import { deploymentId } from "./script-input.ts";
import { READ_PROJECTS, RUN_SCRIPTS } from "./script-scopes.ts";

/** What `error.details` of a run holds (Apps Script API, "ExecutionError"). */
const executionErrorSchema = z.object({
  errorMessage: z.string().optional(),
  errorType: z.string().optional(),
  scriptStackTraceElements: z
    .array(z.object({ function: z.string().optional(), lineNumber: z.number().optional() }))
    .optional(),
});

const responseSchema = z.object({ result: z.unknown() });

/** Codes of a run's `error` (Apps Script API, "Status"). */
const CANCELLED = 1;
const TIMED_OUT = 10;

/** Runs a function of a script that is deployed as an API executable. */
export const scriptRun = defineTool({
  name: "script_run",
  title: "Run script",
  description:
    "Runs a function of an Apps Script project that is deployed as API executable in this program's Google Cloud project. Returns its result or error.",
  service: "script",
  tier: "complete",
  kind: "destructive",
  idempotent: false,
  // A function may run for six minutes (Apps Script, "Quotas"), longer than a call usually gets.
  transfer: true,
  outward: true,
  foreign: true,
  scopes: RUN_SCRIPTS,
  optionalScopes: [scope("script.projects.readonly")],
  input: z.strictObject({
    script_id: deploymentId.describe("Script id, or the API executable's deployment id."),
    function: z
      .string()
      .regex(/^[\p{L}_$][\p{L}\p{N}_$.]{0,200}$/u, "expected the name of a function, without parentheses"),
    parameters: z.array(z.unknown()).max(50, "expected at most 50 parameters").default([]),
    dev_mode: z.boolean().default(false).describe("Runs the saved code instead of the deployed version; owners only."),
  }),
  audience: ({ function: name, parameters }) => ({
    recipients: ["anyone"],
    content: `Runs ${name}(${shorten(JSON.stringify(parameters).slice(1, -1), 1000)}), which may do anything that the script is allowed to.`,
  }),
  async run(input, call) {
    const script = await call.google.script();
    const { data } = await script.scripts
      .run({
        scriptId: input.script_id,
        fields: "done,error,response",
        requestBody: { function: input.function, parameters: input.parameters, devMode: input.dev_mode },
      })
      .catch(async (error: unknown) => {
        throw await explainRefusal(error, input.script_id, call);
      });
    return data.error ? describeFailure(data.error, input.function) : describeResult(data, input.function);
  },
});

function describeResult({ done, response }: script_v1.Schema$Operation, name: string): ToolResult {
  if (done !== true) return { text: `${name} is still running; see script_list_processes.` };
  const parsed = responseSchema.safeParse(response);
  const result = parsed.success ? parsed.data.result : undefined;
  if (result === undefined || result === null) return { text: `${name} ran and returned nothing.`, data: { ok: true } };
  const whole = typeof result === "string" ? result : JSON.stringify(result, null, 1);
  const { text, next, total } = pieceOf(whole);
  const more =
    next === undefined ? "" : ` It has ${total} characters; the rest is not shown: let the function return less.`;
  return { text, note: `${name} ran and returned what follows.${more}`, data: { ok: true } };
}

function describeFailure({ code, details }: script_v1.Schema$Status, name: string): ToolResult {
  const parsed = executionErrorSchema.safeParse(details?.[0]);
  const { errorMessage = "no message", errorType, scriptStackTraceElements = [] } = parsed.success ? parsed.data : {};
  const typed = errorType === undefined || errorMessage.startsWith(errorType) ? "" : `${errorType}: `;
  const trace = scriptStackTraceElements.map(
    (element) => `\n  at ${element.function ?? "?"}, line ${element.lineNumber ?? "?"}`,
  );
  const why = code === TIMED_OUT ? " It took too long." : code === CANCELLED ? " It was cancelled." : "";
  return {
    text: `${typed}${errorMessage}${trace.join("")}`,
    note: `${name} failed.${why} What it did before that stays done. Its error follows.`,
    data: { ok: false },
  };
}

/** Says what Google wants for a run, which its own answers leave out. */
async function explainRefusal(error: unknown, scriptId: string, call: Call): Promise<unknown> {
  if (!(error instanceof GoogleApiError)) return error;
  const explained = (message: string, fix: string) =>
    new GoogleApiError(error.code, message, fix, error.status, error.reason, { cause: error });
  if (error.code === "missing_scope") {
    const missing = await missingOfScript(scriptId, call);
    return explained(
      missing.length > 0
        ? `This sign-in lacks what the script itself needs: ${missing.join(", ")}`
        : "This sign-in lacks a permission that the script itself needs",
      missing.length > 0
        ? "Sign in again with tools that need those scopes, or run the script in its editor."
        : "The script's editor lists its scopes under Overview, Project OAuth Scopes: the sign-in must have all of them.",
    );
  }
  if (error.code === "not_found")
    return explained(
      "There is no such script, or it is not deployed as API executable",
      "Deploy it with script_manage_deployment (its appsscript.json needs executionApi), or as its owner use dev_mode.",
    );
  if (error.code === "permission_denied" && /caller does not have permission/i.test(error.message))
    return explained(
      "The script does not belong to the Google Cloud project of this program's OAuth client, or is not shared with this account",
      "In the script's editor, under Project Settings, set that Google Cloud project.",
    );
  return error;
}

/** Scopes of the script's manifest that this sign-in lacks, when it may be read and names any. */
async function missingOfScript(scriptId: string, call: Call): Promise<string[]> {
  if (!READ_PROJECTS[0]?.some((one) => call.account.scopes.includes(one))) return [];
  try {
    const script = await call.google.script();
    const { data } = await script.projects.getContent({ scriptId, fields: "files(name,type,source)" });
    const manifest = shownFiles(data.files).find(({ name }) => name === MANIFEST);
    const parsed = z
      .object({ oauthScopes: z.array(z.string()).default([]) })
      .safeParse(JSON.parse(manifest?.source ?? "{}"));
    return parsed.success ? parsed.data.oauthScopes.filter((one) => !call.account.scopes.includes(one)) : [];
  } catch {
    // A deployment's id, or a script that may be run but not read: its scopes stay unknown.
    return [];
  }
}
