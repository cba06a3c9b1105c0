import { z } from "zod";
import { ApiError } from "../api.ts";
import { ELEMENT_CHANGES } from "./change-elements.ts";
import { PAGE_CHANGES } from "./change-pages.ts";
import { TEXT_CHANGES } from "./change-text.ts";
import { type Change, Refused, type Surroundings } from "./changes.ts";
import { revisionOf } from "./shapes.ts";
import type { StoredPresentation } from "./state.ts";

const CHANGES: ReadonlyMap<string, Change> = new Map(
  Object.entries({ ...PAGE_CHANGES, ...ELEMENT_CHANGES, ...TEXT_CHANGES }),
);

const bodySchema = z.object({
  requests: z.array(z.record(z.string(), z.unknown())).default([]),
  writeControl: z.object({ requiredRevisionId: z.string().optional() }).optional(),
});

/**
 * Applies all requests of a batch, or none.
 * @returns the changed presentation, and the answer
 * @throws ApiError 400 that names the request which is wrong
 */
export function batchUpdate(
  before: StoredPresentation,
  body: unknown,
  surroundings: Surroundings,
): { presentation: StoredPresentation; json: Record<string, unknown> } {
  const { requests, writeControl } = bodySchema.parse(body ?? {});
  const required = writeControl?.requiredRevisionId;
  if (required !== undefined && required !== revisionOf(before))
    throw invalid(`The required revision ID '${required}' does not match the latest revision.`);
  if (requests.length === 0) throw invalid("Must specify at least one request.");
  const presentation = structuredClone(before);
  const replies = requests.map((request, index) => apply(presentation, request, index, surroundings) ?? {});
  presentation.revision += 1;
  const json = {
    presentationId: presentation.id,
    replies,
    writeControl: { requiredRevisionId: revisionOf(presentation) },
  };
  return { presentation, json };
}

function apply(
  presentation: StoredPresentation,
  request: Record<string, unknown>,
  index: number,
  surroundings: Surroundings,
): Record<string, unknown> | undefined {
  const [kind, ...others] = Object.keys(request);
  if (kind === undefined) throw invalid(`Invalid requests[${index}]: No request set.`);
  if (others.length > 0)
    throw invalid(
      `Invalid value at 'requests[${index}]' (oneof), oneof field 'request' is already set. Cannot set '${others[0]}'`,
    );
  const change = CHANGES.get(kind);
  if (!change) throw new ApiError(501, "notImplemented", `The emulator does not know ${kind}.`);
  try {
    return change(presentation, request[kind], surroundings);
  } catch (error) {
    if (error instanceof Refused) throw invalid(`Invalid requests[${index}].${kind}: ${error.message}`);
    if (error instanceof z.ZodError)
      throw invalid(`Invalid requests[${index}].${kind}: ${error.issues[0]?.path.join(".")} is required.`);
    throw error;
  }
}

function invalid(message: string): ApiError {
  return new ApiError(400, "badRequest", message);
}
