import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import * as z from "zod";
import { pieceOf } from "../../content/bound.ts";
import { fetchedHosts } from "../../content/fetching-formulas.ts";
import { fileId } from "../input.ts";
import { defineSheetsTool } from "./define-sheets-tool.ts";
import { sendBatch } from "./send-batch.ts";
import { CHANGE_SHEETS } from "./sheet-scopes.ts";

/** Sends requests as the Sheets API takes them, for what no other tool does. */
export const sheetsBatchUpdate = defineSheetsTool({
  name: "sheets_batch_update",
  title: "Raw batch update",
  description: "Sends raw Sheets API batchUpdate requests, all or none, for what no other tool does.",
  tier: "complete",
  kind: "destructive",
  idempotent: false,
  outward: true,
  foreign: true,
  scopes: CHANGE_SHEETS,
  input: z.strictObject({
    spreadsheet_id: fileId,
    requests: z
      .array(z.looseObject({}))
      .min(1, "expected at least one request")
      .max(200, "expected at most 200 requests"),
  }),
  audience({ requests }) {
    const recipients = fetchedHosts(formulasIn(requests));
    return { recipients, content: `Formulas that fetch from ${recipients.join(", ")}` };
  },
  async run({ spreadsheet_id, requests }, call) {
    const raw: sheets_v4.Schema$Request[] = requests;
    const sheets = await call.google.sheets();
    const replies = await sendBatch(sheets, spreadsheet_id, raw, "replies");
    const told = replies.some((reply) => Object.keys(reply).length > 0);
    const { text, next } = pieceOf(told ? JSON.stringify(replies) : "");
    const done = `Carried out ${requests.length} ${requests.length === 1 ? "request" : "requests"}.`;
    return { text, note: next === undefined ? done : `${done} The replies were longer than is shown.` };
  },
});

/** Every text in a value, however deep, as a formula: pasted or replacing others, a part of it may become one. */
function* formulasIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield `=${value}`;
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) yield* formulasIn(inner);
}
