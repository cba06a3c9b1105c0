import { scope } from "../../scopes.ts";
import type { ScopeNeeds } from "../tool.ts";

/** What seeing names and other metadata takes; with `drive.file` alone, only files made here are found. */
export const SEE_FILES: ScopeNeeds = [
  [
    scope("drive.metadata.readonly"),
    scope("drive.metadata"),
    scope("drive.readonly"),
    scope("drive"),
    scope("drive.file"),
  ],
];

/** What reading content takes. */
export const READ_FILES: ScopeNeeds = [[scope("drive.readonly"), scope("drive"), scope("drive.file")]];

/** What making files takes. */
export const MAKE_FILES: ScopeNeeds = [[scope("drive.file"), scope("drive")]];
