import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";

/** Carries out requests of one batch, all or none, and gives their replies. */
export async function sendBatch(
  sheets: sheets_v4.Sheets,
  spreadsheetId: string,
  requests: sheets_v4.Schema$Request[],
  fields = "spreadsheetId",
): Promise<sheets_v4.Schema$Response[]> {
  const { data } = await sheets.spreadsheets.batchUpdate({ spreadsheetId, fields, requestBody: { requests } });
  return data.replies ?? [];
}
