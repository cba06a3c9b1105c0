import * as z from "zod";
import { formatInstant } from "../../content/dates.ts";
import { markdownTable, shorten } from "../../content/table.ts";
import { fileId, pageSize, pageToken, queryText } from "../input.ts";
import { bound, periodOf } from "../meet/period.ts";
import { defineTool } from "../tool.ts";
import { SEE_PROCESSES } from "./script-scopes.ts";

const FIELDS =
  "processes(projectName,functionName,processType,processStatus,startTime,duration,userAccessLevel),nextPageToken";

/** Statuses by the words of this tool (Apps Script API, "ProcessStatus"). */
const STATUSES = {
  running: ["RUNNING", "PAUSED", "DELAYED"],
  completed: ["COMPLETED"],
  failed: ["FAILED", "TIMED_OUT", "CANCELED", "EXECUTION_DISABLED"],
} as const;

/** Shows what ran, when, for how long, and how it ended. */
export const scriptListProcesses = defineTool({
  name: "script_list_processes",
  title: "Script runs",
  description: "Lists runs of Apps Script functions, newest first: function, trigger, status, duration.",
  service: "script",
  tier: "complete",
  kind: "read",
  idempotent: true,
  outward: false,
  foreign: true,
  scopes: SEE_PROCESSES,
  input: z.strictObject({
    script_id: fileId.optional().describe("Default: all own runs."),
    function: queryText(200).optional(),
    status: z.enum(["running", "completed", "failed"]).optional(),
    from: bound.describe("Day or time."),
    to: bound,
    page_size: pageSize(50, 50),
    page_token: pageToken.optional(),
  }),
  async run(input, call) {
    const script = await call.google.script();
    const period = periodOf(input.from, input.to, call.account.timeZone);
    const page = {
      pageSize: input.page_size,
      fields: FIELDS,
      ...(input.page_token !== undefined && { pageToken: input.page_token }),
    };
    const statuses = input.status === undefined ? undefined : [...STATUSES[input.status]];
    const { data } =
      input.script_id === undefined
        ? await script.processes.list({
            ...page,
            ...(input.function !== undefined && { "userProcessFilter.functionName": input.function }),
            ...(statuses && { "userProcessFilter.statuses": statuses }),
            ...(period.from !== undefined && { "userProcessFilter.startTime": period.from }),
            ...(period.to !== undefined && { "userProcessFilter.endTime": period.to }),
          })
        : await script.processes.listScriptProcesses({
            ...page,
            scriptId: input.script_id,
            ...(input.function !== undefined && { "scriptProcessFilter.functionName": input.function }),
            ...(statuses && { "scriptProcessFilter.statuses": statuses }),
            ...(period.from !== undefined && { "scriptProcessFilter.startTime": period.from }),
            ...(period.to !== undefined && { "scriptProcessFilter.endTime": period.to }),
          });
    const rows = (data.processes ?? []).map((process) => [
      formatInstant(process.startTime ?? "", call.account.timeZone),
      shorten(process.projectName ?? "", 80),
      process.functionName ?? "",
      inWords(process.processType),
      inWords(process.processStatus),
      durationOf(process.duration),
    ]);
    const table = markdownTable(["started", "project", "function", "started by", "status", "took"], rows);
    return {
      text: rows.length === 0 ? "No run." : `Times in ${call.account.timeZone}.\n\n${table}`,
      ...(data.nextPageToken && { note: `More: page_token ${data.nextPageToken}` }),
    };
  },
});

/** `TIME_DRIVEN` as `time driven`. */
function inWords(value: string | null | undefined): string {
  return (value ?? "").toLowerCase().replaceAll("_", " ");
}

/** A protobuf duration such as `75.4s` as `1 min 15 s`. */
function durationOf(value: string | null | undefined): string {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(value ?? "")?.[1] ?? Number.NaN);
  if (Number.isNaN(seconds)) return "";
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
