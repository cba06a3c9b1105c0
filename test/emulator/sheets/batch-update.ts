import { z } from "zod";
import { ApiError } from "../api.ts";
import { CELL_REQUESTS } from "./cell-requests.ts";
import { DIMENSION_REQUESTS } from "./dimensions.ts";
import { maskPaths } from "./mask.ts";
import { OBJECT_REQUESTS } from "./object-requests.ts";
import { RULE_REQUESTS } from "./rule-requests.ts";
import { SHEET_REQUESTS } from "./sheet-requests.ts";
import { invalid, type Json, type Spreadsheet } from "./state.ts";

type Handler = (book: Spreadsheet, body: Json, now: number) => Json | undefined;

const HANDLERS: Readonly<Record<string, Handler>> = {
  ...SHEET_REQUESTS,
  ...DIMENSION_REQUESTS,
  ...CELL_REQUESTS,
  ...RULE_REQUESTS,
  ...OBJECT_REQUESTS,
};

const json = z.record(z.string(), z.unknown());

/** A spreadsheet after a batch, with Google's replies and the title that the batch gave it. */
export interface Batched {
  book: Spreadsheet;
  replies: Json[];
  title: string | undefined;
}

/**
 * Carries out requests in their order, all or none.
 * @throws ApiError 400 that names the request which was refused
 */
export function batchUpdate(before: Spreadsheet, requests: readonly Json[], now: number): Batched {
  if (requests.length === 0) throw invalid("Must specify at least one request.");
  const book = structuredClone(before);
  let title: string | undefined;
  const replies = requests.map((request, index) => {
    const [kind, ...others] = Object.keys(request);
    if (kind === undefined || others.length > 0) throw invalid(`Invalid requests[${index}]: No request set.`);
    const body = json.parse(request[kind]);
    return named(index, kind, () => {
      if (kind === "updateSpreadsheetProperties") {
        maskPaths(z.string().optional().parse(body.fields), ["title", "locale", "timeZone", "autoRecalc"]);
        title = z.object({ title: z.string().optional() }).parse(body.properties ?? {}).title ?? title;
        return {};
      }
      const handle = HANDLERS[kind];
      if (!handle) throw new ApiError(501, "notImplemented", `The emulator has no ${kind}.`);
      const reply = handle(book, body, now);
      return reply ? { [kind]: reply } : {};
    });
  });
  return { book, replies, title };
}

function named<T>(index: number, kind: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 400) throw error;
    throw invalid(`Invalid requests[${index}].${kind}: ${error.message}`);
  }
}
