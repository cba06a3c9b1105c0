import * as z from "zod";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { readAudit, verifyAudit } from "../audit/verify.ts";
import { loadConfig } from "../config/config.ts";
import { ToolError } from "../errors.ts";
import { print, say } from "./terminal.ts";

const showSchema = z.object({
  since: z
    .string()
    .transform((value, context) => {
      const time = Date.parse(value);
      if (!Number.isNaN(time)) return time;
      context.addIssue({
        code: "custom",
        message: "expected a day or time such as 2026-11-24 or 2026-11-24T10:00:00Z",
      });
      return z.NEVER;
    })
    .optional(),
  account: z.string().optional(),
  tool: z.string().optional(),
  outcome: z.string().optional(),
  json: z.boolean().default(false),
});

/** Shows entries of the audit log, oldest first. */
export async function showAudit(options: unknown): Promise<void> {
  const parsed = showSchema.safeParse(options);
  if (!parsed.success)
    throw new ToolError(
      "invalid_input",
      `--${parsed.error.issues[0]?.path.join(".")}: ${parsed.error.issues[0]?.message}`,
      "",
    );
  const { since, account, tool, outcome, json } = parsed.data;
  let shown = 0;
  for await (const entry of readAudit(loadConfig(process.env), { since, email: account, event: tool, outcome })) {
    print(json ? JSON.stringify(entry) : describe(entry));
    shown += 1;
  }
  if (shown === 0) say("No entry fits.");
}

function describe({ time, severity, event, outcome, account, session, durationMs, bytes, note }: AuditEntry): string {
  const facts = [
    severity === "info" ? undefined : severity.toUpperCase(),
    event,
    outcome,
    account && `account ${account}`,
    session && `session ${session}`,
    durationMs !== undefined && `${durationMs} ms`,
    bytes !== undefined && `${bytes} bytes`,
    note,
  ];
  return [time, ...facts.filter((fact) => typeof fact === "string" && fact !== "")].join("  ");
}

/**
 * Looks through the whole audit log for changes.
 * @throws ToolError that names the first places where it was changed, cut or put into another order
 */
export async function checkAudit(): Promise<void> {
  const { entries, problems } = await verifyAudit(loadConfig(process.env));
  if (problems.length === 0) {
    print(`The audit log is whole: ${entries} entries.`);
    return;
  }
  for (const { file, line, what } of problems) print(`${file}:${line}: ${what}`);
  throw new ToolError(
    "internal",
    `The audit log of ${entries} entries is not whole (${problems.length} ${problems.length === 1 ? "place" : "places"})`,
    "",
  );
}
