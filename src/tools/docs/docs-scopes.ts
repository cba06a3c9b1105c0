import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What reading documents takes; with `drive.file` alone, only those made here are found. */
export const READ_DOCUMENTS: ScopeNeeds = [
  [scope("documents.readonly"), scope("documents"), scope("drive.readonly"), scope("drive"), scope("drive.file")],
];

/** What making and changing documents takes; `drive.file` reaches only those made here. */
export const CHANGE_DOCUMENTS: ScopeNeeds = [[scope("drive.file"), scope("documents"), scope("drive")]];
