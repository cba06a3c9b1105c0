import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What reading spreadsheets takes; with `drive.file` alone, only those made here. */
export const READ_SHEETS: ScopeNeeds = [
  [scope("spreadsheets.readonly"), scope("spreadsheets"), scope("drive.readonly"), scope("drive"), scope("drive.file")],
];

/** What making and changing spreadsheets takes; with `drive.file` alone, only those made here. */
export const CHANGE_SHEETS: ScopeNeeds = [[scope("drive.file"), scope("spreadsheets"), scope("drive")]];
