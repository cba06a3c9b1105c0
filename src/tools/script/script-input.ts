import * as z from "zod";
import { ToolError } from "../../errors.ts";

/** Most UTF-16 characters of one file. */
const LONGEST_SOURCE = 1_000_000;

const EXPECTED_NAME = "expected a name with its extension such as Code.gs, Page.html or appsscript.json";

/** A file's name as the editor shows it. */
export const scriptFileName = z
  .string()
  .max(200, EXPECTED_NAME)
  .regex(/^[\p{L}\p{N}_.\- /]+\.(gs|html|json)$/u, EXPECTED_NAME);

export const scriptSource = z.string().max(LONGEST_SOURCE, `expected at most ${LONGEST_SOURCE} characters`);

/** A deployment's id: like a Drive file id, but longer. */
export const deploymentId = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, "expected the id of a deployment");

export const scriptDescription = z.string().max(1000, "expected at most 1000 characters");

/**
 * A field that this action cannot do without.
 * @throws ToolError `invalid_input`
 */
export function needed<T>(value: T | undefined, field: string): T {
  if (value !== undefined) return value;
  throw new ToolError("invalid_input", `${field}: missing for this action`, "Give it and call again.");
}
