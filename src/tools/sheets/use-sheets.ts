import type { sheets_v4 } from "googleapis/build/src/apis/sheets/v4.js";
import { ToolError } from "../../errors.ts";
import { GoogleApiError } from "../../google/google-api-error.ts";
import type { Call } from "../tool.ts";
import { ALL_SPREADSHEETS } from "./sheet-scopes.ts";

/** Works with the Sheets API; what Google refuses in its own terms is told in the terms of the tools. */
export async function useSheets<T>(call: Call, work: (sheets: sheets_v4.Sheets) => Promise<T>): Promise<T> {
  try {
    return await work(await call.google.sheets());
  } catch (error) {
    throw explained(error, call);
  }
}

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

function explained(error: unknown, { account }: Call): unknown {
  if (!(error instanceof GoogleApiError)) return error;
  if (error.status === 404 && !account.scopes.some((one) => ALL_SPREADSHEETS.includes(one)))
    return new ToolError(
      "not_found",
      "This sign-in (drive.file) reaches only spreadsheets that were made here or opened with it, and this is not one of them or does not exist",
      "Check the id, or sign in again with google_sign_in for the service sheets to reach all spreadsheets.",
      { cause: error },
    );
  const range = /Unable to parse range: (.*)$/.exec(error.message)?.[1];
  if (range !== undefined)
    return new ToolError(
      "not_found",
      `There is no tab, named range or cells ${range}`,
      "sheets_get lists the tabs. A title with spaces or like a cell needs quotes: 'My tab'!A1.",
      { cause: error },
    );
  if (/not supported for this document/.test(error.message))
    return new ToolError(
      "invalid_input",
      "This file is no Google Sheet, perhaps an Excel file",
      "Read it with drive_read_file.",
      { cause: error },
    );
  return error;
}
