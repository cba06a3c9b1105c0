import * as z from "zod";
import { UnreadableError } from "./unreadable.ts";

/**
 * The JSON in a stored file.
 * @throws UnreadableError that tells a file that ends too early and one of a later format from a changed one
 */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableError(text.trimEnd().endsWith("}") ? "changed" : "cut_short");
  }
  const version = z.object({ version: z.string() }).safeParse(value).data?.version;
  if (version !== undefined && version !== "1.0" && /^\d+\.\d+$/.test(version)) {
    throw new UnreadableError("newer_version");
  }
  return value;
}
